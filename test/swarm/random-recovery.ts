/** What is kept elsewhere and how it is put to use, at random: standbys, copies, failovers of traffic. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

export const randomStandby = (dice: Dice, replicas: number): Record<string, unknown> =>
  dice.members(0.7, { running: () => dice.whole(0, replicas), activation: () => randomDistribution(dice, 20) });

interface Entry {
  readonly name: string;
  readonly operations: readonly string[];
}

/** To one that serves the same, or nowhere. */
export function randomFailover(dice: Dice, from: Entry, services: readonly Entry[]): Record<string, unknown> {
  const others = services.filter(
    ({ name, operations }) => name !== from.name && operations.join() === from.operations.join(),
  );
  if (others.length === 0) return {};
  const failover = {
    to: dice.pick(others).name,
    interval: dice.duration(2, 40),
    ttl: dice.duration(0, 60),
    ...dice.members(0.4, {
      threshold: () => dice.whole(1, 3),
      decision: () => randomDistribution(dice, 10),
      starts: () => dice.some(services, dice.whole(0, 2)).map(({ name }) => name),
    }),
  };
  return { failover };
}

type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Some service gets a copy of what another one counts the writes of. */
export function withCopy(dice: Dice, services: Services): Services {
  const counted = Object.keys(services).filter(name => services[name]!.replication !== undefined);
  if (counted.length === 0 || dice.chance(0.5)) return services;
  const name = dice.pick(Object.keys(services));
  const copy = {
    of: dice.pick(counted),
    every: dice.duration(2, 150),
    ...dice.members(0.6, { takes: () => dice.duration(0, 60) }),
  };
  return { ...services, [name]: { ...services[name], copy } };
}
