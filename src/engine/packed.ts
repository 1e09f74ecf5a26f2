/**
 * `items.map(make)` for arrays that are read again and again while the world runs.
 *
 * V8 keeps apart arrays that may have holes and arrays that have none. Its own `map` makes the second kind, what it
 * compiles for a `map` that is called often makes the first: from that moment on the arrays of new worlds are of another
 * kind than those of the worlds before, and everything compiled for these is thrown away. A push always makes the second.
 */
export function packed<T, U>(items: readonly T[], make: (item: T, index: number) => U): U[] {
  const made: U[] = [];
  for (let index = 0; index < items.length; index++) made.push(make(items[index]!, index));
  return made;
}
