/**
 * Small builders of worlds for the families: services, edges, traffic and faults by name, everything that is not
 * mentioned out of the way (one replica, one slot, unbounded queue, no latency, no policies). Times are seconds here,
 * as in the cases, and nanoseconds in the plan.
 */
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { DiscoveryPlan, RegisterPlan, RegistryPlan } from '../model/discovery/plan.ts';
import type { BreakerSettings } from '../model/mitigation/breaker.ts';
import type { HedgeSettings } from '../model/mitigation/hedge.ts';
import type { Backoff, RetrySettings } from '../model/mitigation/retry.ts';
import { CAUSES } from '../model/outcome.ts';
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
  OperationPlan,
  PolicyPlan,
  QueuePlan,
  RatePoint,
  ServicePlan,
  StepPlan,
  TrafficPlan,
  WorldPlan,
} from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import { runReplication } from '../model/system.ts';
import type { Figure } from './family.ts';

const NANOSECONDS = 1e9;

/** Seconds as the plan's nanoseconds; Infinity stays. */
export const seconds = (length: number): number => Math.round(length * NANOSECONDS);

// ---- lengths

/** A constant number of seconds, or any distribution (in nanoseconds). */
export type Length = number | DistributionSpec;

export const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: seconds(mean) });

export const constant = (value: number): DistributionSpec => ({ kind: 'constant', value: seconds(value) });

/** Erlang with `phases` exponential phases and this mean in seconds. */
export const erlang = (phases: number, mean: number): DistributionSpec => ({
  kind: 'gamma',
  shape: phases,
  scale: seconds(mean / phases),
});

/** Two exponential branches with balanced means: mean in seconds, squared coefficient of variation above 1. */
export function balancedHyperexponential(mean: number, scv: number): DistributionSpec {
  const probability = 0.5 * (1 + Math.sqrt((scv - 1) / (scv + 1)));
  return {
    kind: 'hyperexponential',
    branches: [
      { probability, mean: seconds(mean / (2 * probability)) },
      { probability: 1 - probability, mean: seconds(mean / (2 * (1 - probability))) },
    ],
  };
}

const spec = (length: Length): DistributionSpec => (typeof length === 'number' ? constant(length) : length);

// ---- edges and services

export interface EdgeDraft {
  readonly to: string;
  readonly latency?: Length;
  readonly loss?: number;
  readonly policies?: readonly PolicyPlan[];
  readonly balancer?: EdgePlan['balancer']['kind'];
  readonly weights?: readonly number[];
  readonly panicThreshold?: number;
  readonly slowStart?: EdgePlan['balancer']['slowStart'];
  readonly healthCheck?: HealthCheckPlan;
  readonly outlierDetection?: EdgePlan['outlierDetection'];
  readonly discovery?: DiscoveryDraft;
  readonly cancellation?: boolean;
  readonly deadline?: boolean;
  readonly scope?: EdgePlan['scope'];
  /** Of the call a service makes over this edge. */
  readonly optional?: boolean;
  readonly probability?: number;
}

/** A share of the work, or the calls (by target, once per mention) made at the same time. */
export type StepDraft = number | readonly string[];

/** Times in seconds. */
interface QueueDraft {
  readonly capacity: number;
  readonly discipline: QueuePlan['discipline'];
  readonly lifoAbove: number;
  readonly maxWait: number;
  readonly codel: { readonly target: number; readonly interval: number };
}

export interface ServiceDraft {
  /** `api` if not given. */
  readonly name?: string;
  readonly kind?: ServicePlan['kind'];
  readonly work?: Length;
  readonly errors?: number;
  readonly replicas?: number;
  readonly concurrency?: number;
  readonly threading?: ServicePlan['threading'];
  readonly queue?: Partial<QueueDraft>;
  readonly rateLimit?: ServicePlan['rateLimit'];
  readonly overload?: ServicePlan['overload'];
  readonly startup?: Length;
  readonly cache?: Partial<CachePlan>;
  readonly cpu?: Partial<CpuPlan>;
  readonly cluster?: ClusterPlan;
  readonly registry?: ServicePlan['registry'];
  readonly register?: RegisterDraft;
  readonly edges?: readonly EdgeDraft[];
  /** All the work, then each edge in turn, if not given. */
  readonly flow?: readonly StepDraft[];
}

type IndexOf = (service: string) => number;

function edgePlan(caller: string, draft: EdgeDraft, indexOf: IndexOf): EdgePlan {
  return {
    name: `${caller}->${draft.to}`,
    target: indexOf(draft.to),
    latency: draft.latency === undefined ? null : spec(draft.latency),
    loss: draft.loss ?? 0,
    policies: draft.policies ?? [],
    balancer: {
      kind: draft.balancer ?? 'round-robin',
      weights: draft.weights ?? [],
      decay: seconds(10),
      panicThreshold: draft.panicThreshold ?? 0,
      shards: null,
      slowStart: draft.slowStart ?? null,
      virtualNodes: 100,
      boundedLoad: Infinity,
    },
    healthCheck: draft.healthCheck ?? null,
    outlierDetection: draft.outlierDetection ?? null,
    discovery: draft.discovery === undefined ? null : discoveryPlan(draft.discovery, indexOf),
    cancellation: draft.cancellation ?? false,
    deadline: draft.deadline ?? false,
    scope: draft.scope ?? 'replica',
  };
}

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

function servicePlan(draft: ServiceDraft, indexOf: IndexOf): ServicePlan {
  const { name = 'api', edges = [] } = draft;
  const flow = draft.flow ?? [1, ...edges.map(edge => [edge.to])];
  const operation: OperationPlan = {
    name: 'default',
    access: 'write',
    work: spec(draft.work ?? 0),
    errors: draft.errors ?? 0,
    keys: null,
    flow: flow.map(step => stepPlan(step, edges)),
  };
  return {
    name,
    kind: draft.kind ?? 'service',
    replicas: draft.replicas ?? 1,
    concurrency: draft.concurrency ?? 1,
    threading: draft.threading ?? 'blocking',
    queue: queuePlan(draft.queue ?? {}),
    rateLimit: draft.rateLimit ?? null,
    overload: draft.overload ?? null,
    messages: null,
    startup: draft.startup === undefined ? null : spec(draft.startup),
    cache: draft.cache === undefined ? null : { ...PLAIN_CACHE, ...draft.cache },
    cpu: draft.cpu === undefined ? null : { cores: Infinity, contention: 0, coherency: 0, ...draft.cpu },
    standby: null,
    copy: null,
    cluster: draft.cluster ?? null,
    registry: draft.registry ?? null,
    register: draft.register === undefined ? null : registerPlan(draft.register, indexOf),
    operations: [operation],
    edges: edges.map(edge => edgePlan(name, edge, indexOf)),
  };
}

const queuePlan = (draft: NonNullable<ServiceDraft['queue']>): QueuePlan => ({
  capacity: draft.capacity ?? Infinity,
  discipline: draft.discipline ?? 'fifo',
  lifoAbove: draft.lifoAbove ?? 1,
  maxWait: seconds(draft.maxWait ?? Infinity),
  codel: draft.codel ? { target: seconds(draft.codel.target), interval: seconds(draft.codel.interval) } : null,
});

function stepPlan(step: StepDraft, edges: readonly EdgeDraft[]): StepPlan {
  if (typeof step === 'number') return { kind: 'work', share: step };
  return { kind: 'calls', calls: step.map(target => callPlan(target, edges)) };
}

function callPlan(target: string, edges: readonly EdgeDraft[]): CallPlan {
  const edge = edges.findIndex(draft => draft.to === target);
  if (edge < 0) throw new RangeError(`no edge leads to ${target}`);
  const { probability = 1, optional = false } = edges[edge]!;
  return { edge, operation: 0, probability, optional, onMiss: null };
}

// ---- registries, times in seconds

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

const PATIENCE = 0.1;

function registerPlan(draft: RegisterDraft, indexOf: IndexOf): RegisterPlan {
  const { phi } = draft;
  return {
    registry: indexOf(draft.with),
    heartbeat: seconds(draft.heartbeat),
    timeout: seconds(draft.timeout ?? PATIENCE),
    latency: null,
    loss: draft.loss ?? 0,
    detector:
      phi === undefined
        ? { kind: 'timeout', timeout: seconds(draft.ttl ?? 3 * draft.heartbeat) }
        : {
            kind: 'phi',
            threshold: phi.threshold,
            window: phi.window ?? 100,
            minDeviation: seconds(phi.minDeviation ?? draft.heartbeat / 10),
            pause: 0,
          },
  };
}

function discoveryPlan(draft: DiscoveryDraft, indexOf: IndexOf): DiscoveryPlan {
  return {
    registry: indexOf(draft.from),
    refresh: seconds(draft.refresh),
    timeout: seconds(draft.timeout ?? PATIENCE),
    latency: null,
    loss: 0,
  };
}

/** With a quorum, expiring at once, if nothing else is said. */
export const registry = (draft: Partial<RegistryPlan> = {}): RegistryPlan => ({
  consistency: 'quorum',
  reads: 'quorum',
  sweep: 0,
  selfPreservation: 0,
  responseCache: 0,
  election: { heartbeat: seconds(0.1), timeout: seconds(1) },
  ...draft,
});

// ---- traffic

export interface TrafficDraft extends EdgeDraft {
  /** `users` if not given. */
  readonly name?: string;
  readonly clients?: number;
  readonly priority?: number;
  readonly keys?: KeysPlan;
  /** One of these: Poisson at a steady rate, evenly spaced, a closed loop (`thinkTime` in seconds), or any plan. */
  readonly perSecond?: number;
  readonly everyRatePerSecond?: number;
  readonly users?: { readonly count: number; readonly thinkTime: Length };
  readonly arrivals?: ArrivalsPlan;
}

function trafficPlan(draft: TrafficDraft, indexOf: IndexOf): TrafficPlan {
  const name = draft.name ?? 'users';
  return {
    name,
    edge: edgePlan(name, draft, indexOf),
    mix: [{ operation: 0, weight: 1 }],
    clients: draft.clients ?? 1,
    priority: draft.priority ?? 0,
    keys: draft.keys ?? null,
    failover: null,
    arrivals: arrivalsPlan(draft),
  };
}

function arrivalsPlan(draft: TrafficDraft): ArrivalsPlan {
  if (draft.arrivals) return draft.arrivals;
  if (draft.users) return { kind: 'closed', users: draft.users.count, thinkTime: spec(draft.users.thinkTime) };
  if (draft.everyRatePerSecond !== undefined) return steps('constant', [[0, draft.everyRatePerSecond]]);
  return steps('poisson', [[0, draft.perSecond ?? 0]]);
}

/** An open loop whose rate jumps at the given seconds: pairs of (from, per second); the first is at 0. */
export function steps(
  pacing: 'poisson' | 'constant',
  levels: readonly (readonly [from: number, perSecond: number])[],
): ArrivalsPlan {
  const rate: RatePoint[] = levels.flatMap(([from, perSecond], level) => {
    const at = seconds(from);
    return level === 0
      ? [{ at, perSecond }]
      : [
          { at, perSecond: levels[level - 1]![1] },
          { at, perSecond },
        ];
  });
  return { kind: 'open', pacing, rate, period: null };
}

// ---- faults

export interface FaultDraft {
  readonly name?: string;
  readonly effect: FaultEffect;
  /** Seconds; for ever when `until` is missing. */
  readonly from?: number;
  readonly until?: number;
  readonly every?: number;
  /** Random failures instead of a schedule. */
  readonly failing?: { readonly timeToFailure: DistributionSpec; readonly timeToRepair: DistributionSpec };
  /** `api` for all replicas of a service, `api[1]` for one, `a->b` for a link, a traffic source's name for it. */
  readonly on: readonly string[];
  /** Every target (replica, link, source) is struck on its own. */
  readonly apart?: boolean;
  /** Who repairs it. */
  readonly crew?: string;
}

type Quiet = Omit<WorldPlan, 'faults'>;

function faultPlan(draft: FaultDraft, world: Quiet): FaultPlan {
  const targets = draft.on.flatMap(text => targetsOf(text, world));
  return {
    name: draft.name ?? draft.effect.kind,
    crew: draft.crew === undefined ? null : world.crews.findIndex(({ name }) => name === draft.crew),
    effect: draft.effect,
    schedule: schedulePlan(draft),
    groups: draft.apart ? targets : [merged(targets)],
  };
}

function schedulePlan({ from = 0, until = Infinity, every, failing }: FaultDraft): FaultSchedule {
  if (failing) return { kind: 'random', ...failing };
  return {
    kind: 'scheduled',
    at: seconds(from),
    length: seconds(until - from),
    every: every === undefined ? null : seconds(every),
  };
}

const merged = (targets: readonly FaultTarget[]): FaultTarget => ({
  replicas: targets.flatMap(target => target.replicas),
  links: targets.flatMap(target => target.links),
  sources: targets.flatMap(target => target.sources),
  hosts: targets.flatMap(target => target.hosts),
  interconnects: targets.flatMap(target => target.interconnects),
  deployments: targets.flatMap(target => target.deployments),
});

function targetsOf(text: string, world: Quiet): FaultTarget[] {
  const nothing = { replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [] };
  const source = world.traffic.findIndex(({ name }) => name === text);
  if (source >= 0) return [{ ...nothing, sources: [source] }];
  if (text.includes('->')) return [{ ...nothing, links: [linkOf(text, world)] }];
  const [name, number] = text.split(/[[\]]/);
  const service = world.services.findIndex(plan => plan.name === name);
  if (service < 0) throw new RangeError(`the world has no ${text}`);
  const replicas = number === undefined ? [...Array(world.services[service]!.replicas).keys()] : [Number(number)];
  return replicas.map(replica => ({ ...nothing, replicas: [{ service, replica }] }));
}

function linkOf(name: string, world: Quiet): FaultTarget['links'][number] {
  const source = world.traffic.findIndex(({ edge }) => edge.name === name);
  if (source >= 0) return { service: null, edge: source };
  const service = world.services.findIndex(plan => plan.edges.some(edge => edge.name === name));
  if (service < 0) throw new RangeError(`the world has no link ${name}`);
  return { service, edge: world.services[service]!.edges.findIndex(edge => edge.name === name) };
}

// ---- worlds

export interface WorldDraft {
  /** Seconds, warm-up included. */
  readonly duration: number;
  /** Seconds; a twentieth of the duration if not given. */
  readonly warmup?: number;
  /** Seconds; a hundredth of the duration if not given. */
  readonly window?: number;
  readonly services: readonly ServiceDraft[];
  readonly traffic: readonly TrafficDraft[];
  readonly faults?: readonly FaultDraft[];
  readonly crews?: readonly CrewPlan[];
}

export function world(draft: WorldDraft): WorldPlan {
  const names = draft.services.map(({ name = 'api' }) => name);
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new RangeError(`the world has no service ${name}`);
    return index;
  };
  const quiet: Quiet = {
    duration: seconds(draft.duration),
    warmup: seconds(draft.warmup ?? draft.duration / 20),
    window: seconds(draft.window ?? draft.duration / 100),
    objective: 0.99,
    infrastructure: null,
    services: draft.services.map(service => servicePlan(service, indexOf)),
    traffic: draft.traffic.map(traffic => trafficPlan(traffic, indexOf)),
    crews: draft.crews ?? [],
    clock: 0,
    monitoring: { monitors: [], teams: [] },
  };
  return { ...quiet, faults: (draft.faults ?? []).map(fault => faultPlan(fault, quiet)) };
}

// ---- policies, times in seconds

export const timeout = (limit: number): PolicyPlan => ({
  kind: 'attempt-timeout',
  settings: { limit: seconds(limit) },
});

export const totalTimeout = (limit: number): PolicyPlan => ({
  kind: 'total-timeout',
  settings: { limit: seconds(limit) },
});

export const fallback = (latency = 0): PolicyPlan => ({ kind: 'fallback', settings: { latency: seconds(latency) } });

export const rateLimit = (ratePerSecond: number, burst: number): PolicyPlan => ({
  kind: 'rate-limit',
  settings: { ratePerSecond, burst },
});

export const throttle = (k: number, window: number): PolicyPlan => ({
  kind: 'throttle',
  settings: { k, window: seconds(window) },
});

/** One copy, after a wait; the loser is not stopped. */
export const hedge = (after: number): PolicyPlan => {
  const settings: HedgeSettings = {
    after: { kind: 'delay', delay: seconds(after) },
    max: 1,
    cancel: false,
    budget: null,
  };
  return { kind: 'hedge', settings };
};

export const reload = (after: number, probability: number, max: number): PolicyPlan => ({
  kind: 'reload',
  settings: { after: seconds(after), probability, max },
});

export const bulkhead = (concurrency: number, queue = 0, maxWait = Infinity): PolicyPlan => ({
  kind: 'bulkhead',
  settings: { concurrency, queue, maxWait: seconds(maxWait) },
});

/** Retries every cause, `attempts` counts the first one; at once, if no backoff is given. */
export function retry(attempts: number, rest: Partial<Omit<RetrySettings, 'attempts'>> = {}): PolicyPlan {
  const settings: RetrySettings = {
    attempts,
    backoff: { kind: 'none' },
    on: CAUSES,
    budget: null,
    honoursRetryAfter: true,
    ...rest,
  };
  return { kind: 'retry', settings };
}

export const exponentialBackoff = (
  base: number,
  max: number,
  jitter: 'none' | 'equal' | 'full' = 'none',
  factor = 2,
): Backoff => ({ kind: 'exponential', base: seconds(base), factor, max: seconds(max), jitter });

export const breaker = (trip: BreakerSettings['trip'], openFor: number, halfOpenCalls = 1): PolicyPlan => {
  const settings: BreakerSettings = { trip, openFor: seconds(openFor), halfOpenCalls };
  return { kind: 'breaker', settings };
};

export const healthCheck = (draft: {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthy?: number;
  readonly healthy?: number;
  readonly work?: Length;
  readonly deep?: boolean;
}): HealthCheckPlan => ({
  interval: seconds(draft.interval),
  timeout: seconds(draft.timeout),
  unhealthyThreshold: draft.unhealthy ?? 1,
  healthyThreshold: draft.healthy ?? 1,
  work: draft.work === undefined ? null : spec(draft.work),
  deep: draft.deep ?? false,
});

// ---- running and reading off

/** Independent replications with seeds of the case's own; throws when a run violates an invariant of the model. */
export function replicate(plan: WorldPlan, id: string, replications: number): readonly ReplicationRecord[] {
  return Array.from({ length: replications }, (_, number) => {
    const record = runReplication(plan, `validation/${id}/${number}`);
    if (record.violations.length > 0) throw new Error(`violated: ${record.violations.join('; ')}`);
    return record;
  });
}

/** One figure: what `read` finds in each replication. */
export const figure = (
  field: string,
  records: readonly ReplicationRecord[],
  read: (record: ReplicationRecord) => number,
): Figure => ({ field, samples: records.map(read) });

/** Mean of the recorded times, in seconds; 0 without any. */
export const meanOf = (data: HistogramData): number => (data.count === 0 ? 0 : data.sum / data.count / NANOSECONDS);

/** Quantile of the recorded times, in seconds; 0 without any. */
export const quantileOf = (data: HistogramData, share: number): number =>
  (Histogram.fromData(data).quantile(share) ?? 0) / NANOSECONDS;

/** Share of the recorded times above a number of seconds, to the width of a bucket. */
export function shareAbove(data: HistogramData, length: number): number {
  if (data.count === 0) return 0;
  let low = 0;
  let high = 1;
  const histogram = Histogram.fromData(data);
  const limit = length * NANOSECONDS;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (histogram.quantile(middle)! > limit) high = middle;
    else low = middle;
  }
  return 1 - low;
}

/** The measured part of a world, in seconds. */
export const measuredSeconds = (plan: WorldPlan): number => (plan.duration - plan.warmup) / NANOSECONDS;

/** Failed among the finished requests of a source. */
export function failedShare(record: ReplicationRecord, source = 0): number {
  const { ok, degraded, failed } = record.sources[source]!;
  return failed / (ok + degraded + failed);
}
