/** The plans of registries and of those who use them; part of the world's plan (model/plan.ts). Times are nanoseconds. */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';

export interface RegistryPlan {
  /**
   * `quorum`: one leader, changes need a majority of nodes (Consul, etcd, ZooKeeper). `peers`: every node takes changes
   * and tells the others it can reach (Eureka).
   */
  readonly consistency: 'quorum' | 'peers';
  /** Whether a lookup needs the leader too, or any node answers with what it knows. Peers always answer. */
  readonly reads: 'quorum' | 'local';
  /** Time between two searches for entries that have expired; 0 removes each at the moment it expires. */
  readonly sweep: number;
  /** Below this share of the expected renewals nothing expires; 0 for off. Only of peers. */
  readonly selfPreservation: number;
  /** A node answers lookups from a copy of its entries that may be this old. */
  readonly responseCache: number;
  /** The leader's heartbeat to the other nodes, and the silence (times 1 to 2, drawn by each node) after which they elect. */
  readonly election: { readonly heartbeat: number; readonly timeout: number };
}

/** How replicas of a service announce themselves. */
export interface RegisterPlan extends MessagePlan {
  readonly heartbeat: number;
  readonly detector: DetectorPlan;
}

/** How a client process gets its list of replicas. */
export interface DiscoveryPlan extends MessagePlan {
  readonly refresh: number;
}

/** What messages to the registry meet on their way. */
export interface MessagePlan {
  /** Index into the world's services. */
  readonly registry: number;
  /** How long the sender waits for an answer. */
  readonly timeout: number;
  /** One way; null for none. */
  readonly latency: DistributionSpec | null;
  /** Share of messages lost in each direction. */
  readonly loss: number;
}

export type DetectorPlan =
  /** Silence of this length is a death. A number of missed heartbeats is that many intervals. */
  | { readonly kind: 'timeout'; readonly timeout: number }
  /** Phi-accrual over the last `window` gaps; `pause` is added to the mean gap, `minDeviation` bounds its deviation. */
  | {
      readonly kind: 'phi';
      readonly threshold: number;
      readonly window: number;
      readonly minDeviation: number;
      readonly pause: number;
    };
