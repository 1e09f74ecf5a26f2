/** A replica whose answers take more than work: when the work is done, somebody is asked what comes of it. */
import { isSuccess, OK, type Outcome } from '../outcome.ts';
import { Replica } from './replica.ts';

export class DecidingReplica extends Replica {
  /** Set when the component that it is a node of has been built; what it does with an operation is the answer. */
  decide: (operation: number) => Outcome = () => OK;

  protected override finish(attempt: number, outcome: Outcome): void {
    if (!isSuccess(outcome)) {
      super.finish(attempt, outcome);
      return;
    }
    const decided = this.decide(this.attempts.operation[attempt]!);
    this.attempts.root[attempt] = decided;
    super.finish(attempt, decided);
  }
}
