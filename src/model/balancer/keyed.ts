/** Balancers that choose by chance: a choice is a function of the request and of how many attempts of this call came before. */

import type { Random } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import { BALANCE } from '../draws.ts';
import { CountingBalancer } from './counting.ts';

export abstract class KeyedBalancer extends CountingBalancer {
  private readonly keyed: Random;

  constructor(replicas: number, keyed: Random) {
    super(replicas);
    this.keyed = keyed;
  }

  /** The luck of the choice for the next attempt of `call`. */
  protected luckOf(call: Call): Random {
    const { keyLow, keyHigh, sent } = call;
    this.keyed.rekey(keyLow, keyHigh, (BALANCE + sent + (this.round << 16)) | 0);
    return this.keyed;
  }
}
