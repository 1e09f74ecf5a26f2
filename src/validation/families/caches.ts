/** Caches, their loss, and machines that boot together. */
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, type Measure } from '../by-prefix.ts';
import type { ValidationCase } from '../cases.ts';
import { type Effort, type Measurement, numberParameter } from '../family.ts';
import { REPLICATIONS } from '../station.ts';
import { exponential, figure, replicate, seconds, world } from '../worlds.ts';

const needsCache = (detail: string): Measure => cannot('needs a cache', detail);

export const caches = familyByPrefix('caches and boots', ['I-CACHELOSS-0.9', 'I-BOOT-MAX'], {
  'I-TTL-': needsCache('keys that expire'),
  'I-STAMPEDE-': needsCache('keys that expire, and requests that share one fetch'),
  'I-LRU-': needsCache('keys by popularity and eviction'),
  'I-FLUSH-': needsCache('keys that are filled one by one'),
  'I-CACHELOSS-': cacheLoss,
  'I-BOOT-': bootTogether,
});

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
