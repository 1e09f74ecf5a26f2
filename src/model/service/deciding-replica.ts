/** A replica whose answers take more than work: when the work is done, somebody is asked what comes of it. */
import type { Attempt } from '../call/attempt.ts';
import { isSuccess, OK, type Outcome } from '../outcome.ts';
import { Replica } from './replica.ts';

export class DecidingReplica extends Replica {
  /** Set when the component that it is a node of has been built; what it does with an operation is the answer. */
  decide: (operation: number) => Outcome = () => OK;

  protected override finish(attempt: Attempt, outcome: Outcome): void {
    if (!isSuccess(outcome)) {
      super.finish(attempt, outcome);
      return;
    }
    const decided = this.decide(attempt.operation);
    attempt.root = decided;
    super.finish(attempt, decided);
  }
}
