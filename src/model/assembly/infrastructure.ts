/**
 * Assembles what replicas stand on: hosts, with every replica on the one where it starts, the sharing of their cores, the
 * fleets of services that a runtime looks after, and the watch over dead machines. Knows the families that meet here;
 * they do not know each other.
 */
import { Random } from '../../engine/random.ts';
import { UNLISTED } from '../balancer/balancer.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import { type InfrastructurePlan, NOWHERE } from '../infrastructure-plan.ts';
import { NodeMonitor } from '../orchestrator/node-monitor.ts';
import { measureHeadroom } from '../placement/headroom.ts';
import { Host } from '../placement/host.ts';
import { followPresence } from '../placement/presence.ts';
import { presenceName, spreadOf } from '../places.ts';
import { ratio } from '../ratio.ts';
import type { Recorder } from '../recorder.ts';
import { CpuSharing } from '../runtime/cpu-sharing.ts';
import type { Replica } from '../service/replica.ts';
import type { World } from '../world.ts';
import { Fleet, type Ground } from './fleet.ts';
import type { Edge, Site } from './site.ts';

export class Infrastructure implements Ground {
  readonly hosts: readonly Host<Replica>[];
  /** By service; null for one that nobody looks after. */
  readonly fleets: readonly (Fleet | null)[];
  private readonly plan: InfrastructurePlan;
  private readonly sites: readonly Site[];
  private readonly recorder: Recorder;
  /** By host; null where cores are not counted. */
  private readonly cores: readonly (CpuSharing | null)[];
  private readonly monitor: NodeMonitor | null;
  /** Hosts that are taken for dead. */
  private readonly lost = new Set<number>();
  /** By service and replica: the host it is on. */
  private readonly standsOn: number[][];
  /** By host: how many replicas it has of each service that is there. */
  private readonly counts: readonly Map<number, number>[];
  /** Images that have been pulled: service/host. */
  private readonly images = new Set<string>();

  constructor(world: World, plan: InfrastructurePlan, sites: readonly Site[]) {
    this.plan = plan;
    this.sites = sites;
    this.recorder = world.recorder;
    const { simulator } = world;
    this.hosts = plan.hosts.map(({ name, zone }) => new Host(name ?? plan.zones[zone]!.name, zone, simulator));
    this.cores = plan.hosts.map(({ cores }) => (cores === Infinity ? null : new CpuSharing(simulator, cores)));
    this.standsOn = plan.placements.map(({ hosts }) => hosts.map(() => NOWHERE));
    this.counts = plan.hosts.map(() => new Map<number, number>());
    this.fleets = plan.runtimes.map(
      (runtime, service) => runtime && new Fleet(world, sites[service]!, service, runtime, this),
    );
    plan.placements.forEach((_, service) => void this.settle(service));
    this.hosts.forEach((host, index) => {
      host.heardAgain = () => this.onHost(index, (fleet, replica) => fleet.instances[replica]!.heardAgain());
    });
    plan.placements.forEach((_, service) => void this.follow(service));
    this.monitor = this.buildMonitor(world);
  }

  start(): void {
    for (const cores of this.cores) cores?.start();
    for (const fleet of this.fleets) fleet?.start();
    this.monitor?.start();
  }

  /**
   * Called once, when the edges have been built: callers go by the lists of those they call. Whoever looks them up in a
   * registry goes by that instead.
   */
  watch(edges: readonly Edge[]): void {
    for (const { plan, clients } of edges) {
      if (plan.discovery !== null) continue;
      const endpoints = this.fleets[plan.target]?.endpoints;
      for (const { balancer } of clients)
        endpoints?.directories.push({
          exclude: replica => void balancer.exclude(replica, UNLISTED),
          include: replica => void balancer.include(replica, UNLISTED),
        });
    }
    if (this.plan.distances !== null) this.reportZones(this.recorder.edges.filter(({ use }) => use !== 'probes'));
  }

  occupy(service: number, replica: number): { readonly isKnown: boolean } | null {
    const { choices } = this.plan.placements[service]!;
    if (choices.length === 0) return { isKnown: this.pulled(service, NOWHERE) };
    const host = this.place(service);
    if (host === NOWHERE) return null;
    this.arrive(service, replica, host);
    return { isKnown: this.pulled(service, host) };
  }

  vacate(service: number, replica: number): void {
    const host = this.standsOn[service]![replica]!;
    if (host === NOWHERE) return;
    const process = this.sites[service]!.replicas[replica]!;
    this.cores[host]?.leave(process);
    this.hosts[host]!.leave(process);
    this.standsOn[service]![replica] = NOWHERE;
    this.count(service, host, -1);
  }

  isDown(service: number, replica: number): boolean {
    return this.hosts[this.standsOn[service]![replica]!]?.isDown ?? false;
  }

  isSilent(service: number, replica: number): boolean {
    return this.hosts[this.standsOn[service]![replica]!]?.isSilent ?? false;
  }

  private reportZones(meters: readonly EdgeMeter[]): void {
    const sum = (some: readonly EdgeMeter[], of: (meter: EdgeMeter) => number): number =>
      some.reduce((total, meter) => total + of(meter), 0);
    for (const caller of new Set(meters.map(callerOf))) {
      const own = meters.filter(meter => callerOf(meter) === caller);
      this.recorder.figure(caller, 'crossZone', () =>
        ratio(
          sum(own, ({ farHops }) => farHops),
          sum(own, ({ hops }) => hops),
        ),
      );
    }
  }

  private settle(service: number): void {
    const { meter, plan } = this.sites[service]!;
    const { hosts } = this.plan.placements[service]!;
    const initial = hosts.slice(0, this.plan.runtimes[service]?.initial);
    initial.forEach((host, number) => {
      if (host !== NOWHERE) this.arrive(service, number, host);
      this.pulled(service, host);
    });
    if (initial.includes(NOWHERE)) return;
    const zones = initial.map(host => this.hosts[host]!.zone);
    const domains = new Set(zones).size > 1 ? zones : initial;
    measureHeadroom(this.recorder, { meter, concurrency: plan.concurrency, domains });
  }

  private follow(service: number): void {
    const { plan, replicas } = this.sites[service]!;
    for (const { name, hosts } of spreadOf(this.plan, service))
      followPresence(this.recorder, presenceName(plan.name, name), hosts, replicas, this.standsOn[service]!);
  }

  private arrive(service: number, replica: number, host: number): void {
    const process = this.sites[service]!.replicas[replica]!;
    process.moveTo(this.hosts[host]!.zone);
    this.standsOn[service]![replica] = host;
    this.count(service, host, 1);
    this.hosts[host]!.arrive(process);
    this.cores[host]?.arrive(process, this.plan.runtimes[service]?.cpu ?? WITHOUT_RUNTIME);
  }

  /** Whether the image was there; it is from now on. */
  private pulled(service: number, host: number): boolean {
    const image = `${service}/${host}`;
    const isKnown = this.images.has(image);
    this.images.add(image);
    return isKnown;
  }

  /** The zone with the fewest of this service, and there the host with the fewest; NOWHERE when none has room. */
  private place(service: number): number {
    const { choices } = this.plan.placements[service]!;
    const own = (host: number): number => this.counts[host]!.get(service) ?? 0;
    const open = choices
      .map(hosts => ({
        count: hosts.reduce((sum, host) => sum + own(host), 0),
        hosts: hosts.filter(host => !this.lost.has(host) && this.hasRoom(service, host)),
      }))
      .filter(({ hosts }) => hosts.length > 0);
    if (open.length === 0) return NOWHERE;
    const zone = open.reduce((best, each) => (each.count < best.count ? each : best));
    return zone.hosts.reduce((best, host) => {
      const difference =
        own(host) - own(best) || this.hosts[host]!.residents.length - this.hosts[best]!.residents.length;
      return difference < 0 ? host : best;
    });
  }

  private count(service: number, host: number, more: number): void {
    const counts = this.counts[host]!;
    counts.set(service, (counts.get(service) ?? 0) + more);
  }

  /** Cores that are spoken for are not to be had again. */
  private hasRoom(service: number, host: number): boolean {
    const { cores } = this.plan.hosts[host]!;
    if (cores === Infinity) return true;
    const requestOf = (other: number): number => this.plan.runtimes[other]?.cpu.request ?? 0;
    let spoken = 0;
    for (const [other, count] of this.counts[host]!) spoken += requestOf(other) * count;
    return spoken + requestOf(service) <= cores + 1e-9;
  }

  /** Every replica there that somebody looks after. */
  private onHost(host: number, what: (fleet: Fleet, replica: number) => void): void {
    this.standsOn.forEach((hosts, service) => {
      const fleet = this.fleets[service];
      if (!fleet) return;
      hosts.forEach((each, replica) => {
        if (each === host) what(fleet, replica);
      });
    });
  }

  private buildMonitor(world: World): NodeMonitor | null {
    if (this.plan.nodeControl === null) return null;
    const machines = this.plan.hosts.flatMap(({ name }, index) => (name === null ? [] : [index]));
    const on = (node: number, what: (fleet: Fleet, replica: number) => void) => this.onHost(machines[node]!, what);
    const events = {
      lost: (node: number) => {
        this.lost.add(machines[node]!);
        on(node, (fleet, replica) => void fleet.instances[replica]!.lost());
      },
      found: (node: number) => void this.lost.delete(machines[node]!),
      evicted: (node: number) => {
        const since = this.hosts[machines[node]!]!.silentSince;
        on(node, (fleet, replica) => void fleet.abandon(replica, since));
      },
    };
    const luck = Random.named(`${world.seed}/nodes`);
    return new NodeMonitor(
      world,
      this.plan.nodeControl,
      machines.map(host => this.hosts[host]!),
      events,
      luck,
    );
  }
}

/** A service without a runtime on a machine whose cores are counted: it takes what it wants, at the weight of one core. */
const WITHOUT_RUNTIME = { request: 1, limit: Infinity, isReserved: false };

/** `a->b` and `a/operation->b` are a's. */
const callerOf = ({ name }: EdgeMeter): string => name.split(/->|\//)[0]!;
