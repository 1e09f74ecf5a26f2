/** The client side of an edge at random: every policy, balancer and way of checking health that can be written. */
import { CAUSES } from '../../src/model/outcome.ts';
import type { Dice } from './dice.ts';
import { randomDiscovery } from './random-discovery.ts';
import { randomDistribution } from './random-distribution.ts';
import { clientOverload } from './random-overload.ts';
import { orPreset } from './random-presets.ts';
import { randomBalancer, randomHealthCheck, randomOutlierDetection } from './random-replica-choice.ts';

export interface Callee {
  /** Weights must be as many. */
  readonly replicas: number;
  /** Whether it can be looked up. */
  readonly registers: boolean;
}

export const randomClient = (dice: Dice, { replicas, registers }: Callee): Record<string, unknown> => ({
  ...(dice.chance(0.7) ? { timeout: dice.duration(1, 60) } : {}),
  ...dice.members(dice.pick([0, 0.2, 0.4]), {
    totalTimeout: () => dice.duration(5, 150),
    retry: () => randomRetry(dice),
    breaker: () => randomBreaker(dice),
    rateLimit: () => ({ rate: dice.rate(20, 400), ...(dice.chance(0.5) ? { burst: dice.whole(1, 9) } : {}) }),
    bulkhead: () =>
      orPreset(dice, 'bulkhead', () =>
        dice.members(0.6, {
          concurrency: () => dice.whole(1, 5),
          queue: () => dice.whole(0, 4),
          maxWait: () => dice.duration(0, 30),
        }),
      ),
    fallback: () => dice.pick([true, false, { latency: dice.duration(0, 3) }]),
    balancer: () => randomBalancer(dice, replicas),
    healthCheck: () => randomHealthCheck(dice),
    outlierDetection: () => randomOutlierDetection(dice),
    ...clientOverload(dice),
    cancellation: () => dice.chance(0.7),
    deadline: () => dice.chance(0.7),
    latency: () => randomDistribution(dice, 1),
    loss: () => dice.share(0, 30),
    scope: () => dice.pick(['replica', 'service']),
  }),
  ...(registers ? dice.members(0.5, { discovery: () => randomDiscovery(dice) }) : {}),
});

const randomRetry = (dice: Dice): Record<string, unknown> =>
  orPreset(
    dice,
    'retry',
    () => ownRetry(dice),
    () => dice.members(0.5, { attempts: () => dice.whole(1, 4) }),
  );

function ownRetry(dice: Dice): Record<string, unknown> {
  return dice.members(0.5, {
    honourRetryAfter: () => dice.chance(0.6),
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
    budget: () => randomBudget(dice),
  });
}

const randomBudget = (dice: Dice): unknown =>
  dice.pick<() => unknown>([
    () => dice.share(0.1, 100),
    () => ({
      ratio: dice.share(0, 50),
      ...dice.members(0.5, { minPerSecond: () => dice.rate(0, 30), window: () => dice.duration(0.01, 500) }),
    }),
    () => ({
      bucket: dice.members(0.6, {
        capacity: () => dice.pick([0, 3, 500, 1e9]),
        cost: () => dice.pick([0, 1, 5]),
        timeoutCost: () => dice.pick([0, 2.5, 10]),
        perCall: () => dice.pick([0, 0.1, 1e6]),
        perSuccess: () => dice.pick([0, 0.5, 1]),
        refund: () => dice.chance(0.5),
      }),
    }),
    () => ({
      throttling: dice.members(0.6, {
        maxTokens: () => dice.pick([0.5, 10, 1000]),
        tokenRatio: () => dice.pick([0.001, 0.1, 1000]),
      }),
    }),
    () => ({
      failureRate: dice.share(1, 100),
      ...dice.members(0.5, { window: () => dice.duration(0.01, 500) }),
    }),
  ])();

const randomBreaker = (dice: Dice): Record<string, unknown> =>
  orPreset(
    dice,
    'breaker',
    () => ownBreaker(dice),
    () => ({ openFor: dice.duration(0.01, 100) }),
  );

function ownBreaker(dice: Dice): Record<string, unknown> {
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
