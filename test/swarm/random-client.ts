/** The client side of an edge at random: every policy, balancer and way of checking health that can be written. */
import { CAUSES } from '../../src/model/outcome.ts';
import { balancers } from '../../src/scenario/kinds/all.ts';
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

/** `replicas` of the target, which weights must be as many as. */
export const randomClient = (dice: Dice, replicas: number): Record<string, unknown> => ({
  ...(dice.chance(0.7) ? { timeout: dice.duration(1, 60) } : {}),
  ...dice.members(dice.pick([0, 0.2, 0.4]), {
    totalTimeout: () => dice.duration(5, 150),
    retry: () => randomRetry(dice),
    breaker: () => randomBreaker(dice),
    rateLimit: () => ({ rate: dice.rate(20, 400), ...(dice.chance(0.5) ? { burst: dice.whole(1, 9) } : {}) }),
    bulkhead: () =>
      dice.members(0.6, {
        concurrency: () => dice.whole(1, 5),
        queue: () => dice.whole(0, 4),
        maxWait: () => dice.duration(0, 30),
      }),
    throttle: () => dice.members(0.6, { k: () => dice.pick([1, 1.5, 2]), window: () => dice.duration(1, 300) }),
    concurrencyLimit: () => randomLimit(dice),
    hedge: () =>
      dice.members(0.6, {
        after: () => dice.pick(['0ms', 'p50', 'p99', dice.duration(0.1, 20)]),
        max: () => dice.whole(1, 3),
        cancel: () => dice.chance(0.5),
        budget: () => dice.share(1, 100),
      }),
    fallback: () => dice.pick([true, false, { latency: dice.duration(0, 3) }]),
    balancer: () => randomBalancer(dice, replicas),
    healthCheck: () => randomHealthCheck(dice),
    cancellation: () => dice.chance(0.7),
    deadline: () => dice.chance(0.7),
    latency: () => randomDistribution(dice, 1),
    loss: () => dice.share(0, 30),
    scope: () => dice.pick(['replica', 'service']),
  }),
});

function randomRetry(dice: Dice): Record<string, unknown> {
  return dice.members(0.6, {
    attempts: () => dice.whole(1, 5),
    backoff: () =>
      dice.pick([
        'none',
        '0s',
        dice.duration(0, 10),
        {
          base: dice.duration(0.001, 5),
          ...dice.members(0.6, {
            factor: () => dice.pick([1, 1.5, 3, 100]),
            max: () => dice.duration(0.001, 40),
            jitter: () => dice.pick(['none', 'equal', 'full', 'decorrelated']),
          }),
        },
      ]),
    on: () => dice.some(CAUSES, dice.whole(1, 6)),
    budget: () =>
      dice.pick([
        dice.share(0.1, 100),
        {
          ratio: dice.share(0, 50),
          ...dice.members(0.5, { minPerSecond: () => dice.rate(0, 30), window: () => dice.duration(0.01, 500) }),
        },
        {
          bucket: dice.members(0.5, {
            capacity: () => dice.whole(0, 20),
            cost: () => dice.whole(0, 5),
            timeoutCost: () => dice.whole(0, 10),
            perCall: () => dice.pick([0, 0.1, 1]),
            perSuccess: () => dice.whole(0, 2),
            refund: () => dice.chance(0.5),
          }),
        },
        {
          throttling: dice.members(0.5, { maxTokens: () => dice.whole(1, 20), tokenRatio: () => dice.pick([0.1, 1]) }),
        },
        { failureRate: dice.share(1, 100), ...dice.members(0.5, { window: () => dice.duration(1, 100) }) },
      ]),
  });
}

/** Also at a service. */
export const randomLimit = (dice: Dice): unknown => {
  const algorithm = dice.pick(['aimd', 'gradient', 'vegas']);
  if (dice.chance(0.4)) return algorithm;
  return {
    algorithm,
    ...dice.members(0.6, {
      initial: () => dice.whole(1, 20),
      min: () => dice.whole(1, 4),
      max: () => dice.whole(4, 30),
      timeout: () => dice.duration(1, 60),
      backoff: () => dice.share(50, 99),
    }),
  };
};

function randomBreaker(dice: Dice): Record<string, unknown> {
  const rates = dice.members(0.6, { failureRate: () => dice.share(1, 100) });
  const slow = { slowCallRate: dice.share(1, 100), slowCallDuration: dice.duration(0.1, 30) };
  return {
    ...dice.pick([{ failures: dice.whole(1, 5) }, rates, { ...rates, ...slow }, {}]),
    ...dice.members(0.7, {
      window: () => dice.pick([dice.whole(1, 30), dice.duration(0.01, 300)]),
      minimumCalls: () => dice.whole(1, 20),
      openFor: () => dice.duration(0.01, 100),
      halfOpenCalls: () => dice.whole(1, 5),
    }),
  };
}

function randomBalancer(dice: Dice, replicas: number): unknown {
  const { name, weighted } = dice.pick(balancers);
  if (weighted)
    return { kind: name, weights: Array.from({ length: replicas }, (_, i) => (i === 0 ? 1 : dice.whole(0, 3))) };
  if (name === 'consistent-hash')
    return {
      kind: name,
      ...dice.members(0.5, { virtualNodes: () => dice.whole(1, 50), boundedLoad: () => dice.pick([1, 1.25, 3]) }),
    };
  const shards = dice.pick([
    {},
    {},
    { cells: dice.whole(1, replicas) },
    { shuffleSharding: { perClient: dice.whole(1, replicas) } },
  ]);
  return dice.chance(0.5) ? name : { kind: name, ...shards };
}

const randomHealthCheck = (dice: Dice): Record<string, unknown> => ({
  interval: dice.duration(2, 60),
  ...dice.members(0.6, {
    timeout: () => dice.duration(0.5, 90),
    unhealthyThreshold: () => dice.whole(1, 4),
    healthyThreshold: () => dice.whole(1, 4),
    work: () => randomDistribution(dice, 1),
  }),
});
