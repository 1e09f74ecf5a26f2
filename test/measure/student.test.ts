import { describe, expect, it } from 'vitest';
import { criticalValue, probabilityWithin } from '../../src/measure/student.ts';

/** Degrees of freedom, then the critical values at 95 %, 99 % and 99.9 % (SciPy's stats.t.ppf, 12 digits). */
const TABLE: readonly (readonly [number, number, number, number])[] = [
  [1, 12.7062047362, 63.6567411629, 636.619248769],
  [2, 4.30265272975, 9.92484320092, 31.5990545764],
  [3, 3.18244630528, 5.84090930973, 12.9239786367],
  [4, 2.7764451052, 4.60409487135, 8.61030158138],
  [5, 2.57058183564, 4.03214298356, 6.86882662588],
  [9, 2.2621571628, 3.24983554159, 4.78091258593],
  [10, 2.22813885199, 3.16927267262, 4.5868938587],
  [29, 2.04522964213, 2.75638590367, 3.65940501947],
  [30, 2.0422724563, 2.74999565357, 3.64595863504],
  [99, 1.98421695159, 2.62640545728, 3.39152883336],
  [100, 1.98397151852, 2.62589052144, 3.39049131116],
  [999, 1.96234146113, 2.58075963727, 3.3002924404],
  [1000, 1.96233908083, 2.58075469807, 3.30028264842],
];

describe("Student's t", () => {
  it.each(TABLE)('has the tabulated critical values with %i degrees of freedom', (degrees, at95, at99, at999) => {
    expect(Math.abs(criticalValue(0.95, degrees) - at95)).toBeLessThan(1e-8);
    expect(Math.abs(criticalValue(0.99, degrees) - at99)).toBeLessThan(1e-8);
    expect(Math.abs(criticalValue(0.999, degrees) - at999)).toBeLessThan(1e-8);
  });

  it('has the 97.5 % quantile 2.26215716279 with 9 degrees of freedom', () => {
    expect(criticalValue(0.95, 9)).toBeCloseTo(2.26215716279, 9);
  });

  it('falls towards the normal quantile as degrees of freedom grow', () => {
    const values = Array.from({ length: 400 }, (_, i) => criticalValue(0.95, i + 1));
    expect(values.every((value, i) => i === 0 || value < values[i - 1]!)).toBe(true);
    expect(criticalValue(0.95, 100_000)).toBeCloseTo(1.959964, 4);
  });

  it('has half of its probability within the quartiles of the Cauchy distribution for one degree of freedom', () => {
    expect(probabilityWithin(1, 1)).toBeCloseTo(0.5, 15);
    expect(probabilityWithin(0, 4)).toBe(0);
  });

  it.each([0, 1, -1, Number.NaN])('refuses a confidence of %f', confidence => {
    expect(() => criticalValue(confidence, 5)).toThrow(RangeError);
    expect(() => criticalValue(confidence, 5)).toThrow(`a confidence in (0, 1), found ${confidence}`);
  });

  it.each([0, -3, 1.5])('refuses %f degrees of freedom', degrees => {
    expect(() => criticalValue(0.95, degrees)).toThrow(RangeError);
    expect(() => criticalValue(0.95, degrees)).toThrow(`degrees of freedom of at least 1, found ${degrees}`);
  });
});
