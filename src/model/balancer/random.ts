/** Any replica, all equally likely; a request meets the same one in every variant that has the same candidates. */
import type { Random } from '../../engine/random.ts';
import type { CallTable } from '../call/call-table.ts';
import { BALANCE } from '../draws.ts';
import { Balancer } from './balancer.ts';

export class RandomBalancer extends Balancer {
  private readonly calls: CallTable;
  private readonly keyed: Random;

  constructor(replicas: number, calls: CallTable, keyed: Random) {
    super(replicas);
    this.calls = calls;
    this.keyed = keyed;
  }

  protected override choose(call: number): number {
    rekeyForChoice(this.keyed, this.calls, call);
    return this.candidates[this.keyed.below(this.count)]!;
  }
}

/** A choice is a function of the request and of how many attempts of this call came before. */
export function rekeyForChoice(keyed: Random, calls: CallTable, call: number): void {
  keyed.rekey(calls.keyLow[call]!, calls.keyHigh[call]!, (BALANCE + calls.sent[call]!) | 0);
}
