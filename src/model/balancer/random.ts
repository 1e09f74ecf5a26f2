/** Any replica, all equally likely; a request meets the same one in every variant that has the same candidates. */
import type { Call } from '../call/call.ts';
import { KeyedBalancer } from './keyed.ts';

export class RandomBalancer extends KeyedBalancer {
  protected override choose(call: Call): number {
    return this.candidates[this.luckOf(call).below(this.count)]!;
  }
}
