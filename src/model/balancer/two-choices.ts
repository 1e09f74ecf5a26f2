/** Two different replicas at random, and of these the one with less to do (Mitzenmacher 2001); what that is differs. */
import type { Call } from '../call/call.ts';
import { KeyedBalancer } from './keyed.ts';

export abstract class TwoChoices extends KeyedBalancer {
  protected override choose(call: Call): number {
    const luck = this.luckOf(call);
    const first = luck.below(this.count);
    const other = luck.below(this.count - 1);
    // Skipping over the first makes the second any of the others, all equally likely.
    const second = other < first ? other : other + 1;
    const one = this.candidates[first]!;
    const two = this.candidates[second]!;
    return this.load(two) < this.load(one) ? two : one;
  }

  protected abstract load(replica: number): number;
}
