/** What the families draft their worlds with. Times are seconds here, as in the cases, and nanoseconds in the plan. */
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { RegistryPlan } from '../model/discovery/plan.ts';
import type { Backoff } from '../model/mitigation/retry.ts';
import type { ArrivalsPlan, RatePoint, WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import { runReplication } from '../model/system.ts';
import { Drafts, openLoop, type WorldDraft as TimedWorldDraft } from './drafts.ts';
import type { Figure } from './family.ts';
import { policiesOf } from './policy-drafts.ts';

export type { FaultDraft, Length, ServiceDraft, TrafficDraft } from './drafts.ts';

const NANOSECONDS = 1e9;

const drafts = new Drafts(NANOSECONDS, 0.1);

/** Seconds as the plan's nanoseconds; Infinity stays. */
export const seconds = (length: number): number => drafts.time(length);

// ---- lengths

export const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: seconds(mean) });

export const constant = (value: number): DistributionSpec => ({ kind: 'constant', value: seconds(value) });

/** Erlang with `phases` exponential phases and this mean in seconds. */
export const erlang = (phases: number, mean: number): DistributionSpec => ({
  kind: 'gamma',
  shape: phases,
  scale: seconds(mean / phases),
});

/** Two exponential branches with balanced means: mean in seconds, squared coefficient of variation above 1. */
export function balancedHyperexponential(mean: number, scv: number): DistributionSpec {
  const probability = 0.5 * (1 + Math.sqrt((scv - 1) / (scv + 1)));
  return {
    kind: 'hyperexponential',
    branches: [
      { probability, mean: seconds(mean / (2 * probability)) },
      { probability: 1 - probability, mean: seconds(mean / (2 * (1 - probability))) },
    ],
  };
}

// ---- worlds

/** The warm-up is a twentieth of the duration if not given, a window a hundredth. */
export type WorldDraft = Omit<TimedWorldDraft, 'warmup' | 'window'> &
  Partial<Pick<TimedWorldDraft, 'warmup' | 'window'>>;

export const world = (draft: WorldDraft): WorldPlan =>
  drafts.world({ warmup: draft.duration / 20, window: draft.duration / 100, ...draft });

/** With a quorum, expiring at once, if nothing else is said. */
export const registry = (draft: Partial<RegistryPlan> = {}): RegistryPlan => ({
  consistency: 'quorum',
  reads: 'quorum',
  sweep: 0,
  selfPreservation: 0,
  responseCache: 0,
  election: { heartbeat: seconds(0.1), timeout: seconds(1) },
  ...draft,
});

/** An open loop whose rate jumps at the given seconds: pairs of (from, per second); the first is at 0. */
export function steps(
  pacing: 'poisson' | 'constant',
  levels: readonly (readonly [from: number, perSecond: number])[],
): ArrivalsPlan {
  const rate: RatePoint[] = levels.flatMap(([from, perSecond], level) => {
    const at = seconds(from);
    return level === 0
      ? [{ at, perSecond }]
      : [
          { at, perSecond: levels[level - 1]![1] },
          { at, perSecond },
        ];
  });
  return openLoop(pacing, rate);
}

// ---- policies

export const { timeout, totalTimeout, fallback, rateLimit, throttle, hedge, bulkhead, retry, breaker, healthCheck } =
  policiesOf(drafts);

export const exponentialBackoff = (
  base: number,
  max: number,
  jitter: 'none' | 'equal' | 'full' = 'none',
  factor = 2,
): Backoff => ({ kind: 'exponential', base: seconds(base), factor, max: seconds(max), jitter });

// ---- running and reading off

/** Independent replications with seeds of the case's own; throws when a run violates an invariant of the model. */
export function replicate(plan: WorldPlan, id: string, replications: number): readonly ReplicationRecord[] {
  return Array.from({ length: replications }, (_, number) => {
    const record = runReplication(plan, `validation/${id}/${number}`);
    if (record.violations.length > 0) throw new Error(`violated: ${record.violations.join('; ')}`);
    return record;
  });
}

/** One figure: what `read` finds in each replication. */
export const figure = (
  field: string,
  records: readonly ReplicationRecord[],
  read: (record: ReplicationRecord) => number,
): Figure => ({ field, samples: records.map(read) });

/** Mean of the recorded times, in seconds; 0 without any. */
export const meanOf = (data: HistogramData): number => (data.count === 0 ? 0 : data.sum / data.count / NANOSECONDS);

/** Quantile of the recorded times, in seconds; 0 without any. */
export const quantileOf = (data: HistogramData, share: number): number =>
  (Histogram.fromData(data).quantile(share) ?? 0) / NANOSECONDS;

/** Share of the recorded times above a number of seconds, to the width of a bucket. */
export function shareAbove(data: HistogramData, length: number): number {
  if (data.count === 0) return 0;
  let low = 0;
  let high = 1;
  const histogram = Histogram.fromData(data);
  const limit = length * NANOSECONDS;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (histogram.quantile(middle)! > limit) high = middle;
    else low = middle;
  }
  return 1 - low;
}

/** The measured part of a world, in seconds. */
export const measuredSeconds = (plan: WorldPlan): number => (plan.duration - plan.warmup) / NANOSECONDS;

/** Failed among the finished requests of a source. */
export function failedShare(record: ReplicationRecord, source = 0): number {
  const { ok, degraded, failed } = record.sources[source]!;
  return failed / (ok + degraded + failed);
}
