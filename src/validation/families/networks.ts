/** Networks of queues: tandems, forks and joins, fan-outs, batches. */
import { cannot, familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import {
  deviationOf,
  measureStation,
  percentiles,
  REPLICATIONS,
  readFields,
  requestsAt,
  serviceSojourn,
  shareOfRun,
} from '../station.ts';
import { exponential, meanOf, quantileOf, replicate, type ServiceDraft, shareAbove, world } from '../worlds.ts';

export const networks = familyByPrefix(
  'networks of queues',
  ['A-TANDEM-2', 'A-FORKJOIN2-50', 'A-FORKJOIN-8-50', 'A-FANOUT-10', 'A-BATCH-5'],
  {
    'A-TANDEM-': tandem,
    'A-FORKJOIN': forkJoin,
    'A-FANOUT-': fanOut,
    'A-BATCH-': batches,
    'A-JACKSON3': cannot('needs routing by chance', 'a call is made or not, never one instead of another'),
  },
);

/** Takes no time and no slot: it only asks. */
const front = (flow: readonly (readonly string[])[]): ServiceDraft => ({
  name: 'front',
  concurrency: Infinity,
  edges: [...new Set(flow.flat())].map(to => ({ to })),
  flow,
});

function tandem(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const demands = validation.params.mean_service_s as readonly number[];
  const names = demands.map((_, number) => `station${number}`);
  const plan = world({
    duration: shareOfRun(requestsAt(0.8), perSecond, effort),
    services: [
      front(names.map(name => [name])),
      ...demands.map((demand, number) => ({ name: names[number]!, work: exponential(demand) })),
    ],
    traffic: [{ to: 'front', perSecond }],
  });
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  return readFields(validation, records, {
    mean_total_s: record => meanOf(record.sources[0]!.latency),
    sd_total_s: record => deviationOf(record.sources[0]!.latency),
    ...percentiles('_total_s', record => record.sources[0]!.latency),
  });
}

function forkJoin(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const service = numberParameter(validation, 'mean_service_s');
  const branches = Array.from({ length: numberParameter(validation, 'branches') }, (_, number) => `branch${number}`);
  const requests = Math.max(1e5, requestsAt(perSecond * service) / branches.length);
  const plan = world({
    duration: shareOfRun(requests, perSecond, effort),
    services: [front([branches]), ...branches.map(name => ({ name, work: exponential(service) }))],
    traffic: [{ to: 'front', perSecond }],
  });
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  const response = (record: (typeof records)[number]) => meanOf(record.sources[0]!.latency);
  return readFields(validation, records, { mean_response_s: response, simulated_mean_response_s: response });
}

/** Leaves without queueing: one service with a slot for everybody, asked n times at once. */
function fanOut(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const leaves = numberParameter(validation, 'fan_out');
  const leaf = numberParameter(validation, 'leaf_mean_ms') / 1000;
  const requests = Math.max(2e4, 3e6 / leaves);
  const plan = world({
    duration: shareOfRun(requests, 10, effort),
    warmup: 1,
    services: [
      front([Array.from({ length: leaves }, () => 'leaf')]),
      { name: 'leaf', work: exponential(leaf), concurrency: Infinity },
    ],
    traffic: [{ to: 'front', perSecond: 10 }],
  });
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  const leafP99 = leaf * LN_HUNDRED;
  return readFields(validation, records, {
    mean_ms: record => 1000 * meanOf(record.sources[0]!.latency),
    sd_ms: record => 1000 * deviationOf(record.sources[0]!.latency),
    p50_ms: record => 1000 * quantileOf(record.sources[0]!.latency, 0.5),
    p99_ms: record => 1000 * quantileOf(record.sources[0]!.latency, 0.99),
    prob_slower_than_leaf_p99: record => shareAbove(record.sources[0]!.latency, leafP99),
  });
}

/** The 99th percentile of an exponential with mean 1. */
const LN_HUNDRED = 4.605170185988092;

/** A batch is one request that asks the server k times at once; sojourns are those of its k parts. */
function batches(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'batches_per_s');
  const service = numberParameter(validation, 'mean_service_s');
  const batch = numberParameter(validation, 'batch');
  const plan = world({
    duration: shareOfRun(requestsAt(perSecond * batch * service), perSecond, effort),
    services: [{ work: exponential(service) }, front([Array.from({ length: batch }, () => 'api')])],
    traffic: [{ to: 'front', perSecond }],
  });
  return measureStation(validation, plan, effort, { sojournOf: serviceSojourn() });
}
