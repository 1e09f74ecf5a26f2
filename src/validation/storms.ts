/**
 * Worlds that may not come back: one service, a trigger, clients that retry; and what to read off their windows of one
 * second. A run is stuck when in its last seconds less than half of what is offered succeeds.
 */
import type { ReplicationRecord } from '../model/record.ts';
import type { Figure } from './family.ts';
import { type FaultDraft, fallback, replicate, type ServiceDraft, type TrafficDraft, world } from './worlds.ts';

export interface Storm {
  readonly service: ServiceDraft;
  readonly traffic: Omit<TrafficDraft, 'to'>;
  readonly faults: readonly FaultDraft[];
  /** Seconds; a whole number. */
  readonly end: number;
  /** The service drops what it does not take, and says nothing: callers find out by their timeout. */
  readonly isSilent?: boolean;
}

export function runStorm({ service, traffic, faults, end, isSilent }: Storm, id: string, count: number) {
  const plan = world({
    duration: end,
    warmup: 0,
    window: 1,
    services: isSilent ? [service, SILENCER] : [service],
    traffic: [{ ...traffic, to: isSilent ? 'silencer' : 'api' }],
    faults,
  });
  return replicate(plan, id, count);
}

/** In front of the service: answers for refusals, but so late that whoever asked has long given up. */
const SILENCER: ServiceDraft = {
  name: 'silencer',
  concurrency: Infinity,
  edges: [{ to: 'api', policies: [fallback(100)] }],
};

/** The service's only replica stops and goes on, and loses nothing. */
export const pause = (from: number, until: number): FaultDraft => ({
  effect: { kind: 'hang' },
  on: ['api'],
  from,
  until,
});

// ---- per second, of the seconds from..to

/** `5-20` as a pair. */
export type Span = readonly [from: number, to: number];

const averageOver = (values: Float64Array, [from, to]: Span): number =>
  values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);

export const goodput = ({ sources }: ReplicationRecord, span: Span): number =>
  averageOver(sources[0]!.windows.ok, span);

export const offeredRate = ({ sources }: ReplicationRecord, span: Span): number =>
  averageOver(sources[0]!.windows.offered, span);

/** Attempts that reach the service. */
export const attemptRate = ({ services }: ReplicationRecord, span: Span): number =>
  averageOver(services[0]!.windows.arrivals, span);

export const waiting = ({ services }: ReplicationRecord, span: Span): number =>
  averageOver(services[0]!.windows.queueLength, span);

/** Attempts in the service, waiting or being served. */
export const inSystem = (record: ReplicationRecord, span: Span): number =>
  waiting(record, span) + averageOver(record.services[0]!.windows.inService, span);

export const isStuck = (record: ReplicationRecord, span: Span): boolean =>
  goodput(record, span) < offeredRate(record, span) / 2;

/** Seconds after `from` until a second in which most of what is offered succeeds; null when there is none. */
export function recoveryAfter(record: ReplicationRecord, from: number): number | null {
  const { ok, offered } = record.sources[0]!.windows;
  for (let second = from; second < ok.length; second++) {
    if (ok[second]! > 0 && ok[second]! >= offered[second]! / 2) return second - from;
  }
  return null;
}

/** The recovery times of the replications that recovered. */
export const recoveries = (field: string, records: readonly ReplicationRecord[], from: number): Figure => ({
  field,
  samples: records.map(record => recoveryAfter(record, from)).filter(time => time !== null),
});
