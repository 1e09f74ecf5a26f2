/** `hedge: { after: 20ms, max: 1, cancel: true }`, or `after: p95`. */
import { z } from 'zod';
import type { HedgeSettings } from '../../model/mitigation/hedge.ts';
import { policyKind } from '../kind.ts';
import { count, duration, positiveShare } from '../quantity.ts';

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,3})?)$/;

const schema = z
  .strictObject({
    after: z
      .union([
        z.string().regex(PERCENTILE).describe('A percentile of the calls of the last 10 s, such as p95.'),
        duration.describe('A wait; 0ms sends the copies at once.'),
      ])
      .prefault('p95')
      .describe('How long to wait for an answer before a copy is sent (p95, as in "The Tail at Scale").'),
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
    after: compileAfter(value.after),
    max: value.max,
    cancel: value.cancel,
    budget: value.budget ?? null,
  }),
});

function compileAfter(after: z.output<typeof schema>['after']): HedgeSettings['after'] {
  if (typeof after === 'number') return { kind: 'delay', delay: after };
  return { kind: 'percentile', share: Number(after.slice(1)) / 100 };
}
