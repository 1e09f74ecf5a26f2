/** `concurrencyLimit: gradient`: limits that find themselves, the same at a service and on the client side of an edge. */
import { z } from 'zod';
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

export type ConcurrencyLimitValue = z.output<typeof concurrencyLimitSchema>;
