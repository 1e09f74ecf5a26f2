/** Zones, machines, the network and the watch over machines, at random; names of zones are those that services say. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';
import { ZONES } from './random-services.ts';

export const NODES = ['n', 'rack'];

/** Nothing, as often as not: then faults of machines and regions have nothing to strike. */
export function randomInfrastructure(dice: Dice): Record<string, unknown> {
  if (dice.chance(0.6)) return {};
  return {
    ...(dice.chance(0.5) ? { regions: { eu: { title: 'Europe' }, us: {} } } : {}),
    zones: Object.fromEntries(
      ZONES.map(zone => [zone, dice.pick([{}, { region: 'eu' }, { region: 'us', title: 'x' }])]),
    ),
    nodes: { n: { zone: ZONES[0], cores: dice.whole(1, 8) }, rack: { zones: ZONES.slice(0, 2), count: 3 } },
    ...(dice.chance(0.5) ? { network: randomNetwork(dice) } : {}),
    ...(dice.chance(0.5)
      ? { orchestrator: { lease: '4ms', check: '2ms', grace: '10ms', toleration: dice.duration(5, 40) } }
      : {}),
  };
}

const randomNetwork = (dice: Dice): Record<string, unknown> =>
  dice.members(0.6, {
    sameZone: () => randomDistribution(dice, 1),
    betweenZones: () => randomDistribution(dice, 2),
    betweenRegions: () => randomDistribution(dice, 5),
    pairs: () => ({ [`${ZONES[0]}->${ZONES[1]}`]: '1ms' }),
  });
