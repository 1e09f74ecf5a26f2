/** Overload and isolation: BR400 to BR453. */
import type { Guide } from './guide.ts';

/** A message queue between web and db. */
const queued = (messages: string, calls = '{ db: {} }'): Guide['wrong'] => [
  ['db: { timeout: 200ms }', 'jobs: { timeout: 200ms }'],
  ['  db: {', `  jobs: { kind: queue, work: 1ms, messages: { ${messages} }, calls: ${calls} }\n  db: {`],
];

export const OVERLOAD = {
  BR400: {
    means: 'The rule names a priority and no moment at which requests of it are refused, so it refuses nobody.',
    mend: 'Say how many must wait (`queue`) or how busy the replica must be (`utilisation`).',
    wrong: [['replicas: 2\n', 'replicas: 2\n    shed: { crawlers: { priority: 0 } }\n']],
  },
  BR401: {
    means: 'How long a consumer may take for a message is said twice, and the two would contradict each other.',
    mend: 'Keep `visibilityTimeout` of the queue; drop `timeout` from its call.',
    wrong: queued('capacity: 100, visibilityTimeout: 30s', '{ db: { timeout: 200ms } }'),
  },
  BR402: {
    means:
      'Without a pause and without a limit, a message that fails at once is delivered again without end at one moment.',
    mend: 'Set `redeliverAfter` or, better, `maxDeliveries`.',
    wrong: queued('capacity: 100, redeliverAfter: 0s, maxDeliveries: unlimited'),
  },
  BR403: {
    means: 'A message queue stands between producers and one consumer.',
    mend: 'Give it exactly one call. Two kinds of consumers need two queues.',
    wrong: queued('capacity: 100', '{}'),
  },
  BR404: {
    means: 'Replicas cannot be divided into more cells, or drawn in greater number, than there are.',
    mend: 'Add replicas, or make the shards smaller.',
    wrong: [['to: web, ', 'to: web, balancer: { kind: round-robin, cells: 3 }, ']],
  },
  BR450: {
    means:
      'A message queue without a limit accepts everything. When the consumer falls behind nobody is told, and what is delivered hours later is often worth nothing.',
    mend: 'Bound it by `capacity`, and watch `backlogAge`.',
    wrong: queued('maxDeliveries: 5'),
  },
  BR451: {
    means:
      'A hedge sends a call again when the answer is late. When everything is slow every answer is late, and the load doubles at the worst moment.',
    mend: 'Bound the copies by a `budget`. The scenario [hedge-storm](../../scenarios/hedge-storm.yaml) shows it without.',
    wrong: [['db: { timeout: 200ms }', 'db: { timeout: 200ms, hedge: { after: 50ms } }']],
  },
  BR452: {
    means:
      'A message that can never be processed comes back for ever. A few of those, and consumers do nothing else: the scenario [poison-message](../../scenarios/poison-message.yaml).',
    mend: 'Put it aside as a dead letter after some deliveries: `maxDeliveries: 5`.',
    wrong: queued('capacity: 100, maxDeliveries: unlimited'),
  },
  BR453: {
    means: 'The copy would be sent after the call has run into its timeout, so it is never sent.',
    mend: 'Hedge earlier: at the 95th percentile (`after: p95`), far below the timeout.',
    wrong: [['db: { timeout: 200ms }', 'db: { timeout: 200ms, hedge: { after: 300ms, budget: 5% } }']],
  },
} satisfies Readonly<Record<string, Guide>>;
