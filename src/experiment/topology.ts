/** Who calls whom in a world, what else hangs together, and where everybody is: by name, for a picture of it. */
import { type InfrastructurePlan, NOWHERE } from '../model/infrastructure-plan.ts';
import { homeOf, initialHosts, placesOf, spreadOf } from '../model/places.ts';
import type { EdgePlan, ServicePlan, TrafficPlan, WorldPlan } from '../model/plan.ts';
import type { Topology, TopologyEdge, TopologyLink, TopologyNode } from '../results/result.ts';

/** Traffic first, then services, in the scenario's order. */
export function topologyOf({ traffic, services, infrastructure }: WorldPlan): Topology {
  return {
    nodes: [
      ...traffic.map((source, index) => sourceNode(source, index, infrastructure)),
      ...services.map((service, index) => serviceNode(service, index, infrastructure)),
    ],
    edges: [
      ...traffic.map(({ name, edge }) => edgeOf(edge, name, false, services)),
      ...services.flatMap(service =>
        service.edges.map((edge, index) => edgeOf(edge, service.name, isOptional(service, index), services)),
      ),
    ],
    links: linksOf(traffic, services),
    places:
      infrastructure === null ? [] : placesOf(infrastructure).map(({ name, kind, within }) => ({ name, kind, within })),
  };
}

function sourceNode({ name }: TrafficPlan, index: number, infrastructure: InfrastructurePlan | null): TopologyNode {
  const zone = infrastructure?.sources[index] ?? NOWHERE;
  const inZone = infrastructure?.zones[zone]?.name;
  const place = infrastructure && placesOf(infrastructure).find(({ name }) => name === `zone ${inZone}`);
  return {
    name,
    kind: 'traffic',
    replicas: null,
    most: null,
    cluster: false,
    standby: false,
    place: place?.name ?? null,
    spread: [],
  };
}

function serviceNode(
  { name, kind, replicas, cluster, standby }: ServicePlan,
  index: number,
  infrastructure: InfrastructurePlan | null,
): TopologyNode {
  const hosts = infrastructure === null ? [] : initialHosts(infrastructure, index);
  const spread = infrastructure === null ? [] : spreadOf(infrastructure, index);
  return {
    name,
    kind,
    replicas: infrastructure?.runtimes[index]?.initial ?? replicas,
    most: replicas,
    cluster: cluster !== null,
    standby: standby !== null,
    place: (infrastructure && homeOf(infrastructure, index)?.name) ?? null,
    spread: spread.map(place => ({
      place: place.name,
      replicas: hosts.filter(host => place.hosts.includes(host)).length,
    })),
  };
}

const edgeOf = (edge: EdgePlan, from: string, optional: boolean, services: readonly ServicePlan[]): TopologyEdge => ({
  name: edge.name,
  from,
  to: services[edge.target]!.name,
  optional,
  policies: [
    ...edge.policies.map(({ kind }) => kind),
    ...(edge.healthCheck === null ? [] : ['healthCheck']),
    ...(edge.outlierDetection === null ? [] : ['outlierDetection']),
    ...(edge.discovery === null ? [] : ['discovery']),
  ],
});

/** Each once, however many calls it stands behind. */
function linksOf(traffic: readonly TrafficPlan[], services: readonly ServicePlan[]): TopologyLink[] {
  const nameOf = (service: number): string => services[service]!.name;
  const links = [
    ...traffic.flatMap(({ name, edge, failover }) => [
      ...lookUp(name, [edge], nameOf),
      ...(failover === null ? [] : [{ kind: 'fails-over' as const, from: name, to: nameOf(failover.edge.target) }]),
    ]),
    ...services.flatMap(({ name, edges, register, copy }) => [
      ...(register === null ? [] : [{ kind: 'registers' as const, from: name, to: nameOf(register.registry) }]),
      ...lookUp(name, edges, nameOf),
      ...(copy === null ? [] : [{ kind: 'copies' as const, from: name, to: nameOf(copy.of) }]),
    ]),
  ];
  return links.filter((link, index) => links.findIndex(other => isSame(link, other)) === index);
}

const lookUp = (from: string, edges: readonly EdgePlan[], nameOf: (service: number) => string): TopologyLink[] =>
  edges.flatMap(({ discovery }) =>
    discovery === null ? [] : [{ kind: 'looks-up' as const, from, to: nameOf(discovery.registry) }],
  );

const isSame = (one: TopologyLink, other: TopologyLink): boolean =>
  one.kind === other.kind && one.from === other.from && one.to === other.to;

/** Whether no operation needs the call. */
function isOptional({ operations }: ServicePlan, edge: number): boolean {
  const calls = operations.flatMap(({ flow }) =>
    flow.flatMap(step => (step.kind === 'calls' ? step.calls.filter(call => call.edge === edge) : [])),
  );
  return calls.length > 0 && calls.every(({ optional }) => optional);
}
