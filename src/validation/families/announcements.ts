/**
 * Deaths as registries see them: replicas that stop sending heartbeats, leases that expire, leaders that are missed, and
 * clients that go on using what they had looked up.
 */
import type { ReplicationRecord } from '../../model/record.ts';
import { familyByPrefix, replications } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import { registry, replicate, timeout, world } from '../worlds.ts';

export const announcements = familyByPrefix('announcements', ['C-HEARTBEAT-1x3', 'C-REGISTRY-20-10-5', 'G-ETCD'], {
  'C-HEARTBEAT-': heartbeats,
  'C-REGISTRY-': staleLists,
  'G-PATRONI': leaderKeys,
  'G-ETCD': elections,
});

// ---- heartbeats and leases

interface Announcing {
  readonly heartbeat: number;
  readonly ttl: number;
  readonly sweep: number;
}

/** 1000 replicas, each with a phase of its own, die at the same time; per group of worlds how long each went unnoticed. */
function expiries(
  id: string,
  effort: Effort,
  { heartbeat, ttl, sweep }: Announcing,
  worlds = 1,
): readonly (readonly number[])[] {
  const death = 3 * heartbeat;
  const plan = world({
    duration: death + ttl + 2 * sweep + heartbeat,
    warmup: 0,
    services: [
      { name: 'registry', kind: 'registry', concurrency: Infinity, registry: registry({ sweep: sweep * 1e9 }) },
      { name: 'api', replicas: 1000 / worlds, register: { with: 'registry', heartbeat, ttl } },
    ],
    traffic: [{ to: 'api' }],
    faults: [{ effect: { kind: 'crash', silent: true }, on: ['api'], from: death }],
  });
  const groups = replications(effort, 10, 3);
  const times = replicate(plan, id, groups * worlds).map(record => timesOf(record, 'expired', death));
  return Array.from({ length: groups }, (_, group) => times.slice(group * worlds, (group + 1) * worlds).flat());
}

const timesOf = ({ log }: ReplicationRecord, what: string, since: number): readonly number[] =>
  log.filter(entry => entry.what === what).map(({ at }) => at / 1e9 - since);

function heartbeats(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const heartbeat = numberParameter(validation, 'interval_s');
  const times = expiries(validation.id, effort, { heartbeat, ttl: numberParameter(validation, 'timeout_s'), sweep: 0 });
  return [...spread('detect', times), { field: 'detect_sd_s', samples: times.map(deviation) }, percentile95(times)];
}

const percentile95 = (times: readonly (readonly number[])[]): Figure => ({
  field: 'p95_s',
  samples: times.map(list => list.toSorted((a, b) => a - b)[Math.floor(0.95 * list.length)]!),
});

function leaderKeys(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const times = expiries(validation.id, effort, {
    heartbeat: numberParameter(validation, 'loop_wait_s'),
    ttl: numberParameter(validation, 'ttl_s'),
    sweep: 0,
  });
  const rule = omission('invariant', 'arithmetic: nothing to simulate', 'a rule for whoever writes the configuration');
  return [...spread('expiry', times), rule];
}

const spread = (name: string, times: readonly (readonly number[])[]): readonly Figure[] => [
  { field: `${name}_min_s`, samples: times.map(list => Math.min(...list)) },
  { field: `${name}_max_s`, samples: times.map(list => Math.max(...list)) },
  { field: `${name}_mean_s`, samples: times.map(mean) },
];

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

function deviation(list: readonly number[]): number {
  const middle = mean(list);
  return Math.sqrt(list.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / (list.length - 1));
}

// ---- clients with lists

const REQUESTS_PER_SECOND = 100;

/** One of n dies; many clients, each with a list of its own age, and one request of a hundred per second after another. */
function staleLists(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const [instances, ttl] = [numberParameter(validation, 'instances'), numberParameter(validation, 'ttl_s')];
  const [heartbeat, refresh] = [
    numberParameter(validation, 'renew_s'),
    numberParameter(validation, 'client_refresh_s'),
  ];
  const death = 2 * refresh;
  const longest = ttl + refresh;
  const plan = world({
    duration: death + longest + 1,
    warmup: 0,
    services: [
      { name: 'registry', kind: 'registry', concurrency: Infinity, registry: registry() },
      { name: 'api', replicas: instances, concurrency: Infinity, register: { with: 'registry', heartbeat, ttl } },
    ],
    traffic: [
      {
        to: 'api',
        perSecond: REQUESTS_PER_SECOND,
        clients: 100,
        balancer: 'random',
        policies: [timeout(1)],
        discovery: { from: 'registry', refresh },
      },
    ],
    faults: [{ effect: { kind: 'crash', silent: false }, on: ['api[0]'], from: death }],
  });
  const records = replicate(plan, validation.id, replications(effort, 200, 40));
  const windows = records.map(record => figureOf(record, 'staleness') / 1e9);
  const errors = records.map(record => record.sources[0]!.failed);
  return [
    { field: 'mean_expiry_s', samples: records.map(record => figureOf(record, 'timeToRemove') / 1e9) },
    // A client's list is true again half a refresh after the removal, on average: that is where half of the errors end.
    { field: 'errors_per_crash_at_100rps', samples: errors },
    { field: 'mean_stale_window_s', samples: errors.map(count => (count * instances) / REQUESTS_PER_SECOND) },
    {
      field: 'max_stale_window_s',
      holds: Math.max(...windows) <= longest && Math.max(...windows) > 0.9 * longest,
      found: `the last request to the dead instance of ${records.length} came after ${Math.max(...windows).toFixed(2)} s`,
    },
    omission('error_fraction_during_window', 'arithmetic: nothing to simulate', 'one instance of n'),
  ];
}

const figureOf = (record: ReplicationRecord, name: string): number =>
  record.figures.find(figure => figure.subject === 'api' && figure.name === name)!.value!;

// ---- leaders

/** A leader dies at a random moment between two of its heartbeats: what passes until another leads. */
function elections(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const election = {
    heartbeat: numberParameter(validation, 'heartbeat_ms') * 1e6,
    timeout: numberParameter(validation, 'election_ms') * 1e6,
  };
  const death = 5;
  const plan = world({
    duration: death + 3,
    warmup: 0,
    services: [
      {
        name: 'registry',
        kind: 'registry',
        replicas: numberParameter(validation, 'nodes'),
        concurrency: Infinity,
        registry: registry({ election }),
      },
      { name: 'api', register: { with: 'registry', heartbeat: 10, ttl: 30 } },
    ],
    traffic: [{ to: 'api' }],
    faults: [{ effect: { kind: 'crash', silent: true }, on: ['registry[0]'], from: death }],
  });
  const batches = replications(effort, 20, 4);
  const each = replicate(plan, validation.id, 100 * batches).map(
    record => 1000 * timesOf(record, 'leader-elected', death)[0]!,
  );
  const times = Array.from({ length: batches }, (_, batch) => each.slice(100 * batch, 100 * (batch + 1)));
  return [
    { field: 'mean_first_timeout_of_2_followers_ms', samples: times.map(mean) },
    bound('detect_min_ms', each, time => time >= 900, Math.min(...each)),
    bound('detect_max_ms', each, time => time <= 2000, Math.max(...each)),
  ];
}

const bound = (field: string, times: readonly number[], holds: (time: number) => boolean, found: number) => ({
  field,
  holds: times.every(holds),
  found: `${times.length} elections, the extreme one after ${found.toFixed(0)} ms`,
});
