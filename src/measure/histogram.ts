/**
 * A mergeable log-linear histogram of non-negative values (here: whole nanoseconds up to 2^53).
 *
 * Every octave [2^k, 2^(k+1)) is cut into 2^subBucketBits buckets of equal width, so a bucket's midpoint is within
 * 1 / 2^(subBucketBits + 1) of any value in it: 0.4 % with the default 7 bits, 3.2 % with 4. Counts are whole numbers,
 * hence merging is exact and its order does not matter. The bucket is read off the float itself: exponent and leading
 * mantissa bits of an IEEE double, side by side, *are* the log-linear index.
 *
 * Count, sum, min and max are exact. Values below 1 share one bucket. Negative values and NaN are the caller's bug and
 * are not looked for: this is the hottest line of a simulation.
 *
 * Values are only noted when they come, and counted some at a time, in their order, before anybody looks: a note goes
 * beside the last one, a count somewhere into a few kilobytes, and with hundreds of histograms these are not in the cache.
 */
import type { HistogramData } from './histogram-data.ts';
import { BATCH, NoteBook } from './note-book.ts';

const EXPONENT_BIAS = 1023;
const MANTISSA_BITS_IN_HIGH_WORD = 20;
const MOST_IN_A_BUCKET = 0xffffffff;
/** A sum of doubles from the start: V8 would change the layout of all histograms when the first sum outgrows an integer. */
const NOTHING_YET = -0;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
float[0] = 1;
/** Which of the two words carries the exponent depends on the machine's byte order. */
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;
const HIGH_OF_ONE = words[HIGH]!;

/**
 * How far a value is above 1, by its high word: half the distance from that of 1, and further than any other for values below 1.
 * So no branch depends on whether a value is 0, which in many a queue is anybody's guess.
 */
const aboveOne = (high: number): number => (high - HIGH_OF_ONE) >>> 1;
/** Further than any value from 1 on. */
const NOTHING_ABOVE = 0x3fffffff;

/** What a histogram that is read has counted, packed: room for all of them, one after the other. */
let packed = new Uint32Array(0);

/** 0 in place of a negative number of 32 bits. */
const orZero = (value: number): number => value & ~(value >> 31);

export class Histogram {
  /** Where in the book the next value is noted, and where its stretch of the book ends; 0 before the first value. */
  private at = 0;
  private until = 0;
  private readonly book: NoteBook;
  private counted = 0;
  private total = NOTHING_YET;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;
  /**
   * How many values were below 1, then the counts of the octaves touched so far, from bucket `first`, always the start of
   * an octave. Of 32 bits, half of what a double takes in the cache: recording 2^32 values would take hours, and merging
   * more than that is refused.
   */
  private counts = new Uint32Array(1);
  private first = 0;
  readonly subBucketBits: number;
  private readonly shift: number;
  private readonly bias: number;
  /** Counts what this one counts as well; and whom this one counts with. Null for nobody. */
  private follower: Histogram | null = null;
  private leader: Histogram | null = null;

  /**
   * `subBucketBits` 1..20: the relative error of a quantile is at most 2^-(subBucketBits + 1). Histograms that are recorded into
   * by turns share a `book`.
   */
  constructor(subBucketBits = 7, book = new NoteBook()) {
    this.book = book;
    this.subBucketBits = subBucketBits;
    this.shift = MANTISSA_BITS_IN_HIGH_WORD - subBucketBits;
    this.bias = EXPONENT_BIAS << subBucketBits;
  }

  static fromData(data: HistogramData): Histogram {
    const histogram = new Histogram(data.subBucketBits);
    histogram.merge(data);
    return histogram;
  }

  /**
   * A coarser one, or one as fine, that gets every value recorded here from now on, besides its own: a value is noted once
   * for both. It is cleared by itself.
   */
  withFollower(subBucketBits: number): Histogram {
    this.countNotes();
    const follower = new Histogram(subBucketBits, this.book);
    follower.leader = this;
    this.follower = follower;
    return follower;
  }

  record(value: number): void {
    const { at } = this;
    if (at < this.until) {
      this.book.notes[at] = value;
      this.at = at + 1;
    } else this.recordInNewRoom(value);
  }

  /** Values noted and not counted yet. */
  private get noted(): number {
    return this.at - this.from;
  }

  /** Where its stretch of the book begins. */
  private get from(): number {
    return this.until === 0 ? 0 : this.until - BATCH;
  }

  get count(): number {
    return this.counted + this.noted + (this.leader === null ? 0 : this.leader.noted);
  }

  get sum(): number {
    this.countNotes();
    return this.total;
  }

  /** Infinity when empty. */
  get min(): number {
    this.countNotes();
    return this.least;
  }

  /** -Infinity when empty. */
  get max(): number {
    this.countNotes();
    return this.most;
  }

  private recordInNewRoom(value: number): void {
    if (this.until > 0) this.countNotes();
    else {
      this.at = this.book.open();
      this.until = this.at + BATCH;
    }
    this.book.notes[this.at] = value;
    this.at++;
  }

  /**
   * Two passes, so that neither calls anything: in a loop that does, V8 looks at every object again after every call. The
   * first knows the largest and the smallest value, hence which octaves the second will need.
   */
  private countNotes(): void {
    if (this.leader !== null) this.leader.countNotes();
    const { from, at: end } = this;
    if (from === end) return;
    const { notes, halves } = this.book;
    let { total } = this;
    let sum = NOTHING_YET;
    // A follower may have been cleared since: for it, these are found among the notes alone.
    let least = this.follower === null ? this.least : Number.POSITIVE_INFINITY;
    let most = this.follower === null ? this.most : Number.NEGATIVE_INFINITY;
    let leastAbove = NOTHING_ABOVE;
    let i = from;
    // Four at a time, as below.
    for (; i + 4 <= end; i += 4) {
      const first = notes[i]!;
      const second = notes[i | 1]!;
      const third = notes[i | 2]!;
      const fourth = notes[i | 3]!;
      total = total + first + second + third + fourth;
      sum = sum + first + second + third + fourth;
      if (first > most) most = first;
      if (second > most) most = second;
      if (third > most) most = third;
      if (fourth > most) most = fourth;
      if (first < least) least = first;
      if (second < least) least = second;
      if (third < least) least = third;
      if (fourth < least) least = fourth;
      const high = (i << 1) | HIGH;
      const firstAbove = aboveOne(halves[high]!);
      const secondAbove = aboveOne(halves[high | 2]!);
      const thirdAbove = aboveOne(halves[high | 4]!);
      const fourthAbove = aboveOne(halves[high | 6]!);
      if (firstAbove < leastAbove) leastAbove = firstAbove;
      if (secondAbove < leastAbove) leastAbove = secondAbove;
      if (thirdAbove < leastAbove) leastAbove = thirdAbove;
      if (fourthAbove < leastAbove) leastAbove = fourthAbove;
    }
    for (; i < end; i++) {
      const value = notes[i]!;
      const above = aboveOne(halves[(i << 1) | HIGH]!);
      total += value;
      sum += value;
      if (value > most) most = value;
      if (value < least) least = value;
      if (above < leastAbove) leastAbove = above;
    }
    for (let histogram: Histogram | null = this; histogram !== null; histogram = histogram.follower) {
      // One after the other into the sum that is reported: beyond 2^53 it matters in which order.
      histogram.total = histogram === this ? total : histogram.total + sum;
      if (least < histogram.least) histogram.least = least;
      if (most > histogram.most) histogram.most = most;
      histogram.counted += end - from;
      if (leastAbove < NOTHING_ABOVE) histogram.coverRange((leastAbove << 1) + HIGH_OF_ONE, most);
      histogram.countBuckets(halves, from, end);
    }
    this.at = from;
  }

  /**
   * The bucket is the exponent of the value, followed by the first bits of its mantissa; values below 1 come out negative and
   * are counted at 0. Four at a time: V8 looks at the arrays anew in every round of a loop. `| 0` says that 32 bits are all
   * that is wanted, so it does not look whether there are more.
   */
  private countBuckets(halves: Int32Array, from: number, to: number): void {
    const { shift, counts } = this;
    const end = 2 * to + HIGH;
    const offset = this.bias + this.first - 1;
    let high = 2 * from + HIGH;
    for (; high + 8 <= end; high += 8) {
      const first = orZero((halves[high]! >> shift) - offset);
      const second = orZero((halves[high | 2]! >> shift) - offset);
      const third = orZero((halves[high | 4]! >> shift) - offset);
      const fourth = orZero((halves[high | 6]! >> shift) - offset);
      counts[first] = (counts[first]! + 1) | 0;
      counts[second] = (counts[second]! + 1) | 0;
      counts[third] = (counts[third]! + 1) | 0;
      counts[fourth] = (counts[fourth]! + 1) | 0;
    }
    for (; high < end; high += 2) {
      const place = orZero((halves[high]! >> shift) - offset);
      counts[place] = (counts[place]! + 1) | 0;
    }
  }

  /** null when empty. */
  get mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  /**
   * Nearest-rank quantile: the value of rank ⌈share × count⌉ (at least 1), known to the midpoint of its bucket and
   * clamped to [min, max]. `share` is 0..1; null when empty.
   */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    const rank = nearestRank(share, this.count);
    this.countNotes();
    if (rank === 1) return this.least;
    if (rank === this.counted) return this.most;
    return clamp(this.valueOfRank(rank), this.least, this.most);
  }

  /** Adds what another histogram counted. It may be finer than this one; a coarser one is a RangeError. */
  merge(data: HistogramData): void {
    const coarsening = data.subBucketBits - this.subBucketBits;
    if (coarsening < 0) throw new RangeError('a coarse histogram cannot be merged into a finer one');
    this.countNotes();
    this.counted += data.count;
    this.total += data.sum;
    if (data.min < this.least) this.least = data.min;
    if (data.max > this.most) this.most = data.max;
    for (let i = 0; i < data.buckets.length; i++) {
      this.add(data.buckets[i]! >> coarsening, data.counts[i]!);
    }
  }

  toData(): HistogramData {
    if (packed.length < 2 * this.width) packed = new Uint32Array(4 * this.width);
    const { buckets, counts } = unpackCounts(packed, 0, this.packCounts(packed, 0));
    const { subBucketBits, counted: count, total, least: min, most: max } = this;
    return { subBucketBits, buckets, counts, count, sum: total + 0, min, max };
  }

  /** How many buckets may have counted something. */
  get width(): number {
    this.countNotes();
    return this.counts.length;
  }

  /**
   * Writes what it has counted into an array with room for `width` pairs from `from` on, and returns where that ends: of every
   * bucket that has counted something, rising, one more than its index, and its count.
   */
  packCounts(into: Uint32Array, from: number): number {
    this.countNotes();
    const { counts, first } = this;
    let end = from;
    for (let place = 0; place < counts.length; place++) {
      const count = counts[place]!;
      if (count === 0) continue;
      into[end] = place === 0 ? 0 : first + place;
      into[end + 1] = count;
      end += 2;
    }
    return end;
  }

  /** Forgets every value and keeps the memory. */
  clear(): void {
    // Those who count with this one keep what it noted, and what its leader noted belongs to what is forgotten.
    this.countNotes();
    this.counted = 0;
    this.total = 0;
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
    this.counts.fill(0);
  }

  /** Both are at least 1; of the smaller one, the high word is known, but for its last bit. */
  private coverRange(highOfLeast: number, most: number): void {
    float[0] = most;
    this.placeOf((highOfLeast >> this.shift) - this.bias);
    this.placeOf((words[HIGH]! >> this.shift) - this.bias);
  }

  private add(bucket: number, count: number): void {
    const place = bucket < 0 ? 0 : this.placeOf(bucket);
    const sum = this.counts[place]! + count;
    if (sum > MOST_IN_A_BUCKET) throw new RangeError('a bucket of a histogram counts at most 2^32 - 1 values');
    this.counts[place] = sum;
  }

  private placeOf(bucket: number): number {
    const place = bucket - this.first + 1;
    return place > 0 && place < this.counts.length ? place : this.cover(bucket);
  }

  /** Extends the counts by whole octaves until they hold `bucket`; returns its place. */
  private cover(bucket: number): number {
    const bits = this.subBucketBits;
    const octave = bucket >> bits;
    const covered = this.counts.length - 1;
    const from = covered === 0 ? octave : Math.min(octave, this.first >> bits);
    const to = covered === 0 ? octave + 1 : Math.max(octave + 1, (this.first + covered) >> bits);
    const grown = new Uint32Array(((to - from) << bits) + 1);
    grown[0] = this.counts[0]!;
    if (covered > 0) grown.set(this.counts.subarray(1), this.first - (from << bits) + 1);
    this.counts = grown;
    this.first = from << bits;
    return bucket - this.first + 1;
  }

  private valueOfRank(rank: number): number {
    let seen = 0;
    for (let place = 0; place < this.counts.length; place++) {
      seen += this.counts[place]!;
      if (seen >= rank) return place === 0 ? 0 : this.midpoint(this.first + place - 1);
    }
    return this.max;
  }

  private midpoint(bucket: number): number {
    words[HIGH] = (bucket + this.bias) << this.shift;
    words[LOW] = 0;
    const low = float[0]!;
    words[HIGH] = (bucket + 1 + this.bias) << this.shift;
    return (low + float[0]!) / 2;
  }
}

/** What `packCounts` has written from `from` to `to`. */
export function unpackCounts(
  packedCounts: Uint32Array,
  from: number,
  to: number,
): Pick<HistogramData, 'buckets' | 'counts'> {
  const length = (to - from) / 2;
  const buckets = new Int32Array(length);
  const counts = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    buckets[i] = packedCounts[from + 2 * i]! - 1;
    counts[i] = packedCounts[from + 2 * i + 1]!;
  }
  return { buckets, counts };
}

/**
 * ⌈share × count⌉ within 1..count. The product is shaved by a few last bits first: 0.999 × 1000 is 999, but as doubles
 * some such products land just above the whole number and would name the next rank.
 */
function nearestRank(share: number, count: number): number {
  return clamp(Math.ceil(share * count * (1 - 4 * Number.EPSILON)), 1, count);
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
