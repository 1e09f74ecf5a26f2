/**
 * A lane holds events that all come the same delay after they were scheduled: timeouts, network hops, probe periods.
 * The clock is monotone, so they arrive in order and a ring is all the sorting they need; the simulator's heap sees only
 * the first. Cancelling marks an event, and marked ones are passed over when the lane advances - which is what makes
 * timers nearly free, since nearly all of them are cancelled long before they reach the front.
 */

/** In place of `what`: the event will not fire. */
export const CANCELLED = -2;

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
  private times = new Float64Array(16);
  private sequences = new Float64Array(16);
  private whats = new Int32Array(16);
  private args = new Int32Array(16);
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
    const place = ticket & this.mask;
    this.times[place] = this.host.now + this.delay;
    this.sequences[place] = this.host.nextSequence++;
    this.whats[place] = what;
    this.args[place] = argument;
    if (ticket === this.first) this.host.enterLane(this);
    return ticket;
  }

  cancel(ticket: number): void {
    this.whats[ticket & this.mask] = CANCELLED;
  }

  headTime(): number {
    return this.times[this.first & this.mask]!;
  }

  headSequence(): number {
    return this.sequences[this.first & this.mask]!;
  }

  headWhat(): number {
    return this.whats[this.first & this.mask]!;
  }

  headArgument(): number {
    return this.args[this.first & this.mask]!;
  }

  /** Leaves the first event and any cancelled ones behind it. False when nothing is left. */
  advance(): boolean {
    const whats = this.whats;
    const mask = this.mask;
    let first = this.first + 1;
    while (first < this.next && whats[first & mask] === CANCELLED) first++;
    this.first = first;
    return first < this.next;
  }

  /**
   * Cancelled events at the front are passed over first, or a long timeout would keep one place for every request of
   * its length. One event stays, so that the lane does not leave the heap; there it keeps its old, earlier place and is
   * put right when that comes up.
   */
  private makeRoom(): void {
    while (this.first + 1 < this.next && this.whats[this.first & this.mask] === CANCELLED) this.first++;
    if (this.next - this.first > this.mask >> 1) this.grow();
  }

  /** Doubles the ring; every event keeps its running count, so tickets stay valid. */
  private grow(): void {
    const mask = this.mask * 2 + 1;
    const times = new Float64Array(mask + 1);
    const sequences = new Float64Array(mask + 1);
    const whats = new Int32Array(mask + 1);
    const args = new Int32Array(mask + 1);
    for (let count = this.first; count < this.next; count++) {
      const from = count & this.mask;
      const to = count & mask;
      times[to] = this.times[from]!;
      sequences[to] = this.sequences[from]!;
      whats[to] = this.whats[from]!;
      args[to] = this.args[from]!;
    }
    this.times = times;
    this.sequences = sequences;
    this.whats = whats;
    this.args = args;
    this.mask = mask;
  }
}
