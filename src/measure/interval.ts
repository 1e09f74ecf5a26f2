/**
 * Confidence intervals of a mean over independent replications, and of the mean difference of paired ones (common
 * random numbers). Student's t: the replications are few and their spread is estimated from themselves.
 *
 * A null among the values is a replication without data; it is skipped. Assumes that the means are near enough normal,
 * which a replication's averages over thousands of requests are.
 */
import { criticalValue } from './student.ts';
import { Tally } from './tally.ts';

/** `low` and `high` are null when there is one value only: a single value says nothing about its own spread. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PairedInterval extends Interval {
  /** The interval excludes 0. */
  readonly significant: boolean;
}

/** Where the quantity can lie at all: the interval of a share does not reach beyond 0 and 1. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const SHARE: Bounds = { low: 0, high: 1 };
/** Counts, times, rates. */
export const NOT_NEGATIVE: Bounds = { low: 0, high: Number.POSITIVE_INFINITY };

const ANYWHERE: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** The mean of the values that are there with its two-sided confidence interval; null when none is. */
export function estimate(
  values: readonly (number | null)[],
  confidence = 0.95,
  bounds: Bounds = ANYWHERE,
): Interval | null {
  const tally = Tally.of(values.filter(value => value !== null));
  const { mean, deviation } = tally;
  if (mean === null) return null;
  if (deviation === null) return { mean, low: null, high: null };
  const half = halfWidth(deviation, tally.count, confidence);
  return { mean, low: Math.max(mean - half, bounds.low), high: Math.min(mean + half, bounds.high) };
}

/** The mean of `values[i] - reference[i]` over the pairs that are complete; null when none is. */
export function pairedDifference(
  values: readonly (number | null)[],
  reference: readonly (number | null)[],
  confidence = 0.95,
): PairedInterval | null {
  const differences = values.map((value, pair) => difference(value, reference[pair] ?? null));
  const interval = estimate(differences, confidence);
  if (interval === null) return null;
  return { ...interval, significant: excludesZero(interval) };
}

/** No spread gives no width, also where the critical value is large: identical values are compared exactly. */
function halfWidth(deviation: number, count: number, confidence: number): number {
  return deviation === 0 ? 0 : (criticalValue(confidence, count - 1) * deviation) / Math.sqrt(count);
}

function difference(value: number | null, reference: number | null): number | null {
  return value === null || reference === null ? null : value - reference;
}

function excludesZero({ low, high }: Interval): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}
