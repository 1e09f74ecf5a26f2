/**
 * An attempt: one message to one replica and, once there, the work done for it. It lives until its answer has arrived or
 * been dropped, whether or not anybody still waits for it: work for a caller that left is orphan work, and counting it
 * needs nothing more than this.
 *
 * Attempts are used again (attempt-table.ts). Times start as NaN, which makes their fields fields of doubles from the
 * first moment: V8 then writes new ones in place instead of making objects of them. What is set when a slot is opened is a
 * field before as well: V8 has no room inside an object for what comes after its constructor, and would look elsewhere for it.
 */
import type { Outcome } from '../outcome.ts';
import type { Step } from '../service/operation.ts';
import type { Call } from './call.ts';
import type { Chain } from './chain.ts';
import type { Callee } from './parties.ts';
import { NOBODY } from './slots.ts';

/** Where an attempt is. States from QUEUED to STALLED are inside a replica. */
export const TRAVELLING = 0;
export const QUEUED = 1;
/** Holds a slot and works. */
export const SERVING = 2;
/** In the middle of making the calls of a step. */
export const LAUNCHING = 3;
/** Waits for its dependencies, with its slot if threads block, without if not. */
export const AWAITING = 4;
/** Wants a slot back to go on working. */
export const RESUMING = 5;
/** Could go on, but its replica hangs. */
export const STALLED = 6;
/** The answer is given; it may still be on its way. */
export const ANSWERED = 7;
/** Stopped by its caller while travelling. */
export const WITHDRAWN = 8;

export class Attempt {
  /** What events know it by. */
  readonly id: number;
  /** The caller's side: whose attempt this is, and whether that is still so. */
  call: Call = null!;
  generation = 0;
  chain: Chain = null!;
  /** The replica it was sent to; null while nobody uses this slot. */
  callee: Callee | null = null;
  state = TRAVELLING;
  /** Which step of its operation's flow it is at; null before the first. */
  step: Step | null = null;
  keyLow = 0;
  keyHigh = 0;
  operation = 0;
  source = 0;
  priority = 0;
  /** 1 when neither this attempt nor any above it is a retry. */
  first = 0;
  deadline = Number.NaN;
  /** Whether it holds a slot of its replica. */
  hasSlot = false;
  arrivedAt = Number.NaN;
  /** When it took its slot. */
  slotSince = Number.NaN;
  /** First call in flight made for it, and how many there are. */
  child: Call | null = null;
  pending = 0;
  /** Ticket of the event that ends its work, NOBODY when there is none; the work's length; and where it stops when frozen. */
  ticket = NOBODY;
  work = Number.NaN;
  workEndsAt = Number.NaN;
  /** Work done here and, by successful calls, below. */
  spent = Number.NaN;
  /** Of that, work done here. */
  ownWork = Number.NaN;
  outcome: Outcome = 0;
  root: Outcome = 0;
  /** The next slot that nobody uses, when nobody uses this one. */
  nextFree = NOBODY;
  // What not every attempt needs comes last, also in memory.
  /** Neighbours in the replica's queue. */
  next: Attempt | null = null;
  previous: Attempt | null = null;
  /** Ticket of its limit of waiting. */
  waitTicket = NOBODY;
  /** As its call's. */
  item = 0;
  /** Look-aside caches that had nothing for it, as bits by edge. */
  misses = 0;
  /** How long it is told to wait before it is tried again, while its refusal is on the way; 0 for nothing. */
  hint = 0;

  constructor(id: number) {
    this.id = id;
  }

  /** Whether it is as `AttemptTable.open` expects a slot that nobody uses. */
  get isAtRest(): boolean {
    return (
      !this.hasSlot &&
      this.child === null &&
      this.pending === 0 &&
      this.ticket === NOBODY &&
      this.waitTicket === NOBODY &&
      this.hint === 0
    );
  }
}
