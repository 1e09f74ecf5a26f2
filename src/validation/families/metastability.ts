/**
 * Metastability: a pause makes every queued request too late, retries keep the queue full, and the service stays busy
 * with answers nobody waits for. Where the boundary is, what the trigger must be, and which mitigations lead back.
 */
import type { PolicyPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, type Omission, omission } from '../family.ts';
import {
  attemptRate,
  goodput,
  inSystem,
  isStuck,
  offeredRate,
  pause,
  recoveries,
  recoveryAfter,
  runStorm,
  type Span,
  waiting,
} from '../storms.ts';
import {
  exponential,
  exponentialBackoff,
  figure,
  retry,
  type ServiceDraft,
  seconds,
  steps,
  type TrafficDraft,
  timeout,
} from '../worlds.ts';

export const metastability = familyByPrefix(
  'metastability',
  [
    'E-THRESH-r1-l40',
    'E-THRESH-r1-l60',
    'E-MIT-NONE',
    'E-MIT-DEADLINE-DROP',
    'E-MIT-LIFO',
    'E-MIT-BUDGET10',
    'E-THRESH-FORMULA-2',
    'E-BRONSON-280',
    'E-DESCARTES',
  ],
  {
    'E-THRESH-r': threshold,
    'E-THRESH-FORMULA-': hiddenCapacity,
    'E-BUDGET-THRESH-': hiddenCapacityWithBudget,
    'E-BRONSON-': manyServers,
    'E-BRONSON-NUMBERS': workedExample,
    'E-BRONSON-LOSS-280': lossInsteadOfPause,
    'E-TRIGGER-': triggerLength,
    'E-MIT-': mitigation,
    'E-MIT-LATE-REPLIES-ACCEPTED': cannot('differs in semantics', 'late answers are dropped here'),
    'E-DESCARTES': spike,
    'E-DESCARTES-': lowerSpike,
  },
);

const givingUp = (limit: number, attempts: number): readonly PolicyPlan[] => [timeout(limit), retry(attempts)];

const inExpect = (
  figures: readonly (Figure | Omission)[],
  { expect }: ValidationCase,
): readonly (Figure | Omission)[] => figures.filter(({ field }) => typeof expect[field] === 'number');

const stuckFraction = (field: string, records: readonly ReplicationRecord[], span: Span): Figure =>
  figure(field, records, record => (isStuck(record, span) ? 1 : 0));

// ---- the boundary

const LAST: Span = [300, 400];

function threshold(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const traffic = {
    perSecond: numberParameter(validation, 'lambda_per_s'),
    policies: givingUp(numberParameter(validation, 'timeout_s'), 1 + numberParameter(validation, 'retries')),
  };
  const service = { work: exponential(1 / numberParameter(validation, 'mu_per_s')) };
  const storm = { service, traffic, faults: [pause(20, 30)], end: 400 };
  const records = runStorm(storm, validation.id, replications(effort, 40, 3));
  return inExpect(
    [
      stuckFraction('stuck_fraction', records, LAST),
      figure('goodput_300_400', records, record => goodput(record, LAST)),
      figure('attempt_rate_300_400', records, record => attemptRate(record, LAST)),
      figure('queue_growth_per_s', records, queueGrowth),
      recoveries('mean_recovery_s_after_pause', records, 30),
    ],
    validation,
  );
}

const queueGrowth = (record: ReplicationRecord): number =>
  (inSystem(record, [390, 400]) - inSystem(record, [300, 310])) / 90;

function hiddenCapacity(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const attempts = 1 + numberParameter(validation, 'retries');
  const policies = givingUp(numberParameter(validation, 'timeout_s'), attempts);
  const capacity = numberParameter(validation, 'mu_per_s') / attempts;
  const { service, boundary } = boundaryOf(validation, effort, policies, capacity);
  const stuck = { service, traffic: { perSecond: 1.3 * capacity, policies }, faults: [pause(20, 30)], end: 200 };
  const records = runStorm(stuck, validation.id, 4);
  const span: Span = [100, 200];
  return [
    { field: 'hidden_capacity_per_s', samples: boundary, tolerance: Number(validation.tol.abs_load) },
    {
      ...figure('attempt_rate_when_stuck_per_lambda', records, r => attemptRate(r, span) / offeredRate(r, span)),
      // The case allows for the load; of the ratio, which is exact, 3 % are asked.
      tolerance: 0.03 * attempts,
    },
  ];
}

function hiddenCapacityWithBudget(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const ratio = numberParameter(validation, 'budget');
  const policies = [timeout(1), retry(4, { budget: { kind: 'ratio', ratio, minPerSecond: 0, window: 10e9 } })];
  const capacity = numberParameter(validation, 'mu_per_s') / (1 + ratio);
  const { boundary } = boundaryOf(validation, effort, policies, capacity);
  return [{ field: 'hidden_capacity_per_s', samples: boundary }];
}

/** Bisects for the highest load that a run comes back from, within 30 % of `about`; one search per replication. */
function boundaryOf(validation: ValidationCase, effort: Effort, policies: readonly PolicyPlan[], about: number) {
  const service = { work: exponential(1 / numberParameter(validation, 'mu_per_s')) };
  const end = 1500;
  const comesBack = (perSecond: number, number: number): boolean => {
    const storm = { service, traffic: { perSecond, policies }, faults: [pause(20, 30)], end };
    const [record] = runStorm(storm, `${validation.id}/${number}`, 1);
    return !isStuck(record!, [end - 100, end]);
  };
  const search = (number: number): number => {
    let low = 0.7 * about;
    let high = 1.3 * about;
    while (high - low > 0.01 * about) {
      const middle = (low + high) / 2;
      if (comesBack(middle, number)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const boundary = Array.from({ length: replications(effort, 4, 2) }, (_, number) => search(number));
  return { service, boundary };
}

// ---- the example of Bronson et al.

const thirtyServers: ServiceDraft = { concurrency: 30, work: 0.1 };

function bronson(validation: ValidationCase, effort: Effort, perSecond: number): readonly ReplicationRecord[] {
  const traffic = { perSecond, policies: givingUp(1, 2) };
  const storm = { service: thirtyServers, traffic, faults: [pause(30, 40)], end: 400 };
  return runStorm(storm, validation.id, replications(effort, 10, 3));
}

function manyServers(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const records = bronson(validation, effort, numberParameter(validation, 'lambda_per_s'));
  return inExpect(
    [
      stuckFraction('stuck_fraction', records, LAST),
      figure('recovered_fraction', records, record => (recoveryAfter(record, 40) === null ? 0 : 1)),
      recoveries('mean_recovery_s', records, 40),
      figure('offered_300_400', records, record => offeredRate(record, LAST)),
      figure('attempts_300_400', records, record => attemptRate(record, LAST)),
      figure('ok_300_400', records, record => goodput(record, LAST)),
      figure('queue_300_400', records, record => waiting(record, LAST)),
    ],
    validation,
  );
}

function workedExample(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const records = bronson(validation, effort, numberParameter(validation, 'load_qps'));
  return [
    { ...figure('metastable_db_load_qps', records, record => attemptRate(record, LAST)), tolerance: 5.6 },
    figure('goodput', records, record => goodput(record, LAST)),
    omission('stable_below_qps', 'statement in words: not a number', 'see E-BRONSON-145 and -155'),
    omission('recovery_needs', 'statement in words: not a number'),
    omission('cache_example', 'statement in words: not a number', 'see I-CACHELOSS-0.9'),
  ];
}

/** Messages are lost while the link is cut, in both directions. */
function lossInsteadOfPause(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const traffic = { perSecond: numberParameter(validation, 'lambda_per_s'), policies: givingUp(1, 2) };
  const cut = { effect: { kind: 'partition' as const }, on: ['users->api'], from: 30, until: 40 };
  const storm = { service: thirtyServers, traffic, faults: [cut], end: 200 };
  const records = runStorm(storm, validation.id, replications(effort, 10, 3));
  return [stuckFraction('stuck_fraction', records, [150, 200])];
}

// ---- the trigger

function triggerLength(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const traffic = {
    perSecond: numberParameter(validation, 'lambda_per_s'),
    policies: givingUp(numberParameter(validation, 'timeout_s'), 1 + numberParameter(validation, 'retries')),
  };
  const service = { work: exponential(1 / numberParameter(validation, 'mu_per_s')) };
  const from = numberParameter(validation, 'pause_start');
  const end = numberParameter(validation, 'end_s');
  return Object.keys(validation.expect).map(field => {
    const length = Number(/^pause_(.+)s$/.exec(field)![1]);
    const storm = { service, traffic, faults: [pause(from, from + length)], end };
    const records = runStorm(storm, validation.id, replications(effort, 100, 3));
    const expected = Number(validation.expect[field]);
    const tolerance = Math.max(Number(validation.tol.abs_stuck), differenceOfShares(expected, records.length));
    return { ...stuckFraction(field, records, [end - 20, end]), expected, tolerance };
  });
}

/** The expectation is a share of 100 runs itself: four standard errors of its difference from a share of `count` runs. */
const differenceOfShares = (share: number, count: number): number =>
  4 * Math.sqrt(share * (1 - share) * (1 / 100 + 1 / count));

// ---- mitigations

interface Options {
  readonly [option: string]: string;
}

/** The options are those of the reference simulation's command line. */
function mitigation(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const options = validation.params.options as Options;
  const until = Number(options.pause_end);
  const end = Number(options.end);
  const storm = {
    service: mitigatedService(options),
    traffic: mitigatedTraffic(options),
    faults: [pause(Number(options.pause_start), until)],
    end,
    // 0: what finds the queue full is dropped without a word; 1: refused, and tried again; 2: refused for good.
    isSilent: options.retryfull === '0',
  };
  const records = runStorm(storm, validation.id, replications(effort, 10, 3));
  const last: Span = [end - 50, end];
  return inExpect(
    [
      stuckFraction('stuck_fraction', records, last),
      figure('recovered_fraction', records, record => (recoveryAfter(record, until) === null ? 0 : 1)),
      recoveries('mean_recovery_s', records, until),
      figure('goodput_last', records, record => goodput(record, last)),
      options.disc === 'codel' ? retriedInPlace : figure('attempts_last', records, record => attemptRate(record, last)),
    ],
    validation,
  );
}

const retriedInPlace = omission(
  'attempts_last',
  'differs in semantics',
  'who is refused comes back after the queue has been found empty; in the reference, before: 70.0/s with that order',
);

/** The adaptive LIFO of the reference is last come, first served whenever anybody waits. */
const mitigatedService = ({ s, disc, K, codelM, codelN }: Options): ServiceDraft => ({
  work: exponential(Number(s)),
  queue: {
    ...(disc === 'lifo' || disc === 'alifo' ? { discipline: 'lifo' as const } : {}),
    ...(codelM === undefined ? {} : { codel: { target: seconds(Number(codelM)), interval: seconds(Number(codelN)) } }),
    ...(K === undefined ? {} : { capacity: Number(K) - 1 }),
  },
});

function mitigatedTraffic(options: Options): Omit<TrafficDraft, 'to'> {
  const { backoff, base, cap, budget, retryfull } = options;
  const retrying = retry(1 + Number(options.retries), {
    ...(backoff === undefined ? {} : { backoff: exponentialBackoff(Number(base), Number(cap), jitterOf(backoff)) }),
    ...(budget === undefined
      ? {}
      : { budget: { kind: 'ratio', ratio: Number(budget), minPerSecond: 0, window: 10e9 } }),
    ...(retryfull === '2' ? { on: ['timeout' as const] } : {}),
  });
  return {
    arrivals: steps('poisson', levelsOf(options.rate!)),
    policies: [timeout(Number(options.timeout)), retrying],
    deadline: options.deadline === '1',
  };
}

const jitterOf = (backoff: string): 'full' | 'none' => (backoff === 'full' ? 'full' : 'none');

/** `60`, or `0:60,100:20,200:60`: from when, how many a second. */
function levelsOf(rate: string): readonly (readonly [number, number])[] {
  if (!rate.includes(':')) return [[0, Number(rate)]];
  return rate.split(',').map(level => {
    const [from, perSecond] = level.split(':').map(Number);
    return [from!, perSecond!];
  });
}

// ---- a spike into a bounded queue

interface Refusals {
  readonly isSilent: boolean;
  readonly areRetried: boolean;
}

function spikeRuns(validation: ValidationCase, effort: Effort, { isSilent, areRetried }: Refusals) {
  const [from, until, perSecond] = validation.params.spike as readonly number[];
  const usual = numberParameter(validation, 'lambda_per_s');
  const limit = numberParameter(validation, 'timeout_s');
  const attempts = 1 + numberParameter(validation, 'retries');
  const storm = {
    service: {
      work: exponential(1 / numberParameter(validation, 'mu_per_s')),
      queue: { capacity: numberParameter(validation, 'queue') },
    },
    traffic: {
      arrivals: steps('poisson', [
        [0, usual],
        [from!, perSecond!],
        [until!, usual],
      ]),
      policies: [timeout(limit), areRetried ? retry(attempts) : retry(attempts, { on: ['timeout'] })],
    },
    faults: [],
    end: 400,
    isSilent,
  };
  return runStorm(storm, validation.id, replications(effort, 100, 3));
}

function spike(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const records = spikeRuns(validation, effort, { isSilent: true, areRetried: true });
  const attempts = (record: ReplicationRecord): number => attemptRate(record, LAST);
  return [
    stuckFraction('stuck_fraction', records, LAST),
    figure('attempts_300_400', records, attempts),
    figure('attempts_when_stuck_formula', records, attempts),
    figure('goodput_300_400', records, record => goodput(record, LAST)),
    figure('queue_300_400', records, record => waiting(record, LAST)),
    figure('goodput_before_spike', records, record => goodput(record, [20, 120])),
  ];
}

function lowerSpike(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const silent = spikeRuns(validation, effort, { isSilent: true, areRetried: true });
  const refused = spikeRuns(validation, effort, { isSilent: false, areRetried: false });
  return [
    stuckFraction('stuck_fraction', silent, LAST),
    figure('attempts_300_400', silent, record => attemptRate(record, LAST)),
    stuckFraction('stuck_fraction_if_rejects_are_not_retried', refused, LAST),
    figure('attempts_if_rejects_not_retried', refused, record => attemptRate(record, LAST)),
  ];
}
