import { Distribution, requireParameter } from './base.ts';

/** Always the same value; takes no draw. */
export class Constant extends Distribution {
  override readonly mean: number;
  override readonly scv = 0;

  constructor(value: number) {
    super();
    requireParameter(value >= 0 && value < Infinity, 'a constant of at least 0', value);
    this.mean = value;
  }

  override sample(): number {
    return this.mean;
  }
}
