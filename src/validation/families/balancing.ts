/**
 * One balancer in front of n servers with a queue each, mean service 1: random, round robin, least requests, power of
 * two choices, a slow server. What the balancer knows is fresh and complete: one client process sends everything.
 */
import type { EdgePlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import {
  type Effort,
  type Measurement,
  type NotExpressible,
  notExpressible,
  numberParameter,
  omission,
} from '../family.ts';
import { percentiles, REPLICATIONS, type Readings, readFields, requestsAt, shareOfTime } from '../station.ts';
import { exponential, figure, meanOf, replicate, shareAbove, world } from '../worlds.ts';

type Balancing = EdgePlan['balancer']['kind'];

export const balancing = familyByPrefix(
  'balancing',
  [
    'B-SUPERMARKET-.5-d2',
    'B-SUPERMARKET-.5-d1',
    'B-JSQ-4-.5',
    'B-JSQ-SIM-10-.8',
    'B-P2C-SIM-4-.8',
    'B-RR-4-.5',
    'B-SLOWNODE-RANDOM-4',
    'B-SLOWNODE-UNSTABLE',
  ],
  {
    'B-SUPERMARKET-': supermarket,
    'B-JSQ-': shortestQueue,
    'B-P2C-': (validation, effort) => uniform(validation, 'power-of-two-choices', effort),
    'B-RR-': (validation, effort) => uniform(validation, 'round-robin', effort),
    'B-SLOWNODE-': slowServer,
    'B-STALE-': cannot(
      'needs stale load information',
      'balancers see the attempts in progress as they are; there is no bulletin board that is refreshed every T',
    ),
  },
);

interface Farm {
  readonly servers: number;
  readonly perServer: number;
  readonly balancer: Balancing;
  /** Measured, over all replications. */
  readonly requests: number;
}

function farm({ servers, perServer, balancer, requests }: Farm, id: string, effort: Effort) {
  const perSecond = servers * perServer;
  const warmup = relaxation(perServer, balancer);
  const plan = world({
    duration: warmup + Math.max(SHORTEST, requests / perSecond / REPLICATIONS[effort]),
    warmup,
    services: [{ work: exponential(1), replicas: servers }],
    traffic: [{ to: 'api', perSecond, balancer }],
  });
  return replicate(plan, id, REPLICATIONS[effort]);
}

/** Service times: the requests still here at the end are not measured, and they are the slow ones. */
const SHORTEST = 200;

/**
 * Service times until a farm that starts empty is near its steady state, some multiples of the relaxation time: that of
 * an M/M/1, 1 / (1 - √ρ)² < 4 / (1 - ρ)², where servers do not help each other, and much less where two choices do.
 */
function relaxation(perServer: number, balancer: Balancing): number {
  const alone = 12 / ((1 - perServer) * (1 - perServer));
  return balancer === 'power-of-two-choices' ? Math.min(alone, 40 / (1 - perServer)) : alone;
}

const FAST_PART = 12;

/** Many servers even out what a few do not: those need longer runs under load. */
const requestsOf = (servers: number, perServer: number, effort: Effort): number =>
  ((servers <= 4 && perServer >= 0.9 ? 6 : 1) * requestsAt(Math.min(perServer, 0.92))) /
  (effort === 'fast' ? FAST_PART : 1);

/** Sojourns by name, with the field names of the case as endings: `mean_sojourn`, `p99`. */
const sojourns: Readings = {
  mean_sojourn: record => meanOf(record.sources[0]!.latency),
  ...percentiles('', record => record.sources[0]!.latency),
};

function uniform(validation: ValidationCase, balancer: Balancing, effort: Effort): readonly Measurement[] {
  const servers = numberParameter(validation, 'n');
  const perServer = numberParameter(validation, 'lambda_per_server');
  const requests = requestsOf(servers, perServer, effort);
  const records = farm({ servers, perServer, balancer, requests }, validation.id, effort);
  return readFields(validation, records, sojourns);
}

/** The mean of a random choice stands beside the exact cases, for the contrast. */
function shortestQueue(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const measured = uniform(validation, 'least-requests', effort);
  if (validation.expect.random_mean === undefined) return measured;
  const servers = numberParameter(validation, 'n');
  const perServer = numberParameter(validation, 'lambda_per_server');
  const random: Farm = { servers, perServer, balancer: 'random', requests: requestsOf(servers, perServer, effort) };
  const looked = replicate(lookedAtClosely(servers, perServer, effort), `${validation.id}/idle`, REPLICATIONS[effort]);
  return [
    ...measured,
    figure('random_mean', farm(random, `${validation.id}/random`, effort), sojourns.mean_sojourn!),
    figure('prob_some_server_idle', looked, record =>
      shareOfTime(record.services[0]!, 'in service', busy => busy < servers),
    ),
  ];
}

/** The number of busy servers is looked at many times in a service time. */
const lookedAtClosely = (servers: number, perServer: number, effort: Effort) =>
  world({
    duration: effort === 'fast' ? 600 : 4000,
    window: 0.1 / servers,
    services: [{ work: exponential(1), replicas: servers }],
    traffic: [{ to: 'api', perSecond: servers * perServer, balancer: 'least-requests' }],
  });

/** The limit is compared with 500 servers, the tables with 100, whose two candidates are distinct as here. */
function supermarket(validation: ValidationCase, effort: Effort): readonly Measurement[] | NotExpressible {
  const candidates = numberParameter(validation, 'd');
  if (candidates > 2) return notExpressible('needs other ways of balancing', `the best of ${candidates} candidates`);
  const perServer = numberParameter(validation, 'lambda_per_server');
  if (candidates === 1) return alone(validation, perServer, effort);
  const requests = requestsOf(100, perServer, effort);
  const hundred = farm({ servers: 100, perServer, balancer: 'power-of-two-choices', requests }, validation.id, effort);
  return [...atLimit(validation, perServer, effort), ...readFields(validation, hundred, TABLE)];
}

/**
 * A random choice makes every server an M/M/1 of its own, however many there are. At .99 one takes 40 000 service times
 * to forget where it was, and a run must be many times as long for its percentiles not to be those of its beginning.
 */
function alone(validation: ValidationCase, perServer: number, effort: Effort): readonly Measurement[] {
  const requests = requestsOf(10, perServer, effort) * (perServer >= 0.99 ? 3 : 1);
  const records = farm({ servers: 10, perServer, balancer: 'random', requests }, validation.id, effort);
  return readFields(validation, records, LIMIT);
}

const LIMIT: Readings = {
  limit_mean: sojourns.mean_sojourn!,
  limit_p50: sojourns.p50!,
  limit_p95: sojourns.p95!,
  limit_p99: sojourns.p99!,
};

const TABLE: Readings = {
  sim_n100_distinct_mean: sojourns.mean_sojourn!,
  sim_n100_distinct_p99: sojourns.p99!,
  mitzenmacher_table_n100: sojourns.mean_sojourn!,
};

/** At .99 even 500 servers are far from the limit: the table's 100 have a mean of 5.95 where it has 5.43. */
function atLimit(validation: ValidationCase, perServer: number, effort: Effort): readonly Measurement[] {
  if (perServer >= 0.99)
    return Object.keys(LIMIT).map(field => omission(field, 'differs in semantics', '500 servers are not without end'));
  const requests = requestsOf(500, perServer, effort);
  const setting: Farm = { servers: 500, perServer, balancer: 'power-of-two-choices', requests };
  return readFields(validation, farm(setting, `${validation.id}/500`, effort), LIMIT);
}

// ---- a slow server among equals

function slowServer(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const rates = validation.params.service_rates as readonly number[];
  const perServer = numberParameter(validation, 'arrival_per_server');
  return validation.id.endsWith('UNSTABLE')
    ? overwhelmed(validation, rates, perServer, effort)
    : slowMixture(validation, rates, perServer, effort);
}

/** The last server is slower than the others by a fault that lasts for ever. */
function slowFarm(rates: readonly number[], perServer: number, duration: number) {
  const servers = rates.length;
  return world({
    duration,
    window: duration / 20,
    services: [{ work: exponential(1), replicas: servers }],
    traffic: [{ to: 'api', perSecond: servers * perServer, balancer: 'random' }],
    faults: [{ effect: { kind: 'slow', factor: 1 / rates.at(-1)!, added: 0 }, on: [`api[${servers - 1}]`] }],
  });
}

function slowMixture(
  validation: ValidationCase,
  rates: readonly number[],
  perServer: number,
  effort: Effort,
): readonly Measurement[] {
  const requests = effort === 'fast' ? 2e5 : 2e6;
  const plan = slowFarm(rates, perServer, requests / rates.length / perServer / REPLICATIONS[effort]);
  return [
    ...readFields(validation, replicate(plan, validation.id, REPLICATIONS[effort]), sojourns),
    omission('share_of_requests_to_slow', 'needs a measure the records do not have', 'arrivals of one replica'),
  ];
}

/**
 * The slow server's queue grows without end. Nine tenths are served by healthy M/M/1 queues; the backlog's growth is the
 * slope of the queue length over the last three quarters of the run.
 */
function overwhelmed(
  validation: ValidationCase,
  rates: readonly number[],
  perServer: number,
  effort: Effort,
): readonly Measurement[] {
  const duration = effort === 'fast' ? 4000 : 40_000;
  const records = replicate(slowFarm(rates, perServer, duration), validation.id, REPLICATIONS[effort]);
  return [
    figure('queue_growth_per_time', records, record => growth(record, duration)),
    figure('fraction_delayed_unboundedly', records, record => delayedShare(record, duration)),
    omission('healthy_mean_sojourn_random', 'needs a measure the records do not have', 'sojourns of one replica'),
  ];
}

function growth(record: ReplicationRecord, duration: number): number {
  const { queueLength } = record.services[0]!.windows;
  const last = queueLength.length - 1;
  const from = Math.floor(queueLength.length / 4);
  return (queueLength[last]! - queueLength[from]!) / (((last - from) * duration) / queueLength.length);
}

/** Those still here at the end, beside the few in progress, and those that took longer than any healthy queue lets. */
function delayedShare(record: ReplicationRecord, duration: number): number {
  const { latency, offered, inFlight } = record.sources[0]!;
  const slow = shareAbove(latency, duration / 100) * latency.count;
  return (slow + inFlight) / offered;
}
