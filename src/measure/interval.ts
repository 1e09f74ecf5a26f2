/**
 * Confidence intervals of a mean over independent replications, and of the mean difference of paired ones (common
 * random numbers). Student's t: the replications are few and their spread is estimated from themselves.
 *
 * A null among the values is a replication without data; it is skipped. Assumes that the means are near enough normal,
 * which a replication's averages over thousands of requests are.
 */
import { criticalValue, probabilityBeyond } from './student.ts';
import { Tally } from './tally.ts';

/** `low` and `high` are null when there is one value only: a single value says nothing about its own spread. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PairedInterval extends Interval {
  /**
   * The chance of a difference at least this large in pairs that do not differ (two-sided paired t test); below 0.05
   * exactly when the 95 % interval excludes 0. null with fewer than two pairs.
   */
  readonly pValue: number | null;
  /**
   * (Var a + Var b) / Var(a - b): how many times the replications independent runs would have needed for an interval as
   * narrow. Above 1 when pairing helps. null when it cannot be told: fewer than two pairs, or no spread of the difference.
   */
  readonly varianceReduction: number | null;
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
  const pairs = completePairs(values, reference);
  const differences = pairs.map(([value, other]) => value - other);
  const interval = estimate(differences, confidence);
  if (interval === null) return null;
  const spread = Tally.of(differences);
  return { ...interval, pValue: pValueOf(spread), varianceReduction: varianceReduction(pairs, spread.variance) };
}

function completePairs(
  values: readonly (number | null)[],
  reference: readonly (number | null)[],
): (readonly [number, number])[] {
  return values.flatMap((value, pair) => {
    const other = reference[pair] ?? null;
    return value === null || other === null ? [] : [[value, other] as const];
  });
}

/** Pairs that all differ by the same are compared exactly: there is no chance in them to test against. */
function pValueOf({ mean, deviation, count }: Tally): number | null {
  if (mean === null || deviation === null) return null;
  if (deviation === 0) return mean === 0 ? 1 : 0;
  return probabilityBeyond((Math.abs(mean) * Math.sqrt(count)) / deviation, count - 1);
}

function varianceReduction(pairs: readonly (readonly [number, number])[], ofDifference: number | null): number | null {
  const ofValues = Tally.of(pairs.map(([value]) => value)).variance;
  const ofReference = Tally.of(pairs.map(([, other]) => other)).variance;
  if (ofValues === null || ofReference === null || ofDifference === null || ofDifference === 0) return null;
  return (ofValues + ofReference) / ofDifference;
}

/** No spread gives no width, also where the critical value is large: identical values are compared exactly. */
function halfWidth(deviation: number, count: number, confidence: number): number {
  return deviation === 0 ? 0 : (criticalValue(confidence, count - 1) * deviation) / Math.sqrt(count);
}
