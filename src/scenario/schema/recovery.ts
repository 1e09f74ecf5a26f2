/** `standby` and `copy` of a service, `failover` of traffic: what is kept elsewhere, and how it is put to use. */
import { z } from 'zod';
import { distribution } from '../quantities/distribution.ts';
import { count, longDuration, positiveLongDuration } from '../quantities/quantity.ts';

export const standbySchema = z
  .strictObject({
    running: count(0, 10_000)
      .default(0)
      .describe('How many of its replicas run before it is called for (0). Only these are paid for.'),
    activation: distribution
      .optional()
      .describe('From being called for to starting the others: getting machines, restoring data; at once without it.'),
  })
  .describe('It waits until a `failover` needs it.');

export const copySchema = z
  .strictObject({
    of: z
      .string()
      .min(1)
      .max(200)
      .describe('The service whose data it has a copy of: one with `cluster` or `replication`.'),
    every: positiveLongDuration.describe(
      'How often the copy is renewed: a nightly backup, or a log shipped every few seconds.',
    ),
    takes: longDuration.prefault('0s').describe('Until a copy that was begun is complete (0s).'),
  })
  .describe(
    'It has the data of another service, as of some time ago; what is missing is counted when it is called for.',
  );

export const failoverSchema = z
  .strictObject({
    to: z.string().min(1).max(200).describe('The service that the traffic goes to instead.'),
    interval: positiveLongDuration.prefault('30s').describe('How often the target is asked (30s, as in Route 53).'),
    threshold: count(1, 1000)
      .default(3)
      .describe('Rounds in a row in which none of its replicas answers (3, as in Route 53).'),
    decision: distribution.optional().describe('From noticing to deciding: an operator; at once without it.'),
    ttl: longDuration.prefault('60s').describe('Each client learns of it at some moment within this time (60s).'),
    starts: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .describe(
        'Services that are called for, and must answer before anybody is sent there; `to` and all it calls without it.',
      ),
  })
  .describe('When the target is gone the traffic goes elsewhere, as a name service with health checks does it.');

export type CopyValue = z.output<typeof copySchema>;
