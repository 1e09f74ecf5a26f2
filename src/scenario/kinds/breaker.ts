/** `breaker: { failureRate: 50%, window: 10s, ... }` or `breaker: { failures: 5 }`. */
import { z } from 'zod';
import type { BreakerSettings, TripSettings } from '../../model/mitigation/breaker.ts';
import { policyKind } from '../kind.ts';
import { presetOf } from '../preset-lookup.ts';
import { count, positiveDuration, positiveShare } from '../quantities/quantity.ts';

/** Above 1, so that no share reaches it. */
const NEVER = 2;

const schema = z
  .strictObject({
    preset: presetOf('breaker'),
    failures: count(1, 1_000_000).optional().describe('Opens after this many failures in a row; instead of the rates.'),
    failureRate: positiveShare
      .optional()
      .describe('Opens when this share of the calls in the window failed (50%, as in Resilience4j).'),
    slowCallRate: positiveShare
      .optional()
      .describe('Opens when this share of the calls in the window was slow; needs slowCallDuration.'),
    slowCallDuration: positiveDuration.optional().describe('A call that takes longer is slow.'),
    window: z
      .union([
        positiveDuration.describe('The calls of this last stretch of time count.').transform(length => ({ length })),
        count(1, 1_000_000)
          .describe('This many last calls count.')
          .transform(size => ({ size })),
      ])
      .prefault(100)
      .describe('What the rates are taken over: a time or a number of calls (100 calls, as in Resilience4j).'),
    minimumCalls: count(1, 1_000_000)
      .optional()
      .describe(
        'Calls in the window before it may open (the window of calls, at most 100; 20 for a window of time, as in Hystrix).',
      ),
    openFor: positiveDuration
      .prefault('60s')
      .describe('How long it stays open before probes are let through (60 s, as in Resilience4j).'),
    halfOpenCalls: count(1, 1_000_000)
      .default(10)
      .describe('Probes that decide whether it closes again (10, as in Resilience4j).'),
  })
  .superRefine((value, context) => {
    const message = contradiction(value);
    if (message !== null)
      context.issues.push({ code: 'custom', input: value, message, params: { finding: { code: 'BR016', message } } });
  })
  .describe('Stops calling a dependency that keeps failing.');

type BreakerValue = z.output<typeof schema>;

export const breaker = policyKind({
  kind: 'breaker',
  key: 'breaker',
  summary: 'Stops calling a dependency that keeps failing, and probes it after a while.',
  on: 'calls and traffic',
  schema,
  compile: (value): BreakerSettings => ({
    trip: trip(value),
    openFor: value.openFor,
    halfOpenCalls: value.halfOpenCalls,
  }),
});

function contradiction(value: { [K in keyof BreakerValue]?: unknown }): string | null {
  const rates = value.failureRate !== undefined || value.slowCallRate !== undefined;
  if (value.failures !== undefined && rates)
    return '`failures` counts failures in a row; write it or the rates, not both';
  if (value.slowCallRate !== undefined && value.slowCallDuration === undefined)
    return '`slowCallRate` needs `slowCallDuration`';
  return null;
}

function trip(value: BreakerValue): TripSettings {
  if (value.failures !== undefined) return { kind: 'consecutive', failures: value.failures };
  const rates = {
    failureRate: value.failureRate ?? (value.slowCallRate === undefined ? 0.5 : NEVER),
    slowCallRate: value.slowCallRate ?? NEVER,
    slowCallDuration: value.slowCallDuration ?? Number.POSITIVE_INFINITY,
  };
  const { window, minimumCalls } = value;
  return 'size' in window
    ? { kind: 'count-window', size: window.size, minimumCalls: Math.min(minimumCalls ?? 100, window.size), ...rates }
    : { kind: 'time-window', length: window.length, minimumCalls: minimumCalls ?? 20, ...rates };
}
