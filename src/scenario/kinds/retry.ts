/** `retry: { attempts: 3, backoff: ..., on: [...], budget: 10% }`. */
import { z } from 'zod';
import type { Backoff, RetrySettings } from '../../model/mitigation/retry.ts';
import { CAUSES, type Cause } from '../../model/outcome.ts';
import { policyKind } from '../kind.ts';
import { presetOf } from '../preset-lookup.ts';
import { count, duration, positiveDuration, positiveShare, rate, share } from '../quantity.ts';

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

const budget = z.union([
  positiveShare.describe('Retries per call, such as 20%, over the last 10 s.'),
  z.strictObject({
    ratio: share.describe('Retries per call over the window.'),
    minPerSecond: rate.prefault('0/s').describe('Retries always allowed, whatever the ratio says.'),
    window: positiveDuration.prefault('10s').describe('How long calls count (10 s, as in Finagle).'),
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
    budget: budget.optional().describe('Bound on the share of retries, so that they cannot multiply an overload.'),
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
  return typeof value === 'number' ? { ratio: value, minPerSecond: 0, window: 10 * SECOND } : value;
}
