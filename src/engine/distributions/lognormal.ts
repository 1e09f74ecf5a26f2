import { exp, expm1 } from '../arithmetic.ts';
import type { Random } from '../random.ts';
import { normalQuantile } from '../special-functions.ts';
import { Distribution, requireParameter } from './base.ts';

/** exp(mu + sigma Z) with Z standard normal: the median is exp(mu). */
export class Lognormal extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly mu: number;
  private readonly sigma: number;

  constructor(mu: number, sigma: number) {
    super();
    requireParameter(mu > -Infinity && mu < Infinity, 'a finite lognormal mu', mu);
    requireParameter(sigma > 0 && sigma < Infinity, 'a lognormal sigma above 0', sigma);
    this.mu = mu;
    this.sigma = sigma;
    this.mean = exp(mu + 0.5 * sigma * sigma);
    this.scv = expm1(sigma * sigma);
  }

  override sample(random: Random): number {
    return exp(this.mu + this.sigma * normalQuantile(random.uniformOpen()));
  }
}
