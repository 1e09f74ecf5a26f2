/**
 * Worlds drafted by hand: services, edges, traffic and faults by name, with everything that a draft does not mention out
 * of the way (one replica, one slot, unbounded queue, no latency, no policies). Whoever drafts chooses the unit of time;
 * plans that a draft contains as they are (queues, caches, arrivals) have the plan's own, nanoseconds.
 */
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import type { DiscoveryPlan, MessagePlan, RegisterPlan } from '../model/discovery/plan.ts';
import type { MonitoringPlan } from '../model/monitor/plan.ts';
import type {
  ArrivalsPlan,
  CachePlan,
  CallPlan,
  ClusterPlan,
  CpuPlan,
  CrewPlan,
  EdgePlan,
  FaultEffect,
  FaultPlan,
  FaultSchedule,
  FaultTarget,
  HealthCheckPlan,
  KeysPlan,
  MessagesPlan,
  OperationPlan,
  OverloadPlan,
  PolicyPlan,
  QueuePlan,
  RatePoint,
  ReplicationPlan,
  ServicePlan,
  StepPlan,
  TrafficPlan,
  WorldPlan,
} from '../model/plan.ts';

/** A constant length in the drafter's unit, or any distribution (in nanoseconds). */
export type Length = number | DistributionSpec;

export interface EdgeDraft {
  readonly to: string;
  readonly latency?: Length;
  readonly loss?: number;
  readonly policies?: readonly PolicyPlan[];
  readonly balancer?: EdgePlan['balancer']['kind'];
  readonly weights?: readonly number[];
  readonly panicThreshold?: number;
  readonly slowStart?: EdgePlan['balancer']['slowStart'];
  readonly shards?: EdgePlan['balancer']['shards'];
  readonly boundedLoad?: number;
  readonly healthCheck?: HealthCheckPlan;
  readonly outlierDetection?: EdgePlan['outlierDetection'];
  readonly discovery?: DiscoveryDraft;
  readonly cancellation?: boolean;
  readonly deadline?: boolean;
  readonly scope?: EdgePlan['scope'];
  /** Of the call that a service makes over this edge. */
  readonly optional?: boolean;
  readonly probability?: number;
  /** The look-aside cache, among the edges, that must have had nothing. */
  readonly onMiss?: string;
}

export interface RegisterDraft {
  readonly with: string;
  readonly heartbeat: number;
  /** One of the two. */
  readonly ttl?: number;
  readonly phi?: { readonly threshold: number; readonly window?: number; readonly minDeviation?: number };
  readonly timeout?: number;
  readonly loss?: number;
}

export interface DiscoveryDraft {
  readonly from: string;
  readonly refresh: number;
  readonly timeout?: number;
}

/** Members that take over from each other, unless it says that they do not. */
export interface ClusterDraft {
  readonly heartbeat?: number;
  readonly patience?: number;
  readonly randomised?: boolean;
  readonly quorum?: ClusterPlan['quorum'];
  readonly failover?: boolean;
  readonly decision?: Length;
  readonly promotion?: Length;
  readonly failBack?: number;
  readonly latency?: Length;
  readonly loss?: number;
  readonly refresh?: number;
  readonly replication?: Partial<Omit<ReplicationPlan, 'lag'>> & { readonly lag?: Length };
}

/** A share of the work, or the calls (by target, once per mention) made at the same time. */
export type StepDraft = number | readonly string[];

export interface ServiceDraft {
  /** `api` if not given. */
  readonly name?: string;
  readonly kind?: ServicePlan['kind'];
  readonly work?: Length;
  readonly errors?: number;
  readonly replicas?: number;
  readonly concurrency?: number;
  readonly threading?: ServicePlan['threading'];
  readonly queue?: Partial<QueuePlan>;
  readonly rateLimit?: {
    readonly ratePerSecond: number;
    readonly burst: number;
    readonly per?: 'client' | 'source' | 'all';
  } | null;
  readonly overload?: Partial<OverloadPlan>;
  readonly startup?: Length;
  readonly messages?: Partial<MessagesPlan>;
  readonly cache?: Partial<CachePlan>;
  /** Ends with storing what look-aside caches had not. */
  readonly copies?: boolean;
  readonly cpu?: Partial<CpuPlan>;
  readonly cluster?: ClusterDraft;
  /** Work of a second operation, which only reads. */
  readonly read?: Length;
  readonly registry?: ServicePlan['registry'];
  readonly register?: RegisterDraft;
  readonly edges?: readonly EdgeDraft[];
  /** All the work, then each edge in turn, if not given. */
  readonly flow?: readonly StepDraft[];
}

export interface TrafficDraft extends EdgeDraft {
  /** `users` if not given. */
  readonly name?: string;
  readonly clients?: number;
  /** 1 for the second operation, which only reads. */
  readonly operation?: number;
  readonly priority?: number;
  readonly keys?: KeysPlan;
  /** One of these: Poisson at a steady rate, evenly spaced, a closed loop, or any plan. */
  readonly perSecond?: number;
  readonly everyRatePerSecond?: number;
  readonly users?: { readonly count: number; readonly thinkTime: Length };
  readonly arrivals?: ArrivalsPlan;
}

export interface FaultDraft {
  readonly name?: string;
  readonly effect: FaultEffect;
  /** For ever when `until` is missing. */
  readonly from?: number;
  readonly until?: number;
  readonly every?: number;
  /** Random failures. */
  readonly failing?: { readonly timeToFailure: DistributionSpec; readonly timeToRepair: DistributionSpec };
  /** In place of all these. */
  readonly schedule?: FaultSchedule;
  /**
   * `api` for all replicas of a service, `api[1]` for one, `a->b` for a link, a traffic source's name for it; `a->a` for
   * the way between the members of a cluster, `a->a/1` between the first and the rest.
   */
  readonly on: readonly string[];
  /** Every target (replica, link, source) is struck on its own. */
  readonly apart?: boolean;
  /** Who repairs it. */
  readonly crew?: string;
}

export interface WorldDraft {
  /** Warm-up included. */
  readonly duration: number;
  readonly warmup: number;
  readonly window: number;
  readonly services: readonly ServiceDraft[];
  readonly traffic: readonly TrafficDraft[];
  readonly faults?: readonly FaultDraft[];
  readonly crews?: readonly CrewPlan[];
  /** Time of day at the start. */
  readonly clock?: number;
  readonly monitoring?: MonitoringPlan;
}

type Quiet = Omit<WorldPlan, 'faults'>;

type IndexOf = (service: string) => number;

/** A balancer's memory of latencies, longer than most worlds that are drafted. */
const DECAY = 10e9;

/** Keeps everything for ever. */
const PLAIN_CACHE: CachePlan = {
  hitRatio: null,
  warmAfter: 0,
  capacity: Infinity,
  eviction: 'lru',
  ttl: Infinity,
  ttlJitter: 0,
  sliding: false,
  earlyRefresh: 0,
  singleFlight: false,
  serveStale: 0,
  negativeTtl: 0,
  writes: null,
};

export class Drafts {
  private readonly unit: number;
  private readonly patience: number;

  /**
   * @param unit of the drafts, in nanoseconds
   * @param patience how long messages to a registry are waited for if nothing is said, in that unit
   */
  constructor(unit: number, patience: number) {
    this.unit = unit;
    this.patience = patience;
  }

  /** A length of time as the plan's nanoseconds; Infinity stays. */
  time(length: number): number {
    return Math.round(length * this.unit);
  }

  spec(length: Length): DistributionSpec {
    return typeof length === 'number' ? { kind: 'constant', value: this.time(length) } : length;
  }

  world(draft: WorldDraft): WorldPlan {
    const names = draft.services.map(({ name = 'api' }) => name);
    const indexOf = (name: string): number => {
      const index = names.indexOf(name);
      if (index < 0) throw new RangeError(`the world has no service ${name}`);
      return index;
    };
    const quiet: Quiet = {
      duration: this.time(draft.duration),
      warmup: this.time(draft.warmup),
      window: this.time(draft.window),
      objective: 0.99,
      infrastructure: null,
      services: draft.services.map(service => this.service(service, indexOf)),
      traffic: draft.traffic.map(traffic => this.traffic(traffic, indexOf)),
      crews: draft.crews ?? [],
      clock: this.time(draft.clock ?? 0),
      monitoring: draft.monitoring ?? { monitors: [], teams: [] },
    };
    return { ...quiet, faults: (draft.faults ?? []).map(fault => this.fault(fault, quiet)) };
  }

  private optional(length: Length | undefined): DistributionSpec | null {
    return length === undefined ? null : this.spec(length);
  }

  // ---- services

  private service(draft: ServiceDraft, indexOf: IndexOf): ServicePlan {
    const { name = 'api', edges = [], cache, cpu, cluster, register, messages, overload, rateLimit } = draft;
    return {
      name,
      kind: draft.kind ?? 'service',
      replicas: draft.replicas ?? 1,
      concurrency: draft.concurrency ?? 1,
      threading: draft.threading ?? 'blocking',
      queue: { capacity: Infinity, discipline: 'fifo', lifoAbove: 0, maxWait: Infinity, codel: null, ...draft.queue },
      rateLimit: rateLimit ? { per: 'all', ...rateLimit } : null,
      overload: overload ? { shed: [], limit: null, dimmer: null, retryAfter: 0, ...overload } : null,
      startup: this.optional(draft.startup),
      messages: messages
        ? { capacity: Infinity, inFlight: 1, redeliverAfter: 0, maxDeliveries: 3, durable: true, ...messages }
        : null,
      cache: cache === undefined ? null : { ...PLAIN_CACHE, ...cache },
      cpu: cpu === undefined ? null : { cores: Infinity, contention: 0, coherency: 0, ...cpu },
      standby: null,
      copy: null,
      cluster: cluster === undefined ? null : this.cluster(cluster),
      registry: draft.registry ?? null,
      register: register === undefined ? null : this.register(register, indexOf),
      operations: this.operations(draft, edges),
      edges: edges.map(edge => this.edge(name, edge, indexOf)),
    };
  }

  private operations(draft: ServiceDraft, edges: readonly EdgeDraft[]): readonly OperationPlan[] {
    const flow = (draft.flow ?? [1, ...edges.map(({ to }) => [to])]).map(step => stepPlan(step, edges));
    const own: OperationPlan = {
      name: 'default',
      access: 'write',
      work: this.spec(draft.work ?? 0),
      errors: draft.errors ?? 0,
      keys: null,
      flow: draft.copies ? [...flow, copying(edges)] : flow,
    };
    // A look-aside cache has two: one that looks and one that stores.
    const looking: OperationPlan = { ...own, flow: [...flow, { kind: 'calls', calls: [] }] };
    const first = draft.cache?.writes === 1 ? [looking, { ...looking, name: 'set' }] : [own];
    return draft.read === undefined ? first : [...first, this.reading(draft.read)];
  }

  private reading(work: Length): OperationPlan {
    return {
      name: 'read',
      access: 'read',
      work: this.spec(work),
      errors: 0,
      keys: null,
      flow: [{ kind: 'work', share: 1 }],
    };
  }

  private cluster(draft: ClusterDraft): ClusterPlan {
    return {
      heartbeat: this.time(draft.heartbeat ?? 10),
      patience: this.time(draft.patience ?? 100),
      isRandomised: draft.randomised ?? false,
      quorum: draft.quorum ?? 'majority',
      failover: draft.failover ?? true,
      decision: this.optional(draft.decision),
      promotion: this.optional(draft.promotion),
      failBack: draft.failBack === undefined ? null : this.time(draft.failBack),
      latency: this.optional(draft.latency),
      loss: draft.loss ?? 0,
      refresh: this.time(draft.refresh ?? 1),
      replication: draft.replication === undefined ? null : this.replication(draft.replication),
    };
  }

  private replication({ giveUp, lag, ...rest }: NonNullable<ClusterDraft['replication']>): ReplicationPlan {
    return {
      acks: 1,
      reads: 'leader',
      keys: 1,
      ...rest,
      giveUp: giveUp === undefined ? Infinity : this.time(giveUp),
      lag: this.optional(lag),
    };
  }

  // ---- edges

  private edge(caller: string, draft: EdgeDraft, indexOf: IndexOf): EdgePlan {
    return {
      name: `${caller}->${draft.to}`,
      target: indexOf(draft.to),
      latency: this.optional(draft.latency),
      loss: draft.loss ?? 0,
      policies: draft.policies ?? [],
      balancer: {
        kind: draft.balancer ?? 'round-robin',
        weights: draft.weights ?? [],
        decay: DECAY,
        panicThreshold: draft.panicThreshold ?? 0,
        slowStart: draft.slowStart ?? null,
        shards: draft.shards ?? null,
        virtualNodes: 100,
        boundedLoad: draft.boundedLoad ?? Infinity,
      },
      healthCheck: draft.healthCheck ?? null,
      outlierDetection: draft.outlierDetection ?? null,
      discovery: draft.discovery === undefined ? null : this.discovery(draft.discovery, indexOf),
      cancellation: draft.cancellation ?? false,
      deadline: draft.deadline ?? false,
      scope: draft.scope ?? 'replica',
    };
  }

  private register(draft: RegisterDraft, indexOf: IndexOf): RegisterPlan {
    const { phi, heartbeat, ttl = 3 * heartbeat, loss = 0 } = draft;
    return {
      ...this.message(draft.with, draft.timeout, indexOf),
      loss,
      heartbeat: this.time(heartbeat),
      detector:
        phi === undefined
          ? { kind: 'timeout', timeout: this.time(ttl) }
          : {
              kind: 'phi',
              threshold: phi.threshold,
              window: phi.window ?? 100,
              minDeviation: this.time(phi.minDeviation ?? heartbeat / 10),
              pause: 0,
            },
    };
  }

  private discovery({ from, refresh, timeout }: DiscoveryDraft, indexOf: IndexOf): DiscoveryPlan {
    return { ...this.message(from, timeout, indexOf), refresh: this.time(refresh) };
  }

  private message(registry: string, timeout: number | undefined, indexOf: IndexOf): MessagePlan {
    return { registry: indexOf(registry), timeout: this.time(timeout ?? this.patience), latency: null, loss: 0 };
  }

  // ---- traffic

  private traffic(draft: TrafficDraft, indexOf: IndexOf): TrafficPlan {
    const { name = 'users' } = draft;
    return {
      name,
      edge: this.edge(name, draft, indexOf),
      mix: [{ operation: draft.operation ?? 0, weight: 1 }],
      clients: draft.clients ?? 1,
      priority: draft.priority ?? 0,
      keys: draft.keys ?? null,
      failover: null,
      arrivals: this.arrivals(draft),
    };
  }

  private arrivals({ arrivals, users, everyRatePerSecond, perSecond = 0 }: TrafficDraft): ArrivalsPlan {
    if (arrivals) return arrivals;
    if (users) return { kind: 'closed', users: users.count, thinkTime: this.spec(users.thinkTime) };
    if (everyRatePerSecond !== undefined) return openLoop('constant', [{ at: 0, perSecond: everyRatePerSecond }]);
    return openLoop('poisson', [{ at: 0, perSecond }]);
  }

  // ---- faults

  private fault(draft: FaultDraft, world: Quiet): FaultPlan {
    const targets = draft.on.flatMap(text => targetsOf(text, world));
    return {
      name: draft.name ?? draft.effect.kind,
      crew: draft.crew === undefined ? null : world.crews.findIndex(({ name }) => name === draft.crew),
      effect: draft.effect,
      schedule: draft.schedule ?? this.schedule(draft),
      groups: draft.apart ? targets : [merged(targets)],
    };
  }

  private schedule({ from = 0, until = Infinity, every, failing }: FaultDraft): FaultSchedule {
    if (failing) return { kind: 'random', ...failing };
    return {
      kind: 'scheduled',
      at: this.time(from),
      length: this.time(until - from),
      every: every === undefined ? null : this.time(every),
    };
  }
}

export const openLoop = (pacing: 'poisson' | 'constant', rate: readonly RatePoint[]): ArrivalsPlan => ({
  kind: 'open',
  pacing,
  rate,
  period: null,
});

function stepPlan(step: StepDraft, edges: readonly EdgeDraft[]): StepPlan {
  if (typeof step === 'number') return { kind: 'work', share: step };
  return { kind: 'calls', calls: step.map(target => callPlan(target, edges)) };
}

function callPlan(target: string, edges: readonly EdgeDraft[]): CallPlan {
  const edge = edges.findIndex(({ to }) => to === target);
  if (edge < 0) throw new RangeError(`no edge leads to ${target}`);
  const { probability = 1, optional = false, onMiss } = edges[edge]!;
  const lookup = onMiss === undefined ? null : edges.findIndex(({ to }) => to === onMiss);
  return { edge, operation: 0, probability, optional, onMiss: lookup };
}

/** What was fetched because a look-aside cache had nothing is stored there, by its operation 1. */
function copying(edges: readonly EdgeDraft[]): StepPlan {
  const missing = [...new Set(edges.flatMap(({ onMiss }) => onMiss ?? []))];
  const calls = missing.map(name => {
    const cache = edges.findIndex(({ to }) => to === name);
    return { edge: cache, operation: 1, probability: 1, optional: true, onMiss: cache };
  });
  return { kind: 'calls', calls };
}

const NOBODY: FaultTarget = { replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [] };

const merged = (targets: readonly FaultTarget[]): FaultTarget => ({
  replicas: targets.flatMap(({ replicas }) => replicas),
  links: targets.flatMap(({ links }) => links),
  sources: targets.flatMap(({ sources }) => sources),
  hosts: targets.flatMap(({ hosts }) => hosts),
  interconnects: targets.flatMap(({ interconnects }) => interconnects),
  deployments: targets.flatMap(({ deployments }) => deployments),
});

function targetsOf(text: string, { traffic, services }: Quiet): readonly FaultTarget[] {
  const serviceOf = (name: string): number => {
    const service = services.findIndex(plan => plan.name === name);
    if (service < 0) throw new RangeError(`the world has no ${text}`);
    return service;
  };
  const source = traffic.findIndex(({ name }) => name === text);
  if (source >= 0) return [{ ...NOBODY, sources: [source] }];
  const [, cluster, first] = /^(\w+)->\1(?:\/(\d+))?$/.exec(text) ?? [];
  if (cluster !== undefined) {
    const members = { service: serviceOf(cluster), first: first === undefined ? null : Number(first) };
    return [{ ...NOBODY, interconnects: [members] }];
  }
  if (text.includes('->')) return [{ ...NOBODY, links: [linkOf(text, traffic, services)] }];
  const [name, number] = text.split(/[[\]]/);
  const service = serviceOf(name!);
  const replicas = number === undefined ? [...Array(services[service]!.replicas).keys()] : [Number(number)];
  return replicas.map(replica => ({ ...NOBODY, replicas: [{ service, replica }] }));
}

function linkOf(
  name: string,
  traffic: readonly TrafficPlan[],
  services: readonly ServicePlan[],
): FaultTarget['links'][number] {
  const source = traffic.findIndex(({ edge }) => edge.name === name);
  if (source >= 0) return { service: null, edge: source };
  const service = services.findIndex(({ edges }) => edges.some(edge => edge.name === name));
  if (service < 0) throw new RangeError(`the world has no link ${name}`);
  return { service, edge: services[service]!.edges.findIndex(edge => edge.name === name) };
}
