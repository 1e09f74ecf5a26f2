import { describe, expect, test } from 'vitest';
import { buildDistribution } from '../../src/engine/distribution.ts';
import { type DistributionKind, FitError, fitMeanCv, fitPercentiles } from '../../src/engine/fit.ts';
import { distributionFunction } from './distribution-functions.ts';

describe('a fit to mean and cv', () => {
  test.each<[DistributionKind, readonly number[]]>([
    ['exponential', [1]],
    ['uniform', [0.05, 0.3, 0.577]],
    ['normal', [0.01, 0.3, 0.5, 0.75, 0.7555]],
    ['lognormal', [0.01, 0.5, 1, 4, 30]],
    ['gamma', [0.01, 0.5, 1, 4, 30]],
    ['weibull', [0.01, 0.5, 1, 4, 30]],
    ['pareto', [0.01, 0.5, 1, 4, 30]],
    ['hyperexponential', [1, 1.5, 4, 30]],
  ])('of kind %s has exactly these', (kind, cvs) => {
    for (const cv of cvs) {
      const spec = fitMeanCv(kind, 2.5e6, cv);
      const { mean, scv } = buildDistribution(spec);
      expect(spec.kind).toBe(kind);
      expect(mean / 2.5e6, `mean at cv ${cv}`).toBeCloseTo(1, 11);
      expect(Math.sqrt(scv) / cv, `cv ${cv}`).toBeCloseTo(1, 9);
    }
  });

  test('without a kind is a constant if nothing varies, else a lognormal', () => {
    expect(fitMeanCv(null, 7, 0)).toEqual({ kind: 'constant', value: 7 });
    expect(fitMeanCv(null, 7, 0.5)).toEqual(fitMeanCv('lognormal', 7, 0.5));
  });

  test('with a cv of 0 is a constant for every kind that comes close to one', () => {
    for (const kind of ['constant', 'uniform', 'normal', 'lognormal', 'gamma', 'weibull', 'pareto'] as const) {
      expect(fitMeanCv(kind, 7, 0), kind).toEqual({ kind: 'constant', value: 7 });
    }
  });

  test('of kind hyperexponential has branches that contribute half of the mean each', () => {
    const spec = fitMeanCv('hyperexponential', 6, 3);
    if (spec.kind !== 'hyperexponential') return expect.unreachable();
    for (const { probability, mean } of spec.branches) expect(probability * mean).toBeCloseTo(3, 12);
  });

  test.each<[DistributionKind | null, number, number, string]>([
    ['constant', 1, 0.5, 'a constant has cv 0, got 0.5; use lognormal or gamma'],
    ['exponential', 1, 2, 'an exponential has cv 1, got 2; use hyperexponential or lognormal'],
    ['exponential', 1, 0, 'an exponential has cv 1, got 0; use gamma or lognormal'],
    ['uniform', 1, 0.6, 'a uniform from 0 up has cv 0.57735 at most, got 0.6; use gamma or lognormal'],
    ['normal', 1, 0.8, 'a normal cut off at 0 has cv 0.755511 at most, got 0.8; use gamma or lognormal'],
    ['hyperexponential', 1, 0.9, 'a hyperexponential has cv 1 at least, got 0.9; use gamma or lognormal'],
    ['empirical', 1, 1, 'an empirical distribution is given by its points, not by mean and cv'],
    ['lognormal', 0, 1, 'expected a mean above 0, got 0'],
    ['lognormal', -1, 1, 'expected a mean of at least 0, got -1'],
    [null, Number.NaN, 1, 'expected a mean of at least 0, got NaN'],
    [null, 1, -1, 'expected a cv from 0 to 1000000, got -1'],
    [null, 1, Infinity, 'expected a cv from 0 to 1000000, got Infinity'],
  ])('is refused with a reason: %s, mean %d, cv %d', (kind, mean, cv, message) => {
    expect(() => fitMeanCv(kind, mean, cv)).toThrow(new FitError(message));
  });
});

describe('a fit to two percentiles', () => {
  test.each<[DistributionKind, readonly number[]]>([
    ['uniform', [1.01, 1.5, 1.95]],
    ['normal', [1.01, 1.5, 3, 3.8]],
    ['lognormal', [1.01, 1.5, 4, 100]],
    ['gamma', [1.05, 1.5, 4, 100]],
    ['weibull', [1.01, 1.5, 4, 100]],
    ['pareto', [1.01, 1.5, 4, 100]],
  ])('of kind %s has exactly these', (kind, ratios) => {
    for (const ratio of ratios) {
      const spec = fitPercentiles(kind, [
        { share: 0.5, value: 3e6 },
        { share: 0.99, value: 3e6 * ratio },
      ]);
      const share = distributionFunction(spec);
      expect(spec.kind).toBe(kind);
      expect(() => buildDistribution(spec)).not.toThrow();
      expect(share(3e6), `p50, p99 ${ratio} times as much`).toBeCloseTo(0.5, 9);
      expect(share(3e6 * ratio), `p99 ${ratio} times the p50`).toBeCloseTo(0.99, 9);
    }
  });

  test('takes any two, in either order', () => {
    const low = { share: 0.1, value: 2 };
    const high = { share: 0.75, value: 3 };
    const spec = fitPercentiles('gamma', [high, low]);
    expect(spec).toEqual(fitPercentiles('gamma', [low, high]));
    expect(distributionFunction(spec)(2)).toBeCloseTo(0.1, 10);
    expect(distributionFunction(spec)(3)).toBeCloseTo(0.75, 10);
  });

  test('without a kind is a lognormal with the p50 as its median', () => {
    const spec = fitPercentiles(null, [
      { share: 0.5, value: Math.E },
      { share: 0.99, value: 20 },
    ]);
    expect(spec.kind === 'lognormal' && spec.mu).toBeCloseTo(1, 14);
  });

  test.each<[DistributionKind, number, string]>([
    ['constant', 2, 'a constant has one value, not two percentiles; use lognormal'],
    ['exponential', 2, 'an exponential is settled by its mean alone; use weibull or gamma for two percentiles'],
    ['uniform', 2, 'a uniform with this p50 and p99 would begin below 0; use lognormal'],
    ['normal', 4, 'a normal cut off at 0 cannot have its p99 so far above its p50; use lognormal'],
    ['gamma', 1.001, 'no gamma has its p99 so close to its p50; use lognormal or weibull'],
    ['gamma', 1e30, 'no gamma has its p99 so far above its p50; use lognormal or weibull'],
    ['hyperexponential', 2, 'two percentiles do not settle a hyperexponential; give mean and cv'],
    ['empirical', 2, 'an empirical distribution is given by its points, not by two percentiles'],
  ])('is refused with a reason: %s, the p99 %d times the p50', (kind, ratio, message) => {
    const fit = () =>
      fitPercentiles(kind, [
        { share: 0.5, value: 1 },
        { share: 0.99, value: ratio },
      ]);
    expect(fit).toThrow(new FitError(message));
  });

  test.each<[number, number, number, number, string]>([
    [0.5, 1, 0.5, 2, 'expected two different percentiles, got p50 twice'],
    [0, 1, 0.5, 2, 'expected percentiles between 0 and 100, got p0 and p50'],
    [0.5, 1, 1, 2, 'expected percentiles between 0 and 100, got p50 and p100'],
    [0.5, 2, 0.999, 1, 'expected p99.9 above p50'],
    [0.5, 0, 0.99, 1, 'expected p50 and p99 above 0'],
  ])('is refused when the percentiles contradict: %d is %d, %d is %d', (lowShare, lowValue, share, value, message) => {
    const percentiles = [
      { share: lowShare, value: lowValue },
      { share, value },
    ] as const;
    expect(() => fitPercentiles('lognormal', percentiles)).toThrow(new FitError(message));
  });
});
