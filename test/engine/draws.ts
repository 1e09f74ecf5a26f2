/** Luck that is known beforehand. */
import { Random } from '../../src/engine/random.ts';

/** A generator whose 32-bit numbers are these, one after the other; to ask it for more fails the test. */
export function randomOf(...bits: readonly number[]): Random {
  const random = new Random();
  let taken = 0;
  random.bits = () => {
    const next = bits[taken++];
    if (next === undefined) throw new Error(`a number too many was drawn: there are ${bits.length}`);
    return next | 0;
  };
  return random;
}

/** The same generator, which fails the test when more than so many 32-bit numbers are asked of it. */
export function limited(random: Random, most: number): Random {
  const bits = random.bits.bind(random);
  let taken = 0;
  random.bits = () => {
    if (taken++ === most) throw new Error(`a number too many was drawn: ${most} were to be enough`);
    return bits();
  };
  return random;
}

/** The two numbers that make `uniform` give this share, which has 27 bits at most. */
export const uniformly = (share: number): readonly [number, number] => [share * 2 ** 32, 0];

/** Those that make `uniform` and `uniformOpen` give the largest number there is, just below 1. */
export const LARGEST = [-1, -1] as const;
