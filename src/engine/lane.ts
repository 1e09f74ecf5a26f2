/**
 * A lane holds events that all come the same delay after they were scheduled: timeouts, network hops, probe periods.
 * The clock is monotone, so they arrive in order and a ring is all the sorting they need; the agenda sees only the
 * first. Cancelling marks an event, and marked ones are passed over when the lane advances - which is what makes
 * timers nearly free, since nearly all of them are cancelled long before they reach the front.
 */

import { CANCELLED } from './agenda.ts';

export interface LaneHost {
  readonly now: number;
  nextSequence: number;
  enterLane(lane: Lane): void;
}

export class Lane {
  readonly delay: number;
  /** This lane's entry in the simulator's event pool. */
  readonly entry: number;
  private readonly host: LaneHost;
  // The ring, two numbers of each kind for every event: time and sequence, what and argument (see simulator.ts).
  private stamps = new Float64Array(32);
  private cells = new Int32Array(32);
  private mask = 15;
  /** Running counts of events that left and entered; their low bits are ring positions. */
  private first = 0;
  private next = 0;

  constructor(host: LaneHost, delay: number, entry: number) {
    this.host = host;
    this.delay = delay;
    this.entry = entry;
  }

  /** Schedules `what` (actor << KIND_BITS | kind). Returns a ticket for `cancel`, valid until the event fires. */
  schedule(what: number, argument: number): number {
    if (this.next - this.first > this.mask) this.makeRoom();
    const ticket = this.next++;
    const place = (ticket & this.mask) << 1;
    const { stamps, cells } = this;
    stamps[place] = this.host.now + this.delay;
    stamps[place | 1] = this.host.nextSequence++;
    cells[place] = what;
    cells[place | 1] = argument;
    if (ticket === this.first) this.host.enterLane(this);
    return ticket;
  }

  cancel(ticket: number): void {
    this.cells[(ticket & this.mask) << 1] = CANCELLED;
  }

  headTime(): number {
    return this.stamps[(this.first & this.mask) << 1]!;
  }

  headSequence(): number {
    return this.stamps[((this.first & this.mask) << 1) | 1]!;
  }

  headWhat(): number {
    return this.cells[(this.first & this.mask) << 1]!;
  }

  headArgument(): number {
    return this.cells[((this.first & this.mask) << 1) | 1]!;
  }

  /** Leaves the first event and any cancelled ones behind it. False when nothing is left. */
  advance(): boolean {
    const { cells, mask, next } = this;
    // The very first time this is so long that V8 compiles the loop before it has come to its end. So nothing but the answer comes
    // after it: what is compiled would stumble, every time, over what had never been executed.
    for (;;) {
      const first = this.first + 1;
      this.first = first;
      if (first >= next) return false;
      if (cells[(first & mask) << 1] !== CANCELLED) return true;
    }
  }

  /**
   * Cancelled events at the front are passed over first, or a long timeout would keep one place for every request of
   * its length. One event stays, so that the lane does not leave the agenda; there it keeps its old, earlier place and is
   * put right when that comes up.
   */
  private makeRoom(): void {
    const { cells, mask } = this;
    const last = this.next - 1;
    let { first } = this;
    while (first < last && cells[(first & mask) << 1] === CANCELLED) first++;
    this.first = first;
    if (this.next - this.first > this.mask >> 1) this.grow();
  }

  /** Doubles the ring; every event keeps its running count, so tickets stay valid. */
  private grow(): void {
    const mask = this.mask * 2 + 1;
    const stamps = new Float64Array(2 * mask + 2);
    const cells = new Int32Array(2 * mask + 2);
    for (let count = this.first; count < this.next; count++) {
      const from = 2 * (count & this.mask);
      const to = 2 * (count & mask);
      stamps[to] = this.stamps[from]!;
      stamps[to + 1] = this.stamps[from + 1]!;
      cells[to] = this.cells[from]!;
      cells[to + 1] = this.cells[from + 1]!;
    }
    this.stamps = stamps;
    this.cells = cells;
    this.mask = mask;
  }
}
