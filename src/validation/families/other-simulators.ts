/**
 * What other public simulators and tools report of their own examples, where this model means the same by them: a
 * request is refused at once or not at all, late answers are dropped, and the time of a service does not depend on load in ways that this model has not.
 */
import type { ReplicationRecord } from '../../model/record.ts';
import { cannot, familyByPrefix, replications } from '../by-prefix.ts';
import type { Json, ValidationCase } from '../cases.ts';
import { type Effort, type Figure, type Measurement, numberParameter, omission } from '../family.ts';
import {
  attemptRate,
  goodput,
  inSystem,
  isStuck,
  offeredRate,
  pause,
  runStorm,
  type Span,
  type Storm,
} from '../storms.ts';
import { exponential, figure, replicate, retry, steps, timeout, world } from '../worlds.ts';

const inWords = cannot('statement in words: not a number', 'a mechanism described, without numbers to compare');
const loadDependent = cannot(
  'needs service times that depend on load',
  'a service time fixed on arrival by the number then in progress, or a power or exponential of it; here the speed follows the number at work by the Universal Scalability Law',
);

export const otherSimulators = familyByPrefix('other simulators', ['E-STABSIM-timeout-cascade', 'E-HAPPY-GC-7'], {
  'E-METAFOR-': boundedQueue,
  'E-METAFOR-CONTRAST': escapes,
  'E-MSF': inWords,
  'E-OSDI22-': inWords,
  'E-OSDI22-CACHE': flushedCache,
  'E-HAPPY-GC-': garbageCollection,
  'E-STABSIM-metastable-retry': crashOfOneOfTwo,
  'E-STABSIM-timeout-cascade': fullUtilisation,
  'E-STABSIM-connection-pool-exhaustion': healthyServer,
  'E-STABSIM-gc-death-spiral': loadDependent,
  'E-STABSIM-cache-': loadDependent,
  'E-BROOKER-COLLAPSE-': loadDependent,
});

// ---- a cache that is flushed

/** The cache takes nine of ten requests off a database that can do three tenths of them; what answers too late is not kept. */
function flushedCache(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const keys = { count: 10_000, exponent: numberParameter(validation, 'zipf') };
  const lastShare = (flushedAt: number | null): number => {
    const flush = { effect: { kind: 'flush' }, from: flushedAt ?? 0, until: flushedAt ?? 0, on: ['cache'] } as const;
    const plan = world({
      duration: 300,
      window: 1,
      services: [
        {
          name: 'cache',
          kind: 'cache',
          concurrency: Infinity,
          threading: 'async',
          cache: {},
          edges: [{ to: 'db', policies: [timeout(0.5)] }],
        },
        { name: 'db', work: exponential(0.01), concurrency: 3 },
      ],
      // A cold start under full load would be a flush of its own.
      traffic: [
        {
          to: 'cache',
          keys,
          arrivals: steps('poisson', [
            [0, 150],
            [60, 1000],
          ]),
        },
      ],
      faults: flushedAt === null ? [] : [flush],
    });
    const shares = replicate(plan, validation.id, replications(effort, 5, 2)).map(({ sources }) => {
      const { ok, offered } = sources[0]!.windows;
      const sum = (values: Float64Array): number => values.slice(250).reduce((total, value) => total + value, 0);
      return sum(ok) / sum(offered);
    });
    return shares.reduce((total, share) => total + share, 0) / shares.length;
  };
  const undisturbed = lastShare(null);
  const flushed = lastShare(150);
  return [
    {
      field: 'qualitative',
      holds: undisturbed > 0.99 && flushed < 0.8,
      found: `100 s after the flush ${(100 * flushed).toFixed(1)} % succeed, without one ${(100 * undisturbed).toFixed(1)} %`,
    },
  ];
}

// ---- metafor

/**
 * Long runs from empty of the system that the tool approximates by a Markov chain: its mean queue, and nothing finer.
 * What finds the queue full is dropped without a word, as in the reference simulation: refused at once, and tried again
 * at once, it would stay healthy at loads at which it is lost there.
 */
function boundedQueue(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const lambda = numberParameter(validation, 'lam');
  const records = queueRuns(validation.id, lambda, replications(effort, 4, 2), {
    mu: numberParameter(validation, 'mu'),
    queue: numberParameter(validation, 'qsize'),
    timeout: numberParameter(validation, 'timeout'),
    // The orbit holds those who retry: with room for one, nobody does.
    attempts: numberParameter(validation, 'orbit') === 1 ? 1 : 1 + numberParameter(validation, 'retries'),
    end: 10_000,
  });
  return [
    figure('mean_queue', records, record => inSystem(record, [1000, 10_000])),
    ...Object.keys(validation.expect)
      .filter(field => field !== 'mean_queue')
      .map(field => omission(field, 'differs in semantics', 'of the tool: its bounded orbit and approximate timeouts')),
  ];
}

interface BoundedQueue {
  readonly mu: number;
  readonly queue: number;
  readonly timeout: number;
  readonly attempts: number;
  readonly end: number;
}

function queueRuns(id: string, perSecond: number, count: number, bounded: BoundedQueue): readonly ReplicationRecord[] {
  const { mu, queue, attempts, end } = bounded;
  const service = { work: exponential(1 / mu), queue: { capacity: queue - 1 } };
  return runStorm(
    {
      service,
      traffic: { perSecond, policies: [timeout(bounded.timeout), retry(attempts)] },
      faults: [],
      end,
      isSilent: true,
    },
    `${id}/${perSecond}`,
    count,
  );
}

/** How many of six long runs from empty are lost in the end, by load. */
function escapes(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const end = effort === 'full' ? 50_000 : 5000;
  return Object.keys(validation.expect).flatMap(level => {
    const records = queueRuns(validation.id, Number(level.slice('lambda_'.length)), 6, {
      mu: numberParameter(validation, 'mu_per_s'),
      queue: numberParameter(validation, 'queue'),
      timeout: numberParameter(validation, 'timeout_s'),
      attempts: 1 + numberParameter(validation, 'retries'),
      end,
    });
    const expected = validation.expect[level] as { readonly [field: string]: number };
    const samples = records.map(record => (isStuck(record, [end - 1000, end]) ? 1 : 0));
    return [
      {
        field: `${level}.stuck_fraction`,
        samples,
        expected: expected.stuck_fraction!,
        tolerance: Number(validation.tol.abs_stuck),
      },
    ];
  });
}

// ---- happy-simulator

/**
 * Without retries a late answer is only a failure, here and there: those figures can be compared. A pause there lets the
 * job in service end, which began at the same moment: it sets in when that is done.
 */
function garbageCollection(validation: ValidationCase): readonly Measurement[] {
  const [from, until] = validation.params.pause as readonly number[];
  const storm: Storm = {
    service: { work: 0.1 },
    traffic: {
      everyRatePerSecond: numberParameter(validation, 'arrival_per_s'),
      policies: [timeout(numberParameter(validation, 'timeout_s'))],
    },
    faults: [pause(from! + 0.1, until!)],
    end: numberParameter(validation, 'end_s'),
  };
  const records = runStorm(storm, validation.id, 2);
  const counts = [
    figure('generated', records, ({ sources }) => sources[0]!.offered),
    figure('no_retry_timeouts', records, ({ sources }) => sources[0]!.failed),
    figure('no_retry_completions', records, ({ sources }) => sources[0]!.ok),
  ].map(count => ({ ...count, tolerance: Number(validation.tol.abs_counts) }));
  const different = Object.keys(validation.expect).filter(field => counts.every(count => count.field !== field));
  return [
    ...counts,
    ...different.map(field => omission(field, 'differs in semantics', 'late answers complete a request there')),
  ];
}

// ---- stability-sim

const SEEDS = 30;
const SPANS: { readonly [field: string]: Span } = {
  'ok_2-5': [2, 5],
  'ok_5-10': [5, 10],
  'ok_10-15': [10, 15],
  'ok_10-18': [10, 18],
  'ok_18-28': [18, 28],
  'ok_30-45': [30, 45],
  'ok_50-60': [50, 60],
};

/** Expectations are [mean, standard deviation] over 30 seeds; four standard errors of both are allowed. */
function goodputs({ expect }: ValidationCase, records: readonly ReplicationRecord[]): readonly Figure[] {
  return Object.entries(SPANS).map(([field, span]) => {
    const [mean, spread] = pairOf(expect[field]);
    const samples = records.map(record => goodput(record, span));
    return { field, samples, expected: mean, tolerance: (4 * spread) / Math.sqrt(SEEDS) };
  });
}

function pairOf(value: Json | undefined): readonly [number, number] {
  if (!Array.isArray(value)) throw new RangeError('expected a pair of mean and standard deviation');
  return [Number(value[0]), Number(value[1])];
}

const LAST: Span = [50, 60];

/** Of a share of `count` seeds, and of the 30 seeds it is compared with: four standard errors, and never less than a few seeds. */
const shareTolerance = (share: number): number => Math.max(0.1, 4 * Math.sqrt((share * (1 - share)) / SEEDS));

function stuck({ expect }: ValidationCase, records: readonly ReplicationRecord[]): Figure {
  const samples = records.map(record => (isStuck(record, LAST) ? 1 : 0));
  return { field: 'stuck_fraction', samples, tolerance: shareTolerance(Number(expect.stuck_fraction)) };
}

function crashOfOneOfTwo(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const storm: Storm = {
    service: { replicas: 2, concurrency: 5, work: exponential(0.1), queue: { capacity: 10_000 } },
    traffic: {
      perSecond: numberParameter(validation, 'lambda_per_s'),
      policies: [timeout(numberParameter(validation, 'timeout_s')), retry(1 + numberParameter(validation, 'retries'))],
    },
    faults: [{ effect: { kind: 'crash', silent: false }, on: ['api[0]'], from: 5, until: 10 }],
    end: 60,
  };
  const records = runStorm(storm, validation.id, replications(effort, SEEDS, 5));
  const retried = (record: ReplicationRecord): number => attemptRate(record, LAST) - offeredRate(record, LAST);
  return [
    ...goodputs(validation, records),
    withSpreadOfStuck(figure('retry_50_60', records, retried), validation),
    withSpreadOfStuck(
      figure('final_queue', records, record => inSystem(record, [59, 60])),
      validation,
    ),
    stuck(validation, records),
  ];
}

/** Figures of 30 seeds that are near 0 in those that recover: four standard errors of that share. */
function withSpreadOfStuck(figureOfStuck: Figure, { expect }: ValidationCase): Figure {
  const share = Number(expect.stuck_fraction);
  return { ...figureOfStuck, tolerance: (shareTolerance(share) / share) * Number(expect[figureOfStuck.field]) };
}

/** At its capacity a queue grows like the square root of time; half an hour would lose every run. */
function fullUtilisation(validation: ValidationCase, effort: Effort): readonly Measurement[] {
  const storm: Storm = {
    service: { concurrency: 10, work: exponential(0.1) },
    traffic: {
      perSecond: numberParameter(validation, 'lambda_per_s'),
      policies: [timeout(numberParameter(validation, 'timeout_s'))],
    },
    faults: [],
    end: 60,
  };
  const records = runStorm(storm, validation.id, replications(effort, 100, 20));
  return [
    ...goodputs(validation, records),
    figure('refdes_ok_50_60', records, record => goodput(record, LAST)),
    { ...stuck(validation, records), field: 'refdes_stuck' },
    stuck(validation, records),
    figure('final_queue', records, record => inSystem(record, [59, 60])),
  ];
}

/** The public engine never calls the database of this example: what is left is a server with room to spare. */
function healthyServer(validation: ValidationCase): readonly Measurement[] {
  const perSecond = numberParameter(validation, 'lambda_per_s');
  const storm: Storm = {
    service: { concurrency: 50, work: exponential(0.002) },
    traffic: { arrivals: steps('poisson', [[0, perSecond]]), policies: [timeout(1.5), retry(3)] },
    faults: [],
    end: 60,
  };
  const records = runStorm(storm, validation.id, SEEDS);
  return [...goodputs(validation, records), stuck(validation, records)];
}
