/** `retry: { attempts: 3, backoff: ..., on: [...], budget: 10% }`. */
import { z } from 'zod';
import type { Backoff, RetrySettings } from '../../model/mitigation/retry.ts';
import { CAUSES, type Cause } from '../../model/outcome.ts';
import { policyKind } from '../kind.ts';
import { presetOf } from '../preset-lookup.ts';
import { count, duration, positiveDuration, positiveShare, rate, share } from '../quantities/quantity.ts';

const SECOND = 1e9;

/** Causes that a retry cannot help, or that say "not now": the caller's own protections and a passed deadline. */
const NOT_RETRIED: readonly Cause[] = ['deadline-exceeded', 'breaker-open', 'rate-limited', 'bulkhead-full'];

const RETRIED = CAUSES.filter(cause => !NOT_RETRIED.includes(cause));

const exponential = z.strictObject({
  base: positiveDuration.describe('Wait before the first retry.'),
  factor: z
    .number()
    .min(1)
    .max(100)
    .default(2)
    .describe('Each wait is this many times the one before (2, as in Envoy and the AWS SDKs).'),
  max: positiveDuration.prefault('20s').describe('Longest wait before jitter (20 s, as in the AWS SDKs).'),
  jitter: z
    .enum(['none', 'equal', 'full', 'decorrelated'])
    .default('none')
    .describe(
      'none: the wait itself; equal: half of it plus a random half; full: uniform from 0 to it; decorrelated: uniform from base to three times the last wait.',
    ),
});

const tokens = (most: number) => z.number().min(0).max(most);

const budget = z.union([
  positiveShare.describe('Retries per call, such as 20%, over the last 10 s.'),
  z.strictObject({
    ratio: share.describe('Retries per call over the window.'),
    minPerSecond: rate.prefault('0/s').describe('Retries always allowed, whatever the ratio says.'),
    window: positiveDuration.prefault('10s').describe('How long calls count (10 s, as in Finagle).'),
  }),
  z.strictObject({
    bucket: z
      .strictObject({
        capacity: tokens(1e9).default(500).describe('Tokens at most and at the start (500, as in the AWS SDKs).'),
        cost: tokens(1e9).default(5).describe('Tokens a retry costs (5, as in the AWS SDKs).'),
        timeoutCost: tokens(1e9)
          .optional()
          .describe('Tokens it costs after a timeout (twice `cost`, as in the AWS SDKs).'),
        perCall: tokens(1e6).default(0).describe('Tokens every first try puts in (0).'),
        perSuccess: tokens(1e6)
          .default(1)
          .describe('Tokens a first try that succeeds puts in (1, as in the AWS SDKs).'),
        refund: z.boolean().default(true).describe('A retry that succeeds brings back what it cost (true).'),
      })
      .describe('Retries are paid from a bucket, as in the standard mode of the AWS SDKs.'),
  }),
  z.strictObject({
    throttling: z
      .strictObject({
        maxTokens: z.number().positive().max(1000).default(10).describe('Tokens at most and at the start (10).'),
        tokenRatio: z.number().positive().max(1000).default(0.1).describe('Tokens a success brings (0.1).'),
      })
      .describe('Every failure costs a token; no retries unless more than half are left: gRPC retry throttling.'),
  }),
  z.strictObject({
    failureRate: positiveShare.describe('No retries while more failed attempts than this come upon a call.'),
    window: positiveDuration.optional().describe('How long they count; since the start without it.'),
  }),
]);

const schema = z
  .strictObject({
    preset: presetOf('retry'),
    attempts: count(1, 100).default(3).describe('Attempts at most, the first try included (3, as in Resilience4j).'),
    backoff: z
      .union([
        z.literal('none').describe('Retry at once.'),
        duration.describe('The same wait before every retry.'),
        exponential,
      ])
      .default('none')
      .describe('Wait before a retry.'),
    on: z
      .array(z.enum(CAUSES))
      .min(1)
      .default(RETRIED)
      .describe(`Causes worth another attempt: all but ${NOT_RETRIED.join(', ')}.`),
    budget: budget
      .optional()
      .describe('Bound on the retries of all calls together, so that they cannot multiply an overload.'),
    honourRetryAfter: z
      .boolean()
      .default(true)
      .describe('Waits at least as long as a refusal asks for, see `retryAfter` of a service (true).'),
  })
  .describe('Tries again after a failed attempt.');

export const retry = policyKind({
  kind: 'retry',
  key: 'retry',
  summary: 'Tries again after a failed attempt, with back-off, jitter and a budget.',
  on: 'calls and traffic',
  schema,
  compile: (value): RetrySettings => ({
    attempts: value.attempts,
    backoff: compileBackoff(value.backoff),
    on: value.on,
    budget: compileBudget(value.budget),
    honoursRetryAfter: value.honourRetryAfter,
  }),
});

function compileBackoff(value: z.output<typeof schema>['backoff']): Backoff {
  if (value === 'none' || value === 0) return { kind: 'none' };
  if (typeof value === 'number') return { kind: 'exponential', base: value, factor: 1, max: value, jitter: 'none' };
  const { base, factor, max, jitter } = value;
  const cap = Math.max(base, max);
  return jitter === 'decorrelated'
    ? { kind: jitter, base, max: cap }
    : { kind: 'exponential', base, factor, max: cap, jitter };
}

function compileBudget(value: z.output<typeof schema>['budget']): RetrySettings['budget'] {
  if (value === undefined) return null;
  if (typeof value === 'number') return { kind: 'ratio', ratio: value, minPerSecond: 0, window: 10 * SECOND };
  if ('bucket' in value) {
    const { bucket } = value;
    return { kind: 'bucket', ...bucket, timeoutCost: bucket.timeoutCost ?? 2 * bucket.cost };
  }
  if ('throttling' in value) return { kind: 'throttling', ...value.throttling };
  if ('failureRate' in value)
    return { kind: 'failure-rate', rate: value.failureRate, window: value.window ?? Number.POSITIVE_INFINITY };
  return { kind: 'ratio', ...value };
}
