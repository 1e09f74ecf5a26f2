/** `kind: queue`: what a message queue does with what producers give it. */
import { z } from 'zod';
import { count, duration, positiveDuration } from '../quantities/quantity.ts';

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
