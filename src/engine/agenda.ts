/**
 * The future event list. An event has a place of its own in a pool, its entry, by which it is found when it is cancelled; what
 * is next is decided by time and, of events at the same time, by sequence.
 *
 * The next few events, the near ones, stand in order, the next one last: it is taken from the end, and a new one is put where it
 * belongs, looking from there. In a small system that is all. Where more than some dozens are pending, those from the horizon
 * on are far and not sorted: each is put into the bucket of its time, or beyond the last bucket. When the near ones are used up,
 * the events of the next bucket are sorted and are the near ones; when the buckets are used up, they are laid out anew for
 * what is beyond. So an event costs about the same however many are pending, where a heap takes the logarithm of their number.
 * Calendar queues (Brown, 1988) and ladder queues (Tang, Goh and Thng, 2005) work like this.
 *
 * How long a bucket is follows from how many events were in the last ones. Nothing of this shows in a result: the order is by time
 * and sequence, wherever an event has been waiting.
 */
import { ZERO } from './zero.ts';

/** In place of an entry: none. */
const NONE = -1;
/** `what` of a free entry. */
const FREE = -1;
/** `what` of an event that will not fire. */
export const CANCELLED = -2;

/** More near ones than this are too many. */
const MANY = 64;
/** So few pending ones are all near. */
const FEW = 16;
/** As many events are meant to be in a bucket. */
const PER_BUCKET = 16;
/** Buckets, a power of two: at least as many as there are events, but not fewer and not more than these. */
const FEWEST_BUCKETS = 64;
const MOST_BUCKETS = 0x100000;
const WIDEST = 0x10000000000000;

export abstract class Agenda {
  // Of every entry: its time, while it is far, and its sequence; what is to happen, the argument, and the next entry in its bucket
  // or among the free ones. Side by side, because V8 looks up length and place of an array for each one it meets.
  protected stamps = new Float64Array(2 * 64);
  protected cells = new Int32Array(4 * 64);
  private free = NONE;
  private poolSize = 0;

  /** The near ones, time and entry, latest first, are at the places `from` to `to - 1`. */
  protected times = new Float64Array(MANY);
  protected entries = new Int32Array(MANY);
  protected from = 0;
  protected to = 0;
  /** At this place there are too many of them. */
  private most = MANY;
  /** When the entry comes that is being put in. Not an argument: a number beyond 31 bits that crosses a call becomes an object. */
  protected due = ZERO;

  /** What comes from here on is far. */
  private horizon = Number.POSITIVE_INFINITY;
  /** How many are far, cancelled ones included. */
  protected far = 0;
  /** The entry last put into each bucket; behind the last bucket, that for what is beyond. */
  private lists = new Int32Array(1).fill(NONE);
  private buckets = 0;
  /** The first bucket that has not been used. */
  private cursor = 0;
  /** When the first bucket begins; how long each is, a power of two, so that dividing by it is exact; and 1 / that. */
  private start = ZERO;
  private width = ZERO;
  private perWidth = ZERO;
  /** Events found in the buckets that were used. */
  private found = 0;

  protected takeEntry(): number {
    const entry = this.free;
    if (entry === NONE) return this.growPool();
    this.free = this.cells[(entry << 2) | 2]!;
    return entry;
  }

  protected release(entry: number): void {
    const place = entry << 2;
    this.cells[place] = FREE;
    this.cells[place | 2] = this.free;
    this.free = entry;
  }

  /** Puts in an entry that comes at `due`. Its sequence, and what is to happen, are in the pool. */
  protected insert(entry: number): void {
    if (this.due >= this.horizon) {
      this.stamps[entry << 1] = this.due;
      this.putFar(entry);
    } else if (this.to < this.most) this.putNear(entry);
    else this.insertAmongMany(entry);
  }

  /** The near ones are used up: gets others. False when there are none. */
  protected refill(): boolean {
    this.from = 0;
    this.to = 0;
    while (this.to === 0 && this.far > 0) {
      // Many are so many that laying out all buckets anew costs no more for each of them than a few steps.
      this.most = Math.max(MANY, Math.floor(Math.sqrt(this.far)));
      if (this.most > this.times.length) this.growNear();
      this.skipEmptyBuckets();
      if (this.cursor < this.buckets) this.useBucket();
      else this.turn();
    }
    if (this.to > 0) return true;
    this.horizon = Infinity;
    return false;
  }

  private putNear(entry: number): void {
    const { times, entries, from, due } = this;
    let place = this.to++;
    for (; place > from; place--) {
      const time = times[place - 1]!;
      if (time >= due && (time > due || this.isBefore(entry, entries[place - 1]!))) break;
      times[place] = time;
      entries[place] = entries[place - 1]!;
    }
    times[place] = due;
    entries[place] = entry;
  }

  private isBefore(entry: number, other: number): boolean {
    return this.stamps[(entry << 1) | 1]! < this.stamps[(other << 1) | 1]!;
  }

  /** Its time is in the pool. */
  private putFar(entry: number): void {
    const { lists, buckets } = this;
    this.far++;
    const bucket = (this.stamps[entry << 1]! - this.start) * this.perWidth;
    const list = bucket < buckets ? bucket | 0 : buckets;
    this.cells[(entry << 2) | 2] = lists[list]!;
    lists[list] = entry;
  }

  private skipEmptyBuckets(): void {
    const { lists, buckets } = this;
    let { cursor } = this;
    while (cursor < buckets && lists[cursor] === NONE) cursor++;
    this.cursor = cursor;
  }

  /** Last in, first out: of events at the same time the earlier ones come later, and go to the end. */
  private useBucket(): void {
    const { lists, cursor, cells } = this;
    let entry = lists[cursor]!;
    lists[cursor] = NONE;
    this.cursor = cursor + 1;
    this.horizon = this.start + this.cursor * this.width;
    while (entry !== NONE) {
      if (this.to >= this.most) {
        if (this.width > 1) {
          this.layOut(0, entry, this.horizon - this.width, this.spacing(0) * PER_BUCKET);
          return;
        }
        if (this.to === this.times.length) this.growNear();
      }
      const next = cells[(entry << 2) | 2]!;
      this.bringNear(entry);
      entry = next;
    }
  }

  private bringNear(entry: number): void {
    this.far--;
    if (this.cells[entry << 2] === CANCELLED) {
      this.release(entry);
      return;
    }
    this.found++;
    this.due = this.stamps[entry << 1]!;
    this.putNear(entry);
  }

  /** What is pending is beyond the buckets: these are laid out anew, as long as the last ones should have been. */
  private turn(): void {
    const { lists, buckets, cells, stamps } = this;
    let entry = lists[buckets]!;
    let start = Infinity;
    for (let other = entry; other !== NONE; other = cells[(other << 2) | 2]!)
      start = Math.min(start, stamps[other << 1]!);
    if (this.far > FEW && start < Infinity) {
      this.layOut(0, NONE, start, (this.width * buckets * PER_BUCKET) / Math.max(this.found, 1));
      return;
    }
    this.horizon = Infinity;
    lists[buckets] = NONE;
    while (entry !== NONE) {
      const next = cells[(entry << 2) | 2]!;
      if (this.to === this.times.length) this.growNear();
      this.bringNear(entry);
      entry = next;
    }
  }

  /** Apart from `insert`, for there being many. If they are at different times, most of them go into buckets. */
  private insertAmongMany(entry: number): void {
    const { times, from, to } = this;
    if (this.horizon < Infinity && this.width === 1) {
      this.putAmongEquals(entry);
      return;
    }
    let keep = (to - from) >> 2;
    const start = times[to - 1 - keep]!;
    while (keep > 0 && times[to - keep] === start) keep--;
    this.layOut(keep, NONE, start, this.spacing(from + ((to - from) >> 1)) * PER_BUCKET);
    this.insert(entry);
  }

  /** All near ones are at the same nanosecond. Whatever is new among them belongs at the beginning, or close to it. */
  private putAmongEquals(entry: number): void {
    if (this.from === 0) this.makeRoomAtBeginning();
    const { times, entries, to, due } = this;
    let place = --this.from;
    for (; place + 1 < to; place++) {
      const time = times[place + 1]!;
      if (time < due || (time === due && this.isBefore(entries[place + 1]!, entry))) break;
      times[place] = time;
      entries[place] = entries[place + 1]!;
    }
    times[place] = due;
    entries[place] = entry;
  }

  private makeRoomAtBeginning(): void {
    const { to } = this;
    while (this.times.length < 2 * to) this.growNear();
    this.times.copyWithin(to, 0, to);
    this.entries.copyWithin(to, 0, to);
    this.from = to;
    this.to = 2 * to;
  }

  /** Time from one near event to the next, of those from `place` on, on average. */
  private spacing(place: number): number {
    return (this.times[place]! - this.times[this.to - 1]!) / (this.to - place);
  }

  /**
   * Lays out the buckets from `start` on, each about `width` long, and puts everything into them but the next `keep` near
   * events: the other near ones, the `rest` of a bucket, what is in buckets and beyond. Of events at the same time, the
   * earlier one is put in earlier, as it was at first.
   */
  private layOut(keep: number, rest: number, start: number, width: number): void {
    let all = this.gather(this.gatherNear(keep), rest);
    for (let list = this.cursor; list <= this.buckets; list++) all = this.gather(all, this.lists[list]!);
    let buckets = FEWEST_BUCKETS;
    while (buckets < this.far + this.to && buckets < MOST_BUCKETS) buckets *= 2;
    if (this.lists.length <= buckets) this.lists = new Int32Array(buckets + 1);
    this.lists.fill(NONE, 0, buckets + 1);
    this.buckets = buckets;
    this.width = powerOfTwo(width);
    this.perWidth = 1 / this.width;
    this.start = start;
    this.horizon = start;
    this.cursor = 0;
    this.found = 0;
    this.far = 0;
    const { cells } = this;
    while (all !== NONE) {
      const next = cells[(all << 2) | 2]!;
      if (cells[all << 2] === CANCELLED) this.release(all);
      else this.putFar(all);
      all = next;
    }
  }

  /** A list of the near ones but the next `keep`, which stay. */
  private gatherNear(keep: number): number {
    const { cells, stamps, times, entries, from, to } = this;
    let all = NONE;
    for (let place = from; place < to - keep; place++) {
      const entry = entries[place]!;
      stamps[entry << 1] = times[place]!;
      cells[(entry << 2) | 2] = all;
      all = entry;
    }
    times.copyWithin(0, to - keep, to);
    entries.copyWithin(0, to - keep, to);
    this.from = 0;
    this.to = keep;
    return all;
  }

  /** Puts a list, last one first, before another. */
  private gather(all: number, list: number): number {
    const { cells } = this;
    let first = all;
    for (let entry = list; entry !== NONE; ) {
      const next = cells[(entry << 2) | 2]!;
      cells[(entry << 2) | 2] = first;
      first = entry;
      entry = next;
    }
    return first;
  }

  private growNear(): void {
    const length = Math.max(this.most, 2 * this.times.length);
    this.times = widened(this.times, new Float64Array(length));
    this.entries = widened(this.entries, new Int32Array(length));
  }

  private growPool(): number {
    if (2 * this.poolSize === this.stamps.length) {
      this.stamps = widened(this.stamps, new Float64Array(2 * this.stamps.length));
      this.cells = widened(this.cells, new Int32Array(2 * this.cells.length));
    }
    return this.poolSize++;
  }
}

/** The largest one that is no longer than `length`, at least 1. */
function powerOfTwo(length: number): number {
  let power = 1;
  while (power * 2 <= length && power < WIDEST) power *= 2;
  return power;
}

function widened<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
