/** One server with one queue: M/M/1, M/G/1, GI/M/1, bounded queues, other disciplines, priorities, breakdowns. */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { WorldPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter, omission, textParameter } from '../family.ts';
import {
  deviationOf,
  measureStation,
  REPLICATIONS,
  readFields,
  requestsAt,
  serviceSojourn,
  shareOfRun,
  shareOfTime,
  stationReadings,
} from '../station.ts';
import {
  balancedHyperexponential,
  constant,
  erlang,
  exponential,
  figure,
  type Length,
  meanOf,
  quantileOf,
  replicate,
  retry,
  type ServiceDraft,
  seconds,
  steps,
  type TrafficDraft,
  timeout,
  world,
} from '../worlds.ts';

export const singleServer = familyByPrefix(
  'one server',
  [
    'A-MM1-80',
    'A-MM1-DRAIN-10-80',
    'A-MM1K-90-20',
    'A-MM1+D-100-100',
    'A-MG1-H2-4-50',
    'A-GIM1-E2-80',
    'A-LIFO-NP-50',
    'A-PRIO-30-50',
    'A-FEEDBACK-10',
    'A-PS-50',
  ],
  {
    'A-MM1-DRAIN': drain,
    'A-MM1-BREAKDOWN': breakdown,
    'A-MM1-': plain,
    'A-MM1K-': bounded,
    'A-MM1+D-': impatient,
    'A-MG1-': general,
    'A-MD1-': general,
    'A-GIM1-': renewal,
    'A-LIFO-NP-': lastFirst,
    'A-LIFO-P-': cannot('needs preemption or sorting by size', 'a newcomer takes the server away'),
    'A-SRPT-': cannot('needs preemption or sorting by size', 'sizes known in advance'),
    'A-PS-': sharing,
    'A-PRIO-': priorities,
    'A-FEEDBACK-': feedback,
  },
);

const perSecondOf = (validation: ValidationCase): number => numberParameter(validation, 'lambda_per_s');
const serviceOf = (validation: ValidationCase): number => numberParameter(validation, 'mean_service_s');

/** One server under this traffic, long enough for its utilisation. */
function queue(
  validation: ValidationCase,
  effort: Effort,
  service: ServiceDraft = {},
  traffic: Partial<TrafficDraft> = {},
) {
  const perSecond = perSecondOf(validation);
  const utilisation = perSecond * (validation.params.mean_service_s === undefined ? 0.01 : serviceOf(validation));
  return world({
    duration: shareOfRun(requestsAt(Math.min(0.95, utilisation)), perSecond, effort),
    services: [{ work: exponential(0.01), ...service }],
    traffic: [{ to: 'api', perSecond, ...traffic }],
  });
}

function plain(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const work = exponential(serviceOf(validation));
  const plan = queue(validation, effort, { work });
  const looked = replicate(lookedAtClosely(validation, effort), `${validation.id}/number`, REPLICATIONS[effort]);
  return [
    ...measureStation(validation, plan, effort),
    figure('prob_n_ge_10', looked, record => shareOfTime(record.services[0]!, 'in system', number => number >= 10)),
  ];
}

/** The number in system is looked at five times in a service time. */
function lookedAtClosely(validation: ValidationCase, effort: Effort): WorldPlan {
  const service = serviceOf(validation);
  return world({
    duration: effort === 'fast' ? 100 : 600,
    window: service / 5,
    services: [{ work: exponential(service) }],
    traffic: [{ to: 'api', perSecond: perSecondOf(validation) }],
  });
}

/** One core that everybody shares; jobs of one size only, for the sojourn of that size. */
function sharing(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = perSecondOf(validation);
  const service = serviceOf(validation);
  const cpu = { cores: 1 };
  const plan = (work: Length, rate = perSecond) =>
    queue(validation, effort, { work, concurrency: Infinity, cpu }, { perSecond: rate });
  const records = replicate(plan(exponential(service)), validation.id, REPLICATIONS[effort]);
  const ofOneSize = replicate(plan(2 * service, perSecond / 2), `${validation.id}/one size`, REPLICATIONS[effort]);
  const sojourn = (record: ReplicationRecord) => meanOf(record.sources[0]!.latency);
  return [
    figure('mean_sojourn_s', records, sojourn),
    figure('sd_sojourn_exponential_s', records, record => deviationOf(record.sources[0]!.latency)),
    figure('mean_sojourn_of_job_of_size_20ms_s', ofOneSize, sojourn),
  ];
}

function bounded(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const places = numberParameter(validation, 'capacity_total_K');
  return measureStation(validation, queue(validation, effort, { queue: { capacity: places - 1 } }), effort);
}

function impatient(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const maxWait = seconds(numberParameter(validation, 'queue_deadline_s'));
  return measureStation(validation, queue(validation, effort, { queue: { maxWait } }), effort);
}

function general(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const work = workOf(validation);
  if (typeof work === 'object' && work.kind === 'pareto') return heavyTailed(validation, work, effort);
  return measureStation(validation, queue(validation, effort, { work }), effort);
}

/**
 * Of the k-th moment of a Pareto with shape α, a sample of n lacks the share n^(k/α - 1) that values too rare for it
 * carry. The mean wait rests on the second moment: at α = 2.5 ten million requests still lack 4 % of it, ten thousand
 * 16 %. The variance of the wait rests on the third: at α = 3.5 no run comes near it.
 */
function heavyTailed(validation: ValidationCase, work: DistributionSpec, effort: Effort): readonly Measurement[] {
  const plan = queue(validation, effort, { work });
  const duration = Math.max(plan.duration, seconds(shareOfRun(1e7, perSecondOf(validation), effort)));
  const measured = measureStation(validation, { ...plan, duration, window: duration / 100 }, effort);
  const rare = 'the third moment of the service: ten million requests lack 10 % of it';
  return measured.map(own => (own.field === 'sd_wait_s' ? omission(own.field, 'too rare to observe', rare) : own));
}

function workOf(validation: ValidationCase): Length {
  const number = (name: string): number => numberParameter(validation, name);
  const service = textParameter(validation, 'service');
  if (service === 'constant') return constant(number('mean_service_s'));
  if (service === 'uniform') return { kind: 'uniform', low: seconds(number('lo_s')), high: seconds(number('hi_s')) };
  if (service === 'erlang') return erlang(number('k'), number('mean_service_s'));
  if (service === 'lognormal')
    return { kind: 'lognormal', mu: number('mu_ln') + LN_BILLION, sigma: number('sigma_ln') };
  if (service === 'hyperexponential') return balancedHyperexponential(number('mean_service_s'), number('scv'));
  return { kind: 'pareto', shape: number('alpha'), low: seconds(number('x_m_s')), high: Infinity };
}

/** ln(1e9): the logarithm of a time in nanoseconds less that of the same time in seconds. */
const LN_BILLION = 20.72326583694641;

/**
 * Arrivals that are a renewal process other than Poisson: evenly spaced ones are a pacing; for the rest one user of a
 * closed loop thinks for an interarrival time, asks, and gives up at once, while the server goes on with the request.
 */
function renewal(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = perSecondOf(validation);
  const spacing = textParameter(validation, 'interarrival');
  if (spacing === 'D') return sigma(validation, effort, { arrivals: steps('constant', [[0, perSecond]]) });
  const thinkTime = spacingOf(spacing, 1 / perSecond);
  return sigma(validation, effort, { users: { count: 1, thinkTime }, policies: [timeout(1e-9)] });
}

function sigma(validation: ValidationCase, effort: Effort, traffic: Partial<TrafficDraft>): readonly Measurement[] {
  const plan = queue(validation, effort, {}, traffic);
  const sojournOf = serviceSojourn();
  const { prob_wait } = stationReadings(plan, { sojournOf });
  return measureStation(validation, plan, effort, { sojournOf, extras: { sigma_prob_wait: prob_wait! } });
}

function spacingOf(name: string, mean: number): DistributionSpec {
  if (name.startsWith('E')) return erlang(Number(name.slice(1)), mean);
  return balancedHyperexponential(mean, Number(name.slice('H2scv'.length)));
}

function lastFirst(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const fifo = replicate(queue(validation, effort), `${validation.id}/fifo`, REPLICATIONS[effort]);
  return [
    ...measureStation(validation, queue(validation, effort, { queue: { discipline: 'lifo' } }), effort),
    figure('fifo_p99_wait_s', fifo, record => quantileOf(record.services[0]!.waiting, 0.99)),
    figure('fifo_sd_wait_s', fifo, record => deviationOf(record.services[0]!.waiting)),
  ];
}

function priorities(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const high = numberParameter(validation, 'lambda_high_per_s');
  const low = numberParameter(validation, 'lambda_low_per_s');
  const service = serviceOf(validation);
  const plan = world({
    duration: shareOfRun(requestsAt((high + low) * service), high + low, effort),
    services: [{ work: exponential(service), queue: { discipline: 'priority' } }],
    traffic: [
      { name: 'high', to: 'api', perSecond: high, priority: 10 },
      { name: 'low', to: 'api', perSecond: low, priority: 1 },
    ],
  });
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  const wait = (source: number) => (record: (typeof records)[number]) =>
    meanOf(record.sources[source]!.latency) - service;
  const preemptive = 'needs preemption or sorting by size';
  return [
    ...readFields(validation, records, {
      nonpreemptive_wait_high_s: wait(0),
      nonpreemptive_wait_low_s: wait(1),
      conservation_sum_rho_W: record => high * service * wait(0)(record) + low * service * wait(1)(record),
    }),
    omission('preemptive_sojourn_high_s', preemptive),
    omission('preemptive_sojourn_low_s', preemptive),
  ];
}

/** An error is retried at once and for ever, at the back of the queue. */
function feedback(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const errors = numberParameter(validation, 'error_prob');
  const plan = queue(validation, effort, { errors }, { policies: [retry(1000)] });
  const measured = (plan.duration - plan.warmup) / 1e9;
  const attempt_rate_per_s = (record: { readonly services: readonly { readonly arrivals: number }[] }) =>
    record.services[0]!.arrivals / measured;
  return measureStation(validation, plan, effort, { extras: { attempt_rate_per_s } });
}

/** The server stands still and goes on where it stopped: a hang, which freezes work and keeps the queue. */
function breakdown(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const up = numberParameter(validation, 'mtbf_s');
  const down = numberParameter(validation, 'mttr_s');
  const perSecond = perSecondOf(validation);
  const requests = effort === 'fast' ? 1e6 : 2e7;
  const plan = world({
    duration: requests / perSecond / 10,
    services: [{ work: exponential(serviceOf(validation)) }],
    traffic: [{ to: 'api', perSecond }],
    faults: [
      {
        effect: { kind: 'hang' },
        failing: { timeToFailure: exponential(up), timeToRepair: exponential(down) },
        on: ['api'],
      },
    ],
  });
  const availability = (record: { readonly faults: readonly Episodes[] }): number =>
    1 - standing(record.faults[0]!, plan.duration) / plan.duration;
  return measureStation(validation, plan, effort, { extras: { availability } });
}

interface Episodes {
  readonly episodes: readonly { readonly start: number; readonly end: number }[];
}

const standing = ({ episodes }: Episodes, until: number): number =>
  episodes.reduce((sum, { start, end }) => sum + Math.min(end, until) - start, 0);

/** The time from n requests at once to the first moment without any, in batches that give a mean and a variance each. */
function drain(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const backlog = numberParameter(validation, 'initial_queue');
  const perSecond = perSecondOf(validation);
  const service = serviceOf(validation);
  const expected = backlog / (1 / service - perSecond);
  const duration = Math.max(24 * Math.sqrt(expected), 3 * expected);
  const plan = world({
    duration,
    warmup: 0,
    window: duration / DRAIN_WINDOWS,
    services: [{ work: exponential(service) }],
    traffic: [
      { to: 'api', perSecond },
      { name: 'backlog', to: 'api', arrivals: atOnce(backlog) },
    ],
  });
  const batches = 10;
  const size = effort === 'fast' || backlog >= 1000 ? 20 : 100;
  const times = replicate(plan, validation.id, batches * size).map(record =>
    firstIdle(record, duration / DRAIN_WINDOWS),
  );
  const groups = Array.from({ length: batches }, (_, batch) => times.slice(batch * size, (batch + 1) * size));
  return [
    { field: 'mean_time_to_empty_s', samples: groups.map(mean) },
    { field: 'var_time_to_empty_s2', samples: groups.map(variance) },
  ];
}

/** Enough that the first idle moment is known to a small part of the mean. */
const DRAIN_WINDOWS = 1500;

/** `count` requests within the first tenth of a millisecond. */
const atOnce = (count: number) =>
  steps('constant', [
    [0, count * 1e4],
    [1e-4 * (1 + 0.25 / count), 0],
  ]);

/** The busy part of the first window that is not busy throughout. */
function firstIdle(
  { services }: { readonly services: readonly { readonly windows: { readonly inService: Float64Array } }[] },
  window: number,
): number {
  const busy = services[0]!.windows.inService;
  const index = busy.findIndex(share => share < 1 - 1e-9);
  // The first arrival of the backlog is a moment after 0, so the first window may be a hair short of busy.
  const from = index === 0 && busy[0]! > 0.5 ? busy.findIndex((share, i) => i > 0 && share < 1 - 1e-9) : index;
  return (from + busy[from]!) * window;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / (values.length - 1);
}
