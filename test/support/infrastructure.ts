/** Puts a test's world into zones and on machines, by name; milliseconds for latencies. */
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { type InfrastructurePlan, NOWHERE } from '../../src/model/infrastructure-plan.ts';
import type { FaultPlan, WorldPlan } from '../../src/model/plan.ts';
import type { NodeControlPlan, RuntimePlan } from '../../src/model/runtime-plan.ts';
import { ms, type WorldDraft, world } from './world.ts';

export interface InfrastructureDraft {
  readonly zones: readonly string[];
  /** Machines by zone; a zone without any gets a host of its own. */
  readonly machines?: Readonly<Record<string, string>>;
  /** One way, `a->b`, both directions. */
  readonly latency?: Readonly<Record<string, number>>;
  /** For each service, the machine or zone of each of its replicas. */
  readonly on: Readonly<Record<string, readonly string[]>>;
  /** Where more replicas of a service may be put: machines, by zone. */
  readonly choices?: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly cores?: number;
  readonly runtimes?: Readonly<Record<string, RuntimePlan>>;
  readonly nodeControl?: NodeControlPlan;
  /** Zone by traffic source. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Faults by name that strike these machines or zones in place of what they say. */
  readonly struck?: Readonly<Record<string, readonly string[]>>;
}

export function placed(draft: WorldDraft, where: InfrastructureDraft): WorldPlan {
  const plan = world(draft);
  const zone = (name: string | undefined): number => (name === undefined ? NOWHERE : where.zones.indexOf(name));
  const machines = Object.entries(where.machines ?? {}).map(([name, of]) => ({
    name,
    zone: zone(of),
    cores: where.cores ?? Infinity,
  }));
  const hosts: { name: string | null; zone: number; cores: number }[] = [
    ...machines,
    ...where.zones.map(name => ({ name: null, zone: zone(name), cores: Infinity })),
  ];
  const host = (name: string): number => {
    const machine = machines.findIndex(each => each.name === name);
    return machine >= 0 ? machine : machines.length + zone(name);
  };
  const latencyOf = (from: string, to: string): DistributionSpec | null => {
    const value = where.latency?.[`${from}->${to}`] ?? where.latency?.[`${to}->${from}`];
    return value === undefined ? null : { kind: 'constant', value: ms(value) };
  };
  const infrastructure: InfrastructurePlan = {
    zones: where.zones.map(name => ({ name, region: null })),
    hosts,
    distances: where.latency ? where.zones.map(from => where.zones.map(to => latencyOf(from, to))) : null,
    placements: plan.services.map(({ name, replicas }) => ({
      hosts: Array.from({ length: replicas }, (_, n) => {
        const place = where.on[name]?.[n];
        return place === undefined ? NOWHERE : host(place);
      }),
      choices: where.choices?.[name]?.map(hosts => hosts.map(host)) ?? [],
    })),
    runtimes: plan.services.map(({ name }) => where.runtimes?.[name] ?? null),
    nodeControl: where.nodeControl ?? null,
    sources: plan.traffic.map(({ name }) => zone(where.sources?.[name])),
  };
  const isIn = (n: number, name: string): boolean => where.zones.includes(name) && hosts[n]!.zone === zone(name);
  const faults = plan.faults.map((fault): FaultPlan => {
    const struck = where.struck?.[fault.name];
    const hostsStruck = struck?.flatMap(name =>
      hosts.flatMap((_, n) => (n === host(name) || isIn(n, name) ? [n] : [])),
    );
    return hostsStruck === undefined ? fault : { ...fault, groups: [{ ...NOTHING, hosts: hostsStruck }] };
  });
  return { ...plan, faults, infrastructure };
}

const NOTHING = { replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [] };

type RuntimeDraft = Partial<Omit<RuntimePlan, 'rollout' | 'restart'>> & {
  readonly rollout?: Partial<RuntimePlan['rollout']>;
  readonly restart?: Partial<NonNullable<RuntimePlan['restart']>> | null;
};

/** A container that is restarted at once and has no memory, no probes, nothing that takes time; nanoseconds. */
export const runtime = (initial: number, draft: RuntimeDraft = {}): RuntimePlan => ({
  kind: 'container',
  imagePull: null,
  memory: null,
  readiness: null,
  liveness: null,
  cpu: { request: 1, limit: Infinity, isReserved: false },
  preStop: 0,
  terminationGrace: ms(30),
  isListed: true,
  propagation: 0,
  initial,
  autoscaler: null,
  ...draft,
  restart:
    draft.restart === null
      ? null
      : { after: 0, base: ms(10), factor: 2, max: ms(300), resetAfter: ms(600), ...draft.restart },
  rollout: {
    maxSurge: 1,
    maxUnavailable: 0,
    minReady: 0,
    progressDeadline: Infinity,
    isRolledBack: false,
    maxErrors: 1,
    interval: ms(30),
    ...draft.rollout,
  },
});
