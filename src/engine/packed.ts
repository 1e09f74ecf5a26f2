/**
 * `items.map(make)` for arrays that are read again and again while the world runs.
 *
 * V8 keeps apart arrays that may have holes and arrays that have none. Its own `map` makes the second kind, what it
 * compiles for a `map` that is called often makes the first: from that moment on the arrays of new worlds are of another
 * kind than those of the worlds before, and everything compiled for these is thrown away. A push always makes the second.
 *
 * An empty array is one of small whole numbers to V8, until it has seen what such arrays are for. So all that are empty are
 * the same one, which has held something else once.
 */
export function packed<T, U>(items: readonly T[], make: (item: T, index: number) => U): readonly U[] {
  if (items.length === 0) return NOTHING;
  const made: U[] = [];
  for (let index = 0; index < items.length; index++) made.push(make(items[index]!, index));
  return made;
}

const NOTHING: never[] = [];
NOTHING.push({} as never);
NOTHING.pop();
