/**
 * Retries: how many attempts they make of a call, what they save when failures are independent and when they are not,
 * how long backoff takes, and what budgets and layers do to the load. Services take no time unless the case says so.
 */
import type { BudgetSettings } from '../../model/mitigation/retry-budget.ts';
import type { PolicyPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, type Measure, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission, textParameter } from '../family.ts';
import {
  exponential,
  exponentialBackoff,
  type FaultDraft,
  failedShare,
  figure,
  meanOf,
  quantileOf,
  replicate,
  retry,
  type ServiceDraft,
  steps,
  type TrafficDraft,
  timeout,
  totalTimeout,
  world,
} from '../worlds.ts';

/** Brooker's adaptive retries: a call puts a tenth of a retry into a bucket of five. */
const TENTH: BudgetSettings = {
  kind: 'bucket',
  capacity: 5,
  cost: 1,
  timeoutCost: 1,
  perCall: 0.1,
  perSuccess: 0,
  refund: false,
};
/** And his breaker for retries alone. */
const BREAKER: BudgetSettings = { kind: 'failure-rate', rate: 0.1, window: Infinity };

export const retries = familyByPrefix(
  'retries',
  [
    'C-SERIALDEPS-0.999-5',
    'C-RETRYREPLICA-0.1-2',
    'C-RETRY-SAMEHOST',
    'C-RETRY-OUTAGE-1000-10-1-1',
    'D-GEOM-0.5-3',
    'D-TOKENBUCKET-0.1-0.5',
    'D-LAYERS-3x4-1',
    'D-BUDGETCAP-0.1',
    'D-BACKOFF-0.1-10-5',
    'D-DECORR',
    'D-TIMEOUT-0.1-0.07-2',
    'D-DEADLINE',
    'D-HERD-1000-1',
    'D-AWS-QUOTA',
    'D-GRPC-THROTTLE-0.1',
  ],
  {
    'C-SERIALDEPS-': serialDependencies,
    'C-RETRYREPLICA-': replicaRetries,
    'C-RETRY-SAMEHOST': sameHost,
    'C-RETRY-OUTAGE-': outageRetries,
    'D-GEOM-': geometric,
    'D-LAYERS-': layers,
    'D-TOKENBUCKET-': budgetBalance,
    'D-BUDGETCAP-': budgetCap,
    'D-GRPC-THROTTLE-': throttledRetries,
    'D-AWS-QUOTA': retryQuota,
    'D-BACKOFF-': backoff,
    'D-DECORR': decorrelated,
    'D-OCC-': cannot('needs optimistic concurrency', 'writes that conflict'),
    'D-BROOKER-no_retries': independentFailures(1),
    'D-BROOKER-three_retries': independentFailures(4),
    'D-BROOKER-adaptive': independentFailures(1000, TENTH),
    'D-BROOKER-breaker': independentFailures(4, BREAKER),
    'D-BROOKERN-adaptive': manyClients(1000, TENTH),
    'D-BROOKERN-breaker': manyClients(4, BREAKER),
    'D-TIMEOUT-': timeouts,
    'D-TIMEOUT-ANY-': cannot(
      'differs in semantics',
      'a late answer of an earlier attempt is dropped here, as clients do',
    ),
    'D-DEADLINE': deadline,
    'D-HERD-': herd,
  },
);

// ---- one service that fails at random

interface Calling {
  readonly services: readonly ServiceDraft[];
  readonly traffic: Partial<TrafficDraft>;
  /** Requests per replication. */
  readonly requests: number;
  readonly warmup?: number;
}

/** 100 evenly spaced requests a second to the first service. */
function call({ id }: ValidationCase, effort: Effort, calling: Calling): readonly ReplicationRecord[] {
  const duration = calling.requests / 100;
  const to = calling.services[0]!.name ?? 'api';
  const plan = world({
    duration,
    warmup: calling.warmup ?? 0,
    services: calling.services,
    traffic: [{ to, everyRatePerSecond: 100, ...calling.traffic }],
  });
  return replicate(plan, id, replications(effort, 10, 4));
}

const attemptsPerRequest = (record: ReplicationRecord): number =>
  record.sources[0]!.attempts / record.sources[0]!.offered;

const succeeded = (record: ReplicationRecord): number => 1 - failedShare(record);

function retried(validation: ValidationCase, effort: Effort, errors: number, policies: readonly PolicyPlan[]) {
  return call(validation, effort, { services: [{ errors }], traffic: { policies }, requests: 20_000 });
}

function serialDependencies(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'n');
  const errors = 1 - numberParameter(validation, 'dep');
  const names = Array.from({ length: count }, (_, number) => `dependency-${number}`);
  const services = [{ name: 'front', edges: names.map(to => ({ to })) }, ...names.map(name => ({ name, errors }))];
  const records = call(validation, effort, { services, traffic: {}, requests: effort === 'full' ? 20_000 : 5000 });
  return [
    figure('success', records, succeeded),
    figure('failure', records, record => failedShare(record)),
    omission('linear_approx_failure', 'arithmetic: nothing to simulate'),
  ];
}

function replicaRetries(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const records = call(validation, effort, {
    services: [{ replicas: 5, errors: numberParameter(validation, 'p_fail') }],
    traffic: { balancer: 'random', policies: [retry(1 + numberParameter(validation, 'retries'))] },
    requests: 20_000,
  });
  return [figure('success', records, succeeded), figure('mean_attempts', records, attemptsPerRequest)];
}

function geometric(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const attempts = 1 + numberParameter(validation, 'max_retries');
  const records = retried(validation, effort, numberParameter(validation, 'p_fail'), [retry(attempts)]);
  return [figure('mean_attempts', records, attemptsPerRequest), figure('success', records, succeeded)];
}

function independentFailures(attempts: number, budget: BudgetSettings | null = null): Measure {
  return (validation, effort) => {
    const plan = brooker(attempts, budget, {
      errors: numberParameter(validation, 'failure_rate'),
      clients: numberParameter(validation, 'clients'),
      perSecond: numberParameter(validation, 'clients') * numberParameter(validation, 'rate_per_client'),
      duration: numberParameter(validation, 'duration_s'),
    });
    return multiplierAndSuccess(replicate(plan, validation.id, replications(effort, 10, 4)));
  };
}

/** The number of clients is part of the strategy's name: `adaptive_10pct_100clients`. */
function manyClients(attempts: number, budget: BudgetSettings): Measure {
  return (validation, effort) => {
    const plan = brooker(attempts, budget, {
      errors: numberParameter(validation, 'failure_rate'),
      clients: Number(/_(\d+)clients$/.exec(textParameter(validation, 'strategy'))![1]),
      perSecond: numberParameter(validation, 'total_rate'),
      duration: numberParameter(validation, 'duration_s'),
    });
    return multiplierAndSuccess(replicate(plan, validation.id, replications(effort, 20, 4)));
  };
}

interface Brooker {
  readonly errors: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly duration: number;
}

const brooker = (attempts: number, budget: BudgetSettings | null, { errors, clients, perSecond, duration }: Brooker) =>
  world({
    duration,
    warmup: 0,
    services: [{ errors }],
    traffic: [{ to: 'api', everyRatePerSecond: perSecond, clients, policies: [retry(attempts, { budget })] }],
  });

const multiplierAndSuccess = (records: readonly ReplicationRecord[]): readonly Figure[] => [
  figure('load_multiplier', records, attemptsPerRequest),
  figure('success', records, succeeded),
];

// ---- retries paid with tokens

/** One client whose calls all fail; so many may be retried. */
function retryQuota(validation: ValidationCase): readonly Measurement[] {
  const number = (name: string): number => numberParameter(validation, name);
  const budget: BudgetSettings = {
    kind: 'bucket',
    capacity: number('bucket'),
    cost: number('cost'),
    timeoutCost: number('cost_timeout'),
    perCall: 0,
    perSuccess: 1,
    refund: true,
  };
  const policies = [retry(number('max_attempts'), { budget })];
  const retries = (services: readonly ServiceDraft[], more: readonly PolicyPlan[], faults: readonly FaultDraft[]) => {
    const traffic = { to: 'api', everyRatePerSecond: 10, policies: [...policies, ...more] };
    const records = replicate(
      world({ duration: 60, warmup: 0, services, traffic: [traffic], faults }),
      validation.id,
      2,
    );
    return records.map(({ sources }) => sources[0]!.attempts - sources[0]!.firstTries);
  };
  const hung: FaultDraft = { effect: { kind: 'hang' }, on: ['api'], from: 0 };
  return [
    { field: 'retries_until_empty', samples: retries([{ errors: 1 }], [], []) },
    { field: 'retries_until_empty_timeouts', samples: retries([{}], [timeout(0.1)], [hung]) },
  ];
}

function throttledRetries(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const maxTokens = numberParameter(validation, 'maxTokens');
  const tokenRatio = numberParameter(validation, 'tokenRatio');
  const critical = Number(validation.expect.critical_p);
  const policies = [retry(100, { budget: { kind: 'throttling', maxTokens, tokenRatio } })];
  const records = (errors: number) =>
    call(validation, effort, {
      services: [{ errors }],
      traffic: { policies },
      requests: effort === 'full' ? 50_000 : 5000,
    });
  const retriedShare = (errors: number): number => {
    const shares = records(errors).map(({ sources }) => {
      const { attempts, firstTries, failed } = sources[0]!;
      return (attempts - firstTries) / (attempts - firstTries + failed);
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  const [half, twice] = [retriedShare(critical / 2), retriedShare(2 * critical)];
  const outage = replicate(
    world({
      duration: 1,
      warmup: 0,
      services: [{ errors: 1 }],
      traffic: [{ to: 'api', everyRatePerSecond: 1, policies }],
    }),
    validation.id,
    1,
  );
  return [
    omission(
      'critical_p',
      'arithmetic: nothing to simulate',
      'ratio / (1 + ratio); the two rates below are on its sides',
    ),
    {
      field: 'retries_flow_at_p_half_critical',
      holds: half > 0.9,
      found: `${percent(half)} of the failures are retried`,
    },
    {
      field: 'retries_blocked_at_p_2x_critical',
      holds: twice < 0.1,
      found: `${percent(twice)} of the failures are retried`,
    },
    figure('failures_to_block_from_full', outage, record => record.sources[0]!.attempts),
  ];
}

const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;

// ---- replicas and outages

/** Sticky users keep to their replica; in turn, the next attempt goes to another one. */
function sameHost(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const replicas = numberParameter(validation, 'replicas');
  const policies = [retry(1 + numberParameter(validation, 'retries'))];
  const failing = (traffic: readonly TrafficDraft[]): Figure['samples'] => {
    const plan = world({
      duration: 200,
      warmup: 0,
      services: [{ replicas }],
      traffic,
      faults: [{ effect: { kind: 'crash', silent: false }, on: ['api[0]'] }],
    });
    return replicate(plan, validation.id, replications(effort, 10, 4)).map(allFailed);
  };
  const sticky = Array.from({ length: replicas }, (_, mine): TrafficDraft => {
    const weights = Array.from({ length: replicas }, (_, replica) => (replica === mine ? 1 : 0));
    return { name: `users-${mine}`, to: 'api', everyRatePerSecond: 10, policies, balancer: 'weighted', weights };
  });
  const everybody = { to: 'api', everyRatePerSecond: 100, policies };
  return [
    { field: 'sticky_failure', samples: failing(sticky) },
    { field: 'random_failure', samples: failing([{ ...everybody, balancer: 'random' }]) },
    { field: 'elsewhere_failure', samples: failing([{ ...everybody, balancer: 'round-robin' }]) },
  ];
}

function allFailed({ sources }: ReplicationRecord): number {
  const failed = sources.reduce((sum, source) => sum + source.failed, 0);
  return failed / sources.reduce((sum, source) => sum + source.offered, 0);
}

/** 200 outages in each replication, two or three requests a second seeing them. */
function outageRetries(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const mttf = numberParameter(validation, 'mttf_s');
  const mttr = numberParameter(validation, 'mttr_s');
  const spacing = numberParameter(validation, 'spacing_s');
  const attempts = 1 + numberParameter(validation, 'retries');
  const plan = world({
    duration: 200 * (mttf + mttr),
    services: [{}],
    traffic: [
      {
        to: 'api',
        perSecond: 0.5,
        policies: [retry(attempts, { backoff: exponentialBackoff(spacing, spacing, 'none', 1) })],
      },
    ],
    faults: [
      {
        effect: { kind: 'crash', silent: false },
        on: ['api'],
        failing: { timeToFailure: exponential(mttf), timeToRepair: exponential(mttr) },
      },
    ],
  });
  const records = replicate(plan, validation.id, replications(effort, 10, 3));
  return [
    figure('request_failure', records, record => failedShare(record)),
    figure('mean_attempts', records, attemptsPerRequest),
    omission('naive_independent_failure', 'arithmetic: nothing to simulate'),
  ];
}

// ---- layers and budgets

/** Users call layer 1, which calls layer 2 ...; every one of them retries, and only the last one fails. */
function layered(
  validation: ValidationCase,
  effort: Effort,
  world: { readonly count: number; readonly errors: number; readonly policy: PolicyPlan; readonly requests: number },
): readonly ReplicationRecord[] {
  const { count, errors, policy, requests } = world;
  const services = Array.from({ length: count }, (_, number): ServiceDraft => {
    const name = `layer-${number + 1}`;
    if (number === count - 1) return { name, errors };
    return { name, edges: [{ to: `layer-${number + 2}`, policies: [policy], scope: 'service' }] };
  });
  return call(validation, effort, { services, traffic: { policies: [policy] }, requests, warmup: requests / 1000 });
}

const leafCalls = (record: ReplicationRecord): number => record.services.at(-1)!.arrivals / record.sources[0]!.offered;

/** Where all attempts of all layers would have to fail, a run sees no failure and the case expects next to none. */
const NEVER = 1e-12;

function layers(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'layers');
  const errors = numberParameter(validation, 'leaf_fail');
  const policy = retry(numberParameter(validation, 'attempts_per_layer'));
  const requests = errors === 1 ? 1000 : 50_000;
  const records = layered(validation, effort, { count, errors, policy, requests });
  const isNever = Number(validation.expect.end_to_end_failure) < NEVER;
  return [
    figure('leaf_calls_per_request', records, leafCalls),
    {
      ...figure('end_to_end_failure', records, record => failedShare(record)),
      ...(isNever ? { tolerance: NEVER } : {}),
    },
  ];
}

const budgeted = (attempts: number, ratio: number): PolicyPlan =>
  retry(attempts, { budget: { kind: 'ratio', ratio, minPerSecond: 0, window: 10e9 } });

/** The bucket's balance in the long run is that of a budget with the same ratio, whose window gives it its depth. */
function budgetBalance(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const policy = budgeted(1000, numberParameter(validation, 'fill'));
  const errors = numberParameter(validation, 'p_fail');
  const records = call(validation, effort, {
    services: [{ errors }],
    traffic: { policies: [policy] },
    requests: 20_000,
    warmup: 20,
  });
  return [figure('load_multiplier', records, attemptsPerRequest), figure('success', records, succeeded)];
}

function budgetCap(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const policy = budgeted(1 + numberParameter(validation, 'max_retries'), numberParameter(validation, 'budget'));
  const errors = numberParameter(validation, 'p_fail');
  const through = (count: number) => layered(validation, effort, { count, errors, policy, requests: 20_000 });
  return [figure('load_multiplier', through(1), leafCalls), figure('three_layers', through(3), leafCalls)];
}

// ---- backoff

/** Requests of the first ten seconds, all of which have given up long before the end. */
function givingUp({ id }: ValidationCase, effort: Effort, policy: PolicyPlan, longest: number) {
  const plan = world({
    duration: 20 + longest,
    warmup: 0,
    services: [{ errors: 1 }],
    traffic: [
      {
        to: 'api',
        arrivals: steps('constant', [
          [0, 500],
          [10, 0],
        ]),
        policies: [policy],
      },
    ],
  });
  return replicate(plan, id, replications(effort, 10, 4));
}

function backoff(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const base = numberParameter(validation, 'base_s');
  const cap = numberParameter(validation, 'cap_s');
  const count = numberParameter(validation, 'retries');
  const withJitter = (jitter: 'none' | 'equal' | 'full') =>
    givingUp(validation, effort, retry(count + 1, { backoff: exponentialBackoff(base, cap, jitter) }), cap * count);
  const full = withJitter('full');
  return [
    figure('no_jitter_s', withJitter('none'), timeToGiveUp),
    figure('equal_jitter_mean_s', withJitter('equal'), timeToGiveUp),
    figure('full_jitter_mean_s', full, timeToGiveUp),
    figure('full_jitter_sd_s', full, spreadToGiveUp),
  ];
}

const timeToGiveUp = ({ sources }: ReplicationRecord): number => meanOf(sources[0]!.latencyAll);

/** Standard deviation from a thousand quantiles. */
function spreadToGiveUp({ sources }: ReplicationRecord): number {
  const values = Array.from({ length: 1000 }, (_, i) => quantileOf(sources[0]!.latencyAll, (i + 0.5) / 1000));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
}

/** The k-th sleep is what one more retry adds: the same requests draw the same sleeps before it. */
function decorrelated(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const base = numberParameter(validation, 'base_s') * 1e9;
  const max = numberParameter(validation, 'cap_s') * 1e9;
  const totals = Array.from({ length: 9 }, (_, count) => {
    const policy = retry(count + 1, { backoff: { kind: 'decorrelated', base, max } });
    return givingUp(validation, effort, policy, 80).map(timeToGiveUp);
  });
  const sleeps = Array.from({ length: 8 }, (_, k) => ({
    field: `mean_sleep_s.${k}`,
    samples: totals[k + 1]!.map((total, number) => total - totals[k]![number]!),
  }));
  return [...sleeps, omission('uncapped_formula', 'statement in words: not a number')];
}

/** Everybody fails within a millisecond and comes back after the jitter, within which the service is up again. */
function herd(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const clients = numberParameter(validation, 'clients');
  const jitter = numberParameter(validation, 'jitter_s');
  const comingBack = (kind: 'none' | 'full'): readonly (readonly number[])[] => {
    const plan = world({
      duration: 2 * jitter + 2,
      warmup: 0,
      window: 1,
      services: [{}],
      traffic: [
        {
          to: 'api',
          arrivals: steps('constant', [
            [0, clients * 1000],
            [0.001, 0],
          ]),
          policies: [retry(2, { backoff: exponentialBackoff(jitter, jitter, kind) })],
        },
      ],
      faults: [{ effect: { kind: 'crash', silent: false }, on: ['api'], until: 0.0011 }],
    });
    return replicate(plan, validation.id, replications(effort, 10, 4)).map(comeBacks);
  };
  const bins = comingBack('full');
  return [
    { field: 'mean_rate_per_s', samples: bins.map(counts => sumOf(counts.slice(0, jitter)) / jitter) },
    { field: 'expected_max_1s_bin', samples: bins.map(counts => Math.max(...counts)) },
    { field: 'without_jitter_peak', samples: comingBack('none').map(counts => Math.max(...counts)) },
  ];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Retries that arrived in each second. */
const comeBacks = ({ services }: ReplicationRecord): readonly number[] =>
  Array.from(services[0]!.windows.arrivals, (arrivals, second) => arrivals - services[0]!.windows.firstTries[second]!);

// ---- timeouts

function timeouts(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const attempts = 1 + numberParameter(validation, 'retries');
  const records = call(validation, effort, {
    services: [{ concurrency: Infinity, work: exponential(numberParameter(validation, 'mean_s')) }],
    traffic: { policies: [retry(attempts), timeout(numberParameter(validation, 'timeout_s'))] },
    requests: 50_000,
  });
  return [
    figure('mean_attempts', records, attemptsPerRequest),
    figure('success', records, succeeded),
    figure('mean_latency_of_success_s', records, ({ sources }) => meanOf(sources[0]!.latency)),
    figure('p_timeout_per_attempt', records, ({ sources }) => 1 - sources[0]!.ok / sources[0]!.attempts),
  ];
}

function deadline(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const hops = numberParameter(validation, 'hops');
  const work = exponential(numberParameter(validation, 'mean_ms') / 1000);
  const services = Array.from({ length: hops }, (_, hop): ServiceDraft => {
    const edges = hop + 1 < hops ? [{ to: `hop-${hop + 1}`, deadline: true }] : [];
    return { name: `hop-${hop}`, concurrency: Infinity, work, edges };
  });
  const limit = numberParameter(validation, 'deadline_ms') / 1000;
  const traffic = { deadline: true, policies: [totalTimeout(limit)] };
  const records = call(validation, effort, { services, traffic, requests: 50_000 });
  return [figure('success', records, succeeded)];
}
