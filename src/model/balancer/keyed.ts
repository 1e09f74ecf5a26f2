/** Balancers that choose by chance: a choice is a function of the request and of how many attempts of this call came before. */
import type { Random } from '../../engine/random.ts';
import type { CallTable } from '../call/call-table.ts';
import { BALANCE } from '../draws.ts';
import { Balancer } from './balancer.ts';

export abstract class KeyedBalancer extends Balancer {
  private readonly calls: CallTable;
  private readonly keyed: Random;

  constructor(replicas: number, calls: CallTable, keyed: Random) {
    super(replicas);
    this.calls = calls;
    this.keyed = keyed;
  }

  /** The luck of the choice for the next attempt of `call`. */
  protected luckOf(call: number): Random {
    const { keyLow, keyHigh, sent } = this.calls;
    this.keyed.rekey(keyLow[call]!, keyHigh[call]!, (BALANCE + sent[call]! + (this.round << 16)) | 0);
    return this.keyed;
  }
}
