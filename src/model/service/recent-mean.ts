/** The mean of what was added over the last stretch of time, in ten slices that are forgotten one by one. */
const SLICES = 10;

export class RecentMean {
  private readonly slice: number;
  private readonly sums = new Float64Array(SLICES);
  private readonly counts = new Float64Array(SLICES);
  private current = 0;

  constructor(length: number) {
    this.slice = length / SLICES;
  }

  add(now: number, value: number): void {
    this.moveTo(Math.floor(now / this.slice));
    this.sums[this.current % SLICES]! += value;
    this.counts[this.current % SLICES]!++;
  }

  /** As of the last `add`; 0 before anything was added. */
  get mean(): number {
    const count = this.counts.reduce((total, each) => total + each, 0);
    return count === 0 ? 0 : this.sums.reduce((total, each) => total + each, 0) / count;
  }

  private moveTo(target: number): void {
    for (let slice = Math.max(this.current + 1, target - SLICES + 1); slice <= target; slice++) {
      this.sums[slice % SLICES] = 0;
      this.counts[slice % SLICES] = 0;
    }
    this.current = target;
  }
}
