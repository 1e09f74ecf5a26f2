/** Two different replicas at random, and of these the one with fewer attempts in progress (Mitzenmacher 2001). */
import type { Random } from '../../engine/random.ts';
import type { CallTable } from '../call/call-table.ts';
import { Balancer } from './balancer.ts';
import { rekeyForChoice } from './random.ts';

export class PowerOfTwoChoices extends Balancer {
  private readonly calls: CallTable;
  private readonly keyed: Random;

  constructor(replicas: number, calls: CallTable, keyed: Random) {
    super(replicas);
    this.calls = calls;
    this.keyed = keyed;
  }

  protected override choose(call: number): number {
    rekeyForChoice(this.keyed, this.calls, call);
    const first = this.keyed.below(this.count);
    const other = this.keyed.below(this.count - 1);
    // Skipping over the first makes the second any of the others, all equally likely.
    const second = other < first ? other : other + 1;
    const one = this.candidates[first]!;
    const two = this.candidates[second]!;
    return this.inProgress[two]! < this.inProgress[one]! ? two : one;
  }
}
