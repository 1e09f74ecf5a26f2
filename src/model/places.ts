/**
 * Where things stand, in names a reader knows: the regions, zones and machines that tell replicas apart. A world with one
 * zone says nothing by it, so a kind of place that there is only one of is left out. Everything follows from the plan;
 * who is where later on is followed by presence.ts.
 */
import { type HostPlan, type InfrastructurePlan, NOWHERE } from './infrastructure-plan.ts';

export interface Place {
  /** Its kind and its name, such as `zone a`: zones and machines may be called alike. */
  readonly name: string;
  readonly kind: 'region' | 'zone' | 'machine';
  /** The name of the place around it; null for none. */
  readonly within: string | null;
  /** Indices into the infrastructure's hosts. */
  readonly hosts: readonly number[];
}

/** Beyond so many machines the picture of a service is a list. */
const MOST_MACHINES = 8;

/** Outer places before those in them. */
export function placesOf({ zones, hosts }: InfrastructurePlan): Place[] {
  const hostsWhere = (wanted: (host: HostPlan) => boolean): number[] =>
    hosts.flatMap((host, index) => (wanted(host) ? [index] : []));
  const names = [...new Set(zones.flatMap(({ region }) => region ?? []))];
  const regions = names.length < 2 ? [] : names;
  const aroundZone = (zone: number): string | null => {
    const region = zones[zone]?.region ?? null;
    return region !== null && regions.includes(region) ? `region ${region}` : null;
  };
  const aroundHost = (zone: number): string | null =>
    zones.length < 2 || zone === NOWHERE ? null : `zone ${zones[zone]!.name}`;
  return [
    ...regions.map(region => ({
      name: `region ${region}`,
      kind: 'region' as const,
      within: null,
      hosts: hostsWhere(({ zone }) => zones[zone]?.region === region),
    })),
    ...(zones.length < 2 ? [] : zones).map(({ name }, index) => ({
      name: `zone ${name}`,
      kind: 'zone' as const,
      within: aroundZone(index),
      hosts: hostsWhere(({ zone }) => zone === index),
    })),
    ...hosts.flatMap(({ name, zone }, index): Place[] =>
      name === null ? [] : [{ name: `machine ${name}`, kind: 'machine', within: aroundHost(zone), hosts: [index] }],
    ),
  ];
}

/** The hosts a service's replicas start on, with one entry per replica; nothing for a service that is nowhere in particular. */
export function initialHosts({ placements, runtimes }: InfrastructurePlan, service: number): readonly number[] {
  const hosts = placements[service]!.hosts.slice(0, runtimes[service]?.initial);
  return hosts.filter(host => host !== NOWHERE);
}

/** Hosts its replicas may ever be on. */
function reachable(plan: InfrastructurePlan, service: number): readonly number[] {
  return [...new Set([...plan.placements[service]!.hosts, ...plan.placements[service]!.choices.flat()])].filter(
    host => host !== NOWHERE,
  );
}

/** The smallest place that holds all its replicas, wherever they may move; null when none does. */
export function homeOf(plan: InfrastructurePlan, service: number): Place | null {
  const own = reachable(plan, service);
  if (own.length === 0) return null;
  const around = placesOf(plan).filter(({ hosts }) => own.every(host => hosts.includes(host)));
  return around.at(-1) ?? null;
}

/** The places that tell its replicas apart: its zones, or within one zone its machines. None when all are in one. */
export function spreadOf(plan: InfrastructurePlan, service: number): readonly Place[] {
  const own = reachable(plan, service);
  const held = placesOf(plan).filter(({ hosts }) => hosts.some(host => own.includes(host)));
  const zones = held.filter(({ kind }) => kind === 'zone');
  if (zones.length > 1) return zones;
  const machines = held.filter(({ kind }) => kind === 'machine');
  return machines.length > 1 && machines.length <= MOST_MACHINES ? machines : [];
}

/** How a service is called where some of its replicas are. */
export const presenceName = (service: string, place: string): string => `${service} in ${place}`;
