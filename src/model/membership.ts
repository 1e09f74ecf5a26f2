/**
 * What being a member of a cluster means to a replica: the cluster says what it takes, when an answer may go out, and
 * hears of the life of the process. Declared here, below both, so that services and clusters need not know each other.
 */
import type { Attempt } from './call/attempt.ts';
import type { Outcome } from './outcome.ts';

export interface Membership {
  /** Why this member does not take the attempt; OK when it does. */
  refusal(attempt: Attempt): Outcome;
  /** The attempt's work is done. True when its answer must wait for other members: `letAnswer` or `deny` will follow. */
  holds(attempt: Attempt): boolean;
  /** The attempt has left the process without an answer. */
  forget(attempt: Attempt): void;
  died(): void;
  started(): void;
  /** The process stands still; what comes for it waits. */
  hung(): void;
  thawed(): void;
}
