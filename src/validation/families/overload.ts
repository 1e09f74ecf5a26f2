/** Overload: goodput by queue policy, backlogs that grow and drain, and the reaction of an operator who adds servers. */
import { histogramsOf } from '../../measure/histogram-series.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import { leafAt, toleranceOf } from '../judge.ts';
import { REPLICATIONS, shareOfRun } from '../station.ts';
import {
  exponential,
  figure,
  meanOf,
  measuredSeconds,
  quantileOf,
  replicate,
  type ServiceDraft,
  seconds,
  shareAbove,
  steps,
  type TrafficDraft,
  timeout,
  world,
} from '../worlds.ts';

export const overload = familyByPrefix(
  'overload',
  ['F-GOODPUT-150', 'F-FLUID-120', 'I-AUTOSCALE-150', 'I-OMISSION-STALL'],
  {
    'F-GOODPUT-': goodput,
    'F-FLUID-': surge,
    'I-AUTOSCALE-': scaleOut,
    'I-OMISSION-': stall,
    'F-FAILATSCALE': cannot('statement in words: not a number', 'the rule that E-MIT-CODEL and F-GOODPUT-* follow'),
  },
);

// ---- goodput by queue policy

/**
 * The client waits 100 ms and the server serves what has expired, except under the deadline policy: there the request
 * carries its deadline and is dropped when its turn comes too late. A reply after the deadline does not count.
 */
function goodput(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const run = (name: string, queue: QueueDraft, deadline = false) =>
    policyRun(validation, effort, name, queue, deadline);
  const unbounded = run('fifo', {});
  const hundred = run('k100', { capacity: 99 });
  const five = run('k5', { capacity: 4 });
  const dropping = run('drop', {}, true);
  const lifo = run('lifo', { discipline: 'lifo' });
  const codel = { target: seconds(0.005), interval: seconds(0.1) };
  return [
    unbounded.goodput('fifo_unbounded'),
    hundred.goodput('fifo_K100'),
    hundred.throughput('fifo_K100_throughput'),
    five.goodput('fifo_K5'),
    five.rejected('fifo_K5_reject'),
    dropping.goodput('fifo_deadline_drop_at_dequeue'),
    lifo.goodput('lifo_unbounded'),
    ...(leafAt(validation.expect, 'refdes.lifo') === undefined
      ? []
      : [
          hundredOfReference(validation, hundred.goodput('refdes.fifo_K100')),
          five.goodput('refdes.fifo_K5'),
          dropping.goodput('refdes.deadline'),
          lifo.goodput('refdes.lifo'),
          run('lifo-codel', { discipline: 'adaptive-lifo', lifoAbove: 0, codel }).goodput(
            'refdes.adaptive_lifo_codel_5_100ms',
          ),
          run('codel', { codel }).goodput('refdes.codel_5_100ms'),
        ]),
  ];
}

/** At 95/s the reference simulation itself is 3.4 % below the exact 37.591 beside it, more than the 3 % allowed. */
function hundredOfReference(validation: ValidationCase, measured: Figure): Measurement {
  if (validation.id !== 'F-GOODPUT-95') return measured;
  return omission(measured.field, 'error of the case', 'the reference run is 3.4 % below the exact 37.591 beside it');
}

type QueueDraft = NonNullable<ServiceDraft['queue']>;

function policyRun(validation: ValidationCase, effort: Effort, name: string, queue: QueueDraft, deadline: boolean) {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const plan = world({
    duration: shareOfRun(perSecond > 100 ? 1e6 : 2e6, perSecond, effort),
    services: [{ work: exponential(1 / numberParameter(validation, 'mu_per_s')), queue }],
    traffic: [{ to: 'api', perSecond, deadline, policies: [timeout(numberParameter(validation, 'timeout_s'))] }],
  });
  const records = replicate(plan, `${validation.id}/${name}`, REPLICATIONS[effort]);
  const measured = measuredSeconds(plan);
  return {
    goodput: (field: string) => figure(field, records, record => record.sources[0]!.ok / measured),
    throughput: (field: string) => figure(field, records, record => record.services[0]!.completions / measured),
    // A share: the absolute tolerance of the case is meant for its rates.
    rejected: (field: string): Figure => {
      const tolerance = toleranceOf({ rel: 0.03 }, field, Number(validation.expect[field]));
      return { ...figure(field, records, refusedShare), tolerance };
    },
  };
}

function refusedShare(record: ReplicationRecord): number {
  const { refused, arrivals } = record.services[0]!;
  return refused.reduce((sum, count) => sum + count, 0) / arrivals;
}

// ---- backlogs

/** Overload from 0 to `overload_s`, then a load that the server can carry. */
function surge(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const number = (name: string): number => numberParameter(validation, name);
  const ends = number('overload_s');
  const drains = ((number('lambda_per_s') - number('mu_per_s')) * ends) / (number('mu_per_s') - number('after_per_s'));
  const plan = world({
    duration: ends + 3 * drains,
    warmup: 0,
    window: WINDOW,
    services: [{ work: exponential(1 / number('mu_per_s')) }],
    traffic: [
      {
        to: 'api',
        arrivals: steps('poisson', [
          [0, number('lambda_per_s')],
          [ends, number('after_per_s')],
        ]),
      },
    ],
  });
  const records = replicate(plan, validation.id, effort === 'fast' ? 10 : 60);
  return [
    figure('backlog_at_end', records, record => backlogAt(record, ends)),
    figure('wait_at_end_s', records, record => latencyOfArrivalsAt(record, ends)),
    figure('drain_time_s', records, record => firstNotBusy(record, ends, 1) - ends),
  ];
}

/** The servers that are added late are lost capacity that comes back. */
function scaleOut(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const number = (name: string): number => numberParameter(validation, name);
  const before = number('servers_before');
  const after = number('servers_after');
  const step = 20;
  const scaled = step + number('delay_s');
  const plan = world({
    duration: scaled + 4 * number('delay_s'),
    warmup: 0,
    window: WINDOW,
    services: [{ work: exponential(1 / number('mu_per_server')), concurrency: after }],
    traffic: [
      {
        to: 'api',
        arrivals: steps('poisson', [
          [0, number('lambda_before')],
          [step, number('lambda_after')],
        ]),
      },
    ],
    faults: [{ effect: { kind: 'capacity', share: 1 - before / after }, from: 0, until: scaled, on: ['api'] }],
  });
  const records = replicate(plan, validation.id, effort === 'fast' ? 10 : 60);
  return [
    figure('backlog_at_scale', records, record => backlogAt(record, scaled)),
    figure('peak_wait_s', records, record => record.sources[0]!.latency.max / 1e9),
    figure('time_to_drain_s', records, record => firstNotBusy(record, scaled, after) - scaled),
  ];
}

/** Seconds; short beside everything these cases ask about. */
const WINDOW = 0.1;

const windowAt = (moment: number): number => Math.round(moment / WINDOW);

/** Number in system over the last window before a moment. */
function backlogAt(record: ReplicationRecord, moment: number): number {
  const { queueLength, inService } = record.services[0]!.windows;
  const window = windowAt(moment) - 1;
  return queueLength[window]! + inService[window]!;
}

/** When, after a moment, fewer than all slots are busy and nobody waits for the first time. */
function firstNotBusy(record: ReplicationRecord, moment: number, slots: number): number {
  const { inService } = record.services[0]!.windows;
  const window = inService.findIndex((busy, index) => index >= windowAt(moment) && busy < slots - 1e-9);
  return window < 0 ? Number.NaN : window * WINDOW;
}

/** Mean latency of the window whose requests came nearest to a moment: windows hold the requests that ended in them. */
function latencyOfArrivalsAt(record: ReplicationRecord, moment: number): number {
  const ended = histogramsOf(record.sources[0]!.windows.latency).map((data, window) => {
    const latency = data === null ? Number.NaN : data.sum / data.count / 1e9;
    return { latency, distance: Math.abs((window + 0.5) * WINDOW - latency - moment) };
  });
  const known = ended.filter(({ latency }) => !Number.isNaN(latency));
  return known.reduce((best, own) => (own.distance < best.distance ? own : best)).latency;
}

// ---- coordinated omission

/**
 * A stall in the middle, once under an open loop whose latency counts from the intended arrival, once under one user who
 * waits. The stall begins between two arrivals, so that no tie decides which side of it a request is on.
 */
function stall(validation: ValidationCase): readonly Measurement[] {
  const rate = numberParameter(validation, 'rate');
  const length = numberParameter(validation, 'stall_s');
  const total = numberParameter(validation, 'total_s');
  const from = (total - length) / 2 + 0.5 / rate;
  const stalled = (traffic: Partial<TrafficDraft>): ReplicationRecord =>
    replicate(
      world({
        duration: total,
        warmup: 0,
        services: [{ work: 0 }],
        traffic: [{ to: 'api', ...traffic }],
        faults: [{ effect: { kind: 'hang' }, from, until: from + length, on: ['api'] }],
      }),
      validation.id,
      1,
    )[0]!;
  const open = stalled({ everyRatePerSecond: rate }).sources[0]!.latency;
  const closed = stalled({ users: { count: 1, thinkTime: 1 / rate } }).sources[0]!.latency;
  const one = (field: string, value: number): Figure => ({ field, samples: [value] });
  return [
    one('open_p50_s', quantileOf(open, 0.5)),
    one('open_mean_s', meanOf(open)),
    one('open_p75_s', quantileOf(open, 0.75)),
    one('open_p99_s', quantileOf(open, 0.99)),
    one('fraction_over_1s', shareAbove(open, 1)),
    one('closed_samples', closed.count),
    one('closed_mean_s', meanOf(closed)),
  ];
}
