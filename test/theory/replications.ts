import { expect } from 'vitest';
import { estimate } from '../../src/measure/interval.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { run } from '../support/world.ts';

const REPLICATIONS = 6;

/** Runs a few independent replications of a plan, from fixed seeds. */
export function replications(plan: WorldPlan): readonly ReplicationRecord[] {
  return Array.from({ length: REPLICATIONS }, (_, number) => run(plan, `theory/${number}`));
}

/**
 * The closed form must lie in the 99.9 % interval of the replications' means, and the interval must be narrow enough
 * (relative half-width) to say something.
 */
export function expectMean(
  records: readonly ReplicationRecord[],
  figure: (record: ReplicationRecord) => number,
  closedForm: number,
  precision = 0.1,
): void {
  const { mean, low, high } = estimate(records.map(figure), 0.999)!;
  expect(high! - mean, 'half-width of the interval').toBeLessThan(precision * closedForm);
  expect(closedForm, `interval ${low} .. ${high}`).toBeGreaterThan(low!);
  expect(closedForm, `interval ${low} .. ${high}`).toBeLessThan(high!);
}

/** Mean sojourn of a source's successful requests, in seconds. */
export const meanLatency =
  (source = 0) =>
  (record: ReplicationRecord): number => {
    const { latency } = record.sources[source]!;
    return latency.sum / latency.count / 1e9;
  };

/** Mean wait before service, of those served, in seconds. */
export const meanWait =
  (service = 0) =>
  (record: ReplicationRecord): number => {
    const { waiting } = record.services[service]!;
    return waiting.sum / waiting.count / 1e9;
  };

export const failedShare = (record: ReplicationRecord): number => {
  const { ok, failed } = record.sources[0]!;
  return failed / (ok + failed);
};
