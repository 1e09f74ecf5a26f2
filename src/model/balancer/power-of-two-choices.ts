/** Two different replicas at random, and of these the one with fewer attempts in progress (Mitzenmacher 2001). */
import type { Call } from '../call/call.ts';
import { KeyedBalancer } from './keyed.ts';

export class PowerOfTwoChoices extends KeyedBalancer {
  protected override choose(call: Call): number {
    const luck = this.luckOf(call);
    const first = luck.below(this.count);
    const other = luck.below(this.count - 1);
    // Skipping over the first makes the second any of the others, all equally likely.
    const second = other < first ? other : other + 1;
    const one = this.candidates[first]!;
    const two = this.candidates[second]!;
    return this.inProgress[two]! < this.inProgress[one]! ? two : one;
  }
}
