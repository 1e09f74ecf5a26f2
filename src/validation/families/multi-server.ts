/** Several servers with one queue: Erlang B, Erlang C, M/M/c/K, M/D/c, and servers without end. */
import { cannot, familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter, omission, textParameter } from '../family.ts';
import { measureStation, REPLICATIONS, requestsAt, shareOfRun, shareOfTime } from '../station.ts';
import {
  balancedHyperexponential,
  constant,
  exponential,
  figure,
  type Length,
  meanOf,
  replicate,
  type ServiceDraft,
  seconds,
  world,
} from '../worlds.ts';

export const multiServer = familyByPrefix(
  'several servers',
  ['A-MMC-4-50', 'A-MMC-16-80', 'A-MMCK-4-10', 'A-MDC-2-80', 'A-ERLB-10-8', 'A-ERLB-INSENS-deterministic', 'A-MGINF-5'],
  {
    'A-MMC-': plain,
    'A-MMC-BREAKDOWN-': cannot(
      'needs a shared pool of slots',
      'servers of one queue that fail one by one and give the interrupted request back to it: replicas have queues of their own, and slots that are lost finish their request first',
    ),
    'A-MMCK-': bounded,
    'A-MDC-': constantWork,
    'A-ERLB-': withoutQueue,
    'A-MGINF-': endless,
    'A-ERLANGA-': cannot('needs random patience', 'the longest wait in a queue is a constant, not exponential'),
  },
);

function servers(validation: ValidationCase, effort: Effort, draft: ServiceDraft = {}) {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const service = numberParameter(validation, 'mean_service_s');
  const concurrency = numberParameter(validation, 'servers');
  const utilisation = Math.min(0.95, (perSecond * service) / concurrency);
  return world({
    duration: shareOfRun(requestsAt(utilisation), perSecond, effort),
    services: [{ work: exponential(service), concurrency, ...draft }],
    traffic: [{ to: 'api', perSecond }],
  });
}

/** With 64 servers half idle, one request in two million waits: no run says how many, and the percentiles say none. */
function plain(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const measured = measureStation(validation, servers(validation, effort), effort);
  if (Number(validation.expect.prob_wait) > RARE) return measured;
  const rare = ['prob_wait', 'mean_wait_s', 'mean_in_queue'];
  return measured.map(own => (rare.includes(own.field) ? omission(own.field, 'too rare to observe') : own));
}

const RARE = 1e-5;

function bounded(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const capacity = numberParameter(validation, 'capacity_total_K') - numberParameter(validation, 'servers');
  return measureStation(validation, servers(validation, effort, { queue: { capacity } }), effort);
}

/** Constant work, and the same traffic with exponential work beside it for the ratio. */
function constantWork(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const work = constant(numberParameter(validation, 'mean_service_s'));
  const plan = servers(validation, effort, { work });
  const waits = [plan, servers(validation, effort)].map(each =>
    replicate(each, validation.id, REPLICATIONS[effort]).map(record => meanOf(record.services[0]!.waiting)),
  );
  return [
    ...measureStation(validation, plan, effort),
    { field: 'ratio_to_MMc', samples: waits[0]!.map((wait, i) => wait / waits[1]![i]!) },
  ];
}

function withoutQueue(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const draft = { work: workOf(validation), queue: { capacity: 0 } };
  return measureStation(validation, servers(validation, effort, draft), effort);
}

function workOf(validation: ValidationCase): Length {
  const service = textParameter(validation, 'service');
  const mean = numberParameter(validation, 'mean_service_s');
  if (service === 'deterministic') return constant(mean);
  if (service.startsWith('hyperexponential')) return balancedHyperexponential(mean, 10);
  if (service.startsWith('pareto')) return pareto(mean, 2.2);
  return exponential(mean);
}

/** The mean of a Pareto with lowest value x is x α / (α - 1). */
const pareto = (mean: number, shape: number): Length => ({
  kind: 'pareto',
  shape,
  low: seconds((mean * (shape - 1)) / shape),
  high: Infinity,
});

/**
 * Servers without end. The number in service is looked at in windows of a hundredth of a service time: their averages
 * have 0.3 % less variance than the moments themselves (1 - h / 3 for a correlation of exp(-t)).
 */
function endless(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const service = numberParameter(validation, 'mean_service_s');
  const load = perSecond * service;
  const duration = effort === 'fast' ? 100 : 1000;
  const plan = world({
    duration,
    window: service / 100,
    services: [{ work: exponential(service), concurrency: Infinity }],
    traffic: [{ to: 'api', perSecond }],
  });
  const records = replicate(plan, validation.id, 8);
  const settled = (values: Float64Array): Float64Array => values.subarray(values.length / 20);
  const limit = load + 2 * Math.sqrt(load);
  return [
    figure('mean_in_service', records, record => record.services[0]!.inService),
    figure('var_in_service', records, record => variance(settled(record.services[0]!.windows.inService))),
    figure('prob_gt_a_plus_2sqrt', records, record =>
      shareOfTime(record.services[0]!, 'in service', number => number > limit),
    ),
  ];
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
}
