import type { Random } from '../random.ts';
import { normalDensity, normalQuantile, normalShare } from '../special-functions.ts';
import { Distribution, requireParameter } from './base.ts';

/**
 * The normal distribution given that it is not negative. `mean` and `scv` are those after truncation, so the mean is
 * above the given one. A given mean below 0 would leave only a tail, and is refused: an exponential says that better.
 */
export class TruncatedNormal extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly centre: number;
  private readonly sd: number;
  private readonly kept: number;

  constructor(centre: number, sd: number) {
    super();
    requireParameter(centre >= 0 && centre < Infinity, 'a normal mean of at least 0', centre);
    requireParameter(sd > 0 && sd < Infinity, 'a normal standard deviation above 0', sd);
    const moments = truncatedMoments(centre / sd);
    this.mean = sd * moments.mean;
    this.scv = moments.variance / (moments.mean * moments.mean);
    this.centre = centre;
    this.sd = sd;
    this.kept = normalShare(centre / sd);
  }

  /** By inversion counted from the upper end, where a share keeps all its digits. */
  override sample(random: Random): number {
    const value = this.centre - this.sd * normalQuantile(this.kept * random.uniformOpen());
    return value > 0 ? value : 0;
  }
}

/**
 * Mean and variance of a normal with mean `centre` and standard deviation 1, cut off below 0: with the density's
 * height at the cut over the share kept, h, they are centre + h and 1 - h (centre + h).
 */
export function truncatedMoments(centre: number): { mean: number; variance: number } {
  const height = normalDensity(centre) / normalShare(centre);
  return { mean: centre + height, variance: 1 - height * (centre + height) };
}
