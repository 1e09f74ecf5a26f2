/** `{ exponential: 8ms }`. */
import { z } from 'zod';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionExponential = distributionKind({
  keys: ['exponential'],
  summary: 'Exponential with the given mean.',
  schema: z.strictObject({ exponential: positiveDuration.describe('Mean.') }),
  compile: value => ({ kind: 'exponential', mean: value.exponential }),
});
