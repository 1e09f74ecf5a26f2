import { exp, expm1, ln, power } from '../arithmetic.ts';
import type { Random } from '../random.ts';
import { lnGamma } from '../special-functions.ts';
import { Distribution, requireParameter } from './base.ts';

/** The Weibull distribution, by inversion of 1 - exp(-(x / scale)^shape). */
export class Weibull extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly scale: number;
  private readonly inverseShape: number;

  constructor(shape: number, scale: number) {
    super();
    requireParameter(shape > 0 && shape < Infinity, 'a weibull shape above 0', shape);
    requireParameter(scale > 0 && scale < Infinity, 'a weibull scale above 0', scale);
    this.scale = scale;
    this.inverseShape = 1 / shape;
    this.mean = scale * exp(lnGamma(1 + 1 / shape));
    this.scv = weibullScv(shape);
  }

  override sample(random: Random): number {
    return this.scale * power(-ln(random.uniformOpen()), this.inverseShape);
  }
}

/** The n-th moment of scale 1 is the gamma function of 1 + n / shape. */
export function weibullScv(shape: number): number {
  return expm1(lnGamma(1 + 2 / shape) - 2 * lnGamma(1 + 1 / shape));
}
