import { describe, expect, it } from 'vitest';
import { estimate, pairedDifference, SHARE } from '../../src/measure/interval.ts';

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

describe('a paired difference', () => {
  it('sees a small constant shift under a large common spread', () => {
    const reference = [10, 200, 3000];
    const paired = pairedDifference([11, 201, 3001.5], reference)!;
    expect(paired.mean).toBeCloseTo(3.5 / 3, 9);
    expect(paired.significant).toBe(true);
  });

  it('is not significant between identical runs', () => {
    expect(pairedDifference([1, 2, 3], [1, 2, 3])).toEqual({ mean: 0, low: 0, high: 0, significant: false });
  });

  it('is not significant when the interval holds 0', () => {
    expect(pairedDifference([1, 3, 2], [2, 1, 2])!.significant).toBe(false);
  });

  it('uses complete pairs only', () => {
    expect(pairedDifference([1, null, 5, 7], [0, 3, null, 5])).toEqual(pairedDifference([1, 7], [0, 5]));
    expect(pairedDifference([1], [null])).toBeNull();
    expect(pairedDifference([], [1])).toBeNull();
  });

  it('of one pair has no interval and is not significant', () => {
    expect(pairedDifference([5], [1])).toEqual({ mean: 4, low: null, high: null, significant: false });
  });
});
