/**
 * Random scenarios as a user would write them: plain objects in the words of the schema, some hundred milliseconds
 * long. Nearly all compile; a few ask for what is refused, which is a good answer too. The same seed, the same scenario.
 */
import { METRIC_NAMES } from '../../src/experiment/plan.ts';
import { CASCADE_CAUSES, REMEDIES } from '../../src/scenario/schema/schema.ts';
import { Dice } from './dice.ts';
import { randomClient } from './random-client.ts';
import { randomDistribution } from './random-distribution.ts';
import { randomFault, type Targets } from './random-faults.ts';
import { randomMonitoring } from './random-monitoring.ts';
import { overloadControl } from './random-overload.ts';
import { type Ground, randomGround, regionsIn, zonesIn } from './random-placement.ts';
import { withCopy } from './random-recovery.ts';
import { randomOutlines, randomService, type ServiceOutline } from './random-services.ts';
import { randomTraffic, SOURCES } from './random-traffic.ts';

/** Some worlds are long enough for what takes its time: restarts, the search for a place, scaling down, leases. */
const LONG_EVERY = 25;
const LONG = 60;

export type ScenarioObject = Readonly<Record<string, unknown>>;

export function randomScenario(seed: number): ScenarioObject {
  const dice = new Dice(`swarm/${seed}`);
  const duration = dice.whole(50, 600) * (seed % LONG_EVERY === 0 ? LONG : 1);
  const outlines = randomOutlines(dice);
  const ground = randomGround(dice);
  const services = withCopy(
    dice,
    named(
      outlines,
      ({ name }) => name,
      (_, index) => randomService(dice, outlines, index, ground),
    ),
  );
  const sources = dice.some(SOURCES, dice.whole(1, 3));
  const traffic = named(sources, String, () => randomTraffic(dice, outlines));
  const shared = dice.chance(0.3) ? { 'power-supply': randomShared(dice, outlines, services, ground) } : {};
  const crews = dice.members(0.2, {
    fitters: () => ({
      ...dice.members(0.5, {
        size: () => dice.whole(1, 3),
        responds: () => randomDistribution(dice, 20),
        title: () => 'The <fitters>',
      }),
    }),
  });
  const names = { shared: Object.keys(shared), crews: Object.keys(crews) };
  const targets = targetsOf(outlines, services, traffic, ground, names);
  const faults = named(['f1', 'f2', 'f3', 'f4'].slice(0, dice.whole(0, 4)), String, () =>
    randomFault(dice, targets, duration),
  );
  const mitigations = named(['m1', 'm2', 'toString'].slice(0, dice.whole(0, 2)), String, () =>
    randomMitigation(dice, outlines, services, traffic, faults),
  );
  return {
    name: `swarm-${seed}`,
    ...dice.members(0.2, {
      title: () => 'A title | with <i>marks</i>',
      description: () => 'One line.\n\nAnd *another*.',
    }),
    run: randomRun(dice, duration),
    ...(dice.chance(0.3) ? { slo: dice.pick([{ availability: dice.share(0, 100) }, {}]) } : {}),
    services,
    traffic,
    ...ground.written,
    ...(names.crews.length > 0 ? { crews } : {}),
    ...randomMonitoring(dice, targets, faults),
    ...(Object.keys(shared).length > 0 ? { shared } : {}),
    ...(Object.keys(faults).length > 0 ? { faults } : {}),
    ...experiment(dice, mitigations),
    ...(dice.chance(0.4) ? { expect: { baseline: statements(dice, outlines, sources, Object.keys(faults)) } } : {}),
  };
}

function named<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  make: (item: T, index: number) => unknown,
): Record<string, Record<string, unknown>> {
  return Object.fromEntries(items.map((item, index) => [nameOf(item), make(item, index) as Record<string, unknown>]));
}

const randomRun = (dice: Dice, duration: number): Record<string, unknown> => ({
  duration: `${duration}ms`,
  window: dice.duration(duration / 30, duration / 3),
  ...(dice.chance(0.5) ? { warmup: dice.duration(0, duration / 2) } : {}),
  replications: dice.whole(1, 2),
  maxReplications: 2,
  ...dice.members(0.2, { startsAt: () => dice.pick(['9h', '23h', '16h59m']) }),
  ...(dice.chance(0.5) ? { seed: dice.pick([0, 7, 'a word', '007']) } : {}),
});

function randomShared(
  dice: Dice,
  outlines: readonly ServiceOutline[],
  services: Services,
  { nodes }: Ground,
): Record<string, unknown> {
  const one = dice.pick(outlines);
  const zones = zonesIn(services);
  return {
    services: dice.some(outlines, dice.whole(0, 2)).map(({ name }) => name),
    replicas: { [one.name]: dice.whole(1, one.replicas) },
    ...(zones.length > 0 && dice.chance(0.5) ? { zones: dice.some(zones, 1) } : {}),
    ...(nodes.length > 0 && dice.chance(0.5) ? { nodes: dice.some(nodes, 1) } : {}),
    ...(dice.chance(0.2) ? { title: 'The <power>' } : {}),
  };
}

type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function targetsOf(
  outlines: readonly ServiceOutline[],
  services: Services,
  traffic: Services,
  ground: Ground,
  names: Pick<Targets, 'shared' | 'crews'>,
): Targets {
  const calls = Object.entries(services).flatMap(([name, service]) =>
    service.flow === undefined ? Object.keys(service.calls ?? {}).map(target => `${name}->${target}`) : [],
  );
  const operations = Object.values(services).some(({ operations: own }) => own !== undefined);
  const entries = Object.entries(traffic).map(([name, { to }]) => `${name} -> ${String(to).split('/')[0]}`);
  const links = operations ? entries : [...calls, ...entries];
  return {
    services: outlines.map(({ name, replicas }) => {
      const { kind, cluster, replication, runtime } = services[name]!;
      const clustered = kind === 'database' || (cluster ?? replication) !== undefined;
      return { name, replicas, isCache: kind === 'cache', clustered, tended: runtime !== undefined };
    }),
    nodes: ground.nodes,
    zones: zonesIn(services),
    regions: regionsIn(ground, services),
    ...names,
    links,
    calls: operations ? [] : calls,
    pooled: links.filter(link => hasPool(link, services, traffic)),
    sources: Object.keys(traffic),
  };
}

/** `a->b`, with spaces about the arrow or without. */
function hasPool(link: string, services: Services, traffic: Services): boolean {
  const [caller = '', callee = ''] = link.replaceAll(' ', '').split('->');
  const calls = (services[caller]?.calls ?? {}) as Readonly<Record<string, { connectionPool?: unknown }>>;
  const client = Object.hasOwn(traffic, caller) ? traffic[caller] : calls[callee];
  return client?.connectionPool !== undefined;
}

/** A patch of one to three parts: what client sides, services, traffic or faults there are to change. */
function randomMitigation(
  dice: Dice,
  outlines: readonly ServiceOutline[],
  services: Services,
  traffic: Services,
  faults: Services,
): Record<string, unknown> {
  const { name } = dice.pick(outlines);
  const source = dice.pick(Object.keys(traffic));
  const callee = Object.keys((services[name]!.calls as object | undefined) ?? {})[0];
  const { balancer: _, ...client } = randomClient(dice, { replicas: 1, registers: false });
  const patch = {
    ...(callee === undefined ? {} : { services: { [name]: { calls: { [callee]: { ...client, timeout: '20ms' } } } } }),
    ...dice.members(0.4, {
      traffic: () => ({ [source]: { timeout: dice.pick([null, '25ms']), retry: { attempts: 2, budget: '10%' } } }),
      services: () => ({
        [name]: {
          queue: { capacity: 3, discipline: 'lifo' },
          ...dice.members(0.3, overloadControl(dice)),
          ...(services[name]!.kind === 'external' ? {} : { work: dice.duration(0, 6) }),
        },
      }),
      faults: () =>
        Object.fromEntries(
          Object.keys(faults)
            .slice(0, 1)
            .map(fault => [fault, null]),
        ),
    }),
  };
  return {
    patch,
    ...dice.members(0.3, {
      title: () => 'Better | *than* nothing',
      description: () => 'It helps.',
      remedy: () => dice.pick<unknown>([dice.pick(REMEDIES), dice.some(REMEDIES, 4)]),
      answers: () => dice.pick<unknown>([CASCADE_CAUSES[0], dice.some(CASCADE_CAUSES, 2), 'something-else']),
    }),
  };
}

function experiment(dice: Dice, mitigations: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys(mitigations);
  if (names.length === 0) return {};
  const sets = [names.slice(0, 1), { name: 'chosen', title: 'A set', mitigations: names }];
  return { mitigations, ...(dice.chance(0.5) ? { compare: dice.pick(['each', 'ablation', 'factorial', sets]) } : {}) };
}

const BOUNDS: Readonly<Partial<Record<(typeof METRIC_NAMES)[number], string>>> = {
  availability: '>= 99%',
  fullAvailability: '< 50%',
  timeAvailability: '> 10%',
  wastedWork: '<= 3%',
  utilisation: '< 80%',
  rejected: '= 0%',
  throughput: '> 10/s',
  goodput: '!= 0/s',
  amplification: '< 1.3',
  replicaHours: '< 100',
  queueLength: '<= 2.5',
  metastable: '= false',
  recovery: '!= never',
};

/** One for each of a few metrics, about whatever it can be asked of. */
function statements(
  dice: Dice,
  outlines: readonly ServiceOutline[],
  sources: readonly string[],
  faults: readonly string[],
): string[] {
  return dice.some(METRIC_NAMES, dice.whole(1, 6)).map(metric => {
    const written = metric === 'p' ? dice.pick(['p(50)', 'p(99.9)']) : metric;
    const bound = BOUNDS[metric] ?? '< 20ms';
    return `${subjectOf(metric, dice, outlines, sources, faults)}${written} ${bound}`;
  });
}

const OF_SERVICES = new Set(['utilisation', 'queueLength', 'waitingTime', 'sojournTime', 'rejected']);

function subjectOf(
  metric: (typeof METRIC_NAMES)[number],
  dice: Dice,
  outlines: readonly ServiceOutline[],
  sources: readonly string[],
  faults: readonly string[],
): string {
  if (OF_SERVICES.has(metric)) return `${dice.pick(outlines).name}: `;
  if (metric === 'recovery') return faults.length > 0 && dice.chance(0.5) ? `${dice.pick(faults)}: ` : '';
  if (metric === 'replicaHours' || metric === 'metastable' || dice.chance(0.5)) return '';
  return `${dice.pick(sources)}: `;
}
