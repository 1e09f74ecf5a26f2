/** Services at random: call graphs that may go round, flows, operations, queues and where the replicas run. */
import type { Dice } from './dice.ts';
import { randomClient, randomLimit } from './random-client.ts';
import { randomCache, randomKeys, randomProcessor, randomThirdParty } from './random-data.ts';
import { randomDistribution } from './random-distribution.ts';

/** Names that are legal and yet mean something to JavaScript or to YAML, among ordinary ones. */
const NAMES = [
  'front',
  'orders',
  'db',
  'toString',
  'null',
  'valueOf',
  'hasOwnProperty',
  '0x10',
  '1e5',
  'a-b_C9',
  'default',
];
export const ZONES = ['north', 'south', 'true'];

export interface ServiceOutline {
  readonly name: string;
  readonly replicas: number;
  /** It has a runtime. */
  readonly isTended: boolean;
  /** Empty when it has only the unnamed one. */
  readonly operations: readonly string[];
  /** A cache that its callers fill. */
  readonly lookAside: boolean;
}

/** What others need to know of the services before they are written: one to five of them. */
export const randomOutlines = (dice: Dice): ServiceOutline[] =>
  dice.some(NAMES, dice.whole(1, 5)).map((name, index) => {
    const lookAside = index > 0 && dice.chance(0.12);
    const hasOperations = dice.chance(0.3) && !lookAside;
    return {
      name,
      replicas: dice.whole(1, 4),
      operations: hasOperations ? dice.some(['browse', 'buy', 'constructor-like', 'length'], dice.whole(1, 3)) : [],
      lookAside,
      isTended: dice.chance(0.3) && !lookAside,
    };
  });

/** Services call only later ones in the list, but for a rare call back that is unlikely enough to come to an end. */
export function randomService(dice: Dice, outlines: readonly ServiceOutline[], index: number): Record<string, unknown> {
  const { operations, replicas, lookAside, isTended } = outlines[index]!;
  const size = replicas > 1 ? { replicas } : {};
  if (lookAside)
    return { ...size, kind: 'cache', work: dice.duration(0, 1), cache: randomCache(dice, true), ...queueing(dice) };
  if (operations.length === 0 && !isTended && dice.chance(0.05)) return { ...size, ...randomThirdParty(dice) };
  const below = dice.some(outlines.slice(index + 1), dice.whole(0, 2));
  const forwards = below.length > 0 && dice.chance(0.12);
  if (below.length > 0 && operations.length === 0 && !isTended && dice.chance(0.1))
    return { ...size, ...randomQueue(dice, below[0]!) };
  const isCache = below.length > 0 && !forwards && operations.length === 0 && !isTended && dice.chance(0.15);
  if (isCache) return { ...size, ...fetchingCache(dice, below[0]!) };
  const calls = randomCalls(dice, forwards ? below.slice(0, 1) : below, dice.chance(0.08) ? outlines[0]! : null);
  return {
    ...size,
    ...(forwards ? {} : randomProcessor(dice)),
    ...(dice.chance(0.06) && !forwards ? { keys: randomKeys(dice) } : {}),
    ...(forwards ? { kind: 'load-balancer' } : {}),
    ...(dice.chance(0.9) && !forwards ? { work: randomDistribution(dice, dice.pick([1, 4, 15])) } : {}),
    ...queueing(dice),
    ...place(dice),
    ...(isTended ? tending(dice, replicas) : {}),
    ...(Object.keys(calls).length > 0 ? { calls: forwards ? onlyFirst(calls) : calls } : {}),
    ...(!forwards && dice.chance(0.35) ? { flow: randomFlow(dice, Object.keys(calls)) } : {}),
    ...(operations.length > 0 ? { operations: randomOperations(dice, operations, below, Object.keys(calls)) } : {}),
  };
}

const fetchingCache = (dice: Dice, origin: ServiceOutline): Record<string, unknown> => {
  const { probability: _, ...call } = randomCall(dice, origin);
  return {
    kind: 'cache',
    ...randomProcessor(dice),
    ...(dice.chance(0.8) ? { work: dice.duration(0, 1) } : {}),
    ...(dice.chance(0.9) ? { cache: randomCache(dice, false) } : {}),
    ...queueing(dice),
    calls: { [origin.name]: call },
  };
};
/** Milliseconds, so that a short run sees restarts, probes and sizes change. */
const tending = (dice: Dice, replicas: number): Record<string, unknown> => ({
  runtime: {
    propagation: dice.duration(0, 4),
    terminationGrace: dice.duration(0, 20),
    ...dice.members(0.5, {
      startup: () => randomDistribution(dice, 10),
      preset: () => dice.pick(['container', 'vm', 'bare-metal']),
      listed: () => dice.chance(0.5),
      cpu: () => dice.members(0.5, { request: () => 0.5, limit: () => 2, reserved: () => dice.chance(0.5) }),
      imagePull: () => randomDistribution(dice, 10),
      restart: () =>
        dice.chance(0.2)
          ? 'never'
          : { after: dice.duration(0, 5), base: '3ms', factor: 2, max: '40ms', resetAfter: '60ms' },
      memory: () => ({ limit: '64KiB', base: dice.pick(['0B', '16KiB']), perRequest: dice.pick(['1KiB', '9KiB']) }),
      readiness: () => randomProbe(dice),
      liveness: () => randomProbe(dice),
      preStop: () => dice.duration(0, 5),
    }),
  },
  ...(dice.chance(0.4)
    ? {
        autoscaler: {
          min: 1,
          max: replicas + 3,
          ...dice.pick([{ utilisation: '50%' }, { queue: 2 }]),
          syncPeriod: '15ms',
          tolerance: '5%',
          scaleUp: { period: '15ms', percent: '50%', replicas: 2 },
          scaleDown: { stabilisation: dice.duration(0, 60), period: '15ms' },
        },
      }
    : {}),
  ...(dice.chance(0.3)
    ? {
        rollout: {
          maxSurge: dice.pick([0, 1, '50%']),
          maxUnavailable: dice.pick([0, 1]),
          minReady: dice.duration(0, 9),
          rollback: true,
          progressDeadline: '80ms',
          maxErrors: '20%',
          interval: '10ms',
        },
      }
    : {}),
});

const randomProbe = (dice: Dice): Record<string, unknown> => ({
  period: dice.duration(4, 20),
  timeout: dice.duration(1, 4),
  failureThreshold: dice.whole(1, 2),
  successThreshold: dice.whole(1, 2),
  initialDelay: dice.duration(0, 5),
  ...(dice.chance(0.4) ? { work: '1ms' } : {}),
});

const randomQueue = (dice: Dice, consumer: ServiceOutline): Record<string, unknown> => {
  const { probability: _, timeout: __, ...call } = randomCall(dice, consumer);
  return {
    kind: 'queue',
    ...(dice.chance(0.7) ? { work: dice.duration(0, 2) } : {}),
    messages: dice.members(0.6, {
      capacity: () => dice.whole(1, 30),
      whenFull: () => dice.pick(['refuse', 'block']),
      prefetch: () => dice.whole(1, 5),
      visibilityTimeout: () => dice.duration(1, 100),
      redeliverAfter: () => dice.duration(0.1, 50),
      maxDeliveries: () => dice.pick([1, 2, 10, 'unlimited']),
      durable: () => dice.chance(0.5),
    }),
    calls: { [consumer.name]: call },
  };
};

const onlyFirst = (calls: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(calls).slice(0, 1));

const queueing = (dice: Dice): Record<string, unknown> =>
  dice.members(dice.pick([0.1, 0.4]), {
    title: () => 'A <b>title</b> | with *marks*',
    concurrency: () => dice.pick([1, 2, 8, 'unlimited']),
    threading: () => dice.pick(['blocking', 'async']),
    queue: () =>
      dice.members(0.6, {
        capacity: () => dice.pick([0, 1, 7, 'unbounded']),
        discipline: () => dice.pick(['fifo', 'lifo', 'adaptive-lifo', 'priority', 'codel']),
        lifoAbove: () => dice.whole(0, 5),
        codel: () => dice.members(0.6, { target: () => dice.duration(0.1, 10), interval: () => dice.duration(1, 50) }),
        maxWait: () => dice.duration(0.001, 40),
      }),
    errors: () => dice.share(0, 20),
    shed: () => ({
      crawlers: { priority: dice.whole(-1, 1), queue: dice.whole(0, 5) },
      everybody: { priority: 5, utilisation: dice.share(30, 100), over: dice.duration(1, 50) },
    }),
    concurrencyLimit: () => randomLimit(dice),
    dimmer: () => ({
      target: dice.duration(1, 50),
      ...dice.members(0.5, { interval: () => dice.duration(1, 50), work: () => dice.share(0, 90) }),
    }),
    retryAfter: () => dice.duration(0.1, 30),
    rateLimit: () => ({
      rate: dice.rate(1, 300),
      ...dice.members(0.5, { burst: () => dice.whole(1, 5), per: () => dice.pick(['all', 'client', 'source']) }),
    }),
    startup: () => randomDistribution(dice, 10),
  });

const place = (dice: Dice): Record<string, unknown> =>
  dice.pick([
    {},
    { placement: { zones: [dice.pick(ZONES)], spread: dice.pick(['even', 'pack']) } },
    { zone: dice.pick(ZONES) },
    { zones: dice.some(ZONES, dice.whole(1, 3)) },
  ]);

function randomCalls(
  dice: Dice,
  targets: readonly ServiceOutline[],
  back: ServiceOutline | null,
): Record<string, unknown> {
  const cachesFirst = targets.toSorted((a, b) => Number(b.lookAside) - Number(a.lookAside));
  const [cache] = cachesFirst;
  const forward = cachesFirst.map(target => [
    target.name,
    { ...randomCall(dice, target), ...(cache?.lookAside && !target.lookAside ? { onMiss: cache.name } : {}) },
  ]);
  const around = back === null ? [] : [[back.name, { ...randomCall(dice, back), probability: dice.share(1, 20) }]];
  return Object.fromEntries([...forward, ...around]);
}

const randomCall = (dice: Dice, target: ServiceOutline): Record<string, unknown> => ({
  ...randomClient(dice, target.replicas),
  ...dice.members(0.25, {
    probability: () => dice.share(0, 100),
    optional: () => dice.chance(0.8),
    ...(target.operations.length > 0 ? { operation: () => dice.pick(target.operations) } : {}),
  }),
});

/** Shares of work that add up, and calls alone and together, some of them more than once. */
function randomFlow(dice: Dice, calls: readonly string[]): unknown[] {
  const own = dice.pick([['work'], [{ work: '50%' }, { work: '50%' }], [{ work: '30%' }, 'work', 'work']]);
  if (calls.length === 0) return own;
  const steps = Array.from({ length: dice.whole(1, 3) }, () =>
    dice.chance(0.5)
      ? dice.pick(calls)
      : { parallel: Array.from({ length: dice.whole(1, 3) }, () => dice.pick(calls)) },
  );
  return own.flatMap((step, i) => [step, ...steps.slice(i, i === own.length - 1 ? undefined : i + 1)]);
}

function randomOperations(
  dice: Dice,
  names: readonly string[],
  below: readonly ServiceOutline[],
  calls: readonly string[],
): Record<string, unknown> {
  const operation = (): Record<string, unknown> => {
    const own = dice.chance(0.4) ? randomCalls(dice, below, null) : null;
    const targets = own === null ? calls : Object.keys(own);
    return {
      ...(dice.chance(0.1) ? { keys: randomKeys(dice) } : {}),
      ...dice.members(0.4, { work: () => randomDistribution(dice, 3), errors: () => dice.share(0, 30) }),
      ...(own === null ? {} : { calls: own }),
      ...(dice.chance(0.3) ? { flow: randomFlow(dice, targets) } : {}),
    };
  };
  return Object.fromEntries(names.map(name => [name, operation()]));
}
