/**
 * From what people know of a quantity - its mean and coefficient of variation, or two of its percentiles - to the
 * parameters of a distribution that has exactly these. In closed form where there is one, else by bisection.
 *
 * Values are in the caller's unit, and the parameters come out in it. Nothing here looks at samples.
 */
import { exp, ln, ln1p, power } from './arithmetic.ts';
import type { DistributionSpec } from './distribution-spec.ts';
import { truncatedMoments } from './distributions/normal.ts';
import { weibullScv } from './distributions/weibull.ts';
import { gammaShare, lnGamma, normalQuantile, normalShare } from './special-functions.ts';

export type DistributionKind = DistributionSpec['kind'];

/** `share` of all values, in (0, 1), are at most `value`: p99 is share 0.99. */
export interface Percentile {
  readonly share: number;
  readonly value: number;
}

/** No distribution of the kind has what was asked for; the message says why and what does. */
export class FitError extends Error {
  override readonly name = 'FitError';
}

/**
 * The distribution of this kind with this mean (above 0) and coefficient of variation, sd / mean. Without a kind, and
 * with a cv other than 0, it is a lognormal. A cv of 0 is a constant, for every kind that comes arbitrarily close.
 * A normal has the mean and the cv after it is cut off at 0; a pareto is not cut off; a hyperexponential has two
 * branches of balanced means (each contributes half of the mean).
 */
export function fitMeanCv(kind: DistributionKind | null, mean: number, cv: number): DistributionSpec {
  demand(mean >= 0 && mean < Infinity, `expected a mean of at least 0, got ${mean}`);
  demand(cv >= 0 && cv <= 1e6, `expected a cv from 0 to 1000000, got ${cv}`);
  if (cv === 0 && comesCloseToConstant(kind)) return { kind: 'constant', value: mean };
  demand(mean > 0, `expected a mean above 0, got ${mean}`);
  return meanCvFits[kind ?? 'lognormal'](mean, cv);
}

/**
 * The distribution of this kind through two percentiles, in either order; a lognormal without a kind. Both values
 * must be above 0, and the one of the greater share the greater.
 */
export function fitPercentiles(
  kind: DistributionKind | null,
  percentiles: readonly [Percentile, Percentile],
): DistributionSpec {
  const [first, second] = percentiles;
  const [low, high] = first.share <= second.share ? [first, second] : [second, first];
  demand(low.share > 0 && high.share < 1, `expected percentiles between 0 and 100, got ${name(low)} and ${name(high)}`);
  demand(low.share < high.share, `expected two different percentiles, got ${name(low)} twice`);
  demand(low.value > 0 && high.value < Infinity, `expected ${name(low)} and ${name(high)} above 0`);
  demand(low.value < high.value, `expected ${name(high)} above ${name(low)}`);
  return percentileFits[kind ?? 'lognormal'](low, high);
}

const meanCvFits: Record<DistributionKind, (mean: number, cv: number) => DistributionSpec> = {
  constant: (_, cv) => refuse(`a constant has cv 0, got ${cv}; use lognormal or gamma`),
  exponential: (mean, cv) => {
    demand(cv === 1, `an exponential has cv 1, got ${cv}; use ${cv > 1 ? 'hyperexponential' : 'gamma'} or lognormal`);
    return { kind: 'exponential', mean };
  },
  uniform: (mean, cv) => {
    const half = cv * Math.sqrt(3);
    demand(
      half <= 1,
      `a uniform from 0 up has cv ${rounded(1 / Math.sqrt(3))} at most, got ${cv}; use gamma or lognormal`,
    );
    return { kind: 'uniform', low: mean * (1 - half), high: mean * (1 + half) };
  },
  normal: fitNormalMoments,
  lognormal: (mean, cv) => {
    const variance = ln1p(cv * cv);
    return { kind: 'lognormal', mu: ln(mean) - variance / 2, sigma: Math.sqrt(variance) };
  },
  gamma: (mean, cv) => ({ kind: 'gamma', shape: 1 / (cv * cv), scale: mean * cv * cv }),
  weibull: fitWeibullMoments,
  pareto: (mean, cv) => {
    const shape = 1 + Math.sqrt(1 + 1 / (cv * cv)); // of scv = 1 / (shape (shape - 2))
    return { kind: 'pareto', shape, low: (mean * (shape - 1)) / shape, high: Infinity };
  },
  hyperexponential: (mean, cv) => {
    demand(cv >= 1, `a hyperexponential has cv 1 at least, got ${cv}; use gamma or lognormal`);
    const often = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2; // W. Whitt, Operations Research 30(1), 1982
    const branches = [often, 1 - often].map(probability => ({ probability, mean: mean / (2 * probability) }));
    return { kind: 'hyperexponential', branches };
  },
  empirical: () => refuse('an empirical distribution is given by its points, not by mean and cv'),
};

const percentileFits: Record<DistributionKind, (low: Percentile, high: Percentile) => DistributionSpec> = {
  constant: () => refuse('a constant has one value, not two percentiles; use lognormal'),
  exponential: () => refuse('an exponential is settled by its mean alone; use weibull or gamma for two percentiles'),
  uniform: (low, high) => {
    const width = (high.value - low.value) / (high.share - low.share);
    const start = low.value - low.share * width;
    demand(start >= 0, `a uniform with this ${name(low)} and ${name(high)} would begin below 0; use lognormal`);
    return { kind: 'uniform', low: start, high: start + width };
  },
  normal: fitNormalPercentiles,
  lognormal: (low, high) => {
    const z = normalQuantile(low.share);
    const sigma = ln(high.value / low.value) / (normalQuantile(high.share) - z);
    return { kind: 'lognormal', mu: ln(low.value) - sigma * z, sigma };
  },
  gamma: fitGammaPercentiles,
  weibull: (low, high) => {
    const hazard = -ln1p(-low.share); // (value / scale)^shape
    const shape = ln(-ln1p(-high.share) / hazard) / ln(high.value / low.value);
    return { kind: 'weibull', shape, scale: low.value / power(hazard, 1 / shape) };
  },
  pareto: (low, high) => {
    const shape = (ln1p(-low.share) - ln1p(-high.share)) / ln(high.value / low.value);
    return { kind: 'pareto', shape, low: low.value * power(1 - low.share, 1 / shape), high: Infinity };
  },
  hyperexponential: () => refuse('two percentiles do not settle a hyperexponential; give mean and cv'),
  empirical: () => refuse('an empirical distribution is given by its points, not by two percentiles'),
};

function comesCloseToConstant(kind: DistributionKind | null): boolean {
  return kind !== 'exponential' && kind !== 'hyperexponential' && kind !== 'empirical';
}

/** Cut off at 0, the cv falls as the centre moves away from 0; it is never above sd / centre, which bounds the search. */
function fitNormalMoments(mean: number, cv: number): DistributionSpec {
  const most = Math.sqrt(truncatedMoments(0).variance) / truncatedMoments(0).mean;
  demand(cv <= most, `a normal cut off at 0 has cv ${rounded(most)} at most, got ${cv}; use gamma or lognormal`);
  const centre = solve(0, 1 / cv, tried => {
    const moments = truncatedMoments(tried);
    return cv * moments.mean - Math.sqrt(moments.variance);
  });
  const sd = mean / truncatedMoments(centre).mean;
  return { kind: 'normal', mean: centre * sd, sd };
}

/** The cv rises with 1 / shape. */
function fitWeibullMoments(mean: number, cv: number): DistributionSpec {
  const inverseShape = solve(0, 100, tried => weibullScv(1 / tried) - cv * cv);
  return { kind: 'weibull', shape: 1 / inverseShape, scale: mean / exp(lnGamma(1 + inverseShape)) };
}

/** With standard deviation 1, the ratio of two percentiles falls towards 1 as the centre moves away from 0. */
function fitNormalPercentiles(low: Percentile, high: Percentile): DistributionSpec {
  const ratio = high.value / low.value;
  const quantile = (centre: number, share: number) => centre - normalQuantile(normalShare(centre) * (1 - share));
  const excess = (centre: number) => ratio - quantile(centre, high.share) / quantile(centre, low.share);
  demand(
    excess(0) <= 0,
    `a normal cut off at 0 cannot have its ${name(high)} so far above its ${name(low)}; use lognormal`,
  );
  const centre = solve(0, 1e9, excess);
  const sd = low.value / quantile(centre, low.share);
  return { kind: 'normal', mean: centre * sd, sd };
}

/** The ratio of two percentiles falls as the shape rises. */
function fitGammaPercentiles(low: Percentile, high: Percentile): DistributionSpec {
  const ratio = ln(high.value / low.value);
  const excess = (lnShape: number) => {
    const shape = exp(lnShape);
    return ratio - (lnGammaQuantile(shape, high.share) - lnGammaQuantile(shape, low.share));
  };
  const from = ln(0.02);
  const to = ln(1e4);
  demand(excess(from) <= 0, `no gamma has its ${name(high)} so far above its ${name(low)}; use lognormal or weibull`);
  demand(excess(to) >= 0, `no gamma has its ${name(high)} so close to its ${name(low)}; use lognormal or weibull`);
  const shape = exp(solve(from, to, excess));
  return { kind: 'gamma', shape, scale: low.value / exp(lnGammaQuantile(shape, low.share)) };
}

/** By logarithms, for the quantiles of a small shape are close to 0. */
function lnGammaQuantile(shape: number, share: number): number {
  return solve(-700, ln(4 * shape + 200), tried => gammaShare(shape, exp(tried)) - share);
}

/** Where a rising function crosses 0, between two neighbouring doubles. */
function solve(from: number, to: number, rising: (x: number) => number): number {
  let low = from;
  let high = to;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
}

function name({ share }: Percentile): string {
  return `p${rounded(share * 100)}`;
}

function rounded(x: number): number {
  return Number(x.toPrecision(6));
}

function demand(holds: boolean, message: string): void {
  if (!holds) refuse(message);
}

function refuse(message: string): never {
  throw new FitError(message);
}
