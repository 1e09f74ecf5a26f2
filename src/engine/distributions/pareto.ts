import { expm1, ln, power } from '../arithmetic.ts';
import type { Random } from '../random.ts';
import { Distribution, requireParameter } from './base.ts';

/**
 * The Pareto distribution cut off above `high` (no cut if Infinity), by inversion: P[X > x] falls as (low / x)^shape.
 * Without a cut the mean is infinite for a shape up to 1, the scv for a shape up to 2.
 */
export class Pareto extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly low: number;
  private readonly cutOff: number;
  private readonly exponent: number;

  constructor(shape: number, low: number, high: number) {
    super();
    requireParameter(shape > 0 && shape < Infinity, 'a pareto shape above 0', shape);
    requireParameter(low > 0 && low < Infinity, 'a pareto low above 0', low);
    requireParameter(high > low, `a pareto high above its low of ${low}`, high);
    this.low = low;
    this.cutOff = power(low / high, shape);
    this.exponent = -1 / shape;
    const mean = moment(1, shape, low / high) / (1 - this.cutOff);
    const square = moment(2, shape, low / high) / (1 - this.cutOff);
    this.mean = low * mean;
    this.scv = square === Infinity ? Infinity : square / (mean * mean) - 1;
  }

  override sample(random: Random): number {
    const share = this.cutOff + (1 - this.cutOff) * random.uniformOpen();
    return this.low * power(share, this.exponent);
  }
}

/**
 * The integral of x^n times shape x^(-shape - 1) from 1 to 1 / ratio: shape (1 - ratio^gap) / gap with gap = shape - n,
 * and its limit where the gap closes.
 */
function moment(n: number, shape: number, ratio: number): number {
  const gap = shape - n;
  if (ratio === 0) return gap > 0 ? shape / gap : Infinity;
  return gap === 0 ? -shape * ln(ratio) : (-shape * expm1(gap * ln(ratio))) / gap;
}
