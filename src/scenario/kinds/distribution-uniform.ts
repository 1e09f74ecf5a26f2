/** `{ uniform: { min: 1ms, max: 5ms } }`. */
import { z } from 'zod';
import { distributionKind } from '../kind.ts';
import { duration, positiveDuration } from '../quantities/quantity.ts';

export const distributionUniform = distributionKind({
  keys: ['uniform'],
  summary: 'Uniform between two durations.',
  schema: z.strictObject({
    uniform: z.strictObject({ min: duration.describe('Shortest.'), max: positiveDuration.describe('Longest.') }),
  }),
  compile: ({ uniform: { min, max } }, data) => {
    if (min < max) return { kind: 'uniform', low: min, high: max };
    data.refuse('`min` must be below `max`');
    return null;
  },
});
