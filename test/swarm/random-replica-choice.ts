/** How a client chooses a replica and what it knows of them, at random: balancers, probes, outlier detection. */
import { balancers } from '../../src/scenario/kinds/all.ts';
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';
import { orPreset } from './random-presets.ts';

/** `replicas` of the target, which weights must be as many as. */
export function randomBalancer(dice: Dice, replicas: number): unknown {
  const { name, weighted } = dice.pick(balancers);
  const common = {
    ...dice.pick<Record<string, unknown>>([
      {},
      {},
      {},
      { cells: dice.whole(1, replicas) },
      { shuffleSharding: { perClient: dice.whole(1, replicas) } },
    ]),
    ...dice.members(0.25, {
      panicThreshold: () => dice.share(0, 100),
      slowStart: () => ({
        window: dice.duration(1, 100),
        ...dice.members(0.5, { aggression: () => dice.pick([0.1, 1, 2.5, 100]), minWeight: () => dice.share(0, 100) }),
      }),
    }),
  };
  if (weighted) {
    const weights = Array.from({ length: replicas }, (_, i) => (i === 0 ? 1 : dice.whole(0, 3)));
    return { kind: name, weights, ...common };
  }
  if (dice.chance(0.1)) return orPreset(dice, 'balancer', () => ({ kind: name, ...common }));
  if (name === 'consistent-hash') {
    const ring = { virtualNodes: () => dice.whole(1, 50), boundedLoad: () => dice.pick([1, 1.25, 3]) };
    return { kind: name, ...common, ...dice.members(0.5, ring) };
  }
  if (name === 'ewma')
    return { kind: name, ...common, ...dice.members(0.6, { decay: () => dice.duration(0.01, 900) }) };
  return dice.chance(0.5) ? name : { kind: name, ...common };
}

export const randomHealthCheck = (dice: Dice): Record<string, unknown> =>
  orPreset(
    dice,
    'healthCheck',
    () => ({
      interval: dice.duration(2, 60),
      ...dice.members(0.5, {
        timeout: () => dice.duration(0.5, 90),
        unhealthyThreshold: () => dice.whole(1, 4),
        healthyThreshold: () => dice.whole(1, 4),
        work: () => randomDistribution(dice, 1),
        deep: () => dice.chance(0.8),
      }),
    }),
    () => ({ interval: dice.duration(2, 60), timeout: dice.duration(0.5, 20) }),
  );

export const randomOutlierDetection = (dice: Dice): Record<string, unknown> =>
  orPreset(
    dice,
    'outlierDetection',
    () =>
      dice.members(0.6, {
        consecutiveErrors: () => dice.pick([1, 3, 'off']),
        interval: () => dice.duration(2, 80),
        baseEjectionTime: () => dice.duration(0.001, 100),
        maxEjectionTime: () => dice.duration(0.001, 200),
        maxEjectedPercent: () => dice.share(1, 100),
        alwaysEjectOne: () => dice.chance(0.7),
        successRate: () => dice.members(0.7, { stdevFactor: () => dice.pick([0.01, 1.9, 50]), ...volumes(dice) }),
        failurePercentage: () => dice.members(0.7, { threshold: () => dice.share(1, 100), ...volumes(dice) }),
      }),
    () => ({ interval: dice.duration(2, 80), baseEjectionTime: dice.duration(1, 80) }),
  );

const volumes = (dice: Dice): Record<string, () => unknown> => ({
  minHosts: () => dice.whole(1, 4),
  minVolume: () => dice.whole(1, 6),
});
