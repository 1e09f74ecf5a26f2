/**
 * Random numbers: the generator sfc32 (Chris Doty-Humphrey, PractRand), 96 bits of state and a 32-bit counter. One
 * class serves two uses, so that every call site sees one shape:
 *
 * - a **named stream** is a sequence of its own, e.g. the arrivals of one traffic source in one replication;
 * - a **keyed** generator is counter-based: after `rekey` all draws are a pure function of the key, whatever was drawn
 *   before. A request's service demand then does not depend on how many retries came before it.
 *
 * Fast and statistically sound; not for secrets.
 */
import seedrandom from 'seedrandom';

const GOLDEN = 0x9e3779b1 | 0;
const TWO_TO_MINUS_32 = 1 / 4294967296;
const TWO_TO_26 = 67108864;
const TWO_TO_MINUS_52 = 1 / 4503599627370496;
const TWO_TO_MINUS_53 = TWO_TO_MINUS_52 / 2;

/**
 * A one-to-one scramble of 32 bits with hardly any bias (the constants are Chris Wellons', found by search). A constant, as
 * `mix` is: a declared function could be declared anew, and V8 looks at every call whether it was.
 */
const scramble = (x: number): number => {
  let h = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0xd35a2d97);
  return h ^ (h >>> 15);
};

/** A hash of two whole numbers of 32 bits, as such a number: the key of a child from its parent's and its index. */
export const mix = (a: number, b: number): number => scramble((scramble((a + GOLDEN) | 0) + b) | 0);

export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  constructor() {
    this.rekey(0, 0, 0);
  }

  /** The stream of this name, e.g. `7/0/traffic/shoppers/arrivals`: equal names give equal draws. */
  static named(name: string): Random {
    const source = seedrandom(name);
    const random = new Random();
    random.a = source.int32();
    random.b = source.int32();
    random.c = source.int32();
    return random;
  }

  /**
   * Makes every following draw a pure function of three whole numbers of 32 bits.
   *
   * Each round scrambles one part of the key into the round before, which is a one-to-one map of the 96 bits of the
   * key to the 96 bits of state; the first draw is the sum of the first and the last round, so it depends on all
   * of the key.
   */
  rekey(lo: number, hi: number, purpose: number): void {
    const first = scramble((lo + Math.imul(purpose, GOLDEN)) | 0);
    const second = scramble(first ^ hi);
    this.a = scramble((second + purpose) | 0);
    this.b = first;
    this.c = second;
    this.counter = 1;
  }

  /** A whole number in [0, 2^32). */
  next32(): number {
    return this.bits() >>> 0;
  }

  /** 32 random bits, as a signed whole number: one that never has to become an object on its way to the caller. */
  bits(): number {
    const draw = (this.a + this.b + this.counter) | 0;
    const c = this.c;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + draw) | 0;
    return draw;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.bits() >>> 5;
    return (high * TWO_TO_26 + (this.bits() >>> 6)) * TWO_TO_MINUS_53;
  }

  /** A number in (0, 1), neither end included and symmetric about 1/2, with 52 random bits: safe for a quantile. */
  uniformOpen(): number {
    const high = this.bits() >>> 6;
    return (high * TWO_TO_26 + (this.bits() >>> 6) + 0.5) * TWO_TO_MINUS_52;
  }

  /** A whole number in [0, n) for n up to 2^32; some are likelier than others by n / 2^32 at most. */
  below(n: number): number {
    return Math.floor(this.next32() * TWO_TO_MINUS_32 * n);
  }

  /** True with probability p. Always takes the same number of draws, so p does not shift what follows. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }
}

/** A name's hash, a whole number of 32 bits: what an edge, a service or a purpose adds to a key. */
export function hashName(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}
