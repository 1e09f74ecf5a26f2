/** The replications of one variant as one part of the result: means with 95 % intervals, sums, merged series, the story. */
import { estimate, NOT_NEGATIVE, SHARE } from '../measure/interval.ts';
import { causeOf } from '../model/outcome.ts';
import type { FaultPlan, WorldPlan } from '../model/plan.ts';
import type { EdgeRecord } from '../model/record.ts';
import type {
  CallResult,
  Estimate,
  FaultResult,
  LatencySummary,
  Metrics,
  ServiceResult,
  TrafficResult,
  VariantResult,
} from '../results/result.ts';
import { audit } from './audit.ts';
import { componentResults } from './component-figures.ts';
import { combinedDigest, fingerprintOf } from './digest.ts';
import { targetsOf } from './fault-targets.ts';
import {
  boundsOf,
  type FigureName,
  type Figures,
  type ServiceFigureName,
  type ServiceFigures,
  serviceBoundsOf,
} from './figures.ts';
import { latencyHistogramOf } from './latency-histogram.ts';
import type { Observation } from './observe.ts';
import type { VariantPlan } from './plan.ts';
import { mergedSeries } from './series.ts';
import { storyOf } from './timeline.ts';
import { topologyOf } from './topology.ts';
import { inMilliseconds, MILLISECOND } from './units.ts';

/** What a variant's own replications say; `difference` and `expect` are judged elsewhere. */
export type VariantSummary = Omit<VariantResult, 'difference' | 'expect'>;

/** `observations` are in the order of their replications; with none every figure is null and every count 0. */
export function summarise(variant: VariantPlan, observations: readonly Observation[]): VariantSummary {
  const records = observations.map(({ record }) => record);
  const series = mergedSeries(records, variant.world);
  const faults = keyed(variant.world.faults, fault => faultResult(fault, variant.world, observations));
  const metastable = observations.filter(observation => observation.metastable === true).length;
  const metastableShare = observations.length > 0 ? metastable / observations.length : 0;
  const summary = {
    name: variant.name,
    title: variant.title,
    mitigations: variant.mitigations,
    answers: variant.answers,
    remedies: variant.remedies,
    replications: observations.length,
    digest: combinedDigest(records.map(({ digest }) => digest)),
    fingerprints: records.map(fingerprintOf),
    events: sumOf(records.map(({ events }) => events)),
    metrics: metricsOf(observations.map(({ run }) => run)),
    traffic: keyed(variant.world.traffic, ({ name }, index) => trafficResult(name, index, observations)),
    services: keyed(variant.world.services, ({ name }, index) => serviceResult(name, index, observations)),
    calls: callResults(observations),
    faults,
    figures: componentResults(observations),
    metastable: metastableShare >= 0.5,
    metastableShare,
    topology: topologyOf(variant.world),
    latencyHistogram: latencyHistogramOf(records),
    series,
    audit: audit(records),
  };
  return { ...summary, timeline: storyOf(variant.world, observations, summary) };
}

export function metricsOf(figures: readonly Figures[]): Metrics {
  const of = (name: FigureName): Estimate | null =>
    estimate(
      figures.map(each => each[name]),
      0.95,
      boundsOf(name),
    );
  return {
    availability: of('availability'),
    fullAvailability: of('fullAvailability'),
    timeAvailability: of('timeAvailability'),
    longestOutage: of('longestOutage'),
    throughput: of('throughput'),
    goodput: of('goodput'),
    latency: latencySummary(of, ''),
    latencyAll: latencySummary(of, 'OfAll'),
    amplification: of('amplification'),
    wastedWork: of('wastedWork'),
    replicaHours: of('replicaHours'),
  };
}

function latencySummary(of: (name: FigureName) => Estimate | null, suffix: '' | 'OfAll'): LatencySummary {
  return {
    mean: of(`mean${suffix}`),
    p50: of(`p50${suffix}`),
    p90: of(`p90${suffix}`),
    p95: of(`p95${suffix}`),
    p99: of(`p99${suffix}`),
    p999: of(`p999${suffix}`),
    max: of(`max${suffix}`),
  };
}

function trafficResult(name: string, index: number, observations: readonly Observation[]): TrafficResult {
  const sources = observations.map(({ record }) => record.sources[index]!);
  return {
    requests: {
      offered: sumOf(sources.map(({ offered }) => offered)),
      ok: sumOf(sources.map(({ ok }) => ok)),
      degraded: sumOf(sources.map(({ degraded }) => degraded)),
      failed: sumOf(sources.map(({ failed }) => failed)),
      inFlight: sumOf(sources.map(({ inFlight }) => inFlight)),
    },
    causes: byCause(sources.map(({ causes }) => causes)),
    rootCauses: byCause(sources.map(({ rootCauses }) => rootCauses)),
    metrics: metricsOf(observations.map(({ traffic }) => traffic.get(name)!)),
  };
}

function serviceResult(name: string, index: number, observations: readonly Observation[]): ServiceResult {
  const records = observations.map(({ record }) => record.services[index]!);
  const figures = observations.map(({ services }): ServiceFigures => services.get(name)!);
  const of = (figure: ServiceFigureName): Estimate | null =>
    estimate(
      figures.map(each => each[figure]),
      0.95,
      serviceBoundsOf(figure),
    );
  return {
    arrivals: sumOf(records.map(({ arrivals }) => arrivals)),
    completions: sumOf(records.map(({ completions }) => completions)),
    utilisation: of('utilisation'),
    inService: of('inService'),
    queueLength: of('queueLength'),
    waitingTime: { mean: of('waitingMean'), p99: of('waitingP99') },
    sojournTime: { mean: of('sojournMean'), p50: of('sojournP50'), p99: of('sojournP99') },
    rejected: of('rejected'),
    rejectedCauses: byCause(records.map(({ refused }) => refused)),
    amplification: of('amplification'),
    wastedWork: of('wastedWork'),
  };
}

function callResults(observations: readonly Observation[]): Record<string, CallResult> {
  const edges = observations[0]?.record.edges ?? [];
  return keyed(edges, (_, index) => callResult(observations.map(({ record }) => record.edges[index]!)));
}

function callResult(edges: readonly EdgeRecord[]): CallResult {
  const breakers = edges.map(({ breaker }) => breaker).filter(breaker => breaker !== null);
  const result = {
    calls: sumOf(edges.map(({ calls }) => calls)),
    attempts: sumOf(edges.map(({ attempts }) => attempts)),
    causes: byCause(edges.map(({ causes }) => causes)),
  };
  if (breakers.length === 0) return result;
  const openShare = estimate(
    breakers.map(breaker => breaker.openShare),
    0.95,
    SHARE,
  );
  return { ...result, breaker: { opened: sumOf(breakers.map(({ opened }) => opened)), openShare } };
}

/**
 * Times of the first episode are the first replication's that had one: the same in all for a scheduled fault. The
 * number of episodes is a mean over replications. The recovery is a mean over the replications that did recover.
 */
function faultResult(fault: FaultPlan, world: WorldPlan, observations: readonly Observation[]): FaultResult {
  const { name } = fault;
  const struck = observations.map(({ record }) => record.faults.find(fault => fault.name === name)?.episodes ?? []);
  const first = struck.find(episodes => episodes.length > 0)?.[0];
  const told = observations.map(({ recoveries }) => recoveries.get(name) ?? null).filter(recovery => recovery !== null);
  const recovered = told.filter(recovery => recovery !== 'never');
  const neverShare = told.length > 0 ? 1 - recovered.length / told.length : null;
  return {
    start: inMilliseconds(first?.start ?? null),
    end: first === undefined || first.end === Number.POSITIVE_INFINITY ? null : inMilliseconds(first.end),
    episodes: observations.length > 0 ? sumOf(struck.map(episodes => episodes.length)) / observations.length : 0,
    recovery: neverShare === null || neverShare >= 0.5 ? null : estimate(recovered, 0.95, NOT_NEGATIVE),
    neverShare,
    strikes: (struck.find(episodes => episodes.length > 0) ?? []).slice(0, MOST_STRIKES).map(({ start, end }) => ({
      start: start / MILLISECOND,
      end: end === Number.POSITIVE_INFINITY ? null : end / MILLISECOND,
    })),
    targets: targetsOf(fault, world),
  };
}

const MOST_STRIKES = 100;

/** Sums over replications of counts by outcome code, as a record by cause; causes that did not occur are left out. */
function byCause(replications: readonly (readonly number[])[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const counts of replications) {
    for (const [outcome, count] of counts.entries()) {
      const cause = causeOf(outcome);
      if (cause !== null && count > 0) sums.set(cause, (sums.get(cause) ?? 0) + count);
    }
  }
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function keyed<Item extends { readonly name: string }, Value>(
  items: readonly Item[],
  of: (item: Item, index: number) => Value,
): Record<string, Value> {
  return Object.fromEntries(items.map((item, index) => [item.name, of(item, index)]));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
