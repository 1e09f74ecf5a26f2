/** Regions, zones, machines, the network between them and who stands where, at random. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

export const ZONES = ['north', 'south', 'true'];
const REGIONS: Readonly<Record<string, string>> = { north: 'mainland', south: 'mainland', true: 'island' };

/** What there is to stand on; without zones each is there once somebody names it. */
export interface Ground {
  /** The top-level keys of the scenario. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly nodes: readonly string[];
}

export function randomGround(dice: Dice): Ground {
  if (dice.chance(0.5)) return { written: {}, nodes: [] };
  const declares = dice.chance(0.7);
  const nodes = dice.members(0.5, {
    rack: () => ({
      count: dice.whole(1, 3),
      ...dice.members(0.5, { cores: () => dice.whole(1, 8) }),
      zones: dice.some(ZONES, dice.whole(1, 3)),
    }),
    'old-box': () => ({ title: 'Old', ...(dice.chance(0.7) ? { zone: dice.pick(ZONES) } : {}) }),
  });
  return {
    written: {
      ...(declares ? { zones: randomZones(dice), ...dice.members(0.4, { regions }) } : {}),
      ...(Object.keys(nodes).length > 0 ? { nodes } : {}),
      ...dice.members(0.5, { network: () => randomNetwork(dice, declares) }),
      ...(Object.keys(nodes).length > 0 ? dice.members(0.5, { orchestrator: () => randomOrchestrator(dice) }) : {}),
    },
    nodes: Object.keys(nodes),
  };
}

const randomOrchestrator = (dice: Dice): Record<string, unknown> => ({
  lease: dice.duration(2, 9),
  check: dice.duration(1, 9),
  grace: dice.duration(10, 30),
  toleration: dice.duration(0, 40),
});

const regions = (): Record<string, unknown> => ({ mainland: { title: 'Main <land>' }, island: {} });

const randomZones = (dice: Dice): Record<string, unknown> =>
  Object.fromEntries(
    ZONES.map(zone => [zone, dice.members(0.8, { region: () => REGIONS[zone], title: () => `Zone ${zone}` })]),
  );

const randomNetwork = (dice: Dice, declares: boolean): Record<string, unknown> =>
  dice.members(0.6, {
    sameZone: () => randomDistribution(dice, 0.3),
    betweenZones: () => randomDistribution(dice, 1),
    betweenRegions: () => randomDistribution(dice, 5),
    ...(declares
      ? { pairs: () => ({ [dice.pick(['north->south', 'south -> true'])]: randomDistribution(dice, 2) }) }
      : {}),
  });

export const randomPlace = (dice: Dice, { nodes }: Ground): Record<string, unknown> => {
  if (nodes.length > 0 && dice.chance(0.4))
    return { placement: { nodes: dice.some(nodes, dice.whole(1, 2)), ...randomSpread(dice) } };
  return dice.pick([
    {},
    { zone: dice.pick(ZONES) },
    { zones: dice.some(ZONES, dice.whole(1, 3)) },
    { placement: { zones: dice.some(ZONES, dice.whole(1, 3)), ...randomSpread(dice) } },
  ]);
};

const randomSpread = (dice: Dice): Record<string, unknown> =>
  dice.members(0.5, { spread: () => dice.pick(['even', 'pack']) });

type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Zones where some replica is. */
export const zonesIn = (services: Services): string[] =>
  ZONES.filter(zone =>
    Object.values(services).some(each => {
      const placement = each.placement as { zones?: string[] } | undefined;
      return [each.zone, ...((each.zones as string[]) ?? []), ...(placement?.zones ?? [])].includes(zone);
    }),
  );

/** Regions where some replica is, by the zones that say so. */
export const regionsIn = ({ written }: Ground, services: Services): string[] => {
  const zones = (written.zones ?? {}) as Readonly<Record<string, { region?: string }>>;
  return [...new Set(zonesIn(services).flatMap(zone => zones[zone]?.region ?? []))];
};
