import { ln, power } from '../arithmetic.ts';
import type { Random } from '../random.ts';
import { normalQuantile } from '../special-functions.ts';
import { Distribution, requireParameter } from './base.ts';

/**
 * The gamma distribution; a whole shape k is Erlang's, the sum of k exponentials. By the method of Marsaglia & Tsang
 * (ACM Transactions on Mathematical Software 26(3), 2000): the cube of a shifted normal, nearly always accepted. A
 * shape below 1 is raised by 1 and the draw multiplied by U^(1/shape), which takes the raise back.
 */
export class Gamma extends Distribution {
  override readonly mean: number;
  override readonly scv: number;
  private readonly scale: number;
  private readonly boost: number;
  private readonly d: number;
  private readonly c: number;

  constructor(shape: number, scale: number) {
    super();
    requireParameter(shape > 0 && shape < Infinity, 'a gamma shape above 0', shape);
    requireParameter(scale > 0 && scale < Infinity, 'a gamma scale above 0', scale);
    this.mean = shape * scale;
    this.scv = 1 / shape;
    this.scale = scale;
    this.boost = shape < 1 ? 1 / shape : 0;
    this.d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    this.c = 1 / Math.sqrt(9 * this.d);
  }

  override sample(random: Random): number {
    const value = this.scale * this.d * this.cube(random);
    return this.boost === 0 ? value : value * power(random.uniformOpen(), this.boost);
  }

  /** A draw of the gamma distribution of shape d + 1/3, divided by d. */
  private cube(random: Random): number {
    for (;;) {
      const z = normalQuantile(random.uniformOpen());
      const root = 1 + this.c * z;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = random.uniformOpen();
      if (u < 1 - 0.0331 * z * z * z * z) return v;
      if (ln(u) < 0.5 * z * z + this.d * (1 - v + ln(v))) return v;
    }
  }
}
