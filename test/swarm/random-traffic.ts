/** Traffic at random: open and closed, every profile, mixes of operations, priorities and impatient users. */
import type { Dice } from './dice.ts';
import { randomClient } from './random-client.ts';
import { randomKeys } from './random-data.ts';
import { randomDistribution } from './random-distribution.ts';
import { ZONES } from './random-placement.ts';
import { randomFailover } from './random-recovery.ts';
import type { ServiceOutline } from './random-services.ts';

export const SOURCES = ['shoppers', 'robots', 'isPrototypeOf'];

export function randomTraffic(dice: Dice, outlines: readonly ServiceOutline[]): Record<string, unknown> {
  const target = dice.chance(0.8) ? outlines[0]! : dice.pick(outlines);
  const named = target.operations.length > 0 && dice.chance(0.4);
  const mixed = target.operations.length > 0 && !named && dice.chance(0.6);
  return {
    to: named ? `${target.name}/${dice.pick(target.operations)}` : target.name,
    ...randomClient(dice, target),
    ...arrivals(dice),
    ...(dice.chance(0.15) ? randomFailover(dice, target, outlines) : {}),
    ...(dice.chance(0.9) ? { keys: randomKeys(dice) } : {}),
    ...(mixed ? { operations: Object.fromEntries(target.operations.map(name => [name, dice.whole(1, 90)])) } : {}),
    ...dice.members(0.3, {
      clients: () => dice.whole(1, 4),
      zone: () => dice.pick(ZONES),
      priority: () => dice.whole(-5, 5),
      reload: () => ({
        after: dice.duration(0.1, 30),
        ...dice.members(0.5, { probability: () => dice.share(0, 100), max: () => dice.whole(1, 4) }),
      }),
    }),
  };
}

function arrivals(dice: Dice): Record<string, unknown> {
  const rate = (): string => dice.rate(0, 250);
  return dice.pick<() => Record<string, unknown>>([
    () => ({ rate: rate() }),
    () => ({ rate: { poisson: rate() } }),
    () => ({ rate: { constant: rate() } }),
    () => ({ users: dice.whole(1, 15), thinkTime: thinkTime(dice) }),
    () => ({
      bursts: {
        requests: dice.whole(1, 30),
        every: dice.duration(10, 150),
        ...dice.members(0.5, { first: () => dice.duration(0, 90), within: () => dice.duration(0, 200) }),
      },
    }),
    () => ({
      connections: {
        clients: dice.whole(1, 40),
        wait: thinkTime(dice),
        ...dice.members(0.8, { keepalive: () => dice.duration(1, 60) }),
      },
    }),
    () => ({
      profile: randomProfile(dice),
      ...(dice.chance(0.4) ? { pacing: dice.pick(['poisson', 'constant']) } : {}),
    }),
  ])();
}

/** Never all zero, which would be refused, and long enough to end. */
const thinkTime = (dice: Dice): unknown => {
  const form = randomDistribution(dice, 15);
  return form === '0s' ? '20ms' : form;
};

const randomProfile = (dice: Dice): Record<string, unknown> =>
  dice.pick<() => Record<string, unknown>>([
    () => ({
      ramp: {
        from: dice.rate(0, 100),
        to: dice.rate(0, 200),
        for: dice.duration(1, 300),
        ...(dice.chance(0.5) ? { at: dice.duration(0, 200) } : {}),
      },
    }),
    () => ({ sine: { mean: '100/s', amplitude: dice.pick(['0/s', '60/s', '100/s']), period: dice.duration(5, 900) } }),
    () => ({
      spike: { base: dice.rate(0, 60), peak: dice.rate(0, 400), at: dice.duration(0, 200), for: dice.duration(1, 200) },
    }),
    () => ({
      steps: [
        { at: '0s', rate: dice.rate(0, 100) },
        { at: '50ms', rate: dice.rate(0, 200) },
        { at: '120ms', rate: '0/s' },
        { at: '200ms', rate: dice.rate(0, 200) },
      ],
    }),
    () => ({
      replay: dice.pick([
        { file: 'rates.csv' },
        [
          { at: '0s', rate: dice.rate(0, 100) },
          { at: '90ms', rate: dice.rate(0, 300) },
        ],
      ]),
    }),
  ])();
