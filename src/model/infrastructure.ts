/**
 * Assembles what replicas stand on: hosts, with every replica on the one where it starts. Knows the families that meet
 * here; they do not know each other.
 */
import { type InfrastructurePlan, NOWHERE } from './infrastructure-plan.ts';
import { measureHeadroom } from './placement/headroom.ts';
import { Host } from './placement/host.ts';
import { ratio } from './ratio.ts';
import type { EdgeMeter, Recorder } from './recorder.ts';
import type { Replica } from './service/replica.ts';
import type { Site } from './site.ts';
import type { World } from './world.ts';

export class Infrastructure {
  readonly hosts: readonly Host<Replica>[];
  private readonly plan: InfrastructurePlan;
  private readonly sites: readonly Site[];
  private readonly recorder: Recorder;

  constructor(world: World, plan: InfrastructurePlan, sites: readonly Site[]) {
    this.plan = plan;
    this.sites = sites;
    this.recorder = world.recorder;
    this.hosts = plan.hosts.map(({ name, zone }) => new Host(name ?? plan.zones[zone]!.name, zone));
    plan.placements.forEach((_, service) => void this.settle(service));
  }

  /** Called once, when the edges have been built. */
  watch(edges: readonly EdgeMeter[]): void {
    if (this.plan.distances === null) return;
    const callers = new Set(edges.map(callerOf));
    for (const caller of callers) {
      const own = edges.filter(edge => callerOf(edge) === caller);
      this.recorder.figure(caller, 'crossZone', () =>
        ratio(
          own.reduce((sum, { farHops }) => sum + farHops, 0),
          own.reduce((sum, { hops }) => sum + hops, 0),
        ),
      );
    }
  }

  private settle(service: number): void {
    const { meter, plan, replicas } = this.sites[service]!;
    const { hosts } = this.plan.placements[service]!;
    hosts.forEach((host, number) => {
      if (host === NOWHERE) return;
      replicas[number]!.moveTo(this.hosts[host]!.zone);
      this.hosts[host]!.arrive(replicas[number]!);
    });
    if (hosts.includes(NOWHERE)) return;
    const zones = hosts.map(host => this.hosts[host]!.zone);
    const domains = new Set(zones).size > 1 ? zones : hosts;
    measureHeadroom(this.recorder, { meter, concurrency: plan.concurrency, domains });
  }
}

/** `a->b` and `a/operation->b` are a's. */
const callerOf = ({ name }: EdgeMeter): string => name.split(/->|\//)[0]!;
