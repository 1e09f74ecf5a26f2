/** Assembles what comes from outside: traffic sources with the client sides they call through, and their ways elsewhere. */
import { invariant } from '../../engine/invariant.ts';
import { packed } from '../../engine/packed.ts';
import type { Place } from '../call/parties.ts';
import { keyStep } from '../draws.ts';
import { NOWHERE } from '../infrastructure-plan.ts';
import { buildSource } from '../load/build-source.ts';
import { ClientCensus } from '../load/client-census.ts';
import { ConnectionSource } from '../load/herd.ts';
import type { Source } from '../load/source.ts';
import type { TrafficPlan } from '../plan.ts';
import { TrafficFailover } from '../recovery/traffic-failover.ts';
import { buildEdge, buildWay, type Surroundings } from './edges.ts';
import type { Edge } from './site.ts';
import type { Standbys } from './standbys.ts';

/** A traffic source as built. */
export interface Traffic {
  readonly source: Source;
  /** Who counts how its requests went for each client; null where there is only one. */
  readonly census: ClientCensus | null;
  readonly edge: Edge;
}

/** A traffic source's way elsewhere, and who decides that it is taken. */
export interface Detour {
  readonly failover: TrafficFailover;
  readonly edge: Edge;
}

export function buildTraffic(surroundings: Surroundings, plan: TrafficPlan, number: number): Traffic {
  const {
    world,
    plan: { services, traffic },
  } = surroundings;
  const way = buildWay(surroundings, plan.edge, 'traffic');
  const { target } = way;
  const source = buildSource(world, {
    plan,
    number,
    meter: world.recorder.source(plan.name),
    key: keyStep(null, target.plan, services, 0),
  });
  const census = plan.clients > 1 ? takeCensus(surroundings, plan, source) : null;
  if (source instanceof ConnectionSource) source.connectTo(target.replicas);
  const home = placeOf(surroundings, number);
  const edge = buildEdge(surroundings, way, {
    processes: Array.from({ length: plan.clients }, () => ({ home, caller: census ?? source })),
    // Sources with one target are its callers together, whatever they are called.
    callers: traffic.flatMap((other, n) => (other.edge.target === plan.edge.target ? [placeOf(surroundings, n)] : [])),
    shared: false,
  });
  source.clients = packed(edge.clients, ({ chain }) => chain);
  census?.know(source.clients);
  return { source, census, edge };
}

/** With several clients it matters how many of them an outage reaches. */
function takeCensus({ world, plan }: Surroundings, { name }: TrafficPlan, source: Source): ClientCensus {
  const census = new ClientCensus(source, plan.warmup, plan.objective);
  world.recorder.figure(name, 'blastRadius', () => census.blastRadius());
  return census;
}

/** The way elsewhere of a source whose traffic has one: each client is moved to a client side of its own. */
export function buildDetour(surroundings: Surroundings, standbys: Standbys, traffic: Traffic, number: number): Detour {
  const { world, sites, plan } = surroundings;
  const { name, clients, edge: usual, failover } = plan.traffic[number]!;
  invariant(failover !== null, 'only traffic with a failover has a way elsewhere');
  const { source, census } = traffic;
  const home = placeOf(surroundings, number);
  const edge = buildEdge(surroundings, buildWay(surroundings, failover.edge, 'traffic'), {
    processes: Array.from({ length: clients }, () => ({ home, caller: census ?? source })),
    callers: [home],
    shared: false,
  });
  census?.know(edge.clients.map(({ chain }) => chain));
  return {
    edge,
    failover: new TrafficFailover(world, {
      name,
      plan: failover,
      target: sites[usual.target]!.replicas,
      elsewhere: failover.starts.map(service => sites[service]!.replicas),
      standbys: failover.starts.flatMap(service => standbys.of(service) ?? []),
      clients,
      move: client => source.moveClient(client, edge.clients[client]!.chain),
    }),
  };
}

const placeOf = ({ plan }: Surroundings, source: number): Place => ({
  island: 0,
  loss: 0,
  zone: plan.infrastructure?.sources[source] ?? NOWHERE,
});
