import type { Random } from '../random.ts';
import { Distribution, requireParameter } from './base.ts';

/** Equally likely anywhere from low to high. */
export class Uniform extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly low: number;
  private readonly width: number;

  constructor(low: number, high: number) {
    super();
    requireParameter(low >= 0, 'a uniform low of at least 0', low);
    requireParameter(high > low && high < Infinity, `a uniform high above its low of ${low}`, high);
    this.low = low;
    this.width = high - low;
    this.mean = low + this.width / 2;
    this.scv = (this.width * this.width) / (12 * this.mean * this.mean);
  }

  override sample(random: Random): number {
    return this.low + this.width * random.uniform();
  }
}
