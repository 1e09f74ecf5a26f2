/**
 * Retries: how many attempts they make of a call, what they save when failures are independent and when they are not,
 * how long backoff takes, and what budgets and layers do to the load. Services take no time unless the case says so.
 */
import type { PolicyPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, type Measure, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import {
  exponential,
  exponentialBackoff,
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

const noBucket = cannot('needs another retry policy', 'retries paid from a token bucket that calls fill');

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
    'D-GRPC-THROTTLE-': cannot(
      'needs another retry policy',
      'gRPC stops retries after failures until successes refill',
    ),
    'D-AWS-QUOTA': noBucket,
    'D-BACKOFF-': backoff,
    'D-DECORR': decorrelated,
    'D-OCC-': cannot('needs optimistic concurrency', 'writes that conflict'),
    'D-BROOKER-no_retries': independentFailures(1),
    'D-BROOKER-three_retries': independentFailures(4),
    'D-BROOKER-adaptive': noBucket,
    'D-BROOKER-breaker': cannot('needs another retry policy', 'a breaker that blocks retries and not calls'),
    'D-BROOKERN-adaptive': noBucket,
    'D-BROOKERN-breaker': cannot('needs another retry policy', 'a breaker that blocks retries and not calls'),
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

function independentFailures(attempts: number): Measure {
  return (validation, effort) => {
    const records = call(validation, effort, {
      services: [{ errors: numberParameter(validation, 'failure_rate') }],
      traffic: { clients: numberParameter(validation, 'clients'), policies: [retry(attempts)] },
      requests: 20_000,
    });
    return [figure('load_multiplier', records, attemptsPerRequest), figure('success', records, succeeded)];
  };
}

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
  retry(attempts, { budget: { ratio, minPerSecond: 0, window: 10e9 } });

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
