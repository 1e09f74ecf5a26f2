/** `{ normal: { mean: 10ms, sd: 2ms } }`, truncated at 0. */
import { z } from 'zod';
import { distributionKind } from '../kind.ts';
import { duration, positiveDuration } from '../quantity.ts';

const mean = positiveDuration.describe('Mean before truncation at 0.');

export const distributionNormal = distributionKind({
  keys: ['normal'],
  summary: 'Normal, truncated at 0, by mean and standard deviation or cv.',
  schema: z.strictObject({
    normal: z.union([
      z.strictObject({ mean, sd: duration.describe('Standard deviation before truncation.') }),
      z.strictObject({ mean, cv: z.number().min(0).max(10).describe('Standard deviation / mean, before truncation.') }),
    ]),
  }),
  compile: ({ normal }) => ({
    kind: 'normal',
    mean: normal.mean,
    sd: 'sd' in normal ? normal.sd : normal.cv * normal.mean,
  }),
});
