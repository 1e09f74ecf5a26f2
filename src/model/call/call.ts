/**
 * A call: one use of a dependency, or one request of a traffic source. It outlasts its attempts on the caller's side and
 * ends before some of them on the callee's. An attempt remembers its call and the call's generation: when the caller
 * gives up, the generation moves on and a late answer is known by its old one, so no set of resolved ids is kept.
 *
 * Calls are used again (call-table.ts). Times start as NaN, so that their fields are fields of doubles (see attempt.ts).
 */
import type { Outcome } from '../outcome.ts';
import type { Attempt } from './attempt.ts';
import type { Chain } from './chain.ts';
import { NOBODY } from './slots.ts';

/** What a call remembers that no policy knows of. */
export const NO_MEMORY = new Float64Array(0);

export class Call {
  /** What events know it by. */
  readonly id: number;
  /** The request's random key, passed down the call tree (see `draws.ts`). */
  keyLow = 0;
  keyHigh = 0;
  /** When the caller asked: intended arrival for a request. */
  startedAt = Number.NaN;
  /** The same, or when the user last asked again: what limits of time count from. */
  askedAt = Number.NaN;
  /** The chain the call went into; null while nobody uses this slot. */
  chain: Chain | null = null;
  generation = 0;
  /** What the caller needs to know it by: a user, a client, a probed replica. */
  parent = NOBODY;
  /** The attempt being served that made it; set by replicas only. */
  asker: Attempt | null = null;
  /** The calls next to this one in its asker's list, which begins at the asker's `child`. */
  sibling: Call | null = null;
  elder: Call | null = null;
  /** Index of the target's operation. */
  operation = 0;
  /** The caller's own tag: the step's call, for a service. */
  tag = 0;
  source = 0;
  /** What the request is about (items.ts); written only in worlds where requests are about something. */
  item = 0;
  priority = 0;
  /** Infinity when no deadline is propagated. */
  deadline = Number.NaN;
  /** 1 when no attempt above this call was a retry. */
  first = 0;
  /** How many policies have let the call in. */
  depth = 0;
  /** Attempts sent. */
  sent = 0;
  /** The attempt in flight, null when there is none; and the replica it went to, as the chain counts its targets. */
  attempt: Attempt | null = null;
  replica = NOBODY;
  /** The attempt in flight will never be answered: its message is lost or its replica silently dead. */
  silent = false;
  /** Work done for this call by successful attempts, all the way down. */
  spent = Number.NaN;
  /** Outcome at the bottom of the call tree when the last attempt failed. */
  root: Outcome = 0;
  /**
   * What the policies of its chain remember of it, from `memoryAt` on; each has a stretch of its own. All calls share one array:
   * one for each would be three more lines of the cache for every call in flight.
   */
  memory: Float64Array;
  memoryAt = 0;
  /** The next slot that nobody uses, when nobody uses this one. */
  nextFree = NOBODY;

  constructor(id: number, memory = NO_MEMORY) {
    this.id = id;
    this.memory = memory;
  }

  /** Whether it is as `CallTable.open` expects a slot that nobody uses. */
  get isAtRest(): boolean {
    return this.attempt === null && this.replica === NOBODY && !this.silent;
  }

  /** From here on the answer to the attempt in flight is stale. */
  disown(): void {
    this.generation = (this.generation + 1) | 0;
    this.attempt = null;
    this.silent = false;
  }
}
