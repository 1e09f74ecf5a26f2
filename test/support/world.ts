/**
 * The worlds of tests: drafts in milliseconds, one second long and seen in windows of a millisecond if nothing else is
 * said, and what came of them in words that a test can compare whole.
 */
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import type { RegistryPlan } from '../../src/model/discovery/plan.ts';
import type { FigureName } from '../../src/model/figures.ts';
import type { RetrySettings } from '../../src/model/mitigation/retry.ts';
import { CAUSES } from '../../src/model/outcome.ts';
import type {
  ConcurrencyLimitPlan,
  FaultEffect,
  OutlierDetectionPlan,
  PolicyPlan,
  RatePoint,
  WorldPlan,
} from '../../src/model/plan.ts';
import type { ReplicationRecord, SourceRecord } from '../../src/model/record.ts';
import { runReplication } from '../../src/model/system.ts';
import {
  Drafts,
  type EdgeDraft,
  type FaultDraft,
  openLoop,
  type ServiceDraft,
  type WorldDraft as TimedWorldDraft,
  type TrafficDraft as UnpacedTrafficDraft,
} from '../../src/validation/drafts.ts';
import { policiesOf, policy } from '../../src/validation/policy-drafts.ts';

export type { ClusterDraft, EdgeDraft, FaultDraft, ServiceDraft } from '../../src/validation/drafts.ts';

const drafts = new Drafts(1e6, 1);

/** Milliseconds as the plan's nanoseconds. */
export const ms = (milliseconds: number): number => drafts.time(milliseconds);

export const exponential = (mean: number): DistributionSpec => ({ kind: 'exponential', mean: ms(mean) });

// ---- worlds

export interface TrafficDraft extends UnpacedTrafficDraft {
  /** In place of a rate: requests at these milliseconds (rising), or one in so many of them. */
  readonly at?: readonly number[];
  readonly everyMs?: number;
}

export interface WorldDraft
  extends Omit<TimedWorldDraft, 'traffic' | 'duration' | 'warmup' | 'window'>,
    Partial<Pick<TimedWorldDraft, 'duration' | 'warmup' | 'window'>> {
  readonly traffic: readonly TrafficDraft[];
}

// They give a draft its type where it stands.
export const edge = (draft: EdgeDraft): EdgeDraft => draft;
export const service = (draft: ServiceDraft): ServiceDraft => draft;
export const traffic = (draft: TrafficDraft): TrafficDraft => draft;
export const fault = (draft: FaultDraft): FaultDraft => draft;

export const world = (draft: WorldDraft): WorldPlan =>
  drafts.world({ duration: 1000, warmup: 0, window: 1, ...draft, traffic: draft.traffic.map(paced) });

function paced(draft: TrafficDraft): UnpacedTrafficDraft {
  const { at, everyMs, ...rest } = draft;
  if (everyMs !== undefined) return { ...rest, everyRatePerSecond: 1000 / everyMs };
  const isPaced = 'perSecond' in rest || 'everyRatePerSecond' in rest || 'users' in rest || 'arrivals' in rest;
  return isPaced ? rest : { ...rest, arrivals: openLoop('constant', momentsAsRates(at ?? [])) };
}

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

// ---- policies

export const { timeout, totalTimeout, fallback, rateLimit, throttle, hedge, reload, bulkhead, breaker, healthCheck } =
  policiesOf(drafts);

/** Retries every cause; at once, if no backoff is given. */
export const retry = ({ attempts, ...rest }: Partial<RetrySettings> & { readonly attempts: number }): PolicyPlan =>
  policiesOf(drafts).retry(attempts, rest);

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

export const connectionPool = (
  size: number,
  more: { maxWait?: number; connect?: number; reclaimAfter?: number } = {},
): PolicyPlan =>
  policy('connection-pool', {
    size,
    maxWait: ms(more.maxWait ?? Infinity),
    connect: more.connect === undefined ? null : drafts.spec(more.connect),
    reclaimAfter: ms(more.reclaimAfter ?? Infinity),
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

// ---- what can befall them

export const crash: FaultEffect = { kind: 'crash', silent: false };
export const silent: FaultEffect = { kind: 'crash', silent: true };
export const hang: FaultEffect = { kind: 'hang' };
export const partition: FaultEffect = { kind: 'partition' };

// ---- what came of it

/** Runs a world once. Every test's world is audited: a violated invariant fails the test wherever it happens. */
export function run(plan: WorldPlan | WorldDraft, seed = '1/0'): ReplicationRecord {
  const record = runReplication('objective' in plan ? plan : world(plan), seed);
  if (record.violations.length > 0) throw new Error(`violations: ${record.violations.join('; ')}`);
  return record;
}

/** Runs a world of one service, `api`, that `users` call. */
export const calling = (
  api: ServiceDraft,
  users: Omit<TrafficDraft, 'to'>,
  more: Omit<Partial<WorldDraft>, 'services' | 'traffic'> = {},
  seed?: string,
): ReplicationRecord => run({ ...more, services: [service(api)], traffic: [traffic({ to: 'api', ...users })] }, seed);

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

/** What a component measured of itself, in the engine's units; null without data. @throws when it has no such figure */
export function figureOf({ figures }: ReplicationRecord, subject: string, name: FigureName): number | null {
  const figure = figures.find(each => each.subject === subject && each.name === name);
  if (figure === undefined) throw new RangeError(`${subject} has no figure ${name}`);
  return figure.value;
}

/** `['12 breaker-open', ...]`: when (whole milliseconds) what was logged. */
export function log(record: ReplicationRecord, ...what: readonly string[]): readonly string[] {
  return record.log
    .filter(entry => what.length === 0 || what.includes(entry.what))
    .map(entry => `${entry.at / 1e6} ${entry.what}`);
}
