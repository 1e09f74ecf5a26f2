/**
 * Traffic by where it comes from. The best variant of a result is best for all requests together, and a client that asks
 * for everything is most of them: whoever is served better otherwise is named here.
 */
import type { Estimate, Result, VariantResult } from '../results/result.ts';
import { availabilityEffect, baselineOf, bestOf, ranked } from './order.ts';

/** In the order of the scenario. */
export const sourcesOf = (result: Result): readonly string[] => Object.keys(baselineOf(result)?.traffic ?? {});

export const availabilityFor = (source: string, { traffic }: VariantResult): Estimate | null =>
  traffic[source]?.metrics.availability ?? null;

export interface ServedBetter {
  readonly source: string;
  /** The variant that is best for it. */
  readonly variant: VariantResult;
  readonly there: Estimate;
  /** With the variant that is best for all requests together. */
  readonly here: Estimate;
}

/**
 * Sources for which another variant is better than the best of all, by intervals that lie apart both from the best of all
 * and from the baseline; the widest gap first.
 */
export function servedBetter(result: Result): ServedBetter[] {
  const [baseline, best] = [baselineOf(result), bestOf(result)];
  const sources = sourcesOf(result);
  if (baseline === undefined || best === null || sources.length < 2) return [];
  return sources
    .flatMap((source): ServedBetter[] => {
      const [here, before] = [availabilityFor(source, best), availabilityFor(source, baseline)];
      const [first] = ranked(result)
        .filter(variant => availabilityEffect(variant, result) !== 'worse')
        .map(variant => ({ variant, there: availabilityFor(source, variant) }))
        .filter((one): one is { variant: VariantResult; there: Estimate } => one.there !== null)
        .sort((one, other) => other.there.mean - one.there.mean);
      if (here === null || before === null || first === undefined) return [];
      return isAbove(first.there, here) && isAbove(first.there, before) ? [{ source, ...first, here }] : [];
    })
    .sort((one, other) => gapOf(other) - gapOf(one));
}

const isAbove = (one: Estimate, other: Estimate): boolean =>
  one.low !== null && other.high !== null && one.low > other.high;

const gapOf = ({ there, here }: ServedBetter): number => there.mean - here.mean;
