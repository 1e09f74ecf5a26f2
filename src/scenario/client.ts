/** The client side of an edge: the same keys in `calls.<target>` and in `traffic.<name>`. */
import { z } from 'zod';
import { distribution } from './distribution.ts';
import { balancers, policies } from './kinds/all.ts';
import { presetOf } from './preset-lookup.ts';
import { count, positiveDuration, share } from './quantity.ts';

type Policy = (typeof policies)[number];
type PolicyShape<P extends Policy> = { [Each in P as Each['key']]: z.ZodOptional<Each['schema']> };
type CallPolicy = Extract<Policy, { on: unknown }>;

function shapeOf(kinds: readonly Policy[]): z.ZodRawShape {
  return Object.fromEntries(kinds.map(kind => [kind.key, kind.schema.optional()]));
}

const balancerName = z.enum(balancers.map(({ name }) => name));
const weights = z.array(z.number().min(0).max(1_000_000)).min(1).max(10_000);

const balancer = z
  .union([
    balancerName,
    z.strictObject({
      preset: presetOf('balancer'),
      kind: balancerName.default('random').describe('One of the names above (random).'),
      weights: weights.optional().describe('One per replica of the target, only for `weighted`.'),
    }),
  ])
  .describe('How a replica of the target is chosen (random).');

const healthCheck = z
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
  })
  .describe('Probes every replica, and leaves out those that fail. Without it all replicas are taken to be well.');

const commonShape = {
  balancer: balancer.optional(),
  healthCheck: healthCheck.optional(),
  cancellation: z.boolean().optional().describe('A caller that gives up also stops the callee (false).'),
  deadline: z
    .boolean()
    .optional()
    .describe('Attempts carry the deadline, and the callee drops work whose deadline has passed (false).'),
  latency: distribution.optional().describe('Network latency, one way; none without it.'),
  loss: share.optional().describe('Share of messages lost in each direction.'),
  scope: z
    .enum(['replica', 'service'])
    .optional()
    .describe(
      'Whether each replica of the caller has its own breaker, budget and balancer, or they share one (replica).',
    ),
};

/** Keys of the client side that calls and traffic share. */
export const callClientShape = {
  ...(shapeOf(policies.filter(kind => kind.on !== 'traffic')) as PolicyShape<Exclude<CallPolicy, { key: 'reload' }>>),
  ...commonShape,
};

export const trafficClientShape = { ...(shapeOf(policies) as PolicyShape<Policy>), ...commonShape };

const client = z.object(trafficClientShape);

export type ClientValue = z.output<typeof client>;
