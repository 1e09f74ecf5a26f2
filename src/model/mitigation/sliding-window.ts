/**
 * Counts over the last stretch of time, in ten slices that are dropped one by one as time moves on (Hystrix's rolling
 * buckets): the window covers between nine and ten tenths of its length. One of infinite length never moves.
 */
const SLICES = 10;

export class SlidingWindow {
  private readonly slice: number;
  private readonly kinds: number;
  private readonly counts: Float64Array;
  private readonly sums: Float64Array;
  /** Number of the slice now being filled, counted from time 0. */
  private current = 0;

  constructor(length: number, kinds: number) {
    this.slice = length / SLICES;
    this.kinds = kinds;
    this.counts = new Float64Array(SLICES * kinds);
    this.sums = new Float64Array(kinds);
  }

  add(now: number, kind: number): void {
    this.moveTo(now);
    this.counts[(this.current % SLICES) * this.kinds + kind]!++;
    this.sums[kind]!++;
  }

  /** As of the last `moveTo` or `add`. */
  sum(kind: number): number {
    return this.sums[kind]!;
  }

  moveTo(now: number): void {
    const target = Math.floor(now / this.slice);
    if (target === this.current) return;
    if (target - this.current >= SLICES) this.clear();
    else for (let slice = this.current + 1; slice <= target; slice++) this.drop(slice % SLICES);
    this.current = target;
  }

  clear(): void {
    this.counts.fill(0);
    this.sums.fill(0);
  }

  private drop(slice: number): void {
    for (let kind = 0; kind < this.kinds; kind++) {
      this.sums[kind]! -= this.counts[slice * this.kinds + kind]!;
      this.counts[slice * this.kinds + kind] = 0;
    }
  }
}
