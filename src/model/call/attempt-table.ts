/**
 * Attempts in flight, as columns. An attempt is one message to one replica and, once there, the work done for it. It
 * lives until its answer has arrived or been dropped, whether or not anybody still waits for it: work for a caller
 * that left is orphan work, and counting it needs nothing more than this.
 */
import { checkRoom } from '../too-much.ts';
import { resized } from './call-table.ts';
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

export class AttemptTable {
  /** The caller's side: whose attempt this is, and whether that is still so. */
  call = new Int32Array(0);
  generation = new Int32Array(0);
  chain = new Int32Array(0);
  /** The replica it was sent to, as an index over all replicas of the world. */
  replica = new Int32Array(0);
  state = new Uint8Array(0);
  keyLow = new Int32Array(0);
  keyHigh = new Int32Array(0);
  operation = new Int32Array(0);
  source = new Int32Array(0);
  /** As its call's. */
  item = new Int32Array(0);
  priority = new Int32Array(0);
  deadline = new Float64Array(0);
  /** 1 when neither this attempt nor any above it is a retry. */
  first = new Uint8Array(0);
  /** 1 while it holds a slot of its replica. */
  slot = new Uint8Array(0);
  arrivedAt = new Float64Array(0);
  /** When it took its slot. */
  slotSince = new Float64Array(0);
  /** Which step of its operation's flow it is at. */
  step = new Int32Array(0);
  /** First call in flight made for it, and how many there are. */
  child = new Int32Array(0);
  pending = new Int32Array(0);
  /** Ticket of the event that ends its work, NOBODY when there is none; the work's length; and where it stops when frozen. */
  ticket = new Int32Array(0);
  work = new Float64Array(0);
  workEndsAt = new Float64Array(0);
  /** Ticket of its limit of waiting. */
  waitTicket = new Float64Array(0);
  /** Work done here and, by successful calls, below. */
  spent = new Float64Array(0);
  /** Of that, work done here. */
  ownWork = new Float64Array(0);
  outcome = new Int32Array(0);
  root = new Int32Array(0);
  /** Look-aside caches that had nothing for it, as bits by edge. */
  misses = new Int32Array(0);
  /** Neighbours in the replica's queue. */
  next = new Int32Array(0);
  previous = new Int32Array(0);

  /** How long refused attempts are told to wait before they are tried again, while the refusal is on its way. */
  readonly hints = new Map<number, number>();

  inFlight = 0;
  /** Slots ever used: 0 .. used - 1. */
  used = 0;
  private free = new Int32Array(0);
  private freeCount = 0;
  private capacity = 0;

  constructor() {
    this.grow();
  }

  /**
   * A slot. What every attempt puts back before it ends (its place, its tickets, its children) is at rest already, and
   * the audit looks whether it is; only what an attempt leaves behind is set again.
   */
  open(): number {
    this.inFlight++;
    let attempt: number;
    if (this.freeCount > 0) attempt = this.free[--this.freeCount]!;
    else {
      if (this.used === this.capacity) this.grow();
      attempt = this.used++;
    }
    this.state[attempt] = TRAVELLING;
    this.step[attempt] = 0;
    this.spent[attempt] = 0;
    this.ownWork[attempt] = 0;
    this.outcome[attempt] = 0;
    this.root[attempt] = 0;
    return attempt;
  }

  close(attempt: number): void {
    this.inFlight--;
    this.replica[attempt] = NOBODY;
    this.free[this.freeCount++] = attempt;
  }

  /** Whether a slot is as `open` expects it. */
  isAtRest(attempt: number): boolean {
    return (
      this.slot[attempt] === 0 &&
      this.child[attempt] === NOBODY &&
      this.pending[attempt] === 0 &&
      this.ticket[attempt] === NOBODY &&
      this.waitTicket[attempt] === NOBODY
    );
  }

  private grow(): void {
    const to = this.capacity === 0 ? 256 : this.capacity * 2;
    checkRoom('attempts', to);
    this.capacity = to;
    this.call = resized(this.call, new Int32Array(to));
    this.generation = resized(this.generation, new Int32Array(to));
    this.chain = resized(this.chain, new Int32Array(to));
    this.replica = resized(this.replica, new Int32Array(to));
    this.state = resized(this.state, new Uint8Array(to));
    this.keyLow = resized(this.keyLow, new Int32Array(to));
    this.keyHigh = resized(this.keyHigh, new Int32Array(to));
    this.operation = resized(this.operation, new Int32Array(to));
    this.source = resized(this.source, new Int32Array(to));
    this.item = resized(this.item, new Int32Array(to));
    this.priority = resized(this.priority, new Int32Array(to));
    this.deadline = resized(this.deadline, new Float64Array(to));
    this.first = resized(this.first, new Uint8Array(to));
    this.slot = resized(this.slot, new Uint8Array(to));
    this.arrivedAt = resized(this.arrivedAt, new Float64Array(to));
    this.slotSince = resized(this.slotSince, new Float64Array(to));
    this.step = resized(this.step, new Int32Array(to));
    this.child = resized(this.child, new Int32Array(to));
    this.pending = resized(this.pending, new Int32Array(to));
    this.ticket = resized(this.ticket, new Int32Array(to));
    this.work = resized(this.work, new Float64Array(to));
    this.workEndsAt = resized(this.workEndsAt, new Float64Array(to));
    this.waitTicket = resized(this.waitTicket, new Float64Array(to));
    this.spent = resized(this.spent, new Float64Array(to));
    this.ownWork = resized(this.ownWork, new Float64Array(to));
    this.outcome = resized(this.outcome, new Int32Array(to));
    this.misses = resized(this.misses, new Int32Array(to));
    this.root = resized(this.root, new Int32Array(to));
    this.next = resized(this.next, new Int32Array(to));
    this.previous = resized(this.previous, new Int32Array(to));
    this.free = resized(this.free, new Int32Array(to));
    for (const column of [this.replica, this.child, this.ticket, this.waitTicket]) column.fill(NOBODY, this.used);
  }
}
