/** Registries, who announces itself there, and who looks others up, at random. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';
import { orPreset } from './random-presets.ts';

export const REGISTRY = 'phone-book';

export const randomRegistry = (dice: Dice): Record<string, unknown> => ({
  kind: 'registry',
  ...dice.members(0.85, {
    registry: () =>
      orPreset(dice, 'registry', () => {
        const consistency = dice.pick(['quorum', 'peers']);
        return {
          consistency,
          ...dice.members(0.5, {
            reads: () => dice.pick(['quorum', 'local']),
            sweep: () => dice.duration(1, 60),
            responseCache: () => dice.duration(0, 60),
            election: () =>
              dice.members(0.8, { heartbeat: () => dice.duration(2, 30), timeout: () => dice.duration(2, 100) }),
            ...(consistency === 'peers' ? { selfPreservation: () => dice.pick(['off', dice.share(1, 100)]) } : {}),
          }),
        };
      }),
  }),
});

export const randomRegister = (dice: Dice): Record<string, unknown> => ({
  ...orPreset(
    dice,
    'register',
    () => ({
      heartbeat: dice.duration(3, 60),
      ...dice.pick<() => Record<string, unknown>>([
        () => ({}),
        () => ({ ttl: dice.duration(1, 150) }),
        () => ({ missed: dice.whole(1, 4) }),
        () => ({
          phi: dice.members(0.6, {
            threshold: () => dice.pick([0.1, 1, 8, 15]),
            window: () => dice.whole(2, 40),
            minDeviation: () => dice.duration(0.001, 20),
            pause: () => dice.duration(0, 40),
          }),
        }),
      ])(),
    }),
    () => ({ heartbeat: dice.duration(3, 60) }),
  ),
  registry: REGISTRY,
  ...message(dice),
});

export const randomDiscovery = (dice: Dice): Record<string, unknown> => ({
  ...orPreset(
    dice,
    'discovery',
    () => ({ refresh: dice.duration(3, 100) }),
    () => ({ refresh: dice.duration(3, 100) }),
  ),
  registry: REGISTRY,
  ...message(dice),
});

const message = (dice: Dice): Record<string, unknown> =>
  dice.members(0.3, {
    timeout: () => dice.duration(0.1, 60),
    latency: () => randomDistribution(dice, 1),
    loss: () => dice.share(0, 40),
  });
