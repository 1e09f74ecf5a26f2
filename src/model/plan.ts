/**
 * The world as plain data: what `scenario` writes and `System` builds. Everything here crosses threads, so there are no
 * functions, and references between parts are indices into the lists of this plan. Times are nanoseconds (names carry
 * no unit), rates are per second and say so, shares are 0..1. Defaults are not decided here: every member is present.
 */
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import type { DiscoveryPlan, RegisterPlan, RegistryPlan } from './discovery/plan.ts';
import type { InfrastructurePlan } from './infrastructure-plan.ts';
import type { HoursPlan, MonitoringPlan } from './monitor/plan.ts';

export interface WorldPlan {
  /** End of the run, warm-up included. */
  readonly duration: number;
  /** Requests born before this are served but not measured. */
  readonly warmup: number;
  /** Width of the windows of every time series. */
  readonly window: number;
  /** Share of requests of a window that must succeed for the window to count as available. */
  readonly objective: number;
  readonly services: readonly ServicePlan[];
  readonly traffic: readonly TrafficPlan[];
  readonly faults: readonly FaultPlan[];
  readonly crews: readonly CrewPlan[];
  /** Zones, hosts and what runs where; null when the scenario says nothing of it. */
  readonly infrastructure: InfrastructurePlan | null;
  /** Time of day when the run begins. */
  readonly clock: number;
  readonly monitoring: MonitoringPlan;
}

export interface ServicePlan {
  readonly name: string;
  /** `load-balancer` forwards: it passes its callee's cause of failure on instead of `dependency-failed`. */
  readonly kind: 'service' | 'load-balancer' | 'cache' | 'external' | 'database' | 'queue' | 'registry';
  readonly replicas: number;
  /** Requests in progress per replica; Infinity for no limit. */
  readonly concurrency: number;
  readonly threading: 'blocking' | 'async';
  readonly queue: QueuePlan;
  /** Token buckets per replica in front of the queue, metered on what they admit; null for none. */
  readonly rateLimit: IngressRatePlan | null;
  /** What else keeps a replica from taking on more than it can do; null for nothing. */
  readonly overload: OverloadPlan | null;
  /** Time from a repair or start to serving. */
  readonly startup: DistributionSpec | null;
  /** What makes it a cache; null for anything else. */
  readonly cache: CachePlan | null;
  /** What makes it a message queue, whose calls are deliveries to consumers; null for anything else. */
  readonly messages: MessagesPlan | null;
  /** What its requests in progress share while they work; null when each works at full speed. */
  readonly cpu: CpuPlan | null;
  /** It waits to be needed; null for a service that simply runs. */
  readonly standby: StandbyPlan | null;
  /** It has a copy of another service's data; null for its own. */
  readonly copy: CopyPlan | null;
  /** Its replicas are members of a cluster with a leader; null when they are all alike. */
  readonly cluster: ClusterPlan | null;
  /** At least one; the first is the default operation. */
  readonly operations: readonly OperationPlan[];
  /** What it keeps as a registry; null for any other kind. */
  readonly registry: RegistryPlan | null;
  /** How its replicas announce themselves; null when they do not. */
  readonly register: RegisterPlan | null;
  /** The client side of every dependency, one state per replica (or shared, see `scope`). */
  readonly edges: readonly EdgePlan[];
}

/** Per replica of the queue. */
export interface MessagesPlan {
  /** Messages there at most, out for delivery included; Infinity for no limit. */
  readonly capacity: number;
  /** Deliveries at the same time. */
  readonly inFlight: number;
  /** Pause after a failed delivery. */
  readonly redeliverAfter: number;
  /** After so many failed ones a message is a dead letter; Infinity for never. */
  readonly maxDeliveries: number;
  /** A crash loses nothing. */
  readonly durable: boolean;
}

/**
 * A cache keeps the answers of the only call that its operations make; the lookup is their work. Without a call it is a
 * look-aside cache: it says whether it has the item, and callers store it there by its operation `writes`.
 */
export interface CachePlan {
  /** Share of lookups that are hits when it is warm; null when hits follow from what it holds. */
  readonly hitRatio: number | null;
  /** Fetches after which a cache with a given share of hits is warm again; until then the share grows with them. */
  readonly warmAfter: number;
  /** Entries a replica can hold; Infinity for all. */
  readonly capacity: number;
  readonly eviction: 'lru' | 'fifo' | 'lfu';
  /** How long an entry is fresh, Infinity for ever; each one's lifetime is drawn within this share around it. */
  readonly ttl: number;
  readonly ttlJitter: number;
  /** A hit starts the lifetime anew. */
  readonly sliding: boolean;
  /** Times the duration of the last fetch: how far ahead of its end an entry may be fetched anew; 0 for never. */
  readonly earlyRefresh: number;
  /** One fetch per item at a time, for whom the others wait. */
  readonly singleFlight: boolean;
  /** How long past its time an entry may still answer when the origin fails; 0 for not at all. */
  readonly serveStale: number;
  /** How long a failure of the origin is remembered and answered; 0 for not at all. */
  readonly negativeTtl: number;
  /** Index of the operation that stores; null for a cache that fetches for itself. */
  readonly writes: number | null;
}

/** With n requests at work, each is done at min(1, cores / n) / (1 + contention (n - 1) + coherency n (n - 1)) of full speed. */
export interface CpuPlan {
  /** Infinity for no limit. */
  readonly cores: number;
  readonly contention: number;
  readonly coherency: number;
}

/** What waits until a traffic source's failover calls for it. */
export interface StandbyPlan {
  /** Replicas that run from the start; the others are off, and cost nothing. */
  readonly running: number;
  /** From being called for to the start of the others; null for at once. */
  readonly activation: DistributionSpec | null;
}

/** Data of another service, as of the last time it was copied. */
export interface CopyPlan {
  /** Index into `services`; that one is a cluster with replication. */
  readonly of: number;
  readonly every: number;
  /** From beginning a copy to its being complete. */
  readonly takes: number;
}

/** Where traffic goes when its target is gone. */
export interface TrafficFailoverPlan {
  readonly edge: EdgePlan;
  /** The target is asked this often, and gone when none of its replicas has answered so many times in a row. */
  readonly interval: number;
  readonly threshold: number;
  /** From noticing to deciding; null for at once. */
  readonly decision: DistributionSpec | null;
  /** Each client follows at some moment within this time. */
  readonly ttl: number;
  /** Services that are called for, and must answer first. */
  readonly starts: readonly number[];
}

/** Members of a cluster choose a leader among themselves, and tell each other what has been written. */
export interface ClusterPlan {
  /** From leader to followers, this often. */
  readonly heartbeat: number;
  /** A follower that has not heard from the leader for so long misses it. */
  readonly patience: number;
  /** Each wait is once to twice the patience, at random; without it exactly the patience, a heartbeat more per rank. */
  readonly isRandomised: boolean;
  /** `none`: whoever misses the leader takes over without asking. */
  readonly quorum: 'majority' | 'none';
  /** Without it member 0 leads for ever. */
  readonly failover: boolean;
  /** From missing the leader to somebody deciding that another takes over; null for at once. */
  readonly decision: DistributionSpec | null;
  /** From being elected to serving; null for at once. */
  readonly promotion: DistributionSpec | null;
  /** Member 0 leads again when it has been back for so long; null for not. */
  readonly failBack: number | null;
  /** One-way latency between members, on top of that of their zones; null for none. */
  readonly latency: DistributionSpec | null;
  readonly loss: number;
  /** How often clients ask who leads. */
  readonly refresh: number;
  /** Null when there is nothing to copy. */
  readonly replication: ReplicationPlan | null;
}

export interface ReplicationPlan {
  /** Members, the leader included, that must have a write before it is answered. */
  readonly acks: number;
  /** The leader stops waiting for the others when none has confirmed for so long; Infinity for never. */
  readonly giveUp: number;
  /** From a write to its being sent to a follower; null for at once. */
  readonly lag: DistributionSpec | null;
  /** Who serves reads: the leader, any member by itself, or any member that has asked a majority. */
  readonly reads: 'leader' | 'any' | 'quorum';
  /** Reads and writes go to so many keys alike: a read is stale when what it reads lacks a write. */
  readonly keys: number;
}

export interface QueuePlan {
  /** Places for waiting requests per replica; Infinity for unbounded. */
  readonly capacity: number;
  /**
   * `priority` serves the highest priority first, first come first served within one; `adaptive-lifo` serves the last
   * come first while more than `lifoAbove` wait, and the first come first otherwise.
   */
  readonly discipline: 'fifo' | 'lifo' | 'adaptive-lifo' | 'priority';
  /** Only for `adaptive-lifo`. */
  readonly lifoAbove: number;
  /** A request that has waited this long is refused with `load-shed`; Infinity for no limit. */
  readonly maxWait: number;
  /** Controlled delay: the longest wait is `interval`, and `target` when the queue has not been empty for that long. */
  readonly codel: { readonly target: number; readonly interval: number } | null;
}

export interface IngressRatePlan {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** One bucket for everybody, or one for each calling process or each traffic source the requests stem from. */
  readonly per: 'all' | 'client' | 'source';
}

export interface OverloadPlan {
  /** Who is refused when, each rule on its own; `load-shed`. */
  readonly shed: readonly ShedRulePlan[];
  /** Requests inside a replica, waiting or in service, by a limit that finds itself; `load-shed` above it. */
  readonly limit: ConcurrencyLimitPlan | null;
  /** Leaves out what is optional while answers take too long; null for never. */
  readonly dimmer: DimmerPlan | null;
  /** Refusals tell the caller to wait this long before it tries again; 0 when they say nothing. */
  readonly retryAfter: number;
}

export interface DimmerPlan {
  /** This percentile (a share) of the response times of each `interval` is kept at `target`. */
  readonly target: number;
  readonly percentile: number;
  readonly interval: number;
  /** How far the share of requests served in full moves for an error as large as the target. */
  readonly gain: number;
  /** Share of the work that is optional, beside optional calls. */
  readonly work: number;
}

export interface ShedRulePlan {
  /** Requests of this priority and below are refused ... */
  readonly priority: number;
  /** ... while this many wait at the replica; Infinity when the queue does not matter ... */
  readonly queue: number;
  /** ... or while this share of its slots is in use, on average over `over`; above 1 when that does not matter. */
  readonly utilisation: number;
  readonly over: number;
}

export interface ConcurrencyLimitPlan {
  readonly algorithm: 'aimd' | 'gradient' | 'vegas';
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** aimd: a request that takes longer counts as dropped. */
  readonly timeout: number;
  /** aimd: what the limit is multiplied by after a drop. */
  readonly backoff: number;
  /** gradient: how far the limit moves towards each new estimate, and the queue it allows for. */
  readonly smoothing: number;
  readonly queueSize: number;
}

export interface OperationPlan {
  readonly name: string;
  /** What it means to a cluster; a service without one does not ask. */
  readonly access: 'read' | 'write';
  readonly work: DistributionSpec;
  /** Share of executions that answer `error` after their work, faults aside. */
  readonly errors: number;
  /** Its requests are about things of their own; null when about what the caller's request is about, if anything. */
  readonly keys: KeysPlan | null;
  /** What one request does, in order. Shares of work add up to 1 (or there is none). */
  readonly flow: readonly StepPlan[];
}

export type StepPlan =
  | { readonly kind: 'work'; readonly share: number }
  /** One call, or several made at the same time and awaited together. */
  | { readonly kind: 'calls'; readonly calls: readonly CallPlan[] };

export interface CallPlan {
  /** Index into the service's `edges`. */
  readonly edge: number;
  /** Index into the target's `operations`. */
  readonly operation: number;
  /** Chance that a request makes this call. */
  readonly probability: number;
  /** Edge of the look-aside cache, asked earlier in the flow, that must have had nothing; null when it is made anyway. */
  readonly onMiss: number | null;
  /** Its failure degrades the answer and no more. */
  readonly optional: boolean;
}

export interface EdgePlan {
  /** `caller->callee`, the key of reports and the name of its random draws. */
  readonly name: string;
  /** Index into `services`. */
  readonly target: number;
  /** One-way network latency; null for none. */
  readonly latency: DistributionSpec | null;
  /** Share of messages lost in each direction. */
  readonly loss: number;
  /** The mitigations around the call, in any order: the chain sorts them. */
  readonly policies: readonly PolicyPlan[];
  readonly balancer: BalancerPlan;
  /** What the balancer knows; null for all configured replicas at all times. */
  readonly healthCheck: HealthCheckPlan | null;
  readonly outlierDetection: OutlierDetectionPlan | null;
  /** Where its list of replicas comes from; null when it knows them all. */
  readonly discovery: DiscoveryPlan | null;
  /** A caller that gives up also stops the callee. */
  readonly cancellation: boolean;
  /** Attempts carry the caller's deadline; the callee drops work whose deadline has passed before starting it. */
  readonly deadline: boolean;
  /** Policies, budget, balancer and health checks: one state per caller replica, or one for the whole service. */
  readonly scope: 'replica' | 'service';
}

/** A mitigation by the `kind` its definition in model/mitigation declares; `settings` is that file's Settings type. */
export interface PolicyPlan {
  readonly kind: string;
  readonly settings: object;
}

/** What requests are about: so many different things, the k-th most wanted in proportion to k^-exponent (0: all alike). */
export interface KeysPlan {
  readonly count: number;
  readonly exponent: number;
}

export interface BalancerPlan {
  readonly kind:
    | 'random'
    | 'round-robin'
    | 'weighted'
    | 'least-requests'
    | 'power-of-two-choices'
    | 'zone-aware'
    | 'ewma'
    | 'consistent-hash';
  /** One per replica of the target, only for `weighted`. */
  readonly weights: readonly number[];
  /** Places of each replica on the ring, and times the mean load it may have (Infinity: any); only for `consistent-hash`. */
  readonly virtualNodes: number;
  readonly boundedLoad: number;
  /** Of old latencies, only used by `ewma`: after this time 1/e of them is left. */
  readonly decay: number;
  /** When fewer than this share of the listed replicas are believed to be well, all of them are used; 0 for never. */
  readonly panicThreshold: number;
  /** How a replica that comes back is brought up to its full share; null for at once. */
  readonly slowStart: SlowStartPlan | null;
  /** Which replicas each client process may use; null for all. */
  readonly shards: ShardPlan | null;
}

export type ShardPlan =
  | { readonly kind: 'cells'; readonly count: number }
  | { readonly kind: 'shuffle'; readonly perClient: number };

export interface SlowStartPlan {
  readonly window: number;
  /** 1 is a straight line, more is faster at first. */
  readonly aggression: number;
  /** Smallest share of its traffic. */
  readonly minWeight: number;
}

/** Ejects replicas by what their answers look like, as Envoy does; null parts are off. */
export interface OutlierDetectionPlan {
  /** Failures in a row that eject at once. */
  readonly consecutiveErrors: number | null;
  /** Time between two looks at the rest: rates, and whose ejection is over. */
  readonly interval: number;
  /** An ejection lasts this long times the number of times in a row, at most the next. */
  readonly baseEjectionTime: number;
  readonly maxEjectionTime: number;
  /** Share of the listed replicas that may be ejected at the same time. */
  readonly maxEjectedPercent: number;
  /** One may always be ejected, whatever its share. */
  readonly alwaysEjectOne: boolean;
  /** Ejects whoever is below mean - stdevFactor * standard deviation of the success rates of an interval. */
  readonly successRate: {
    readonly stdevFactor: number;
    /** Replicas with enough volume that are needed, and requests of an interval that are enough. */
    readonly minHosts: number;
    readonly minVolume: number;
  } | null;
  /** Ejects whoever failed at least this share of an interval's requests. */
  readonly failurePercentage: {
    readonly threshold: number;
    readonly minHosts: number;
    readonly minVolume: number;
  } | null;
}

export interface HealthCheckPlan {
  readonly interval: number;
  readonly timeout: number;
  /** Probes in a row that must fail before a replica is taken out. */
  readonly unhealthyThreshold: number;
  /** Probes in a row that must succeed before it is taken back. */
  readonly healthyThreshold: number;
  /** Work each probe costs the replica (it takes a slot and waits for one); null for a probe that costs nothing. */
  readonly work: DistributionSpec | null;
  /** The probe is answered only if the replica's own required dependencies answer theirs. */
  readonly deep: boolean;
}

export interface TrafficPlan {
  readonly name: string;
  readonly edge: EdgePlan;
  /** Index into the target's `operations`, drawn by weight for each request. */
  readonly mix: readonly { readonly operation: number; readonly weight: number }[];
  /** Independent client processes the requests are dealt to in turn; each has its own policies and balancer. */
  readonly clients: number;
  /** Higher is more important; used by priority queues. */
  readonly priority: number;
  /** What its requests are about; null for nothing in particular. */
  readonly keys: KeysPlan | null;
  /** Null for traffic that stays where it goes. */
  readonly failover: TrafficFailoverPlan | null;
  readonly arrivals: ArrivalsPlan;
}

export type ArrivalsPlan =
  | {
      readonly kind: 'open';
      readonly pacing: 'poisson' | 'constant';
      /** Rate over time, linear between points; two points at one time are a jump; the last rate holds. Starts at 0. */
      readonly rate: readonly RatePoint[];
      /** Length of one round when the profile repeats (a day, a sine); null when it does not. */
      readonly period: number | null;
    }
  | { readonly kind: 'closed'; readonly users: number; readonly thinkTime: DistributionSpec }
  /** So many at once every so often, from `first` on; each at a random moment `within` so long after. */
  | {
      readonly kind: 'bursts';
      readonly requests: number;
      readonly every: number;
      readonly first: number;
      readonly within: number;
    }
  /** Clients with a connection that ask for nothing until it breaks (load/herd.ts). */
  | {
      readonly kind: 'connections';
      readonly clients: number;
      readonly wait: DistributionSpec;
      /** How long the death of a silent process goes unnoticed. */
      readonly keepalive: number;
    };

export interface RatePoint {
  readonly at: number;
  readonly perSecond: number;
}

export interface FaultPlan {
  readonly name: string;
  readonly schedule: FaultSchedule;
  /** Index into the world's `crews`: it lasts until one of them has repaired it, and its length is that of the repair. */
  readonly crew: number | null;
  readonly effect: FaultEffect;
  /** Each group is struck as one. Scheduled faults have one group; random faults one per independent unit. */
  readonly groups: readonly FaultTarget[];
}

/** People who repair one failure at a time each. */
export interface CrewPlan {
  readonly name: string;
  readonly size: number;
  /** From being called to being there; null for at once. */
  readonly responds: DistributionSpec | null;
}

export type FaultSchedule =
  /** `length` may be Infinity. `every` repeats it from start to start; null for once. */
  | { readonly kind: 'scheduled'; readonly at: number; readonly length: number; readonly every: number | null }
  /** Alternating renewal: up for `timeToFailure`, down for `timeToRepair`, from time 0. */
  | {
      readonly kind: 'random';
      readonly timeToFailure: DistributionSpec;
      readonly timeToRepair: DistributionSpec;
    }
  /** A chaos experiment (fault/chaos.ts) from `at` to `until`; budget and until may be Infinity. */
  | {
      readonly kind: 'chaos';
      readonly at: number;
      readonly until: number;
      readonly between: DistributionSpec;
      readonly lasts: DistributionSpec;
      readonly budget: number;
      readonly atOnce: number;
      readonly hours: HoursPlan | null;
      /** Draws apart from those of other experiments of the same name; '' when it does not matter. */
      readonly seed: string;
    };

/** Effects name verbs of the actors they strike; `silent` faults answer nothing instead of refusing. */
export type FaultEffect =
  | PlainEffect
  /** A bad configuration or release reaches a growing share of the group's replicas (fault/rollout.ts). */
  | {
      readonly kind: 'config';
      /** Shares of the replicas, rising. */
      readonly waves: readonly number[];
      readonly pause: number;
      /** Time a roll-back takes per replica. */
      readonly undo: number;
      readonly effect: PlainEffect;
    }
  /** One of these, by weight, each time; only for chaos experiments. */
  | {
      readonly kind: 'one-of';
      readonly choices: readonly { readonly weight: number; readonly effect: PlainEffect }[];
    };

/** What is done and undone at once. */
export type PlainEffect =
  | { readonly kind: 'crash'; readonly silent: boolean }
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly factor: number; readonly added: number }
  | { readonly kind: 'errors'; readonly share: number }
  | { readonly kind: 'partition' }
  | { readonly kind: 'loss'; readonly share: number }
  /** Share of the slots that is lost. */
  | { readonly kind: 'capacity'; readonly share: number }
  | { readonly kind: 'surge'; readonly factor: number }
  /** Share of calls that keep their connection when they are over. */
  | { readonly kind: 'connection-leak'; readonly share: number }
  /** What caches hold is gone. */
  | { readonly kind: 'flush' }
  /** Each replica stands still again and again, at times of its own: every so often on average, for so long. */
  | { readonly kind: 'pause'; readonly every: number; readonly length: DistributionSpec }
  /**
   * Memory is full after so much time or so many requests (Infinity for the other), drawn within `spread` around that; the
   * process dies of it and is started again after `restart`.
   */
  | {
      readonly kind: 'leak';
      readonly time: number;
      readonly requests: number;
      readonly spread: number;
      readonly restart: number;
    }
  /** A share of the requests, or of the keys, or one key, kills whoever serves it; it is started again after `restart`. */
  | {
      readonly kind: 'poison';
      readonly requests: number;
      readonly keys: number;
      readonly key: number | null;
      readonly restart: number;
    }
  /** One replica after the other is stopped, `stagger` apart, and started `downtime` later. */
  | { readonly kind: 'restart'; readonly stagger: number; readonly downtime: number }
  /** Bytes lost by every request, and per second. */
  | { readonly kind: 'memory-leak'; readonly perRequest: number; readonly perSecond: number }
  /** A new version is brought out, with what is wrong with it; the old one when the fault ends. */
  | {
      readonly kind: 'deploy';
      readonly errors: number;
      readonly factor: number;
      readonly crashAfter: number;
      readonly isNeverReady: boolean;
    };

export interface FaultTarget {
  readonly replicas: readonly { readonly service: number; readonly replica: number }[];
  /** Network links: an edge of a service, or of a traffic source when `service` is null. */
  readonly links: readonly { readonly service: number | null; readonly edge: number }[];
  readonly sources: readonly number[];
  /** The ways between the members of a service's cluster; with `first`, those between so many of them and the rest. */
  readonly interconnects: readonly { readonly service: number; readonly first: number | null }[];
  /** Indices into the infrastructure's hosts: whoever is there when it strikes, or comes while it lasts. */
  readonly hosts: readonly number[];
  /** Services whose deployment is struck. */
  readonly deployments: readonly number[];
}
