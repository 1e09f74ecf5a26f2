/**
 * Operational laws and invariants that hold in any run. Each case has one field, a residual that should be 0, and its
 * tolerance in words: one request, nothing at all, or 1 % of a long run.
 */
import type { ReplicationRecord } from '../../model/record.ts';
import { runReplication } from '../../model/system.ts';
import type { ValidationCase } from '../cases.ts';
import type { Effort, Family, Figure, Measurement } from '../family.ts';
import { REPLICATIONS, shareOfRun } from '../station.ts';
import {
  exponential,
  exponentialBackoff,
  failedShare,
  figure,
  meanOf,
  measuredSeconds,
  replicate,
  retry,
  type ServiceDraft,
  type TrafficDraft,
  timeout,
  world,
} from '../worlds.ts';

type Measure = (validation: ValidationCase, effort: Effort) => readonly Measurement[];

const LAWS: Readonly<Record<string, Measure>> = {
  'F-INVARIANT-LITTLE': little,
  'F-INVARIANT-UTIL': utilisation,
  'F-INVARIANT-CONSERVE': conservation,
  'F-INVARIANT-FLOWRETRY': flow,
  'F-INVARIANT-RESPONSE': response,
  'F-INVARIANT-PASTA': seenByArrivals,
  'F-INVARIANT-MONOTONE': monotone,
  'F-INVARIANT-SEED': repeatable,
  'F-INVARIANT-SCALE': scaled,
};

export const invariants: Family = {
  name: 'invariants',
  matches: id => id in LAWS,
  fast: Object.keys(LAWS),
  measure: (validation, effort) => LAWS[validation.id]!(validation, effort),
};

const ONE_PERCENT = 0.01;

const residual = (
  records: readonly ReplicationRecord[],
  tolerance: number,
  read: (record: ReplicationRecord) => number,
): Figure => ({ ...figure('residual', records, read), tolerance });

/** A service at 90/s with 10 ms of work, and whatever else the law is to hold under. */
function busy(effort: Effort, service: ServiceDraft = {}, traffic: Partial<TrafficDraft> = {}) {
  return world({
    duration: shareOfRun(5e5, 90, effort),
    services: [{ work: exponential(0.01), ...service }],
    traffic: [{ to: 'api', perSecond: 90, ...traffic }],
  });
}

/** Timeouts, retries with backoff, a short queue and crashes: everything that can lose a request. */
const storm = (effort: Effort) =>
  world({
    duration: shareOfRun(5e5, 90, effort),
    warmup: 0,
    services: [{ name: 'api', work: exponential(0.005), edges: [{ to: 'store' }] }, STORE],
    traffic: [
      {
        to: 'api',
        perSecond: 90,
        policies: [timeout(0.2), retry(3, { backoff: exponentialBackoff(0.01, 0.1, 'full') })],
      },
    ],
    faults: [
      {
        effect: { kind: 'crash', silent: false },
        failing: { timeToFailure: exponential(30), timeToRepair: exponential(2) },
        on: ['store'],
        apart: true,
      },
    ],
  });

const STORE: ServiceDraft = { name: 'store', work: exponential(0.012), replicas: 2, queue: { capacity: 20 } };

/** L = λ W where some are dropped at the door, with a sojourn of nothing. */
function little(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = busy(effort, { queue: { capacity: 10 } });
  return [
    residual(replicate(plan, validation.id, REPLICATIONS[effort]), ONE_PERCENT, record => {
      const { inService, queueLength, completions, sojourn } = record.services[0]!;
      return 1 - ((completions / measuredSeconds(plan)) * meanOf(sojourn)) / (inService + queueLength);
    }),
  ];
}

/** U = λ S at the level of attempts, most of the work of some wasted on callers who have gone. */
function utilisation(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = busy(effort, {}, { perSecond: 60, policies: [timeout(0.03), retry(2)] });
  return [
    residual(replicate(plan, validation.id, REPLICATIONS[effort]), ONE_PERCENT, record => {
      const { inService, completions } = record.services[0]!;
      return 1 - ((completions / measuredSeconds(plan)) * 0.01) / inService;
    }),
  ];
}

function conservation(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  return [
    residual(replicate(storm(effort), validation.id, REPLICATIONS[effort]), 0, record => {
      const { offered, ok, degraded, failed, inFlight } = record.sources[0]!;
      return offered - ok - degraded - failed - inFlight;
    }),
  ];
}

/** Attempts less retries are the requests; what the edge sent is what arrived. */
function flow(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = busy(effort, { errors: 0.2 }, { perSecond: 60, policies: [retry(3)] });
  return [
    residual(replicate(plan, validation.id, REPLICATIONS[effort]), 1, record => {
      const { offered, firstTries } = record.sources[0]!;
      const [edge, service] = [record.edges[0]!, record.services[0]!];
      const retries = service.arrivals - service.firstTries;
      return Math.max(Math.abs(offered - firstTries), Math.abs(edge.attempts - edge.calls - retries));
    }),
  ];
}

/** N = X (R + Z). */
function response(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const users = { count: 15, thinkTime: 0.12 };
  const plan = world({
    duration: shareOfRun(5e5, 90, effort),
    services: [{ work: exponential(0.01) }],
    traffic: [{ to: 'api', users }],
  });
  return [
    residual(replicate(plan, validation.id, REPLICATIONS[effort]), ONE_PERCENT, record => {
      const { ok, latency } = record.sources[0]!;
      return 1 - ((ok / measuredSeconds(plan)) * (meanOf(latency) + users.thinkTime)) / users.count;
    }),
  ];
}

/** One server without a queue: the share of arrivals turned away is the share of time it is busy. */
function seenByArrivals(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const records = replicate(busy(effort, { queue: { capacity: 0 } }), validation.id, REPLICATIONS[effort]);
  return [residual(records, ONE_PERCENT, record => failedShare(record) - record.services[0]!.inService)];
}

/** By how much goodput drops, at the worst, from one capacity to the next; nothing if it never does. */
function monotone(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const goodputs = [1, 2, 3, 4, 6, 8].map(concurrency => {
    const plan = busy(effort, { concurrency, queue: { capacity: 20 } }, { perSecond: 250, policies: [timeout(0.1)] });
    return replicate(plan, validation.id, REPLICATIONS[effort]).map(
      ({ sources }) => sources[0]!.ok / sources[0]!.offered,
    );
  });
  const drops = goodputs[0]!.map((_, replication) =>
    goodputs.slice(1).map((goodput, step) => Math.max(0, goodputs[step]![replication]! - goodput[replication]!)),
  );
  return [{ field: 'residual', samples: drops.map(each => Math.max(...each)), tolerance: ONE_PERCENT }];
}

/** The same seed twice gives the same digest; other seeds give others. */
function repeatable(validation: ValidationCase): readonly Measurement[] {
  const plan = storm('fast');
  const digest = (seed: string): string => runReplication(plan, `validation/${validation.id}/${seed}`).digest;
  const [first, again, other] = [digest('0'), digest('0'), digest('1')];
  return [
    { field: 'residual', samples: [first === again ? 0 : 1], tolerance: 0 },
    {
      field: 'residual',
      holds: first !== other,
      found: first === other ? 'seeds change nothing' : 'other seeds differ',
    },
  ];
}

/** All rates times 8 and all times divided by 8 leave utilisation and losses as they are. */
function scaled(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const at = (scale: number) =>
    replicate(
      world({
        duration: shareOfRun(1e6, 90, effort) / scale,
        services: [{ work: exponential(0.01 / scale), queue: { capacity: 10 } }],
        traffic: [{ to: 'api', perSecond: 90 * scale }],
      }),
      validation.id,
      REPLICATIONS[effort],
    );
  const [slow, fast] = [at(1), at(8)];
  const difference = (read: (record: ReplicationRecord) => number): readonly number[] =>
    slow.map((record, replication) => read(record) - read(fast[replication]!));
  const lost = difference(record => failedShare(record));
  const inService = difference(record => record.services[0]!.inService);
  return [
    {
      field: 'residual',
      samples: lost.map((own, i) => Math.max(Math.abs(own), Math.abs(inService[i]!))),
      tolerance: ONE_PERCENT,
    },
  ];
}
