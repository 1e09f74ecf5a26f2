/**
 * What a variant changes: differences to the baseline, replication by replication. Both saw the same arrivals, faults
 * and service demands, so the pairs share most of their luck and small differences stand out.
 */
import { pairedDifference } from '../measure/interval.ts';
import type { Difference } from '../results/result.ts';
import type { FigureName } from './figures.ts';
import type { Observation } from './observe.ts';

export const COMPARED = [
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

/** Variant less baseline; null for a figure without a complete pair. Both lists are ordered by replication. */
export function differencesTo(
  baseline: readonly Observation[],
  variant: readonly Observation[],
): Record<string, Difference | null> {
  const difference = (name: FigureName): Difference | null =>
    pairedDifference(
      variant.map(({ run }) => run[name]),
      baseline.map(({ run }) => run[name]),
    );
  return Object.fromEntries(COMPARED.map(name => [name, difference(name)]));
}
