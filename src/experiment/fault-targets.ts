/** What a fault strikes, by the names of the topology: services, traffic, and calls by their keys. */
import { initialHosts } from '../model/places.ts';
import type { FaultPlan, FaultTarget, WorldPlan } from '../model/plan.ts';

/** Of all its groups, each once: services first, then traffic, then calls. A host stands for who is on it at the start. */
export function targetsOf({ groups }: FaultPlan, world: WorldPlan): string[] {
  const services = groups.flatMap(group => servicesIn(group, world)).map(service => world.services[service]!.name);
  const traffic = groups.flatMap(({ sources }) => sources).map(source => world.traffic[source]!.name);
  const calls = groups.flatMap(({ links }) =>
    links.map(({ service, edge }) =>
      service === null ? world.traffic[edge]!.edge.name : world.services[service]!.edges[edge]!.name,
    ),
  );
  return [...new Set([...services, ...traffic, ...calls])];
}

const servicesIn = (
  { replicas, interconnects, deployments, hosts }: FaultTarget,
  { services, infrastructure }: WorldPlan,
): number[] => [
  ...replicas.map(({ service }) => service),
  ...interconnects.map(({ service }) => service),
  ...deployments,
  ...(infrastructure === null
    ? []
    : services.flatMap((_, service) =>
        initialHosts(infrastructure, service).some(host => hosts.includes(host)) ? [service] : [],
      )),
];
