/** Services at random: call graphs that may go round, flows, operations and what each of them is beside. */
import type { Dice } from './dice.ts';
import { randomClient } from './random-client.ts';
import { randomCluster } from './random-cluster.ts';
import { randomCache, randomKeys, randomProcessor, randomThirdParty } from './random-data.ts';
import { REGISTRY, randomRegister, randomRegistry } from './random-discovery.ts';
import { randomDistribution } from './random-distribution.ts';
import { overloadControl, randomQueue } from './random-overload.ts';
import { type Ground, randomPlace } from './random-placement.ts';
import { randomStandby } from './random-recovery.ts';
import { randomRuntime } from './random-runtime.ts';

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

export interface ServiceOutline {
  readonly name: string;
  readonly replicas: number;
  /** Empty when it has only the unnamed one. */
  readonly operations: readonly string[];
  /** A cache that its callers fill. */
  readonly lookAside: boolean;
  /** Whether it announces itself at the registry. */
  readonly registers: boolean;
  /** Whether its replicas have a leader. */
  readonly clustered: boolean;
  /** Whether it has a runtime. */
  readonly tended: boolean;
}

/** What others need to know of the services before they are written: one to five of them, and a registry now and then. */
export function randomOutlines(dice: Dice): ServiceOutline[] {
  const hasRegistry = dice.chance(0.2);
  const services = dice
    .some(NAMES, dice.whole(1, 5))
    .map((name, index) => randomOutline(dice, name, index, hasRegistry));
  const registry = {
    name: REGISTRY,
    operations: [],
    lookAside: false,
    registers: false,
    clustered: false,
    tended: false,
  };
  return hasRegistry ? [...services, { ...registry, replicas: dice.whole(1, 5) }] : services;
}

function randomOutline(dice: Dice, name: string, index: number, hasRegistry: boolean): ServiceOutline {
  const lookAside = index > 0 && dice.chance(0.12);
  const clustered = !lookAside && dice.chance(0.15);
  const hasOperations = dice.chance(0.3) && !lookAside;
  return {
    name,
    replicas: dice.whole(1, 4),
    operations: hasOperations ? dice.some(['browse', 'buy', 'constructor-like', 'length'], dice.whole(1, 3)) : [],
    lookAside,
    registers: hasRegistry && dice.chance(0.7),
    clustered,
    tended: !lookAside && !clustered && dice.chance(0.2),
  };
}

/** Services call only later ones in the list, but for a rare call back that is unlikely enough to come to an end. */
export function randomService(
  dice: Dice,
  outlines: readonly ServiceOutline[],
  index: number,
  ground: Ground,
): Record<string, unknown> {
  const { operations, replicas, lookAside, registers, clustered, tended, name } = outlines[index]!;
  const plain = operations.length === 0 && !clustered && !tended;
  const size = {
    ...(replicas > 1 ? { replicas } : {}),
    ...(registers ? { register: randomRegister(dice) } : {}),
    ...(tended ? {} : dice.members(0.1, { standby: () => randomStandby(dice, replicas) })),
    ...randomPlace(dice, ground),
  };
  if (name === REGISTRY) return { ...size, ...randomRegistry(dice) };
  if (lookAside)
    return { ...size, kind: 'cache', work: dice.duration(0, 1), cache: randomCache(dice, true), ...queueing(dice) };
  if (plain && dice.chance(0.05)) return { ...size, ...randomThirdParty(dice) };
  const below = dice.some(outlines.slice(index + 1), dice.whole(0, 2));
  const forwards = below.length > 0 && !clustered && dice.chance(0.12);
  if (below.length > 0 && plain && dice.chance(0.1)) return { ...size, ...randomMessageQueue(dice, below[0]!) };
  const isCache = below.length > 0 && !forwards && plain && dice.chance(0.15);
  if (isCache) return { ...size, ...fetchingCache(dice, below[0]!) };
  const calls = randomCalls(dice, forwards ? below.slice(0, 1) : below, dice.chance(0.08) ? outlines[0]! : null);
  return {
    ...size,
    ...(clustered ? randomCluster(dice, replicas) : {}),
    ...(tended ? randomRuntime(dice, replicas) : {}),
    ...(forwards ? {} : randomProcessor(dice)),
    ...(dice.chance(0.06) && !forwards ? { keys: randomKeys(dice) } : {}),
    ...(forwards ? { kind: 'load-balancer' } : {}),
    ...(dice.chance(0.9) && !forwards ? { work: randomDistribution(dice, dice.pick([1, 4, 15])) } : {}),
    ...queueing(dice),
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

const randomMessageQueue = (dice: Dice, consumer: ServiceOutline): Record<string, unknown> => {
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
    ...dice.members(0.1, { title: () => 'A | queue' }),
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
    queue: () => randomQueue(dice),
    ...overloadControl(dice),
    errors: () => dice.share(0, 20),
    rateLimit: () => ({
      rate: dice.rate(1, 300),
      ...dice.members(0.5, { burst: () => dice.whole(1, 5), per: () => dice.pick(['all', 'client', 'source']) }),
    }),
    startup: () => randomDistribution(dice, 10),
  });

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
  ...randomClient(dice, target),
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
      ...dice.members(0.4, {
        work: () => randomDistribution(dice, 3),
        errors: () => dice.share(0, 30),
        access: () => dice.pick(['read', 'write']),
      }),
      ...(own === null ? {} : { calls: own }),
      ...(dice.chance(0.3) ? { flow: randomFlow(dice, targets) } : {}),
    };
  };
  return Object.fromEntries(names.map(name => [name, operation()]));
}
