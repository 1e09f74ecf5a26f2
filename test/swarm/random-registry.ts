/**
 * A registry for some of the random scenarios: services announce themselves, callers look them up and eject whom they
 * think bad. Dice of its own, so that the other scenarios stay what they were.
 */
import { Dice } from './dice.ts';

type Plain = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Plain>>;

export function withRegistry(seed: number, services: Named, traffic: Named): { services: Named; traffic: Named } {
  const dice = new Dice(`swarm/registry/${seed}`);
  if (!dice.chance(0.3)) return { services, traffic };
  const registers = new Set(
    Object.keys(services).filter(name => services[name]!.kind === undefined && dice.chance(0.8)),
  );
  const client = (target: string, value: unknown): Plain => ({
    ...(value as Plain),
    ...(registers.has(target) && dice.chance(0.8) ? { discovery: randomDiscovery(dice) } : {}),
    ...(dice.chance(0.4) ? { outlierDetection: randomDetection(dice) } : {}),
  });
  const caller = (name: string): Plain => {
    const service = services[name]!;
    const calls = Object.entries((service.calls ?? {}) as Named);
    return {
      ...service,
      ...(registers.has(name) ? { register: randomRegister(dice) } : {}),
      ...(calls.length > 0
        ? { calls: Object.fromEntries(calls.map(([target, value]) => [target, client(target, value)])) }
        : {}),
    };
  };
  return {
    services: {
      ...Object.fromEntries(Object.keys(services).map(name => [name, caller(name)])),
      registry: randomRegistry(dice),
    },
    traffic: Object.fromEntries(
      Object.entries(traffic).map(([name, value]) => [name, client(String(value.to).split('/')[0]!, value)]),
    ),
  };
}

const randomRegistry = (dice: Dice): Plain => ({
  kind: 'registry',
  replicas: dice.whole(1, 4),
  ...dice.members(0.4, {
    work: () => dice.duration(0, 3),
    concurrency: () => dice.whole(1, 3),
    errors: () => dice.share(0, 30),
    registry: () =>
      dice.members(0.5, {
        consistency: () => 'quorum',
        reads: () => dice.pick(['quorum', 'local']),
        sweep: () => dice.duration(0, 30),
        responseCache: () => dice.duration(0, 30),
        election: () => ({ heartbeat: dice.duration(1, 10), timeout: dice.duration(1, 60) }),
      }),
  }),
  ...(dice.chance(0.3)
    ? { registry: { consistency: 'peers', reads: 'local', sweep: dice.duration(0, 30), selfPreservation: '85%' } }
    : {}),
});

const messages = (dice: Dice): Plain => ({
  registry: 'registry',
  timeout: dice.duration(1, 20),
  ...dice.members(0.3, { latency: () => dice.duration(0, 3), loss: () => dice.share(0, 50) }),
});

const randomRegister = (dice: Dice): Plain => ({
  ...messages(dice),
  heartbeat: dice.duration(3, 40),
  ...dice.pick([
    { ttl: dice.duration(5, 150) },
    { missed: dice.whole(1, 4) },
    { phi: { threshold: dice.pick([0.5, 3, 8]), window: dice.whole(2, 20), minDeviation: dice.duration(0.1, 5) } },
    {},
  ]),
});

const randomDiscovery = (dice: Dice): Plain => ({ ...messages(dice), refresh: dice.duration(5, 60) });

const randomDetection = (dice: Dice): Plain => ({
  ...dice.members(0.5, {
    consecutiveErrors: () => dice.pick([1, 3, 'off']),
    interval: () => dice.duration(2, 40),
    baseEjectionTime: () => dice.duration(5, 60),
    maxEjectionTime: () => dice.duration(5, 200),
    maxEjectedPercent: () => dice.share(10, 100),
    alwaysEjectOne: () => dice.chance(0.5),
    successRate: () => ({ minHosts: dice.whole(1, 3), minVolume: dice.whole(1, 5) }),
    failurePercentage: () => ({ minHosts: dice.whole(1, 3), minVolume: dice.whole(1, 5) }),
  }),
});
