/**
 * The clock, and what happens when it goes on. An event is five numbers: time, sequence, actor, kind, argument. Events fire in
 * order of (time, sequence): ties go to the one scheduled first.
 *
 * Two structures hold the future. Whatever comes at irregular delays is in the agenda (agenda.ts). Constant delays live in
 * lanes (lane.ts): added to a monotone clock they are already in order, so a lane is a ring, and it takes part in the agenda by
 * its first event only. Nothing here allocates per event once the arrays have grown to the model's size.
 *
 * Time is a whole number of nanoseconds in a double: sums are exact for 104 days, ties are real ties.
 */
import { Agenda, CANCELLED } from './agenda.ts';
import { Checkpoints, type Watcher } from './checkpoints.ts';
import { invariant } from './invariant.ts';
import { Lane, type LaneHost } from './lane.ts';
import { ZERO } from './zero.ts';

/** Kinds of one actor are 0 .. KIND_LIMIT - 1. */
export const KIND_BITS = 6;
export const KIND_LIMIT = 1 << KIND_BITS;
const KIND_MASK = KIND_LIMIT - 1;

/** `what` of a lane's entry in the pool is LANE - index; anything at or below LANE is a lane. */
const LANE = -3;

/**
 * How many events fire before the loop is entered anew. A loop goes on in the code it was entered with: one loop for the
 * whole run would keep to the end what was compiled when little had been seen yet.
 */
const STRETCH = 4096;

/** Something that events happen to. Its constructor enrols it, so ids follow the order of construction. */
export abstract class Actor {
  readonly id: number;
  protected readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.id = simulator.enrol(this);
  }

  abstract on(kind: number, argument: number): void;
}

/** What events are about; both numbers are at least 0. */
export interface Subject {
  readonly state: number;
  readonly outcome: number;
}

export class Simulator extends Agenda implements LaneHost {
  now = ZERO;
  eventsFired = 0;
  nextSequence = 0;
  readonly checkpoints = new Checkpoints();

  private readonly actors: Actor[] = [];
  private readonly lanes: Lane[] = [];

  /** The argument of the event that `takeFromLane` found: two numbers are not returned without an object around them. */
  private laneArgument = 0;

  /** What most events are about, by their arguments. */
  private subjects: readonly Subject[] = [];

  /** Where the stretch that is run ends at the latest. */
  private until = ZERO;
  private watcher: Watcher = this.checkpoints;
  private watchAt = this.checkpoints.next;
  private digestTime = 0x2545f491;
  private digestWhat = 0x6c078965;

  enrol(actor: Actor): number {
    return this.actors.push(actor) - 1;
  }

  /**
   * Schedules `kind` for `actor` after `delay` (whole nanoseconds, ≥ 0). Returns a ticket that `cancel` takes until the
   * event fires; whoever keeps tickets drops them when it does.
   */
  schedule(delay: number, actor: number, kind: number, argument: number): number {
    if (!(delay >= 0 && kind < KIND_LIMIT)) this.refuse();
    const entry = this.takeEntry();
    const { cells } = this;
    this.due = this.now + delay;
    this.stamps[(entry << 1) | 1] = this.nextSequence++;
    cells[entry << 2] = (actor << KIND_BITS) | kind;
    cells[(entry << 2) | 1] = argument;
    this.insert(entry);
    return entry;
  }

  /** Apart from `schedule`, which is small enough to be inlined everywhere only without this. */
  private refuse(): never {
    invariant(false, 'an event is scheduled at or after now, with a known kind', this);
  }

  /** The event stays where it is and is skipped when its time comes: cheaper than keeping every position up to date. */
  cancel(ticket: number): void {
    invariant(this.cells[ticket << 2]! >= 0, 'a cancelled event is pending', this);
    this.cells[ticket << 2] = CANCELLED;
  }

  /** The lane for events that always come `delay` after they are scheduled; one lane per distinct delay. */
  lane(delay: number): Lane {
    const known = this.lanes.find(lane => lane.delay === delay);
    if (known) return known;
    invariant(delay >= 0, 'a lane has a delay of at least 0', this);
    const entry = this.takeEntry();
    this.cells[entry << 2] = LANE - this.lanes.length;
    const lane = new Lane(this, delay, entry);
    this.lanes.push(lane);
    return lane;
  }

  /** Fires every event up to and including `until` (a finite time), then sets the clock there. */
  run(until: number): void {
    invariant(until < Infinity, 'a run has an end', this);
    let isMore = true;
    while (isMore) isMore = this.advance(until);
  }

  /** A part of `run`, for who has other things to do in between: false once all of it is done. */
  advance(until: number): boolean {
    this.until = until;
    const isMore = this.runStretch();
    if (!isMore) this.now = until;
    return isMore;
  }

  /** From now on `watcher` is told of events, in place of the checkpoints. */
  watchedBy(watcher: Watcher): void {
    this.watcher = watcher;
    this.watchAt = watcher.next;
  }

  /** Most events are about one of these, and their argument says which; those of others mean something else by it. */
  expectAbout(subjects: readonly Subject[]): void {
    this.subjects = subjects;
  }

  /** A fingerprint of every event fired so far, in order. */
  get digest(): string {
    return hex(this.digestTime) + hex(this.digestWhat);
  }

  /** A lane has another first event: it goes where that belongs. */
  enterLane(lane: Lane): void {
    this.due = lane.headTime();
    this.stamps[(lane.entry << 1) | 1] = lane.headSequence();
    this.insert(lane.entry);
  }

  /**
   * Fires some events; false when none is left that comes until then. All that happens to every event is in this one function,
   * because V8 does not find out by itself that it belongs together.
   */
  private runStretch(): boolean {
    for (let left = STRETCH; left > 0; left--) {
      if (this.from === this.to && !this.refill()) return false;
      const last = this.to - 1;
      const time = this.times[last]!;
      if (time > this.until) return false;
      this.to = last;
      const entry = this.entries[last]!;
      const place = entry << 2;
      const { cells } = this;
      let what = cells[place]!;
      let argument = cells[place | 1]!;
      if (what >= 0) this.release(entry);
      else {
        what = this.takeFromLane(entry, what);
        if (what === CANCELLED) continue;
        argument = this.laneArgument;
      }
      if (this.far > 0 && last > this.from) {
        // Where so many are pending, the actor of the next event and what it is about are seldom in the first level of the cache, and all
        // that happens then would wait for them. So both are looked at while this one is fired: with a question that is answered
        // for all actors alike, and two numbers that are in different lines. Should another event come first, nothing is lost.
        const next = this.entries[last - 1]! << 2;
        const nextWhat = cells[next]!;
        if (nextWhat >= 0) {
          const { subjects } = this;
          const about = cells[next | 1]!;
          if (typeof this.actors[nextWhat >> KIND_BITS] !== 'object') this.refuseNext();
          if (about >>> 0 < subjects.length) {
            const { state, outcome } = subjects[about]!;
            if (state < 0 || outcome < 0) this.refuseNext();
          }
        }
      }
      this.now = time;
      const fired = this.eventsFired + 1;
      this.eventsFired = fired;
      // Two multiplicative hashes, one over the low bits of the times, which stirs the other, over what happened. What
      // and argument take a round each: with one for both, a change of one could make up for a change of the other.
      const folded = Math.imul(this.digestTime ^ (time | 0), 0x9e3779b1);
      this.digestTime = folded ^ (folded >>> 15);
      this.digestWhat = Math.imul(Math.imul(this.digestWhat ^ what, 0x85ebca6b) ^ argument, 0xc2b2ae35) ^ folded;
      if (fired === this.watchAt) this.tellWatcher(what, argument);
      this.actors[what >> KIND_BITS]!.on(what & KIND_MASK, argument);
    }
    return true;
  }

  private refuseNext(): never {
    invariant(false, 'the next event is about something that is there', this);
  }

  /** What happens in the lane whose turn it is, and `laneArgument`; CANCELLED when nothing does, as for a cancelled event. */
  private takeFromLane(entry: number, what: number): number {
    if (what === CANCELLED) {
      this.release(entry);
      return CANCELLED;
    }
    const lane = this.lanes[LANE - what]!;
    if (lane.headSequence() !== this.stamps[(entry << 1) | 1]) {
      this.enterLane(lane);
      return CANCELLED;
    }
    const head = lane.headWhat();
    this.laneArgument = lane.headArgument();
    if (lane.advance()) this.enterLane(lane);
    return head;
  }

  private tellWatcher(what: number, argument: number): void {
    this.watcher.watch(this, what >> KIND_BITS, what & KIND_MASK, argument);
    this.watchAt = this.watcher.next;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/**
 * Two events at the same nanosecond are met once in a million, more events than are near at all only in large systems, and V8
 * compiles nothing for what has never been executed: the first tie of a run would throw away most of its compiled code. So
 * both are met before, until V8 has taken note.
 */
function rehearse(): void {
  const simulator = new Simulator();
  for (let round = 0; round < 50; round++) {
    const tickets = Array.from({ length: 96 }, (_, i) => simulator.schedule(1 + (i >> 4), 0, 0, 0));
    for (const ticket of tickets) simulator.cancel(ticket);
    simulator.run(simulator.now + 6);
  }
}

rehearse();
