/** Keys, caches, processors and third parties at random. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

export const randomKeys = (dice: Dice): Record<string, unknown> => ({
  count: dice.pick([1, 3, 50, 1_000_000]),
  ...dice.members(0.6, { popularity: () => dice.pick(['uniform', { zipf: dice.pick([0, 0.7, 1, 2.5]) }]) }),
});

export function randomCache(dice: Dice, lookAside: boolean): Record<string, unknown> {
  if (dice.chance(0.2))
    return { hitRatio: dice.share(0, 100), ...dice.members(0.5, { warmAfter: () => dice.whole(0, 20) }) };
  const hasTtl = dice.chance(0.7);
  return {
    ...dice.members(0.5, {
      capacity: () => dice.pick([1, 5, 1000, 'unlimited']),
      eviction: () => dice.pick(['lru', 'fifo', 'lfu']),
      ...(lookAside ? {} : { singleFlight: () => dice.chance(0.7), negativeTtl: () => dice.duration(1, 30) }),
    }),
    ...(hasTtl ? { ttl: dice.duration(1, 90) } : {}),
    ...(hasTtl ? dice.members(0.4, { ttlJitter: () => dice.share(1, 100), sliding: () => dice.chance(0.7) }) : {}),
    ...(hasTtl && !lookAside
      ? dice.members(0.5, { earlyRefresh: () => dice.pick([0.5, 1, 4]), serveStale: () => dice.duration(1, 100) })
      : {}),
  };
}

export const randomProcessor = (dice: Dice): Record<string, unknown> =>
  dice.members(0.12, {
    cpu: () => ({ cores: dice.whole(1, 4), ...dice.members(0.3, { sharing: () => 'processor' }) }),
    scalability: () => dice.members(0.7, { contention: () => dice.share(0, 30), coherency: () => dice.share(0, 5) }),
  });

export const randomThirdParty = (dice: Dice): Record<string, unknown> => ({
  kind: 'external',
  external: dice.members(0.7, {
    latency: () => randomDistribution(dice, 8),
    errors: () => dice.share(0, 20),
    outages: () => ({
      ...dice.pick([{ mtbf: randomDistribution(dice, 100) }, { availability: dice.share(40, 99) }]),
      mttr: randomDistribution(dice, 30),
      ...dice.members(0.6, { how: () => dice.pick(['errors', 'refuses', 'silent']) }),
    }),
  }),
});
