/** `kind: queue` → a service that delivers what it is given, to one consumer. */
import type { EdgePlan, MessagesPlan, ServicePlan } from '../../model/plan.ts';
import type { Path } from '../problems/problem.ts';
import { type MessagesValue, messagesSchema } from '../schema/messages.ts';
import type { Site } from './site.ts';

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
