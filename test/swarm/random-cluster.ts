/** Clusters with a leader and databases at random. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

/** Members of a service, as a cluster of `replicas` members. */
export function randomCluster(dice: Dice, replicas: number): Record<string, unknown> {
  const isDatabase = dice.chance(0.5);
  const cluster = isDatabase && dice.chance(0.3) ? {} : { cluster: members(dice) };
  return {
    ...(isDatabase ? { kind: 'database' } : {}),
    ...cluster,
    ...dice.members(0.7, { replication: () => randomReplication(dice, replicas) }),
  };
}

const members = (dice: Dice): Record<string, unknown> =>
  dice.members(0.5, {
    heartbeat: () => dice.duration(1, 30),
    ...dice.pick([
      { electionTimeout: () => dice.duration(2, 90) },
      { detection: () => dice.duration(2, 90) },
      { electionTimeout: () => '20ms' },
    ]),
    quorum: () => dice.pick(['majority', 'none']),
    failover: () => dice.chance(0.7),
    decision: () => randomDistribution(dice, 10),
    promotion: () => randomDistribution(dice, 10),
    failBack: () => dice.duration(0.1, 80),
    latency: () => randomDistribution(dice, 1),
    loss: () => dice.share(0, 40),
    refresh: () => dice.duration(2, 90),
  });

const randomReplication = (dice: Dice, replicas: number): Record<string, unknown> => ({
  ...dice.pick<Record<string, unknown>>([
    {},
    { mode: dice.pick(['async', 'semi-sync', 'quorum', 'sync']) },
    { acks: dice.whole(1, replicas) },
  ]),
  ...dice.members(0.5, {
    giveUp: () => dice.duration(0.1, 60),
    lag: () => randomDistribution(dice, 5),
    reads: () => dice.pick(['leader', 'any', 'quorum']),
    keys: () => dice.pick([1, 20, 1_000_000_000]),
  }),
});
