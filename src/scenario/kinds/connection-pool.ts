/** `connectionPool: { size: 20, maxWait: 5s }`. */
import { z } from 'zod';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { ConnectionPoolSettings } from '../../model/mitigation/connection-pool.ts';
import { policyKind } from '../kind.ts';
import { count, duration, positiveLongDuration } from '../quantities/quantity.ts';

const constant = (value: number): DistributionSpec => ({ kind: 'constant', value });

export const connectionPool = policyKind({
  kind: 'connection-pool',
  key: 'connectionPool',
  summary: 'A call needs one of the connections of its process, and waits for one when all are taken.',
  on: 'calls and traffic',
  schema: z
    .strictObject({
      size: count(1, 1_000_000).default(10).describe('Connections of each process of the caller (10, as in HikariCP).'),
      maxWait: positiveLongDuration
        .prefault('30s')
        .describe('A call that has waited so long for a connection fails (`bulkhead-full`; 30s, as in HikariCP).'),
      connect: duration
        .optional()
        .describe(
          'Time to open a connection in place of one that was closed because its call got no answer; none without it.',
        ),
      reclaimAfter: positiveLongDuration
        .optional()
        .describe('A connection that was not given back is taken back after so long; never without it.'),
    })
    .describe('Connections to this dependency, shared by the calls of a process.'),
  compile: (value): ConnectionPoolSettings => ({
    size: value.size,
    maxWait: value.maxWait,
    connect: value.connect === undefined || value.connect === 0 ? null : constant(value.connect),
    reclaimAfter: value.reclaimAfter ?? Number.POSITIVE_INFINITY,
  }),
});
