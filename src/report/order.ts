/**
 * Which variant is the baseline, how the others rank, and what a paired difference says. "Better" always means that the
 * whole 95 % interval of the difference is on the better side; the ranking itself is by means, so neighbours in it may
 * well be equal.
 */
import type { Difference, Estimate, Result, VariantResult } from '../results/result.ts';

/** The first variant is the baseline. */
export const baselineOf = (result: Result): VariantResult | undefined => result.variants[0];

/** The baseline, then the others from the highest availability down; ties go to the lower p99, then to the given order. */
export function ranked(result: Result): VariantResult[] {
  const [baseline, ...others] = result.variants;
  return baseline === undefined ? [] : [baseline, ...others.sort(byMerit)];
}

export type Effect = 'better' | 'worse' | 'none' | 'unknown';

/** What a difference to the baseline says when more of the metric (`higher`) or less of it (`lower`) is wished for. */
export function effectOf(difference: Difference | null | undefined, wished: 'higher' | 'lower'): Effect {
  if (difference === null || difference === undefined || difference.low === null) return 'unknown';
  if (!difference.significant) return 'none';
  return difference.mean > 0 === (wished === 'higher') ? 'better' : 'worse';
}

export const availabilityEffect = (variant: VariantResult): Effect =>
  effectOf(variant.difference?.availability, 'higher');

/** The highest ranked variant that is measurably more available than the baseline; null when none is. */
export const bestOf = (result: Result): VariantResult | null =>
  ranked(result)
    .slice(1)
    .find(variant => availabilityEffect(variant) === 'better') ?? null;

/** Whether replicas cost differently from variant to variant, so that cost belongs in the comparison. */
export const costsDiffer = (result: Result): boolean =>
  new Set(result.variants.map(variant => variant.metrics.replicaHours?.mean ?? null)).size > 1;

const byMerit = (one: VariantResult, other: VariantResult): number =>
  descending(one.metrics.availability, other.metrics.availability) ||
  -descending(one.metrics.latency.p99, other.metrics.latency.p99);

const descending = (one: Estimate | null, other: Estimate | null): number => {
  const difference = (other?.mean ?? -1) - (one?.mean ?? -1);
  return Math.sign(difference);
};
