/** `concurrencyLimit: gradient`: limits that find themselves, the same at a service and on the client side of an edge. */
import { z } from 'zod';
import type { ConcurrencyLimitPlan } from '../../model/plan.ts';
import { count, positiveDuration, positiveShare } from '../quantities/quantity.ts';

const algorithm = z.enum(['aimd', 'gradient', 'vegas']);

const limit = count(1, 1_000_000);

export const concurrencyLimitSchema = z.union([
  algorithm,
  z.strictObject({
    algorithm: algorithm.describe('aimd, gradient or vegas.'),
    initial: limit.optional().describe('Limit at the start (20; aimd: 10).'),
    min: limit.optional().describe('Lowest limit (1; gradient: 20).'),
    max: limit.optional().describe('Highest limit (200; vegas: 1000).'),
    timeout: positiveDuration.prefault('5s').describe('aimd: a request that takes longer counts as lost (5 s).'),
    backoff: positiveShare.prefault('90%').describe('aimd: what is left of the limit after a loss (90%).'),
    smoothing: positiveShare.prefault('20%').describe('gradient: how far it moves to each new estimate (20%).'),
    queueSize: count(0, 1000).default(4).describe('gradient: requests it lets wait (4).'),
  }),
]);

/** Defaults of Netflix's concurrency-limits library (AIMDLimit, Gradient2Limit, VegasLimit). */
const DEFAULTS = {
  aimd: { initial: 10, min: 1, max: 200 },
  gradient: { initial: 20, min: 20, max: 200 },
  vegas: { initial: 20, min: 1, max: 1000 },
} as const;

export function compileConcurrencyLimit(value: z.output<typeof concurrencyLimitSchema>): ConcurrencyLimitPlan {
  const given = typeof value === 'string' ? { algorithm: value } : value;
  const { timeout = 5e9, backoff = 0.9, smoothing = 0.2, queueSize = 4 } = given as Partial<ConcurrencyLimitPlan>;
  const own = { algorithm: given.algorithm, timeout, backoff, smoothing, queueSize };
  const defaults = DEFAULTS[given.algorithm];
  if (typeof value === 'string') return { ...own, ...defaults };
  const max = value.max ?? Math.max(defaults.max, value.min ?? 0, value.initial ?? 0);
  const min = Math.min(value.min ?? defaults.min, max);
  const initial = Math.max(min, Math.min(max, value.initial ?? defaults.initial));
  return { ...own, initial, min, max };
}
