/** What keeps services and their clients from taking on too much, at random. */
import type { Dice } from './dice.ts';

export const randomQueue = (dice: Dice): Record<string, unknown> =>
  dice.members(0.5, {
    capacity: () => dice.pick([0, 1, 7, 'unbounded']),
    discipline: () => dice.pick(['fifo', 'lifo', 'adaptive-lifo', 'priority', 'codel']),
    lifoAbove: () => dice.whole(0, 5),
    maxWait: () => dice.duration(0.001, 40),
    codel: () =>
      dice.members(0.7, { target: () => dice.duration(0.001, 20), interval: () => dice.duration(0.001, 80) }),
  });

/** Members of a service. */
export const overloadControl = (dice: Dice): Record<string, () => unknown> => ({
  shed: () =>
    Object.fromEntries(dice.some(['last', 'valueOf', 'first'], dice.whole(1, 3)).map(rule => [rule, shedRule(dice)])),
  concurrencyLimit: () => randomConcurrencyLimit(dice),
  retryAfter: () => dice.duration(0.001, 60),
  dimmer: () => ({
    target: dice.duration(0.1, 50),
    ...dice.members(0.5, {
      interval: () => dice.duration(1, 50),
      work: () => dice.share(0, 90),
      percentile: () => dice.share(1, 100),
      gain: () => dice.pick([0.01, 0.25, 1]),
    }),
  }),
});

const shedRule = (dice: Dice): Record<string, unknown> => ({
  priority: dice.whole(-5, 5),
  ...dice.pick([{ queue: dice.whole(0, 6) }, { utilisation: dice.share(1, 100) }, { queue: 3, utilisation: '70%' }]),
  ...dice.members(0.5, { over: () => dice.duration(0.001, 100) }),
});

export function randomConcurrencyLimit(dice: Dice): unknown {
  const algorithm = dice.pick(['aimd', 'gradient', 'vegas']);
  if (dice.chance(0.3)) return algorithm;
  return {
    algorithm,
    ...dice.members(0.4, {
      initial: () => dice.whole(1, 20),
      min: () => dice.whole(1, 10),
      max: () => dice.whole(1, 50),
      timeout: () => dice.duration(0.1, 60),
      backoff: () => dice.share(1, 100),
      smoothing: () => dice.share(1, 100),
      queueSize: () => dice.whole(0, 9),
    }),
  };
}

/** Members of a client side. */
export const clientOverload = (dice: Dice): Record<string, () => unknown> => ({
  concurrencyLimit: () => randomConcurrencyLimit(dice),
  throttle: () => dice.members(0.7, { k: () => dice.pick([1, 1.1, 2, 1000]), window: () => dice.duration(0.01, 400) }),
  hedge: () =>
    dice.members(0.7, {
      after: () => dice.pick(['0ms', dice.duration(0, 20), 'p50', 'p99.9', 'p0']),
      max: () => dice.whole(1, 4),
      cancel: () => dice.chance(0.5),
      budget: () => dice.share(0.1, 100),
    }),
  connectionPool: () =>
    dice.members(0.6, {
      size: () => dice.whole(1, 4),
      maxWait: () => dice.duration(0.001, 50),
      connect: () => dice.duration(0, 10),
      reclaimAfter: () => dice.duration(0.1, 90),
    }),
});
