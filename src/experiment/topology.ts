/** Who calls whom in a world, by name, for a picture of it. */
import type { EdgePlan, ServicePlan, WorldPlan } from '../model/plan.ts';
import type { Topology, TopologyEdge } from '../results/result.ts';

/** Traffic first, then services, in the scenario's order. */
export function topologyOf({ traffic, services }: WorldPlan): Topology {
  return {
    nodes: [
      ...traffic.map(({ name }) => ({ name, kind: 'traffic' as const, replicas: null })),
      ...services.map(({ name, kind, replicas }) => ({ name, kind, replicas })),
    ],
    edges: [
      ...traffic.map(({ name, edge }) => edgeOf(edge, name, false, services)),
      ...services.flatMap(service =>
        service.edges.map((edge, index) => edgeOf(edge, service.name, isOptional(service, index), services)),
      ),
    ],
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

/** Whether no operation needs the call. */
function isOptional({ operations }: ServicePlan, edge: number): boolean {
  const calls = operations.flatMap(({ flow }) =>
    flow.flatMap(step => (step.kind === 'calls' ? step.calls.filter(call => call.edge === edge) : [])),
  );
  return calls.length > 0 && calls.every(({ optional }) => optional);
}
