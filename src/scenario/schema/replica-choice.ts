/** How a client chooses a replica and what it knows of them: the keys `balancer`, `healthCheck` and `outlierDetection`. */
import { z } from 'zod';
import { balancers } from '../kinds/all.ts';
import { presetOf } from '../preset-lookup.ts';
import { distribution } from '../quantities/distribution.ts';
import { count, positiveDuration, positiveShare, share } from '../quantities/quantity.ts';

const balancerName = z.enum(balancers.map(({ name }) => name));
const weights = z.array(z.number().min(0).max(1_000_000)).min(1).max(10_000);

const slowStart = z
  .strictObject({
    window: positiveDuration.describe('How long it takes a replica that comes back to get its full share.'),
    aggression: z
      .number()
      .min(0.1)
      .max(100)
      .default(1)
      .describe('How the share grows: 1 in a straight line, more: faster at first (1, as in Envoy).'),
    minWeight: share.prefault('10%').describe('Share of its traffic it gets at least (10%, as in Envoy).'),
  })
  .describe('A replica that comes back is brought up to its share over a while; at once without it.');

export const balancerSchema = z
  .union([
    balancerName,
    z.strictObject({
      preset: presetOf('balancer'),
      kind: balancerName.default('random').describe('One of the names above (random).'),
      weights: weights.optional().describe('One per replica of the target, only for `weighted`.'),
      decay: positiveDuration
        .optional()
        .describe('Only for `ewma`: the time after which 1/e of an old latency is left (10 s, as in Finagle).'),
      virtualNodes: count(1, 1000)
        .optional()
        .describe('Only for `consistent-hash`: places of each replica on the ring (1024 in all, as in Envoy).'),
      boundedLoad: z
        .number()
        .min(1)
        .max(1000)
        .optional()
        .describe(
          'Only for `consistent-hash`: a replica with more than this many times the mean of requests in progress is passed over.',
        ),
      panicThreshold: share
        .prefault('0%')
        .describe(
          'When fewer than this share of the listed replicas are believed to be well, all of them are used: better some failures than one crushed survivor (off; 50% in Envoy).',
        ),
      slowStart: slowStart.optional(),
      cells: count(1, 10_000)
        .optional()
        .describe('The replicas are divided into so many cells; each client process uses those of one.'),
      shuffleSharding: z
        .strictObject({ perClient: count(1, 10_000).describe('Replicas of each client process, drawn by chance.') })
        .optional()
        .describe('Each client process uses a few replicas of its own, which no other is likely to share all of.'),
    }),
  ])
  .describe('How a replica of the target is chosen (random).');

export const healthCheckSchema = z
  .strictObject({
    preset: presetOf('healthCheck'),
    interval: positiveDuration
      .prefault('10s')
      .describe('Time between two probes of a replica (10 s, as in Kubernetes).'),
    timeout: positiveDuration
      .prefault('1s')
      .describe('A probe without an answer for so long has failed (1 s, as in Kubernetes).'),
    unhealthyThreshold: count(1, 1000)
      .default(3)
      .describe('Failures in a row that take a replica out (3, as in Kubernetes).'),
    healthyThreshold: count(1, 1000).default(1).describe('Successes in a row that take it back (1, as in Kubernetes).'),
    work: distribution.optional().describe('Work each probe costs the replica; none without it.'),
    deep: z
      .boolean()
      .default(false)
      .describe(
        'The probe is answered only if the dependencies the replica cannot do without answer theirs, all the way down (false).',
      ),
  })
  .describe('Probes every replica, and leaves out those that fail. Without it all replicas are taken to be well.');

const hosts = count(1, 10_000).default(5).describe('Replicas with enough requests that are needed (5, as in Envoy).');

export const outlierDetectionSchema = z
  .strictObject({
    preset: presetOf('outlierDetection'),
    consecutiveErrors: z
      .union([count(1, 1_000_000), z.literal('off')])
      .default(5)
      .describe('Failures in a row that eject at once (5, as in Envoy).'),
    interval: positiveDuration
      .prefault('10s')
      .describe('Time between two looks at rates, and at whose time is over (10 s, as in Envoy).'),
    baseEjectionTime: positiveDuration
      .prefault('30s')
      .describe('An ejection lasts this long times how often it happened lately (30 s, as in Envoy).'),
    maxEjectionTime: positiveDuration.prefault('300s').describe('The longest ejection (300 s, as in Envoy).'),
    maxEjectedPercent: positiveShare
      .prefault('10%')
      .describe('Share of the replicas that may be out at the same time (10%, as in Envoy).'),
    alwaysEjectOne: z
      .boolean()
      .default(false)
      .describe('One may be ejected whatever its share: of three replicas, 10% is none (false, as in Envoy).'),
    successRate: z
      .strictObject({
        stdevFactor: z
          .number()
          .positive()
          .max(100)
          .default(1.9)
          .describe('Standard deviations below the mean that are too many (1.9, as in Envoy).'),
        minHosts: hosts,
        minVolume: count(1, 1_000_000)
          .default(100)
          .describe('Requests to a replica in an interval that are enough to judge it (100, as in Envoy).'),
      })
      .optional()
      .describe('Ejects whose success rate is far below that of the others; off without it.'),
    failurePercentage: z
      .strictObject({
        threshold: positiveShare.prefault('85%').describe('Share of failed requests that ejects (85%, as in Envoy).'),
        minHosts: hosts,
        minVolume: count(1, 1_000_000)
          .default(50)
          .describe('Requests to a replica in an interval that are enough to judge it (50, as in Envoy).'),
      })
      .optional()
      .describe('Ejects whoever fails most requests, whatever the others do; off without it.'),
  })
  .describe('Ejects replicas for a while whose answers look bad, without any probes. Off without it.');
