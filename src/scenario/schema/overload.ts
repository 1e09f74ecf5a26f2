/**
 * What a service does against overload at its own door: which requests it sheds first, a limit of concurrency that finds
 * itself, and what it tells those it refuses.
 */
import { z } from 'zod';
import type { DimmerPlan } from '../../model/plan.ts';
import { count, name, positiveDuration, positiveShare, share } from '../quantities/quantity.ts';
import { concurrencyLimitSchema } from './concurrency-limit.ts';

const MOST = 1_000_000;

export const codelSchema = z
  .strictObject({
    target: positiveDuration
      .prefault('5ms')
      .describe('Longest wait when the queue has not been empty for an `interval` (5 ms, Maurer 2015).'),
    interval: positiveDuration.prefault('100ms').describe('Longest wait otherwise (100 ms, Maurer 2015).'),
  })
  .describe('Controlled delay: bursts may wait, a standing queue may not; refused with `load-shed`.');

export const queueSchema = z
  .strictObject({
    capacity: z
      .union([count(0, MOST), z.literal('unbounded')])
      .default('unbounded')
      .describe('Requests that may wait, per replica.'),
    discipline: z
      .enum(['fifo', 'lifo', 'adaptive-lifo', 'priority', 'codel'])
      .default('fifo')
      .describe(
        'Who is served next. adaptive-lifo: the last come while the queue is long; codel: fifo with controlled delay.',
      ),
    lifoAbove: count(0, MOST)
      .optional()
      .describe('adaptive-lifo: how many must wait for the last come to be served first (the slots of a replica).'),
    maxWait: positiveDuration.optional().describe('A request that has waited this long is refused (`load-shed`).'),
    codel: codelSchema.optional().describe('Controlled delay under any discipline.'),
  })
  .describe('Where requests wait for a slot; unbounded and first come, first served without it.');

const shedRule = z
  .strictObject({
    priority: z.int().min(-1000).max(1000).describe('Requests of this priority and below are refused ...'),
    queue: count(0, MOST).optional().describe('... while so many wait at the replica ...'),
    utilisation: positiveShare.optional().describe('... or while this share of its slots is in use.'),
    over: positiveDuration
      .prefault('1s')
      .describe('How far back utilisation is averaged, as newcomers found it (1 s).'),
  })
  .describe('Whom to refuse when; at least one of `queue` and `utilisation`.');

export const overloadShape = {
  shed: z
    .record(name, shedRule)
    .optional()
    .describe(
      'Load shedding by priority: rules by name, the least important with the lowest thresholds (`load-shed`).',
    ),
  concurrencyLimit: concurrencyLimitSchema
    .optional()
    .describe(
      'Limits the requests inside each replica, waiting or in service, by how long they take: aimd, gradient or vegas (`load-shed`).',
    ),
  dimmer: z
    .strictObject({
      target: positiveDuration.describe('Response time to keep, at the percentile below.'),
      percentile: positiveShare.prefault('95%').describe('Which percentile of each interval (95%).'),
      interval: positiveDuration.prefault('1s').describe('How often the share served in full is adjusted (1 s).'),
      gain: z
        .number()
        .positive()
        .max(1)
        .default(0.25)
        .describe('How far it moves for an error as large as the target (0.25).'),
      work: share.prefault('0%').describe('Share of the work that is optional, beside optional calls (0%).'),
    })
    .optional()
    .describe('Brownout: leaves out optional calls and work while answers take too long; they are `degraded`.'),
  retryAfter: positiveDuration
    .optional()
    .describe('What a refusal (`load-shed`, `rate-limited`, `queue-full`) tells the caller to wait before a retry.'),
};

export type QueueValue = z.output<typeof queueSchema>;

export interface OverloadValue {
  readonly shed?: Readonly<Record<string, z.output<typeof shedRule>>> | undefined;
  readonly concurrencyLimit?: z.output<typeof concurrencyLimitSchema> | undefined;
  readonly dimmer?: DimmerPlan | undefined;
  readonly retryAfter?: number | undefined;
}
