/**
 * A small builder of worlds for tests: services, edges, traffic and faults by name, with everything that a test does not
 * mention left out of the way (one replica, one slot, unbounded queue, no latency, no policies). Times are milliseconds
 * here and nanoseconds in the plan it builds.
 */
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import type { DiscoveryPlan, RegisterPlan, RegistryPlan } from '../../src/model/discovery/plan.ts';
import type { mitigations } from '../../src/model/mitigation/all.ts';
import type { BreakerSettings, TripSettings } from '../../src/model/mitigation/breaker.ts';
import type { BulkheadSettings } from '../../src/model/mitigation/bulkhead.ts';
import type { HedgeSettings } from '../../src/model/mitigation/hedge.ts';
import type { RetrySettings } from '../../src/model/mitigation/retry.ts';
import type { MonitoringPlan } from '../../src/model/monitor/plan.ts';
import { CAUSES } from '../../src/model/outcome.ts';
import type {
  ArrivalsPlan,
  CachePlan,
  ClusterPlan,
  ConcurrencyLimitPlan,
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
  OutlierDetectionPlan,
  PolicyPlan,
  QueuePlan,
  RatePoint,
  ReplicationPlan,
  ServicePlan,
  StepPlan,
  TrafficPlan,
  WorldPlan,
} from '../../src/model/plan.ts';
import type { ReplicationRecord, SourceRecord } from '../../src/model/record.ts';
import { runReplication } from '../../src/model/system.ts';

/** Milliseconds as the plan's nanoseconds. */
export const ms = (milliseconds: number): number => Math.round(milliseconds * 1e6);

/** A constant number of milliseconds, or any distribution (in nanoseconds). */
type Length = number | DistributionSpec;

export const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: ms(mean) });

const spec = (length: Length): DistributionSpec =>
  typeof length === 'number' ? { kind: 'constant', value: ms(length) } : length;

// ---- edges

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
  /** Of the call made in the default flow. */
  readonly optional?: boolean;
  /** The look-aside cache, among the edges, that must have had nothing. */
  readonly onMiss?: string;
  readonly probability?: number;
}

export const edge = (draft: EdgeDraft): EdgeDraft => draft;

function edgePlan(name: string, draft: EdgeDraft, indexOf: (service: string) => number): EdgePlan {
  return {
    name: `${name}->${draft.to}`,
    target: indexOf(draft.to),
    latency: draft.latency === undefined ? null : spec(draft.latency),
    loss: draft.loss ?? 0,
    policies: draft.policies ?? [],
    balancer: {
      kind: draft.balancer ?? 'round-robin',
      weights: draft.weights ?? [],
      decay: ms(10_000),
      panicThreshold: draft.panicThreshold ?? 0,
      slowStart: draft.slowStart ?? null,
      shards: draft.shards ?? null,
      virtualNodes: 100,
      boundedLoad: draft.boundedLoad ?? Infinity,
    },
    healthCheck: draft.healthCheck ?? null,
    outlierDetection: draft.outlierDetection ?? null,
    discovery: draft.discovery === undefined ? null : discoveryPlan(draft.discovery, indexOf),
    cancellation: draft.cancellation ?? false,
    deadline: draft.deadline ?? false,
    scope: draft.scope ?? 'replica',
  };
}

// ---- registries, times in milliseconds

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

const PATIENCE = 1;

function registerPlan(draft: RegisterDraft, indexOf: (service: string) => number): RegisterPlan {
  const { phi } = draft;
  return {
    registry: indexOf(draft.with),
    heartbeat: ms(draft.heartbeat),
    timeout: ms(draft.timeout ?? PATIENCE),
    latency: null,
    loss: draft.loss ?? 0,
    detector:
      phi === undefined
        ? { kind: 'timeout', timeout: ms(draft.ttl ?? 3 * draft.heartbeat) }
        : {
            kind: 'phi',
            threshold: phi.threshold,
            window: phi.window ?? 100,
            minDeviation: ms(phi.minDeviation ?? draft.heartbeat / 10),
            pause: 0,
          },
  };
}

function discoveryPlan(draft: DiscoveryDraft, indexOf: (service: string) => number): DiscoveryPlan {
  return {
    registry: indexOf(draft.from),
    refresh: ms(draft.refresh),
    timeout: ms(draft.timeout ?? PATIENCE),
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
  election: { heartbeat: ms(5), timeout: ms(50) },
  ...draft,
});

// ---- services

/** A step: a share of the work, or the calls (by target) made at the same time. */
export type StepDraft = number | readonly string[];

export interface ServiceDraft {
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
    readonly per?: 'client' | 'source';
  } | null;
  readonly overload?: Partial<NonNullable<ServicePlan['overload']>>;
  readonly startup?: Length;
  readonly messages?: Partial<NonNullable<ServicePlan['messages']>>;
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

/** Milliseconds, and no failover if nothing is said. */
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

function clusterPlan(draft: ClusterDraft): ClusterPlan {
  const optional = (length: Length | undefined) => (length === undefined ? null : spec(length));
  return {
    heartbeat: ms(draft.heartbeat ?? 10),
    patience: ms(draft.patience ?? 100),
    isRandomised: draft.randomised ?? false,
    quorum: draft.quorum ?? 'majority',
    failover: draft.failover ?? true,
    decision: optional(draft.decision),
    promotion: optional(draft.promotion),
    failBack: draft.failBack === undefined ? null : ms(draft.failBack),
    latency: optional(draft.latency),
    loss: draft.loss ?? 0,
    refresh: ms(draft.refresh ?? 1),
    replication:
      draft.replication === undefined
        ? null
        : {
            acks: 1,

            reads: 'leader',
            keys: 1,
            ...draft.replication,
            giveUp: draft.replication.giveUp === undefined ? Infinity : ms(draft.replication.giveUp),
            lag: optional(draft.replication.lag),
          },
  };
}

const readPlan = (work: Length): OperationPlan => ({
  name: 'read',
  access: 'read',
  work: spec(work),
  errors: 0,
  keys: null,
  flow: [{ kind: 'work', share: 1 }],
});

export const service = (draft: ServiceDraft): ServiceDraft => draft;

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

function servicePlan(draft: ServiceDraft, indexOf: (service: string) => number): ServicePlan {
  const name = nameOf(draft);
  const edges = draft.edges ?? [];
  return {
    name,
    kind: draft.kind ?? 'service',
    replicas: draft.replicas ?? 1,
    concurrency: draft.concurrency ?? 1,
    threading: draft.threading ?? 'blocking',
    queue: { capacity: Infinity, discipline: 'fifo', lifoAbove: 0, maxWait: Infinity, codel: null, ...draft.queue },
    rateLimit: draft.rateLimit ? { per: 'all', ...draft.rateLimit } : null,
    overload: draft.overload ? { shed: [], limit: null, dimmer: null, retryAfter: 0, ...draft.overload } : null,
    startup: draft.startup === undefined ? null : spec(draft.startup),
    messages: draft.messages
      ? { capacity: Infinity, inFlight: 1, redeliverAfter: 0, maxDeliveries: 3, durable: true, ...draft.messages }
      : null,
    cache: draft.cache === undefined ? null : { ...PLAIN_CACHE, ...draft.cache },
    cpu: draft.cpu === undefined ? null : { cores: Infinity, contention: 0, coherency: 0, ...draft.cpu },
    standby: null,
    copy: null,
    cluster: draft.cluster === undefined ? null : clusterPlan(draft.cluster),
    registry: draft.registry ?? null,
    register: draft.register === undefined ? null : registerPlan(draft.register, indexOf),
    operations: [...operationsOf(draft, edges), ...(draft.read === undefined ? [] : [readPlan(draft.read)])],
    edges: edges.map(own => edgePlan(name, own, indexOf)),
  };
}

/** A look-aside cache has two: one that looks and one that stores. */
function operationsOf(draft: ServiceDraft, edges: readonly EdgeDraft[]): readonly OperationPlan[] {
  const own = operationPlan(draft, edges);
  if (draft.cache?.writes !== 1) return [own];
  const looking: OperationPlan = { ...own, flow: [...own.flow, { kind: 'calls', calls: [] }] };
  return [looking, { ...looking, name: 'set' }];
}

/** What was fetched because a look-aside cache had nothing is stored there, by its operation 1. */
function copiesOf(edges: readonly EdgeDraft[]): StepPlan {
  const missing = [...new Set(edges.flatMap(({ onMiss }) => onMiss ?? []))];
  const calls = missing.map(name => {
    const cache = edges.findIndex(own => own.to === name);
    return { edge: cache, operation: 1, probability: 1, optional: true, onMiss: cache };
  });
  return { kind: 'calls', calls };
}

function operationPlan(draft: ServiceDraft, edges: readonly EdgeDraft[]): OperationPlan {
  const flow = draft.flow ?? [1, ...edges.map(own => [own.to])];
  return {
    name: 'default',
    access: 'write',
    work: spec(draft.work ?? 0),
    errors: draft.errors ?? 0,
    keys: null,
    flow: [...flow.map(step => stepPlan(step, edges)), ...(draft.copies ? [copiesOf(edges)] : [])],
  };
}

function stepPlan(step: StepDraft, edges: readonly EdgeDraft[]): StepPlan {
  if (typeof step === 'number') return { kind: 'work', share: step };
  const calls = step.map(target => {
    const index = edges.findIndex(own => own.to === target);
    const { probability = 1, optional = false, onMiss } = edges[index]!;
    const lookup = onMiss === undefined ? null : edges.findIndex(own => own.to === onMiss);
    return { edge: index, operation: 0, probability, optional, onMiss: lookup };
  });
  return { kind: 'calls', calls };
}

const nameOf = (draft: { readonly name?: string }): string => draft.name ?? 'api';

// ---- traffic

export interface TrafficDraft extends EdgeDraft {
  readonly name?: string;
  readonly clients?: number;
  /** 1 for the second operation, which only reads. */
  readonly operation?: number;
  readonly priority?: number;
  readonly keys?: KeysPlan;
  /** One of these: requests at these milliseconds (rising), at a steady pace, Poisson, or a closed loop. */
  readonly at?: readonly number[];
  readonly everyMs?: number;
  readonly perSecond?: number;
  readonly users?: { readonly count: number; readonly thinkTime: Length };
  readonly arrivals?: ArrivalsPlan;
}

export const traffic = (draft: TrafficDraft): TrafficDraft => draft;

function trafficPlan(draft: TrafficDraft, indexOf: (service: string) => number): TrafficPlan {
  const name = draft.name ?? 'users';
  return {
    name,
    edge: edgePlan(name, draft, indexOf),
    mix: [{ operation: draft.operation ?? 0, weight: 1 }],
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
  if (draft.perSecond !== undefined) return open('poisson', [{ at: 0, perSecond: draft.perSecond }]);
  if (draft.everyMs !== undefined) return open('constant', [{ at: 0, perSecond: 1000 / draft.everyMs }]);
  return open('constant', momentsAsRates(draft.at ?? []));
}

const open = (pacing: 'poisson' | 'constant', rate: readonly RatePoint[]): ArrivalsPlan => ({
  kind: 'open',
  pacing,
  rate,
  period: null,
});

/** Evenly spaced requests come when the area under the rate reaches 1, 2, ...: one rectangle of area 1 per moment. */
function momentsAsRates(moments: readonly number[]): readonly RatePoint[] {
  const points: RatePoint[] = [];
  moments.forEach((moment, i) => {
    const before = moments[i - 1] ?? 0;
    const perSecond = 1000 / (moment - before);
    // The last rectangle is a little longer, so that rounding cannot lose its request.
    const end = i === moments.length - 1 ? moment + (moment - before) / 4 : moment;
    points.push({ at: ms(before), perSecond }, { at: ms(end), perSecond });
  });
  return [...points, { at: points.at(-1)?.at ?? 0, perSecond: 0 }];
}

// ---- faults

export interface FaultDraft {
  readonly name?: string;
  readonly effect: FaultEffect;
  /** Milliseconds; for ever when `until` is missing. */
  readonly from?: number;
  readonly until?: number;
  readonly every?: number;
  readonly schedule?: FaultSchedule;
  /** `api` for all replicas of a service, `api[1]` for one, `a->b` for a link, a traffic source's name for it;
   * `a->a` for the way between the members of a cluster, `a->a/1` between the first and the rest. */
  readonly on: readonly string[];
  /** Every target is struck on its own. */
  readonly apart?: boolean;
  /** Who repairs it. */
  readonly crew?: string;
}

export const fault = (draft: FaultDraft): FaultDraft => draft;

function faultPlan(draft: FaultDraft, world: Omit<WorldPlan, 'faults'>): FaultPlan {
  const from = draft.from ?? 0;
  const targets = draft.on.flatMap(text => targetsOf(text, world));
  const group = (some: readonly FaultTarget[]): FaultTarget => ({
    replicas: some.flatMap(target => target.replicas),
    links: some.flatMap(target => target.links),
    sources: some.flatMap(target => target.sources),
    hosts: some.flatMap(target => target.hosts),
    interconnects: some.flatMap(target => target.interconnects),
    deployments: some.flatMap(target => target.deployments),
  });
  return {
    name: draft.name ?? draft.effect.kind,
    crew: draft.crew === undefined ? null : world.crews.findIndex(({ name }) => name === draft.crew),
    effect: draft.effect,
    schedule: draft.schedule ?? {
      kind: 'scheduled',
      at: ms(from),
      length: draft.until === undefined ? Infinity : ms(draft.until - from),
      every: draft.every === undefined ? null : ms(draft.every),
    },
    groups: draft.apart ? targets.map(target => group([target])) : [group(targets)],
  };
}

function targetsOf(text: string, world: Omit<WorldPlan, 'faults'>): FaultTarget[] {
  const nothing = { replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [] };
  const source = world.traffic.findIndex(({ name }) => name === text);
  if (source >= 0) return [{ ...nothing, sources: [source] }];
  const members = /^(\w+)->\1(?:\/(\d+))?$/.exec(text);
  if (members !== null) {
    const first = members[2] === undefined ? null : Number(members[2]);
    return [
      { ...nothing, interconnects: [{ service: world.services.findIndex(own => own.name === members[1]), first }] },
    ];
  }
  if (text.includes('->')) return [{ ...nothing, links: [linkOf(text, world)] }];
  const [name, number] = text.split(/[[\]]/);
  const index = world.services.findIndex(own => own.name === name);
  if (index < 0) throw new RangeError(`the world has no ${text}`);
  const replicas = number === undefined ? [...Array(world.services[index]!.replicas).keys()] : [Number(number)];
  return replicas.map(replica => ({ ...nothing, replicas: [{ service: index, replica }] }));
}

function linkOf(name: string, world: Omit<WorldPlan, 'faults'>) {
  const fromSource = world.traffic.findIndex(source => source.edge.name === name);
  if (fromSource >= 0) return { service: null, edge: fromSource };
  const index = world.services.findIndex(own => own.edges.some(link => link.name === name));
  if (index < 0) throw new RangeError(`the world has no link ${name}`);
  return { service: index, edge: world.services[index]!.edges.findIndex(link => link.name === name) };
}

// ---- worlds

export interface WorldDraft {
  /** Milliseconds. */
  readonly duration?: number;
  readonly warmup?: number;
  readonly window?: number;
  readonly services: readonly ServiceDraft[];
  readonly traffic: readonly TrafficDraft[];
  readonly faults?: readonly FaultDraft[];
  readonly crews?: readonly CrewPlan[];
  /** Time of day at the start. */
  readonly clock?: number;
  readonly monitoring?: MonitoringPlan;
}

/** One second, seen in windows of a millisecond, if nothing else is said. */
export function world(draft: WorldDraft): WorldPlan {
  const names = draft.services.map(nameOf);
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new RangeError(`the world has no service ${name}`);
    return index;
  };
  const quiet = {
    duration: ms(draft.duration ?? 1000),
    warmup: ms(draft.warmup ?? 0),
    window: ms(draft.window ?? 1),
    objective: 0.99,
    infrastructure: null,
    services: draft.services.map(own => servicePlan(own, indexOf)),
    traffic: draft.traffic.map(own => trafficPlan(own, indexOf)),
    crews: draft.crews ?? [],
    clock: draft.clock === undefined ? 0 : ms(draft.clock),
    monitoring: draft.monitoring ?? { monitors: [], teams: [] },
  };
  return { ...quiet, faults: (draft.faults ?? []).map(own => faultPlan(own, quiet)) };
}

// ---- policies, times in milliseconds

const policy = (kind: (typeof mitigations)[number]['kind'], settings: object): PolicyPlan => ({ kind, settings });

export const timeout = (limit: number): PolicyPlan => policy('attempt-timeout', { limit: ms(limit) });

export const totalTimeout = (limit: number): PolicyPlan => policy('total-timeout', { limit: ms(limit) });

export const fallback = (latency = 0): PolicyPlan => policy('fallback', { latency: ms(latency) });

export const rateLimit = (ratePerSecond: number, burst: number): PolicyPlan =>
  policy('rate-limit', { ratePerSecond, burst });

export const throttle = (k: number, window: number): PolicyPlan => policy('throttle', { k, window: ms(window) });

/** `after` in milliseconds, or a percentile as a share. */
export const hedge = (
  after: number | { readonly percentile: number },
  settings: Partial<Omit<HedgeSettings, 'after'>> = {},
): PolicyPlan => {
  const given: HedgeSettings['after'] =
    typeof after === 'number' ? { kind: 'delay', delay: ms(after) } : { kind: 'percentile', share: after.percentile };
  return policy('hedge', { after: given, max: 1, cancel: false, budget: null, ...settings });
};

export const concurrencyLimit = (
  algorithm: ConcurrencyLimitPlan['algorithm'],
  settings: Partial<ConcurrencyLimitPlan> = {},
): ConcurrencyLimitPlan => ({
  algorithm,
  initial: 10,
  min: 1,
  max: 200,
  timeout: ms(5000),
  backoff: 0.9,
  smoothing: 0.2,
  queueSize: 4,
  ...settings,
});

export const adaptiveBulkhead = (settings: ConcurrencyLimitPlan): PolicyPlan => policy('adaptive-bulkhead', settings);

export const reload = (after: number, probability: number, max: number): PolicyPlan =>
  policy('reload', { after: ms(after), probability, max });

export const bulkhead = (concurrency: number, queue = 0, maxWait = Infinity): PolicyPlan => {
  const settings: BulkheadSettings = { concurrency, queue, maxWait: maxWait === Infinity ? Infinity : ms(maxWait) };
  return policy('bulkhead', settings);
};

export const connectionPool = (
  size: number,
  more: { maxWait?: number; connect?: number; reclaimAfter?: number } = {},
): PolicyPlan =>
  policy('connection-pool', {
    size,
    maxWait: more.maxWait === undefined ? Infinity : ms(more.maxWait),
    connect: more.connect === undefined ? null : spec(more.connect),
    reclaimAfter: more.reclaimAfter === undefined ? Infinity : ms(more.reclaimAfter),
  });

/** Retries every cause; at once, if no backoff is given. */
export const retry = (settings: Partial<RetrySettings> & { readonly attempts: number }): PolicyPlan =>
  policy('retry', { backoff: { kind: 'none' }, on: CAUSES, budget: null, honoursRetryAfter: true, ...settings });

export const breaker = (trip: TripSettings, openFor: number, halfOpenCalls = 1): PolicyPlan => {
  const settings: BreakerSettings = { trip, openFor: ms(openFor), halfOpenCalls };
  return policy('breaker', settings);
};

export const healthCheck = (settings: {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthy?: number;
  readonly healthy?: number;
  readonly work?: Length;
  readonly deep?: boolean;
}): HealthCheckPlan => ({
  interval: ms(settings.interval),
  timeout: ms(settings.timeout),
  unhealthyThreshold: settings.unhealthy ?? 1,
  healthyThreshold: settings.healthy ?? 1,
  work: settings.work === undefined ? null : spec(settings.work),
  deep: settings.deep ?? false,
});

/** Ejects nobody unless told what for. */
export const outlierDetection = (settings: {
  readonly consecutive?: number;
  readonly interval: number;
  readonly base: number;
  readonly most?: number;
  readonly maxEjected?: number;
  readonly alwaysOne?: boolean;
  readonly successRate?: OutlierDetectionPlan['successRate'];
  readonly failurePercentage?: OutlierDetectionPlan['failurePercentage'];
}): OutlierDetectionPlan => ({
  consecutiveErrors: settings.consecutive ?? null,
  interval: ms(settings.interval),
  baseEjectionTime: ms(settings.base),
  maxEjectionTime: ms(settings.most ?? 10 * settings.base),
  maxEjectedPercent: settings.maxEjected ?? 1,
  alwaysEjectOne: settings.alwaysOne ?? false,
  successRate: settings.successRate ?? null,
  failurePercentage: settings.failurePercentage ?? null,
});

// ---- what came of it

/** Runs a world once. Every test's world is audited: a violated invariant fails the test wherever it happens. */
export function run(plan: WorldPlan | WorldDraft, seed = '1/0'): ReplicationRecord {
  const record = runReplication('objective' in plan ? plan : world(plan), seed);
  if (record.violations.length > 0) throw new Error(`violations: ${record.violations.join('; ')}`);
  return record;
}

/**
 * When requests ended and how, by window: `['10 ok', '30 failed']` with the default window of 1 ms. Arrivals at half
 * milliseconds keep ends away from the windows' edges.
 */
export function endings({ windows }: SourceRecord): readonly string[] {
  return [...windows.ok.keys()].flatMap(window =>
    (['ok', 'degraded', 'failed'] as const).flatMap(how =>
      Array.from({ length: windows[how][window]! }, () => `${window} ${how}`),
    ),
  );
}

/** Failed requests (or calls) by cause, those that occur. */
export function causes(counts: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    CAUSES.map((cause, i) => [cause, counts[i + 2]!] as const).filter(([, count]) => count > 0),
  );
}

/** `['12 breaker-open', ...]`: when (whole milliseconds) what was logged. */
export function log(record: ReplicationRecord, ...what: readonly string[]): readonly string[] {
  return record.log
    .filter(entry => what.length === 0 || what.includes(entry.what))
    .map(entry => `${entry.at / 1e6} ${entry.what}`);
}
