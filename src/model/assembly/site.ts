/** Parts of the world as built, below whoever builds them: a service's site, an edge, and the client side of an edge. */
import type { Balancer } from '../balancer/balancer.ts';
import type { Chain } from '../call/chain.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Breaker } from '../mitigation/breaker.ts';
import type { ConnectionPool } from '../mitigation/connection-pool.ts';
import type { Link } from '../network/link.ts';
import type { EdgePlan, ServicePlan } from '../plan.ts';
import type { Operation } from '../service/operation.ts';
import type { Replica } from '../service/replica.ts';
import type { ServiceMeter } from '../service-meter.ts';

/** One service as built. */
export interface Site {
  readonly plan: ServicePlan;
  readonly meter: ServiceMeter;
  readonly operations: Operation[];
  readonly replicas: readonly Replica[];
  readonly cluster: Cluster | null;
}

/** One edge as built: what its clients share, and the clients. */
export interface Edge {
  readonly plan: EdgePlan;
  readonly link: Link;
  readonly clients: readonly ClientSide[];
}

/** What tells a balancer whom to leave out. A process that is started anew knows nothing yet. */
export interface Informant {
  start(): void;
  reset(): void;
}

/** The client side of an edge in one process. */
export interface ClientSide {
  readonly chain: Chain;
  readonly balancer: Balancer;
  readonly informants: readonly Informant[];
  readonly breakers: readonly Breaker[];
  readonly pools: readonly ConnectionPool[];
}
