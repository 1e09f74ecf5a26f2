/** `{ pareto: { shape: 1.5, min: 2ms, max: 10s } }`: the heavy tail. */
import { z } from 'zod';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionPareto = distributionKind({
  keys: ['pareto'],
  summary: 'Pareto from `min` on, truncated at `max` when given. Without `max` a shape of 1 or less has no mean.',
  schema: z.strictObject({
    pareto: z.strictObject({
      shape: z.number().min(0.05).max(1000).describe('Tail index: the lower, the heavier.'),
      min: positiveDuration.describe('Shortest.'),
      max: positiveDuration.optional().describe('Longest.'),
    }),
  }),
  compile: ({ pareto: { shape, min, max } }, data) => {
    if (max !== undefined && max <= min) data.refuse('`max` must be above `min`');
    else if (max === undefined && shape <= 1)
      data.refuse('a Pareto with a shape of 1 or less has no mean; give it a `max`');
    else return { kind: 'pareto', shape, low: min, high: max ?? Number.POSITIVE_INFINITY };
    return null;
  },
});
