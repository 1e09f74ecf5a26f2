import { describe, expect, it } from 'vitest';
import { estimate, NOT_NEGATIVE, pairedDifference, SHARE } from '../../src/measure/interval.ts';

describe('an estimate', () => {
  it("is the mean with Student's interval around it", () => {
    // mean 3, deviation sqrt(2.5), t(0.975, 4) = 2.7764451052
    const half = (2.7764451051978 * Math.sqrt(2.5)) / Math.sqrt(5);
    const interval = estimate([1, 2, 3, 4, 5])!;
    expect(interval.mean).toBe(3);
    expect(interval.low).toBeCloseTo(3 - half, 9);
    expect(interval.high).toBeCloseTo(3 + half, 9);
  });

  it('widens with the confidence asked for', () => {
    const at99 = estimate([1, 2, 3, 4, 5], 0.99)!;
    expect(at99.high! - 3).toBeCloseTo((4.60409487135 * Math.sqrt(2.5)) / Math.sqrt(5), 9);
  });

  it('skips replications without data', () => {
    expect(estimate([null, 2, null, 4])).toEqual(estimate([2, 4]));
  });

  it('is null without data, never 0', () => {
    expect(estimate([])).toBeNull();
    expect(estimate([null, null])).toBeNull();
  });

  it('has no interval from a single value', () => {
    expect(estimate([null, 7])).toEqual({ mean: 7, low: null, high: null });
  });

  it('has an interval without width when all values are identical', () => {
    expect(estimate([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low: 0.1, high: 0.1 });
  });

  it('of a share stays between 0 and 1', () => {
    const interval = estimate([1, 1, 0.9], 0.95, SHARE)!;
    expect(interval.high).toBe(1);
    expect(interval.low).toBeLessThan(0.9);
    expect(estimate([0, 0, 0.1], 0.95, SHARE)!.low).toBe(0);
  });
});

it('an estimate of what cannot be negative begins at 0 and has no bound above', () => {
  const { low, high } = estimate([0, 0, 3], 0.95, NOT_NEGATIVE)!;
  expect(low).toBe(0);
  // mean 1, deviation sqrt(3), t(0.975, 2) = 4.30265272975
  expect(high).toBeCloseTo(1 + 4.30265272975, 9);
});

describe('a paired difference', () => {
  it('sees a small constant shift under a large common spread', () => {
    const reference = [10, 200, 3000];
    const paired = pairedDifference([11, 201, 3001.5], reference)!;
    expect(paired.mean).toBeCloseTo(3.5 / 3, 9);
    expect(paired.low).toBeGreaterThan(0);
    expect(paired.pValue).toBeLessThan(0.05);
  });

  it('between identical runs is 0, beyond doubt', () => {
    expect(pairedDifference([1, 2, 3], [1, 2, 3])).toEqual({
      mean: 0,
      low: 0,
      high: 0,
      pValue: 1,
      varianceReduction: null,
    });
  });

  it('that is the same in every pair is no chance', () => {
    expect(pairedDifference([2, 3, 4], [1, 2, 3])).toMatchObject({ mean: 1, low: 1, high: 1, pValue: 0 });
  });

  it("has the p-value of Student's paired test", () => {
    // W. S. Gosset, "The Probable Error of a Mean" (1908): ten patients, two sleeping drugs; t = 4.0621, p = 0.002833.
    const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    expect(pairedDifference(laevo, dextro)!.pValue).toBeCloseTo(0.002833, 6);
  });

  it('has a p-value below 0.05 exactly when the 95 % interval excludes 0', () => {
    for (let shift = -30; shift <= 30; shift++) {
      const { low, high, pValue } = pairedDifference(
        [3, 1, 4, 1, 5].map(value => value + shift / 10),
        [2, 7, 1, 8, 2],
      )!;
      expect(pValue! < 0.05).toBe(low! > 0 || high! < 0);
    }
  });

  it('says how many times the replications unpaired runs would have needed', () => {
    // The reference has variance 100, the differences 0, 0 and 2 have 4/3.
    const paired = pairedDifference([10, 20, 32], [10, 20, 30])!;
    const variance = ((10 - 62 / 3) ** 2 + (20 - 62 / 3) ** 2 + (32 - 62 / 3) ** 2) / 2;
    expect(paired.varianceReduction).toBeCloseTo((variance + 100) / (4 / 3), 9);
  });

  it('uses complete pairs only', () => {
    expect(pairedDifference([1, null, 5, 7], [0, 3, null, 5])).toEqual(pairedDifference([1, 7], [0, 5]));
    expect(pairedDifference([1], [null])).toBeNull();
    expect(pairedDifference([], [1])).toBeNull();
  });

  it('of one pair has no interval and decides nothing', () => {
    expect(pairedDifference([5], [1])).toEqual({
      mean: 4,
      low: null,
      high: null,
      pValue: null,
      varianceReduction: null,
    });
  });
});
