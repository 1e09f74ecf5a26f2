/** The two ends of a call, as the chain between them sees them. */

import type { Outcome } from '../outcome.ts';
import type { Attempt } from './attempt.ts';
import type { Call } from './call.ts';

/** Where messages leave from and arrive. */
export interface Place {
  /** Places on different islands cannot reach each other; 0 is where everybody is unless a partition says otherwise. */
  readonly island: number;
  /** Share of the messages to and from here that is lost. */
  readonly loss: number;
  /** Index of the zone it is in; NOWHERE when that does not matter. */
  readonly zone: number;
}

export interface Caller {
  /**
   * The call is over. It can still be read; it is given back when this returns. `root` is the outcome at
   * the bottom of the call tree, the same as `outcome` unless a dependency failed.
   */
  callEnded(call: Call, outcome: Outcome, root: Outcome): void;
}

export interface Callee extends Place {
  /** Index over all replicas of the world. */
  readonly index: number;
  /** An attempt has arrived. Answers through its chain, now or later, or lets it vanish. */
  accept(attempt: Attempt): void;
  /** The caller has given up and says so: whatever is still to be done for the attempt is dropped. */
  withdraw(attempt: Attempt): void;
}
