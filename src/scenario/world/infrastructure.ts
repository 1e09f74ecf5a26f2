/** `zones`, `nodes`, `network` and where services say they run → the infrastructure plan, and who stands where. */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import {
  type HostPlan,
  type InfrastructurePlan,
  NOWHERE,
  type PlacementPlan,
} from '../../model/infrastructure-plan.ts';
import { compileDistribution, type DistributionValue } from '../quantities/distribution.ts';
import { machineNames } from '../schema/placement.ts';
import type { Scenario, ServiceValue } from '../schema/schema.ts';
import { compileNodeControl, compileRuntime, isTended, placesOf } from './runtimes.ts';
import type { Site } from './site.ts';

/** The infrastructure, and the hosts that faults and shared dependencies mean by a name. */
export interface Layout {
  readonly plan: InfrastructurePlan | null;
  readonly hostsInZone: (zone: string) => readonly number[];
  readonly hostsInRegion: (region: string) => readonly number[];
  readonly hostsOfNode: (node: string) => readonly number[];
}

/** Names must have been checked (checks/references.ts). */
export function compileLayout(scenario: Scenario, site: Site): Layout {
  const builder = new LayoutBuilder(scenario);
  const { zones, hosts } = builder;
  const placements = Object.entries(scenario.services).map(([name, service]) => builder.place(name, service));
  const runtimes = Object.entries(scenario.services).map(([name, service]) => compileRuntime(name, service, site));
  const nodeControl = compileNodeControl(scenario);
  const sources = Object.values(scenario.traffic).map(({ zone }) =>
    zone === undefined ? NOWHERE : builder.zone(zone),
  );
  const isSilent = zones.length === 0 && hosts.length === 0 && runtimes.every(each => each === null);
  const select = (wanted: (host: HostPlan) => boolean): number[] =>
    hosts.flatMap((host, index) => (wanted(host) ? [index] : []));
  const regionOf = ({ zone }: HostPlan): string | null => zones[zone]?.region ?? null;
  const machinesOf = (node: string): ReadonlySet<string | null> => new Set(builder.machines.get(node));
  return {
    plan: isSilent
      ? null
      : { zones, hosts, distances: distancesOf(scenario, zones, site), placements, sources, runtimes, nodeControl },
    hostsInZone: name => select(({ zone }) => zones[zone]?.name === name),
    hostsInRegion: name => select(host => regionOf(host) === name),
    hostsOfNode: name => {
      const machines = machinesOf(name);
      return select(host => machines.has(host.name));
    },
  };
}

type Zones = InfrastructurePlan['zones'];

class LayoutBuilder {
  readonly zones: { name: string; region: string | null }[] = [];
  readonly hosts: HostPlan[] = [];
  /** Names of machines by what a scenario may call them: each by its own name, several alike by theirs. */
  readonly machines = new Map<string, readonly string[]>();
  readonly #zoneIndex = new Map<string, number>();
  /** Replicas placed so far, by host. */
  readonly #load: number[] = [];
  readonly #scenario: Scenario;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    for (const name of Object.keys(scenario.zones ?? {})) this.zone(name);
    for (const [name, node] of Object.entries(scenario.nodes ?? {})) {
      const machines = machineNames(name, node.count);
      const zones = node.zones ?? (node.zone === undefined ? [] : [node.zone]);
      machines.forEach((machine, number) => {
        const zone = zones.length === 0 ? NOWHERE : this.zone(zones[number % zones.length]!);
        this.#addHost(machine, zone, node.cores ?? Number.POSITIVE_INFINITY);
        this.machines.set(machine, [machine]);
      });
      this.machines.set(name, machines);
    }
    const placed = Object.values(scenario.services).flatMap(zonesOf);
    const origins = Object.values(scenario.traffic).flatMap(({ zone }) => zone ?? []);
    for (const name of [...placed, ...origins]) this.zone(name);
  }

  /** Its index; a zone that is named for the first time is added. */
  zone(name: string): number {
    const known = this.#zoneIndex.get(name);
    if (known !== undefined) return known;
    this.#zoneIndex.set(name, this.zones.length);
    return this.zones.push({ name, region: this.#scenario.zones?.[name]?.region ?? null }) - 1;
  }

  #addHost(name: string | null, zone: number, cores: number): number {
    this.#load.push(0);
    return this.hosts.push({ name, zone, cores }) - 1;
  }

  /** The host of each replica, one after the other. */
  place(name: string, service: ServiceValue): PlacementPlan {
    const choices = this.#choicesOf(service);
    const next = service.placement?.spread === 'pack' ? (hosts: readonly number[]) => hosts[0]! : this.#spreading();
    const places = placesOf(name, service, this.#scenario);
    const hosts = Array.from({ length: places }, (_, replica) => {
      if (choices.length === 0 || replica >= service.replicas) return NOWHERE;
      const host = next(choices[replica % choices.length]!);
      this.#load[host]!++;
      return host;
    });
    return { hosts, choices };
  }

  /** The hosts to choose from, by zone in turn; a service that names machines chooses among these wherever they are. */
  #choicesOf(service: ServiceValue): readonly (readonly number[])[] {
    // A service that is looked after and says nothing of a place may be anywhere.
    const isFree = isTended(service) && zonesOf(service).length === 0;
    const anywhere = isFree ? [...this.machines.values()].flat() : undefined;
    const names = service.placement?.nodes?.flatMap(name => this.machines.get(name) ?? []) ?? anywhere;
    const nodes = names === undefined ? undefined : new Set<string | null>(names);
    const named = this.hosts.flatMap((host, index) => (nodes?.has(host.name) ? [index] : []));
    const zones = zonesOf(service).map(name => this.zone(name));
    const wanted =
      zones.length > 0 || nodes === undefined ? zones : [...new Set(named.map(host => this.hosts[host]!.zone))];
    const choices = wanted.map(zone => {
      const inZone =
        nodes === undefined ? this.#machinesIn(zone) : named.filter(host => this.hosts[host]!.zone === zone);
      return inZone.length > 0 || nodes !== undefined ? inZone : [this.#standIn(zone)];
    });
    return choices.filter(hosts => hosts.length > 0);
  }

  #machinesIn(zone: number): number[] {
    return this.hosts.flatMap((host, index) => (host.zone === zone && host.name !== null ? [index] : []));
  }

  /** The host without a name that stands for a zone without machines. */
  #standIn(zone: number): number {
    const known = this.hosts.findIndex(host => host.zone === zone && host.name === null);
    return known === -1 ? this.#addHost(null, zone, Number.POSITIVE_INFINITY) : known;
  }

  /**
   * Where the next replica of one service goes: to where the fewest of the same service are, then the fewest of all, then
   * the first one written. Each takes one more in its turn, so the order of the first round is that of all rounds.
   */
  #spreading(): (hosts: readonly number[]) => number {
    const rounds = new Map<number, { readonly order: readonly number[]; taken: number }>();
    const begin = (hosts: readonly number[]) => ({
      order: hosts.toSorted((a, b) => this.#load[a]! - this.#load[b]!),
      taken: 0,
    });
    return hosts => {
      // Hosts of two zones are never the same, so the first one names the list.
      const round = rounds.get(hosts[0]!) ?? begin(hosts);
      rounds.set(hosts[0]!, round);
      return round.order[round.taken++ % round.order.length]!;
    };
  }
}

/** The zones that a service says it runs in. */
function zonesOf({ zone, zones, placement }: ServiceValue): readonly string[] {
  return placement?.zones ?? zones ?? (zone === undefined ? [] : [zone]);
}

function distancesOf(scenario: Scenario, zones: Zones, site: Site): InfrastructurePlan['distances'] {
  const network = scenario.network;
  if (network === undefined) return null;
  const compiled = (value: DistributionValue | undefined, ...path: string[]): DistributionSpec | null =>
    value === undefined ? null : compileDistribution(value, site.data(['network', ...path]));
  const sameZone = compiled(network.sameZone, 'sameZone');
  const betweenZones = compiled(network.betweenZones, 'betweenZones');
  const betweenRegions = compiled(network.betweenRegions, 'betweenRegions') ?? betweenZones;
  const pairs = new Map(
    Object.entries(network.pairs ?? {}).map(([pair, value]) => [tidyPair(pair), compiled(value, 'pairs', pair)]),
  );
  return zones.map(from =>
    zones.map(to => {
      const pair = pairs.get(`${from.name}->${to.name}`) ?? pairs.get(`${to.name}->${from.name}`);
      if (pair !== undefined) return pair;
      if (from === to) return sameZone;
      return from.region === to.region ? betweenZones : betweenRegions;
    }),
  );
}

/** `a -> b` is `a->b`. */
const tidyPair = (pair: string): string => pair.replace(/\s/g, '');
