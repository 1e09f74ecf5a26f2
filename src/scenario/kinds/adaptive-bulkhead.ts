/** `concurrencyLimit: gradient` on the client side of an edge: a bulkhead whose size finds itself. */
import { policyKind } from '../kind.ts';
import { concurrencyLimitSchema } from '../schema/concurrency-limit.ts';
import { compileConcurrencyLimit } from '../world/concurrency-limit.ts';

export const adaptiveBulkhead = policyKind({
  kind: 'adaptive-bulkhead',
  key: 'concurrencyLimit',
  summary: 'A bulkhead whose size finds itself by how long calls take and how many are lost.',
  on: 'calls and traffic',
  schema: concurrencyLimitSchema.describe(
    'Limits calls in progress by their times and losses: aimd, gradient or vegas.',
  ),
  compile: compileConcurrencyLimit,
});
