/** `rateLimit: { rate: 100/s, burst: 20 }` on the client side of an edge. */
import { z } from 'zod';
import type { RateLimitSettings } from '../../model/mitigation/rate-limit.ts';
import type { IngressRatePlan } from '../../model/plan.ts';
import { policyKind } from '../kind.ts';
import { count, positiveRate } from '../quantities/quantity.ts';

const schema = z
  .strictObject({
    rate: positiveRate.describe('Calls admitted per unit of time in the long run.'),
    burst: count(1, 1_000_000).optional().describe('Calls admitted at once after a pause (one second of the rate).'),
  })
  .describe('Admits calls at a rate at most; the others fail at once with `rate-limited`.');

export const rateLimit = policyKind({
  kind: 'rate-limit',
  key: 'rateLimit',
  summary: 'A token bucket: calls above the rate fail at once.',
  on: 'calls and traffic',
  schema,
  compile: compileRateLimit,
});

/** The same words mean the same at a service's ingress, where there may be a bucket for each client. */
export const ingressRateSchema = schema.extend({
  per: z
    .enum(['all', 'client', 'source'])
    .default('all')
    .describe(
      'Whom a bucket is for: all together; each calling process; or each traffic source the requests stem from (all).',
    ),
});

export function compileIngressRate(value: z.output<typeof ingressRateSchema>): IngressRatePlan {
  return { ...compileRateLimit(value), per: value.per };
}

function compileRateLimit(value: z.output<typeof schema>): RateLimitSettings {
  return { ratePerSecond: value.rate, burst: value.burst ?? Math.max(1, Math.ceil(value.rate)) };
}
