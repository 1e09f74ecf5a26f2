/** Faults at random: every kind, scheduled, renewing or as chaos, overlapping, on everything that each may strike. */
import { faults } from '../../src/scenario/kinds/all.ts';
import type { Dice } from './dice.ts';
import { randomDistribution } from './random-distribution.ts';

/** What there is to be struck. */
export interface Targets {
  readonly services: readonly {
    readonly name: string;
    readonly replicas: number;
    readonly isCache: boolean;
    readonly clustered: boolean;
    readonly tended: boolean;
  }[];
  readonly nodes: readonly string[];
  readonly zones: readonly string[];
  readonly regions: readonly string[];
  readonly shared: readonly string[];
  readonly links: readonly string[];
  /** The links between services alone. */
  readonly calls: readonly string[];
  /** Those with a connection pool. */
  readonly pooled: readonly string[];
  readonly crews: readonly string[];
  readonly sources: readonly string[];
}

export function randomFault(dice: Dice, targets: Targets, duration: number): Record<string, unknown> {
  if (dice.chance(0.1)) return randomChaos(dice, targets, duration);
  const kind = dice.pick(faults.filter(({ key }) => isPossible(key, targets)));
  if (kind.key === 'flush') {
    const caches = targets.services.filter(({ isCache }) => isCache);
    return { at: dice.duration(0, duration), flush: { service: dice.pick(caches).name } };
  }
  if (kind.key === 'connectionLeak') {
    const leak = { link: dice.pick(targets.pooled), share: dice.share(0.1, 100) };
    return { ...randomSchedule(dice, duration, false, false), connectionLeak: leak };
  }
  if (kind.key === 'deploy') {
    const service = dice.pick(targets.services.filter(({ tended }) => tended)).name;
    return { at: dice.duration(0, duration), deploy: { service, ...EFFECTS.deploy(dice) } };
  }
  const split = targets.services.filter(({ clustered, replicas }) => clustered && replicas > 1);
  if (kind.key === 'partition' && split.length > 0 && dice.chance(0.5)) {
    const { name, replicas } = dice.pick(split);
    const members = dice.members(0.6, { replicas: () => dice.whole(1, replicas - 1) });
    return { ...randomSchedule(dice, duration, false, false), partition: { link: `${name}->${name}`, ...members } };
  }
  const target = dice.pick(kind.targets.filter(key => choices(key, targets).length > 0));
  const name = dice.pick(choices(target, targets));
  const replicas = targets.services.find(service => service.name === name)?.replicas ?? 1;
  const some = target === 'service' && dice.chance(0.5) ? { replicas: dice.whole(1, replicas) } : {};
  return {
    ...(dice.chance(0.1) ? { title: 'Bad [luck](x)' } : {}),
    ...(kind.key === 'config'
      ? { at: dice.duration(0, duration), ...(dice.chance(0.6) ? { for: dice.duration(0.001, duration) } : {}) }
      : kind.key === 'restart'
        ? { at: dice.duration(0, duration), ...dice.members(0.3, { every: () => dice.duration(50, 200) }) }
        : withCrew(dice, randomSchedule(dice, duration, kind.key === 'surge', target === 'service'), targets)),
    [kind.key]: { [target]: name, ...some, ...EFFECTS[kind.key](dice) },
  };
}

function isPossible(key: FaultKey, { services, pooled }: Targets): boolean {
  if (key === 'deploy') return services.some(({ tended }) => tended);
  if (key === 'flush') return services.some(({ isCache }) => isCache);
  return key !== 'connectionLeak' || pooled.length > 0;
}

/** A repair takes as long as the schedule says, and so it must. */
const withCrew = (dice: Dice, schedule: Record<string, unknown>, { crews }: Targets): Record<string, unknown> =>
  crews.length > 0 && (schedule.for ?? schedule.mttr) !== undefined && dice.chance(0.5)
    ? { ...schedule, crew: dice.pick(crews) }
    : schedule;

/** No time at all between two turns is refused. */
const atLeast = (form: unknown): unknown => (form === '0s' ? '3ms' : form);

const randomChaos = (dice: Dice, { services }: Targets, duration: number): Record<string, unknown> => ({
  ...dice.members(0.3, { at: () => dice.duration(0, duration), for: () => dice.duration(0.001, duration) }),
  random: {
    between: atLeast(randomDistribution(dice, duration / 8)),
    lasts: randomDistribution(dice, duration / 10),
    ...dice.members(0.4, {
      services: () => dice.some(services, dice.whole(1, 2)).map(({ name }) => name),
      budget: () => dice.whole(1, 5),
      atOnce: () => dice.whole(1, 3),
      during: () => dice.pick(['9h-17h', '22h-6h']),
      kinds: () =>
        dice.pick([
          { crash: 1, hang: 2 },
          { slow: 1, errors: 0.5, partition: 3 },
        ]),
      factor: () => dice.pick([1, 3, 1000]),
      share: () => dice.share(1, 100),
      seed: () => dice.pick([1, 'another']),
    }),
  },
});

function choices(target: (typeof faults)[number]['targets'][number], targets: Targets): readonly string[] {
  if (target === 'service') return targets.services.map(({ name }) => name);
  if (target === 'node') return targets.nodes;
  if (target === 'zone') return targets.zones;
  if (target === 'region') return targets.regions;
  if (target === 'shared') return targets.shared;
  if (target === 'link') return targets.links;
  return target === 'traffic' ? targets.sources : [];
}

type FaultKey = (typeof faults)[number]['key'];

const EFFECTS: Readonly<Record<FaultKey, (dice: Dice) => Record<string, unknown>>> = {
  crash: dice => (dice.chance(0.5) ? { silent: dice.chance(0.5) } : {}),
  hang: () => ({}),
  slow: dice =>
    dice.pick([
      { factor: dice.pick([0.001, 0.5, 4, 50]) },
      { added: dice.duration(0, 20) },
      { factor: 2, added: '3ms' },
    ]),
  errors: dice => ({ share: dice.share(0.1, 100) }),
  partition: () => ({}),
  loss: dice => ({ share: dice.share(0.1, 100) }),
  capacity: dice => ({ lost: dice.share(0.1, 100) }),
  flush: () => ({}),
  connectionLeak: () => ({}),
  pause: dice => ({
    every: dice.duration(1, 60),
    length: dice.duration(0.1, 10),
    ...dice.members(0.3, { p99: () => dice.duration(11, 40) }),
  }),
  leak: dice => ({
    limit: '1MiB',
    ...dice.pick([{ perSecond: dice.pick(['4MiB', '40MiB']) }, { perRequest: dice.pick(['1KiB', '64KiB']) }]),
    ...dice.members(0.5, { spread: () => dice.share(1, 100), restart: () => dice.duration(0, 40) }),
  }),
  poison: dice => ({
    ...dice.pick([{ requests: dice.share(0.1, 20) }, { keys: dice.share(1, 50) }, { key: dice.whole(0, 3) }]),
    ...dice.members(0.8, { restart: () => dice.duration(0, 40) }),
  }),
  restart: dice => ({
    downtime: dice.duration(0.1, 40),
    ...dice.members(0.6, { stagger: () => dice.duration(0, 30) }),
  }),
  memoryLeak: dice =>
    dice.pick([{ perRequest: '1KiB' }, { perSecond: '400KiB' }, { perRequest: '1B', perSecond: '1MiB' }]),
  deploy: dice =>
    dice.members(0.4, {
      errors: () => dice.share(1, 100),
      slow: () => dice.pick([0.5, 3]),
      crashAfter: () => dice.duration(1, 50),
      neverReady: () => true,
    }),
  surge: dice => ({ factor: dice.pick([0, 0.5, 2, 5]) }),
  config: dice => ({
    ...(dice.chance(0.7) ? { waves: dice.pick([['10%'], ['1%', '50%'], ['20%', '60%', '100%']]), pause: '500ms' } : {}),
    ...(dice.chance(0.5) ? { undo: dice.duration(0, 2) } : {}),
    ...dice.pick([{ errors: dice.share(1, 100) }, { slow: 4 }, { crash: true }]),
  }),
};

/** A surge that follows on itself would multiply, so it comes once. */
function randomSchedule(dice: Dice, duration: number, isSurge: boolean, onService: boolean): Record<string, unknown> {
  if (dice.chance(0.3)) {
    return {
      mtbf: randomDistribution(dice, duration / 3),
      mttr: randomDistribution(dice, duration / 6),
      ...(onService && dice.chance(0.3) ? { together: dice.chance(0.5) } : {}),
    };
  }
  const at = { at: dice.duration(0, duration * 1.1) };
  if (dice.chance(0.15)) return at;
  if (isSurge || dice.chance(0.7)) return { ...at, for: dice.duration(0.001, duration) };
  return { ...at, for: dice.duration(0.5, 15), every: dice.duration(16, 100) };
}
