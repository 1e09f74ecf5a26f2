/**
 * Count, mean and variance of a stream of values in one pass. B. P. Welford's updates (Technometrics 4, 1962) do not
 * subtract two large sums, and a stream of identical values has exactly their mean and exactly no variance.
 */
export class Tally {
  count = 0;
  private average = 0;
  private squares = 0;

  static of(values: Iterable<number>): Tally {
    const tally = new Tally();
    for (const value of values) tally.record(value);
    return tally;
  }

  record(value: number): void {
    this.count += 1;
    const delta = value - this.average;
    this.average += delta / this.count;
    this.squares += delta * (value - this.average);
  }

  /** null when empty. */
  get mean(): number | null {
    return this.count === 0 ? null : this.average;
  }

  /** Of the population the values are a sample of (divides by count - 1); null with fewer than two values. */
  get variance(): number | null {
    return this.count < 2 ? null : this.squares / (this.count - 1);
  }

  /** Square root of the variance; null with fewer than two values. */
  get deviation(): number | null {
    const variance = this.variance;
    return variance === null ? null : Math.sqrt(variance);
  }
}
