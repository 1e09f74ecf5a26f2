/**
 * Assembles edges: the way from callers to a target - a link and a meter - and the client sides of the processes that
 * call over it. Those of services are connected here; traffic.ts does the same for what comes from outside.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import { packed } from '../../engine/packed.ts';
import type { Caller, Place } from '../call/parties.ts';
import type { EdgeMeter } from '../edge-meter.ts';
import { Link } from '../network/link.ts';
import type { EdgePlan, WorldPlan } from '../plan.ts';
import type { World } from '../world.ts';
import { buildClient } from './client.ts';
import type { DeepProbes } from './deep-probe.ts';
import type { Directory } from './directory.ts';
import type { ClientSide, Edge, Site } from './site.ts';

/** What edges are built among. */
export interface Surroundings {
  readonly world: World;
  readonly plan: WorldPlan;
  readonly sites: readonly Site[];
  readonly deepProbes: DeepProbes;
  readonly directory: Directory;
}

/** What everybody shares who calls over an edge. */
export interface Way {
  readonly plan: EdgePlan;
  readonly target: Site;
  readonly meter: EdgeMeter;
  readonly link: Link;
}

/** Who calls over a way: the client sides to build, and everybody who does the same. */
export interface CallingParty {
  /** One client side each: where its process is, and who is told how its calls end. */
  readonly processes: readonly { readonly home: Place; readonly caller: Caller }[];
  readonly callers: readonly Place[];
  /** One client side for all replicas of the caller. */
  readonly shared: boolean;
}

export function buildWay({ world, sites }: Surroundings, plan: EdgePlan, use: 'dependency' | 'traffic'): Way {
  const target = sites[plan.target]!;
  const meter = world.recorder.edge(plan.name, target.meter, use);
  const latency = plan.latency && buildDistribution(plan.latency);
  const link = new Link(world.simulator, plan.name, latency, plan.loss, world.distances !== null);
  return { plan, target, meter, link };
}

export function buildEdge(surroundings: Surroundings, way: Way, { processes, callers, shared }: CallingParty): Edge {
  const { world, deepProbes, directory } = surroundings;
  const { plan, target, meter, link } = way;
  // Not spread from `way` and `process`: that makes an object of a kilobyte, and a large world has thousands of clients.
  const clients = packed(processes, ({ home, caller }, number) =>
    buildClient(world, { plan, target, meter, link, home, caller, number, callers, shared, deepProbes, directory }),
  );
  return { plan, link, clients };
}

/** Builds the client side of every edge of a service, one per replica or one for all, and hands them to its replicas. */
export function connectService(surroundings: Surroundings, site: Site): readonly Edge[] {
  const { replicas } = site;
  const edges = site.plan.edges.map(plan => {
    const way = buildWay(surroundings, plan, 'dependency');
    const shared = plan.scope === 'service';
    const processes = shared
      ? [{ home: replicas[0]!, caller: dispatcher(site) }]
      : replicas.map(replica => ({ home: replica, caller: replica }));
    return buildEdge(surroundings, way, { processes, callers: replicas, shared });
  });
  replicas.forEach((replica, number) => {
    const chainOf = ({ clients }: Edge) => (clients[number] ?? clients[0]!).chain;
    const itsOwn = edges.filter(({ plan }) => plan.scope === 'replica');
    replica.connect(packed(edges, chainOf), packed(itsOwn, chainOf));
  });
  return edges;
}

/** Hands the end of a call made over a shared chain to the replica that made it. */
function dispatcher({ replicas }: Site): Caller {
  const first = replicas[0]!.index;
  return {
    callEnded: (call, outcome, root) => {
      replicas[call.asker!.callee!.index - first]!.callEnded(call, outcome, root);
    },
  };
}

/** Lets the edge's meter see, window by window, what its breakers and balancers do. */
export function followEdge({ recorder, simulator }: World, { plan, clients }: Edge): void {
  const breakers = clients.flatMap(client => client.breakers);
  recorder.edges
    .find(({ name }) => name === plan.name)
    ?.follow({
      breakers: breakers.length,
      notClosed: () => notClosed(breakers, simulator.now),
      out: () => clients.reduce((sum, { balancer }) => sum + balancer.outCount, 0) / clients.length,
    });
}

/** Time that breakers were not closed up to now, all of them together. */
export const notClosed = (breakers: ClientSide['breakers'], now: number): number =>
  breakers.reduce((sum, breaker) => sum + breaker.notClosedUntil(now), 0);
