/**
 * Zipf's law over the ranks 1..n: rank k comes up in proportion to k^-exponent. Sampled exactly by rejection-inversion
 * (W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM
 * TOMACS 6(3), 1996): no table, so a billion ranks cost no memory, and 1.1 tries on average at most.
 */
import { exp, expm1, ln, ln1p } from './arithmetic.ts';
import type { Random } from './random.ts';

export class Zipf {
  readonly ranks: number;
  private readonly exponent: number;
  /** The integral of the density's continuous hat at the left and right ends. */
  private readonly low: number;
  private readonly high: number;
  /** Below this distance from the rank a point is accepted without looking at the density. */
  private readonly sure: number;

  constructor(ranks: number, exponent: number) {
    if (!(ranks >= 1 && exponent >= 0 && exponent < Infinity))
      throw new RangeError(`expected at least one rank and an exponent of at least 0, found ${ranks} and ${exponent}`);
    this.ranks = ranks;
    this.exponent = exponent;
    this.low = this.integral(1.5) - 1;
    this.high = this.integral(ranks + 0.5);
    this.sure = 2 - this.inverse(this.integral(2.5) - this.density(2));
  }

  /** A rank, 1 being the most frequent. */
  sample(random: Random): number {
    for (;;) {
      const under = this.high + random.uniform() * (this.low - this.high);
      const x = this.inverse(under);
      const rank = Math.min(this.ranks, Math.max(1, Math.floor(x + 0.5)));
      if (rank - x <= this.sure || under >= this.integral(rank + 0.5) - this.density(rank)) return rank;
    }
  }

  private density(x: number): number {
    return exp(-this.exponent * ln(x));
  }

  /** (x^(1 - exponent) - 1) / (1 - exponent), and its limit ln x where the exponent is 1. */
  private integral(x: number): number {
    const log = ln(x);
    return expm1Ratio((1 - this.exponent) * log) * log;
  }

  private inverse(y: number): number {
    // Rounding may lead below -1, where the logarithm ends.
    const t = Math.max(-1, y * (1 - this.exponent));
    return exp(ln1pRatio(t) * y);
  }
}

/** (e^t - 1) / t, near 0 by its series. */
function expm1Ratio(t: number): number {
  return Math.abs(t) > 1e-8 ? expm1(t) / t : 1 + (t / 2) * (1 + t / 3);
}

/** ln(1 + t) / t, near 0 by its series. */
function ln1pRatio(t: number): number {
  return Math.abs(t) > 1e-8 ? ln1p(t) / t : 1 - t * (1 / 2 - t / 3);
}
