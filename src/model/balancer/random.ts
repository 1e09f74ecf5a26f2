/** Any replica, all equally likely; a request meets the same one in every variant that has the same candidates. */
import { KeyedBalancer } from './keyed.ts';

export class RandomBalancer extends KeyedBalancer {
  protected override choose(call: number): number {
    return this.candidates[this.luckOf(call).below(this.count)]!;
  }
}
