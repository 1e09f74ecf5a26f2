/**
 * What requests are about: rows, pages, users, numbered by popularity from 0, the most wanted. Which one a request is
 * about is drawn from the request's own key, so a retry asks for the same thing again and all variants of a replication
 * ask for the same things.
 */
import type { Random } from '../engine/random.ts';
import { Zipf } from '../engine/zipf.ts';
import { NOBODY } from './call/slots.ts';
import { ITEM } from './draws.ts';
import type { KeysPlan } from './plan.ts';

/** In place of an item: the request is about none. */
export const NO_ITEM = NOBODY;

export class Items {
  private readonly count: number;
  private readonly zipf: Zipf | null;

  constructor(plan: KeysPlan) {
    this.count = plan.count;
    this.zipf = plan.exponent > 0 ? new Zipf(plan.count, plan.exponent) : null;
  }

  /** The item of the request with this key. */
  of(keyed: Random, keyLow: number, keyHigh: number): number {
    keyed.rekey(keyLow, keyHigh, ITEM);
    return this.zipf === null ? keyed.below(this.count) : this.zipf.sample(keyed) - 1;
  }
}
