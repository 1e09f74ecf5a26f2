/** The client side of an edge: the same keys in `calls.<target>` and in `traffic.<name>`. */
import { z } from 'zod';
import { policies } from '../kinds/all.ts';
import { distribution } from '../quantities/distribution.ts';
import { share } from '../quantities/quantity.ts';
import { discoverySchema } from './discovery.ts';
import { balancerSchema, healthCheckSchema, outlierDetectionSchema } from './replica-choice.ts';

type Policy = (typeof policies)[number];
type PolicyShape<P extends Policy> = { [Each in P as Each['key']]: z.ZodOptional<Each['schema']> };
type CallPolicy = Extract<Policy, { on: unknown }>;

function shapeOf(kinds: readonly Policy[]): z.ZodRawShape {
  return Object.fromEntries(kinds.map(kind => [kind.key, kind.schema.optional()]));
}

const commonShape = {
  balancer: balancerSchema.optional(),
  healthCheck: healthCheckSchema.optional(),
  outlierDetection: outlierDetectionSchema.optional(),
  discovery: discoverySchema.optional(),
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
