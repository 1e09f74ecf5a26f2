/** What every distribution of a non-negative quantity offers. It assumes nothing of the unit its values are in. */
import type { Random } from '../random.ts';

export abstract class Distribution {
  /** Infinity where the integral diverges. */
  abstract readonly mean: number;
  /** Squared coefficient of variation, variance / mean^2; Infinity where the variance is. */
  abstract readonly scv: number;

  abstract sample(random: Random): number;

  /** A sample as a whole number of the engine's time units: the one place where durations are rounded. */
  duration(random: Random): number {
    const rounded = Math.floor(this.sample(random) + 0.5);
    return rounded > 0 ? rounded : 0;
  }

  /** Puts a duration straight into a column: a number that is returned may have to become an object on its way. */
  drawInto(random: Random, column: Float64Array, place: number): void {
    column[place] = this.duration(random);
  }
}

/** Throws a RangeError when a parameter is not what the distribution can be built from. */
export function requireParameter(holds: boolean, expected: string, found: unknown): void {
  if (!holds) throw new RangeError(`expected ${expected}, found ${String(found)}`);
}
