/** Puts a test's world into zones and on machines, by name; milliseconds for latencies. */
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { type InfrastructurePlan, NOWHERE } from '../../src/model/infrastructure-plan.ts';
import type { FaultPlan, WorldPlan } from '../../src/model/plan.ts';
import { ms, type WorldDraft, world } from './world.ts';

export interface InfrastructureDraft {
  readonly zones: readonly string[];
  /** Machines by zone; a zone without any gets a host of its own. */
  readonly machines?: Readonly<Record<string, string>>;
  /** One way, `a->b`, both directions. */
  readonly latency?: Readonly<Record<string, number>>;
  /** For each service, the machine or zone of each of its replicas. */
  readonly on: Readonly<Record<string, readonly string[]>>;
  /** Zone by traffic source. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Faults by name that strike these machines or zones in place of what they say. */
  readonly struck?: Readonly<Record<string, readonly string[]>>;
}

export function placed(draft: WorldDraft, where: InfrastructureDraft): WorldPlan {
  const plan = world(draft);
  const zone = (name: string | undefined): number => (name === undefined ? NOWHERE : where.zones.indexOf(name));
  const machines = Object.entries(where.machines ?? {}).map(([name, of]) => ({ name, zone: zone(of) }));
  const hosts: { name: string | null; zone: number }[] = [
    ...machines,
    ...where.zones.map(name => ({ name: null, zone: zone(name) })),
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
    })),
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

const NOTHING = { replicas: [], links: [], sources: [], hosts: [], interconnects: [] };
