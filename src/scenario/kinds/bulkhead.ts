/** `bulkhead: { concurrency: 25, queue: 10, maxWait: 50ms }`. */
import { z } from 'zod';
import type { BulkheadSettings } from '../../model/mitigation/bulkhead.ts';
import { policyKind } from '../kind.ts';
import { presetOf } from '../preset-lookup.ts';
import { count, duration } from '../quantities/quantity.ts';

export const bulkhead = policyKind({
  kind: 'bulkhead',
  key: 'bulkhead',
  summary: 'Bounds the calls in progress, so that one dependency cannot take every slot.',
  on: 'calls and traffic',
  schema: z
    .strictObject({
      preset: presetOf('bulkhead'),
      concurrency: count(1, 1_000_000)
        .default(25)
        .describe('Calls in progress at the same time (25, as in Resilience4j).'),
      queue: count(0, 1_000_000)
        .optional()
        .describe('Calls that may wait for a place (none; any number with `maxWait`, as in Resilience4j).'),
      maxWait: duration.optional().describe('Longest wait for a place; no limit without it.'),
    })
    .describe('Bounds the calls in progress to this dependency.'),
  compile: (value): BulkheadSettings => ({
    concurrency: value.concurrency,
    queue: value.queue ?? (value.maxWait === undefined ? 0 : Number.POSITIVE_INFINITY),
    maxWait: value.maxWait ?? Number.POSITIVE_INFINITY,
  }),
});
