/** Caches, their loss, and machines that boot together. */
import type { CachePlan, KeysPlan } from '../../model/plan.ts';
import type { ReplicationRecord } from '../../model/record.ts';
import { familyByPrefix } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import { REPLICATIONS } from '../station.ts';
import { exponential, figure, measuredSeconds, replicate, seconds, world } from '../worlds.ts';

export const caches = familyByPrefix(
  'caches and boots',
  ['I-CACHELOSS-0.9', 'I-BOOT-MAX', 'I-TTL-10-0.5', 'I-LRU-UNIFORM', 'I-STAMPEDE-10'],
  {
    'I-TTL-': expiry,
    'I-STAMPEDE-': stampede,
    'I-LRU-': eviction,
    'I-LRU-UNIFORM': evenEviction,
    'I-FLUSH-': refill,
    'I-CACHELOSS-': cacheLoss,
    'I-BOOT-': bootTogether,
  },
);

interface CachedWorld {
  readonly perSecond: number;
  readonly duration: number;
  readonly warmup?: number;
  readonly window?: number;
  readonly keys: KeysPlan;
  readonly cache: Partial<CachePlan>;
  /** Seconds; an origin that answers at once if not given. */
  readonly fetch?: number;
  /** Second at which the cache is flushed. */
  readonly flushedAt?: number;
}

function cachedWorld({ perSecond, keys, cache, fetch = 0, flushedAt, ...rest }: CachedWorld) {
  const faults = [{ effect: { kind: 'flush' }, from: flushedAt ?? 0, until: flushedAt ?? 0, on: ['cache'] }] as const;
  return world({
    ...rest,
    services: [
      { name: 'cache', kind: 'cache', concurrency: Infinity, threading: 'async', cache, edges: [{ to: 'origin' }] },
      { name: 'origin', work: fetch, concurrency: Infinity },
    ],
    traffic: [{ to: 'cache', perSecond, keys }],
    faults: flushedAt === undefined ? [] : faults,
  });
}

const ONE_KEY: KeysPlan = { count: 1, exponent: 0 };

const hitRatio = (record: ReplicationRecord): number =>
  record.figures.find(({ name }) => name === 'hitRatio')?.value ?? Number.NaN;

const fetchesOf = (record: ReplicationRecord): number => record.services[1]!.arrivals;

/** One key that expires, counted from its fetch or from its last use. */
function expiry(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'rate_per_s');
  const duration = (effort === 'fast' ? 4000 : 40_000) / perSecond;
  const ttl = seconds(numberParameter(validation, 'ttl_s'));
  const plan = (sliding: boolean) => cachedWorld({ perSecond, duration, keys: ONE_KEY, cache: { ttl, sliding } });
  const fixed = plan(false);
  const records = replicate(fixed, `${validation.id}/fixed`, REPLICATIONS[effort]);
  const renewed = replicate(plan(true), `${validation.id}/sliding`, REPLICATIONS[effort]);
  return [
    figure('hit_ratio_fixed_ttl', records, hitRatio),
    figure('miss_rate_per_s', records, record => fetchesOf(record) / measuredSeconds(fixed)),
    figure('hit_ratio_sliding_ttl', renewed, hitRatio),
  ];
}

/** A hot key expires again and again; a cycle begins with the first fetch after a quiet time. */
function stampede(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const ttl = numberParameter(validation, 'ttl_s');
  const fetch = numberParameter(validation, 'fetch_s');
  const window = fetch / 5;
  const plan = (singleFlight: boolean) =>
    cachedWorld({
      perSecond: numberParameter(validation, 'rate_per_s'),
      duration: (effort === 'fast' ? 40 : 400) * ttl,
      window,
      keys: ONE_KEY,
      cache: { ttl: seconds(ttl), singleFlight },
      fetch,
    });
  const alone = replicate(plan(false), `${validation.id}/each`, REPLICATIONS[effort]);
  const shared = replicate(plan(true), `${validation.id}/shared`, REPLICATIONS[effort]);
  const cycles = (record: ReplicationRecord): readonly number[] => burstsIn(record, (2 * fetch) / window);
  return [
    figure('backend_fetches_per_cycle_no_coalescing', alone, record => mean(cycles(record))),
    figure('backend_fetches_per_cycle_single_flight', shared, record => mean(cycles(record))),
    figure('cycle_mean_s', shared, record => measuredSeconds(plan(true)) / fetchesOf(record)),
  ];
}

/** Fetches in each burst; bursts are more windows apart than `quiet`. The last may be cut off by the end. */
function burstsIn(record: ReplicationRecord, quiet: number): readonly number[] {
  const bursts: number[] = [];
  let last = -Infinity;
  record.services[1]!.windows.arrivals.forEach((fetches, window) => {
    if (fetches === 0) return;
    if (window - last > quiet) bursts.push(0);
    bursts[bursts.length - 1]! += fetches;
    last = window;
  });
  return bursts.slice(0, -1);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function eviction(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const count = numberParameter(validation, 'keys');
  const capacity = numberParameter(validation, 'cache');
  const ratiosOf = (how: CachePlan['eviction'], keys: KeysPlan): Figure => {
    // Long enough to fill the cache many times over, and then again that long.
    const duration = Math.max(400, capacity / 100) * (effort === 'fast' ? 0.1 : 1);
    const plan = cachedWorld({
      perSecond: 1000,
      duration,
      warmup: duration / 4,
      keys,
      cache: { capacity, eviction: how },
    });
    return figure('lru_hit_ratio', replicate(plan, `${validation.id}/${how}`, REPLICATIONS[effort]), hitRatio);
  };
  const keys = { count, exponent: numberParameter(validation, 'zipf') };
  const lru = ratiosOf('lru', keys);
  const fifo = ratiosOf('fifo', keys);
  return [
    lru,
    omission('static_optimal_hit_ratio', 'arithmetic: nothing to simulate', 'the sum of the most popular shares'),
    {
      field: 'fifo_or_random_note',
      holds: mean(fifo.samples) < mean(lru.samples),
      found: `FIFO ${mean(fifo.samples).toFixed(4)}, LRU ${mean(lru.samples).toFixed(4)}`,
    },
  ];
}

function evenEviction(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const plan = cachedWorld({
    perSecond: 100,
    duration: effort === 'fast' ? 100 : 1000,
    keys: { count: numberParameter(validation, 'keys'), exponent: 0 },
    cache: { capacity: numberParameter(validation, 'cache') },
  });
  return [figure('hit_ratio', replicate(plan, validation.id, REPLICATIONS[effort]), hitRatio)];
}

const REFILL_WINDOW = 0.1;
/** Windows on either side of a moment over which its share of misses is taken. */
const AROUND = 2;

/** Equally popular keys come back one by one. */
function refill(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const flushedAt = 60;
  const plan = cachedWorld({
    perSecond: numberParameter(validation, 'rate_per_s'),
    duration: flushedAt + 25,
    warmup: 0,
    window: REFILL_WINDOW,
    keys: { count: numberParameter(validation, 'keys'), exponent: 0 },
    cache: {},
    flushedAt,
  });
  const records = replicate(plan, validation.id, effort === 'fast' ? 10 : 200);
  const first = flushedAt / REFILL_WINDOW;
  const arrivals = (record: ReplicationRecord, service: number, from: number, to: number): number =>
    mean([...record.services[service]!.windows.arrivals.slice(first + from, first + to)]) * (to - from);
  return (validation.params.times_s as readonly number[]).flatMap((time, i) => {
    const at = Math.round(time / REFILL_WINDOW);
    const share = (record: ReplicationRecord): number =>
      arrivals(record, 1, at - AROUND, at + AROUND) / arrivals(record, 0, at - AROUND, at + AROUND);
    return [
      figure(`cumulative_misses.${i}`, records, record => arrivals(record, 1, 0, at)),
      figure(`miss_ratio_at.${i}`, records, share),
    ];
  });
}

/** A cache of a given hit ratio is a call that most requests do not make; a lost one is a call that all make. */
function cacheLoss(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const misses = 1 - numberParameter(validation, 'hit_ratio');
  const reaching = (probability: number, name: string): readonly number[] => {
    const plan = world({
      duration: effort === 'fast' ? 200 : 2000,
      services: [
        { name: 'front', concurrency: Infinity, edges: [{ to: 'backend', probability }] },
        { name: 'backend', work: exponential(0.001), concurrency: Infinity },
      ],
      traffic: [{ to: 'front', perSecond: 100 }],
    });
    const records = replicate(plan, `${validation.id}/${name}`, REPLICATIONS[effort]);
    return records.map(({ services }) => services[1]!.arrivals / services[0]!.arrivals);
  };
  const warm = reaching(misses, 'warm');
  return [{ field: 'amplification', samples: reaching(1, 'lost').map((load, i) => load / warm[i]!) }];
}

/** All replicas crash and are started again at one moment; from there on each takes its own time to boot. */
function bootTogether(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const replicas = numberParameter(validation, 'n');
  const startup = {
    kind: 'normal',
    mean: seconds(numberParameter(validation, 'mean_s')),
    sd: seconds(numberParameter(validation, 'sd_s')),
  } as const;
  const plan = world({
    duration: 150,
    warmup: 0,
    window: WINDOW,
    services: [{ work: exponential(0.01), replicas, startup }],
    traffic: [{ to: 'api', perSecond: 0.01 }],
    faults: [{ effect: { kind: 'crash', silent: false }, from: STARTED - 1, until: STARTED, on: ['api'] }],
  });
  const records = replicate(plan, validation.id, effort === 'fast' ? 100 : 2000);
  return [
    figure('mean_all_up_s', records, record => sinceStart(record, up => up > replicas - HALF)),
    figure('mean_first_up_s', records, record => sinceStart(record, up => up > HALF)),
  ];
}

const WINDOW = 0.1;
const STARTED = 2;
/** Of a window's average, to tell when within the window the last one came up: to the middle, at the worst. */
const HALF = 0.5;

/** Seconds from the start to the middle of the first window that fulfils the condition. */
function sinceStart(record: ReplicationRecord, fulfils: (up: number) => boolean): number {
  const { up } = record.services[0]!.windows;
  const window = up.findIndex((value, index) => index * WINDOW > STARTED && fulfils(value));
  return window < 0 ? Number.NaN : (window + HALF) * WINDOW - STARTED;
}
