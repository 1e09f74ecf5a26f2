/**
 * Assembles what replicas stand on: hosts, with every replica on the one where it starts. Knows the families that meet
 * here; they do not know each other.
 */
import { type InfrastructurePlan, NOWHERE } from './infrastructure-plan.ts';
import { Host } from './placement/host.ts';
import type { Replica } from './service/replica.ts';
import type { Site } from './site.ts';

export class Infrastructure {
  readonly hosts: readonly Host<Replica>[];

  constructor(plan: InfrastructurePlan, sites: readonly Site[]) {
    this.hosts = plan.hosts.map(({ name, zone }) => new Host(name ?? plan.zones[zone]!.name, zone));
    plan.placements.forEach(({ hosts }, service) => {
      hosts.forEach((host, number) => {
        if (host === NOWHERE) return;
        const replica = sites[service]!.replicas[number]!;
        replica.moveTo(this.hosts[host]!.zone);
        this.hosts[host]!.arrive(replica);
      });
    });
  }
}
