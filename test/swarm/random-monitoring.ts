/** Monitors, people and what they do, at random. */
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';
import type { Targets } from './random-faults.ts';

/** Faults by name, as written. */
type Faults = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function randomMonitoring(dice: Dice, targets: Targets, faults: Faults): Record<string, unknown> {
  if (dice.chance(0.6)) return {};
  const people = dice.chance(0.6) ? { 'night-watch': randomTeam(dice) } : {};
  const teams = Object.keys(people);
  const monitors = dice
    .some(['alarm', 'smoke-detector', 'constructor-like'], dice.whole(1, 3))
    .map(name => [name, randomMonitor(dice, targets, faults, teams)]);
  return { monitors: Object.fromEntries(monitors), ...(teams.length > 0 ? { people } : {}) };
}

const randomTeam = (dice: Dice): Record<string, unknown> => ({
  notices: randomDistribution(dice, 15),
  ...(dice.chance(0.5) ? { hours: dice.pick(['9h-17h', '22h30m-6h']), asleep: randomDistribution(dice, 40) } : {}),
  ...dice.members(0.5, {
    title: () => 'Who is <awake>',
    people: () => dice.whole(1, 3),
    acts: () => randomDistribution(dice, 10),
  }),
});

function randomMonitor(
  dice: Dice,
  targets: Targets,
  faults: Faults,
  teams: readonly string[],
): Record<string, unknown> {
  const scrape = dice.whole(2, 20);
  const window = (): string => dice.duration(scrape, 150);
  const automation = dice.chance(0.5) || teams.length === 0;
  return {
    scrape: `${scrape}ms`,
    window: window(),
    ...(dice.chance(0.7)
      ? { watch: dice.chance(0.8) ? randomRule(dice, targets) : [randomRule(dice, targets), randomRule(dice, targets)] }
      : { burnRate: burnRate(dice, targets, scrape) }),
    ...dice.members(0.3, {
      title: () => 'An | alert',
      for: () => dice.duration(0, 60),
      keep: () => dice.duration(0, 60),
      every: () => dice.duration(1, 40),
      lag: () => dice.duration(0, 30),
      missing: () => dice.pick(['ok', 'alert', 'keep']),
      needs: () => [dice.pick(targets.services).name],
      tolerance: () => dice.duration(0, 90),
      again: () => dice.duration(1, 90),
      ...(automation ? { after: () => randomDistribution(dice, 10) } : {}),
    }),
    ...(automation ? {} : { page: dice.pick(teams) }),
    ...dice.members(0.8, {
      // biome-ignore lint/suspicious/noThenProperty: the word of the schema; nobody awaits it.
      then: () => Array.from({ length: dice.whole(1, 3) }, () => randomAction(dice, targets, faults)),
    }),
  };
}

function randomRule(dice: Dice, { services, sources }: Targets): string {
  const ofBoth = ['errorRate > 5%', 'errorRate >= 0%', 'rate > 20/s', 'throughput < 10/s', 'goodput <= 30/s'];
  const ofServices = ['utilisation > 80%', 'queueLength >= 2', 'up < 2'];
  return dice.chance(0.5)
    ? `${dice.pick(sources)}: ${dice.pick([...ofBoth, 'p(50) > 5ms', 'p(99.9) >= 20ms'])}`
    : `${dice.pick(services).name}: ${dice.pick([...ofBoth, ...ofServices])}`;
}

/** Such that it can burn at all: no more than the whole traffic. */
const burnRate = (dice: Dice, { services, sources }: Targets, scrape: number): Record<string, unknown> => ({
  of: dice.pick([...sources, ...services.map(({ name }) => name)]),
  objective: dice.pick(['99%', '95%', '99.9%']),
  factor: dice.pick([0.5, 2, 14.4]),
  long: dice.duration(60, 200),
  short: dice.duration(scrape, 59),
});

function randomAction(dice: Dice, targets: Targets, faults: Faults): Record<string, unknown> {
  const service = (): string => dice.pick(targets.services).name;
  const lasting = dice.members(0.6, { for: () => dice.duration(0.1, 90) });
  // A mitigation may take the first fault away.
  const endable = Object.keys(faults)
    .slice(1)
    .filter(name => faults[name]!.crew === undefined);
  const configs = endable.filter(name => faults[name]!.config !== undefined);
  return dice.pick<() => Record<string, unknown>>([
    () => ({ restart: service(), ...dice.members(0.5, { pause: () => dice.duration(0, 40) }) }),
    () => ({ limit: service(), to: dice.rate(1, 100), ...lasting }),
    () => ({ purge: service() }),
    () => ({ takeOut: dice.pick([{ service: service() }, { service: service(), replicas: 1 }]), ...lasting }),
    ...(targets.zones.length > 0 ? [() => ({ takeOut: { zone: dice.pick(targets.zones) }, ...lasting })] : []),
    ...(targets.calls.length > 0 ? [() => ({ switchOff: dice.pick(targets.calls), ...lasting })] : []),
    ...(endable.length > 0 ? [() => ({ repair: dice.pick(endable) })] : []),
    ...(configs.length > 0 ? [() => ({ rollBack: dice.pick(configs) })] : []),
  ])();
}
