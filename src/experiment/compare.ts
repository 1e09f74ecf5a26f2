/**
 * What variants change: differences to the baseline, replication by replication. All saw the same arrivals, faults and
 * service demands, so the pairs share most of their luck and small differences stand out.
 *
 * Which differences are measurable. Each has the p-value of its paired t test. Many variants are many chances to be lucky,
 * so per metric the p-values of all variants together pass Holm's correction (measure/holm.ts): the chance that any
 * variant without effect is called measurable stays below the level. Metrics are not corrected for each other: each
 * answers a question of its own. The level is 5 %, shared out over the looks (looks.ts) when there may be several, because
 * then chance also decided when to stop. Intervals are the plain 95 % ones, so one that just misses 0 need not be enough.
 */
import { holm } from '../measure/holm.ts';
import { type PairedInterval, pairedDifference } from '../measure/interval.ts';
import type { Difference } from '../results/result.ts';
import type { FigureName } from './figures.ts';
import type { Observation } from './observe.ts';

const COMPARED = [
  'availability',
  'fullAvailability',
  'timeAvailability',
  'longestOutage',
  'throughput',
  'goodput',
  'amplification',
  'wastedWork',
  'replicaHours',
  'mean',
  'p50',
  'p90',
  'p95',
  'p99',
  'p999',
  'max',
] as const satisfies readonly FigureName[];

export type Differences = Record<string, Difference | null>;

/**
 * For each of `variants` its figures less the baseline's; null for a figure without a complete pair. Lists of
 * observations are ordered by replication. `level` is the chance of a false alarm per metric, such as 0.05.
 */
export function differencesTo(
  baseline: readonly Observation[],
  variants: readonly (readonly Observation[])[],
  level: number,
): Differences[] {
  const columns = COMPARED.map(name => {
    const pairs = variants.map(variant => pairedDifference(valuesOf(variant, name), valuesOf(baseline, name)));
    return [name, corrected(pairs, level)] as const;
  });
  return variants.map((_, variant) =>
    Object.fromEntries(columns.map(([name, differences]) => [name, differences[variant]!])),
  );
}

/** The paired differences of one metric, judged together. */
export function corrected(pairs: readonly (PairedInterval | null)[], level: number): (Difference | null)[] {
  const significant = holm(
    pairs.map(pair => pair?.pValue ?? null),
    level,
  );
  return pairs.map((pair, index) => pair && { ...pair, significant: significant[index]! });
}

export const valuesOf = (observations: readonly Observation[], name: FigureName): (number | null)[] =>
  observations.map(({ run }) => run[name]);
