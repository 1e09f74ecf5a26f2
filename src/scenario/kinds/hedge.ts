/** `hedge: { after: 20ms, max: 1, cancel: true }`, or `after: p95`. */
import { z } from 'zod';
import type { HedgeSettings } from '../../model/mitigation/hedge.ts';
import { policyKind } from '../kind.ts';
import { count, describe, duration, positiveShare } from '../quantities/quantity.ts';

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,3})?)$/;

const after = z
  .unknown()
  .transform((value, context): HedgeSettings['after'] => {
    const percentile = typeof value === 'string' ? PERCENTILE.exec(value) : null;
    if (percentile) return { kind: 'percentile', share: Number(percentile[1]) / 100 };
    const delay = duration.safeParse(value);
    if (delay.success) return { kind: 'delay', delay: delay.data };
    const expected = 'a duration such as 20ms or a percentile such as p95';
    const finding = { code: 'BR012', message: `expected ${expected}, found ${describe(value)}`, expected };
    context.issues.push({ code: 'custom', input: value, message: finding.message, params: { finding } });
    return z.NEVER;
  })
  .meta({ type: 'string', pattern: '^(p\\d{1,2}(\\.\\d{1,3})?|\\d.*)$', examples: ['p95', '20ms'] });

const schema = z
  .strictObject({
    after: after
      .prefault('p95')
      .describe(
        'How long to wait for an answer before a copy is sent: a time, or a percentile of the calls of the last 10 s (p95, as in "The Tail at Scale").',
      ),
    max: count(1, 10).default(1).describe('Copies of one call at most, the original not counted (1).'),
    cancel: z.boolean().default(true).describe('The losers are told to stop (true).'),
    budget: positiveShare.optional().describe('Copies per call at most, such as 5%, over the last 10 s.'),
  })
  .describe('Asks a second replica when the first is late; the first good answer counts.');

export const hedge = policyKind({
  kind: 'hedge',
  key: 'hedge',
  summary: 'A second copy of a call when the answer is late; the first good answer counts.',
  on: 'calls and traffic',
  schema,
  compile: (value): HedgeSettings => ({
    after: value.after,
    max: value.max,
    cancel: value.cancel,
    budget: value.budget ?? null,
  }),
});
