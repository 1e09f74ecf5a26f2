import type { Random } from '../random.ts';
import { Distribution, requireParameter } from './base.ts';

export interface Point {
  readonly value: number;
  /** P[X <= value]. */
  readonly share: number;
}

/**
 * What was measured: the distribution function runs straight from point to point. The first point's share lies on its
 * value, so does that of a jump (two points of one value); two points of one share leave a gap between their values.
 */
export class Empirical extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly values: Float64Array;
  private readonly shares: Float64Array;

  constructor(points: readonly Point[]) {
    super();
    requireParameter(points.length > 0, 'at least one empirical point', 'none');
    this.values = Float64Array.from(points, point => point.value);
    this.shares = Float64Array.from(points, point => point.share);
    requireRising(this.values, 'values');
    requireRising(this.shares, 'shares');
    requireParameter(this.values.at(-1)! < Infinity, 'finite empirical values', this.values.at(-1));
    requireParameter(this.shares.at(-1) === 1, 'a last empirical share of 1', this.shares.at(-1));
    const { mean, variance } = moments(this.values, this.shares);
    this.mean = mean;
    this.scv = mean === 0 ? 0 : variance / (mean * mean);
  }

  override sample(random: Random): number {
    const share = random.uniform();
    const above = firstAbove(this.shares, share);
    const value = this.values[above]!;
    if (above === 0) return value;
    const below = this.values[above - 1]!;
    const step = this.shares[above]! - this.shares[above - 1]!;
    return below + ((value - below) * (share - this.shares[above - 1]!)) / step;
  }
}

function requireRising(column: Float64Array, name: string): void {
  let before = 0;
  for (const entry of column) {
    requireParameter(entry >= before, `empirical ${name} that rise, none below ${before}`, entry);
    before = entry;
  }
}

/** Index of the first entry greater than the share, which is below the last entry. */
function firstAbove(shares: Float64Array, share: number): number {
  let low = 0;
  let high = shares.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (shares[middle]! > share) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Each piece is uniform: its variance is width^2 / 12 about its middle; the pieces' middles add theirs. */
function moments(values: Float64Array, shares: Float64Array): { mean: number; variance: number } {
  const pieces = Array.from(values, (value, i) => {
    const before = i === 0 ? value : values[i - 1]!;
    return { weight: shares[i]! - (i === 0 ? 0 : shares[i - 1]!), middle: (before + value) / 2, width: value - before };
  });
  const mean = pieces.reduce((sum, piece) => sum + piece.weight * piece.middle, 0);
  const variance = pieces.reduce(
    (sum, piece) =>
      sum + piece.weight * ((piece.middle - mean) * (piece.middle - mean) + (piece.width * piece.width) / 12),
    0,
  );
  return { mean, variance };
}
