/**
 * The clock and the future event list. An event is five numbers: time, sequence, actor, kind, argument. Events fire in
 * order of (time, sequence): ties go to the one scheduled first.
 *
 * Two structures hold the future. A 4-ary heap over typed arrays holds whatever comes at irregular delays; only times
 * are compared in its loops, sequences are looked up on a tie. Constant delays live in lanes (lane.ts): added to a
 * monotone clock they are already in order, so a lane is a ring, and it takes part in the heap by its first event only.
 * Nothing here allocates per event once the arrays have grown to the model's size.
 *
 * Time is a whole number of nanoseconds in a double: sums are exact for 104 days, ties are real ties.
 */
import { Checkpoints, type Watcher } from './checkpoints.ts';
import { invariant } from './invariant.ts';
import { CANCELLED, Lane, type LaneHost } from './lane.ts';
import { ZERO } from './zero.ts';

/** Kinds of one actor are 0 .. KIND_LIMIT - 1. */
export const KIND_BITS = 6;
export const KIND_LIMIT = 1 << KIND_BITS;
const KIND_MASK = KIND_LIMIT - 1;

/** Children of a place in the heap. */
const BRANCHES = 4;
/** No entry of the event pool. */
const NONE = -1;
/** `what` of a free entry. */
const FREE = -1;
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

export class Simulator implements LaneHost {
  now = ZERO;
  eventsFired = 0;
  nextSequence = 0;
  readonly checkpoints = new Checkpoints();

  private readonly actors: Actor[] = [];
  private readonly lanes: Lane[] = [];

  // The heap: when, and which entry of the pool. Beyond the last event all times are Infinity, and there are always four.
  private times = new Float64Array(64).fill(Infinity);
  private entries = new Int32Array(64);
  private size = 0;
  /** When the entry comes that is being put into the heap. Not an argument: see siftUp. */
  private due = ZERO;
  /**
   * The entry of the event that is happening, which is still on top. Most events schedule another: that one takes entry and
   * place, in one go instead of two. NONE when somebody has taken them.
   */
  private vacant = NONE;
  /** The argument of the event that `takeFromLane` found: two numbers are not returned without an object around them. */
  private laneArgument = 0;

  // The event pool: of every entry its sequence; what is to happen, which is actor << KIND_BITS | kind, and the argument, side
  // by side, because V8 looks up length and place of an array for each one it meets. In a free entry the argument is the
  // next free one.
  private sequences = new Float64Array(64);
  private cells = new Int32Array(128);
  private free = NONE;
  private poolSize = 0;

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
    const { vacant } = this;
    const entry = vacant === NONE ? this.takeEntry() : vacant;
    const { cells } = this;
    this.due = this.now + delay;
    this.sequences[entry] = this.nextSequence++;
    cells[entry << 1] = (actor << KIND_BITS) | kind;
    cells[(entry << 1) | 1] = argument;
    if (vacant === NONE) this.siftUp(entry);
    else {
      this.vacant = NONE;
      this.siftDown(entry);
    }
    return entry;
  }

  /** Apart from `schedule`, which is small enough to be inlined everywhere only without this. */
  private refuse(): never {
    invariant(false, 'an event is scheduled at or after now, with a known kind', this);
  }

  /** The event stays where it is and is skipped when its time comes: cheaper than keeping every position up to date. */
  cancel(ticket: number): void {
    invariant(this.cells[ticket << 1]! >= 0, 'a cancelled event is pending', this);
    this.cells[ticket << 1] = CANCELLED;
  }

  /** The lane for events that always come `delay` after they are scheduled; one lane per distinct delay. */
  lane(delay: number): Lane {
    const known = this.lanes.find(lane => lane.delay === delay);
    if (known) return known;
    invariant(delay >= 0, 'a lane has a delay of at least 0', this);
    const entry = this.takeEntry();
    this.cells[entry << 1] = LANE - this.lanes.length;
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

  /** A fingerprint of every event fired so far, in order. */
  get digest(): string {
    return hex(this.digestTime) + hex(this.digestWhat);
  }

  /** A lane that was empty has a first event again. */
  enterLane(lane: Lane): void {
    this.copyHead(lane);
    const { vacant } = this;
    if (vacant === NONE) this.siftUp(lane.entry);
    else {
      this.vacant = NONE;
      this.release(vacant);
      this.siftDown(lane.entry);
    }
  }

  /**
   * Fires some events; false when none is left that comes until then. All that happens to every event is in this one function,
   * because V8 does not find out by itself that it belongs together.
   */
  private runStretch(): boolean {
    for (let left = STRETCH; left > 0; left--) {
      const time = this.times[0]!;
      if (time > this.until) return false;
      const entry = this.entries[0]!;
      const { cells } = this;
      let what = cells[entry << 1]!;
      let argument = cells[(entry << 1) | 1]!;
      if (what >= 0) {
        cells[entry << 1] = FREE;
        this.vacant = entry;
      } else {
        what = this.takeFromLane(entry, what);
        if (what === CANCELLED) continue;
        argument = this.laneArgument;
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
      const { vacant } = this;
      if (vacant !== NONE) this.leave(vacant);
    }
    return true;
  }

  /** What happens in the lane on top, and `laneArgument`; CANCELLED when nothing does, as for a cancelled event on top. */
  private takeFromLane(entry: number, what: number): number {
    if (what === CANCELLED) {
      this.leave(entry);
      return CANCELLED;
    }
    const lane = this.lanes[LANE - what]!;
    if (lane.headSequence() !== this.sequences[entry]) {
      this.settleLane(lane);
      return CANCELLED;
    }
    const head = lane.headWhat();
    this.laneArgument = lane.headArgument();
    if (lane.advance()) this.settleLane(lane);
    else this.removeTop();
    return head;
  }

  /** The entry on top has had its turn. */
  private leave(entry: number): void {
    this.vacant = NONE;
    this.removeTop();
    this.release(entry);
  }

  /** The lane at the top of the heap goes where its first event belongs. */
  private settleLane(lane: Lane): void {
    this.copyHead(lane);
    this.siftDown(lane.entry);
  }

  private copyHead(lane: Lane): void {
    this.due = lane.headTime();
    this.sequences[lane.entry] = lane.headSequence();
  }

  private tellWatcher(what: number, argument: number): void {
    this.watcher.watch(this, what >> KIND_BITS, what & KIND_MASK, argument);
    this.watchAt = this.watcher.next;
  }

  private takeEntry(): number {
    const entry = this.free;
    if (entry === NONE) return this.growPool();
    this.free = this.cells[(entry << 1) | 1]!;
    return entry;
  }

  private release(entry: number): void {
    this.cells[entry << 1] = FREE;
    this.cells[(entry << 1) | 1] = this.free;
    this.free = entry;
  }

  /**
   * Puts an entry of the pool where it belongs. Its time is in `due` and no argument: a number beyond 31 bits that crosses a
   * call which is not inlined becomes an object, and that would be most of the garbage of a run.
   */
  private siftUp(entry: number): void {
    if (this.size + BRANCHES >= this.times.length) this.growHeap();
    const { times, entries, due } = this;
    // Only a new event is put in from below, and it has the highest sequence of all: on a tie it stays below.
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime <= due) break;
      times[hole] = parentTime;
      entries[hole] = entries[parent]!;
      hole = parent;
    }
    times[hole] = due;
    entries[hole] = entry;
  }

  private isBefore(entry: number, other: number): boolean {
    return this.sequences[entry]! < this.sequences[other]!;
  }

  private removeTop(): void {
    const last = --this.size;
    this.due = this.times[last]!;
    this.times[last] = Infinity;
    if (last > 0) this.siftDown(this.entries[last]!);
  }

  /**
   * Puts an entry into the hole at the top, or where it belongs below. The four children are compared one after the other
   * and not in a loop, in every round of which V8 would look at the arrays anew.
   */
  private siftDown(entry: number): void {
    const { times, entries, size, due } = this;
    let hole = 0;
    for (let child = 1; child < size; child = (hole << 2) | 1) {
      let first = child;
      let firstTime = times[child]!;
      const second = times[child + 1]!;
      const third = times[child + 2]!;
      const fourth = times[child + 3]!;
      if (second <= firstTime && (second < firstTime || this.isBefore(entries[child + 1]!, entries[first]!))) {
        first = child + 1;
        firstTime = second;
      }
      if (third <= firstTime && (third < firstTime || this.isBefore(entries[child + 2]!, entries[first]!))) {
        first = child + 2;
        firstTime = third;
      }
      if (fourth <= firstTime && (fourth < firstTime || this.isBefore(entries[child + 3]!, entries[first]!))) {
        first = child + 3;
        firstTime = fourth;
      }
      if (due <= firstTime && (due < firstTime || this.isBefore(entry, entries[first]!))) break;
      times[hole] = firstTime;
      entries[hole] = entries[first]!;
      hole = first;
    }
    times[hole] = due;
    entries[hole] = entry;
  }

  private growHeap(): void {
    this.times = widened(this.times, new Float64Array(this.times.length * 2).fill(Infinity));
    this.entries = widened(this.entries, new Int32Array(this.entries.length * 2));
  }

  private growPool(): number {
    if (this.poolSize === this.sequences.length) {
      this.sequences = widened(this.sequences, new Float64Array(this.sequences.length * 2));
      this.cells = widened(this.cells, new Int32Array(this.cells.length * 2));
    }
    return this.poolSize++;
  }
}

function widened<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/**
 * Two events at the same nanosecond are met once in a million, and V8 compiles nothing for what has never been executed:
 * the first tie of a run would throw away most of its compiled code. So ties are met before, until V8 has taken note.
 */
function rehearseTies(): void {
  const simulator = new Simulator();
  for (let round = 0; round < 50; round++) {
    const tickets = Array.from({ length: 16 }, () => simulator.schedule(1, 0, 0, 0));
    for (const ticket of tickets) simulator.cancel(ticket);
    simulator.run(simulator.now + 1);
  }
}

rehearseTies();
