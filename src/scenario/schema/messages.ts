/** `kind: queue`: what a message queue does with what producers give it. Shape, checks and compilation. */
import { z } from 'zod';
import type { EdgePlan, MessagesPlan, ServicePlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { count, duration, positiveDuration } from '../quantities/quantity.ts';
import type { Site } from '../world/site.ts';

const MOST = 1_000_000;

export const messagesSchema = z
  .strictObject({
    capacity: count(1, MOST).optional().describe('Messages it holds at most, per replica; no limit without it.'),
    whenFull: z
      .enum(['refuse', 'block'])
      .default('refuse')
      .describe('A producer that finds it full is refused (`queue-full`), or waits for room (refuse).'),
    prefetch: count(1, MOST)
      .optional()
      .describe('Messages that a replica of the consumer has in hand at most (its slots).'),
    visibilityTimeout: positiveDuration
      .prefault('30s')
      .describe('A message that has not been processed for so long is delivered again (30 s, as in Amazon SQS).'),
    redeliverAfter: duration
      .prefault('1s')
      .describe('Pause before a message whose processing failed is delivered again (1 s).'),
    maxDeliveries: z
      .union([count(1, 10_000), z.literal('unlimited')])
      .default(5)
      .describe('Deliveries of a message before it is put aside as a dead letter (5).'),
    durable: z.boolean().default(true).describe('Messages survive a crash of the queue (true).'),
  })
  .describe('A message queue, only for `kind: queue`: the producer is done when the message is stored.');

export type MessagesValue = z.output<typeof messagesSchema>;

interface Consumer {
  readonly replicas: number;
  /** Requests in progress per replica. */
  readonly slots: number;
}

/** Messages in hand of a consumer that takes any number at once. */
const UNBOUNDED_CONSUMER = 100;

/**
 * A service of `kind: queue` as such: its calls become deliveries, each ended by the visibility timeout, and producers
 * wait for room or do not. `consumerOf` knows the services by index.
 */
export function asQueue(
  plan: ServicePlan,
  written: MessagesValue | undefined,
  consumerOf: (service: number) => Consumer,
  path: Path,
  site: Site,
): ServicePlan {
  const value = written ?? messagesSchema.parse({});
  const targets = [...new Set(plan.edges.map(({ target }) => target))];
  check(value, targets.length, path, site);
  const consumer = targets.length === 0 ? { replicas: 1, slots: 1 } : consumerOf(targets[0]!);
  return {
    ...plan,
    queue: value.whenFull === 'refuse' ? { ...plan.queue, capacity: 0 } : plan.queue,
    messages: compileMessages(value, plan.replicas, consumer),
    edges: plan.edges.map(edge => deliveryEdge(edge, value, path, site)),
  };
}

/** `replicas` are the queue's own: they share the consumer's hands. */
function compileMessages(value: MessagesValue, replicas: number, consumer: Consumer): MessagesPlan {
  const prefetch = value.prefetch ?? (Number.isFinite(consumer.slots) ? consumer.slots : UNBOUNDED_CONSUMER);
  return {
    capacity: value.capacity ?? Number.POSITIVE_INFINITY,
    inFlight: Math.ceil((prefetch * consumer.replicas) / replicas),
    redeliverAfter: value.redeliverAfter,
    maxDeliveries: value.maxDeliveries === 'unlimited' ? Number.POSITIVE_INFINITY : value.maxDeliveries,
    durable: value.durable,
  };
}

function check(value: MessagesValue, consumers: number, path: Path, site: Site): void {
  if (consumers !== 1) {
    const message = `a message queue feeds exactly one consumer; this one has ${consumers === 0 ? 'no call' : `${consumers} calls`}`;
    site.reportKey(site.has([...path, 'calls']) ? [...path, 'calls'] : path, { code: 'BR403', message });
  }
  if (value.maxDeliveries !== 'unlimited' || value.redeliverAfter > 0) return;
  site.reportKey([...path, 'messages', 'redeliverAfter'], {
    code: 'BR402',
    message: 'a message that fails at once would be delivered without end at one moment; give it a pause or a limit',
    expected: 'redeliverAfter above 0 or maxDeliveries',
  });
}

function deliveryEdge(edge: EdgePlan, value: MessagesValue, path: Path, site: Site): EdgePlan {
  if (edge.policies.some(({ kind }) => kind === 'attempt-timeout')) {
    const message =
      'the call has `timeout` and the queue `visibilityTimeout`; they are the same here: write the latter';
    site.reportKey([...path, 'calls'], { code: 'BR401', message });
  }
  const limit = { kind: 'attempt-timeout', settings: { limit: value.visibilityTimeout } };
  return { ...edge, policies: [...edge.policies, limit], scope: 'replica' };
}

/** What is allowed of a queue but probably not meant. */
export function warnOfQueue({ name, messages }: ServicePlan, site: Site): void {
  if (messages === null) return;
  const path = ['services', name];
  if (messages.capacity === Number.POSITIVE_INFINITY) {
    const message = `the message queue ${name} has no limit: when consumers fall behind, nobody is told`;
    site.reportKey(path, { code: 'BR450', message, hint: 'add `messages: { capacity: ... }`' });
  }
  if (messages.maxDeliveries === Number.POSITIVE_INFINITY) {
    const message = `${name} delivers a message without end: one that can never be processed stays in the way for ever`;
    site.reportKey([...path, 'messages', 'maxDeliveries'], { code: 'BR452', message });
  }
}
