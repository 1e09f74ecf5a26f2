/** `{ normal: { mean: 10ms, sd: 2ms } }`, truncated at 0. */
import { z } from 'zod';
import { fitMeanCv } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { duration, positiveDuration } from '../quantities/quantity.ts';

export const distributionNormal = distributionKind({
  keys: ['normal'],
  summary: 'Normal, truncated at 0, by mean and standard deviation or cv.',
  schema: z.strictObject({
    normal: z.union([
      z.strictObject({
        mean: positiveDuration.describe('Mean before truncation.'),
        sd: duration.describe('Standard deviation before truncation.'),
      }),
      z.strictObject({
        mean: positiveDuration.describe('Mean of what is left after truncation.'),
        cv: z.number().min(0).max(10).describe('Standard deviation / mean, after truncation.'),
      }),
    ]),
  }),
  compile: ({ normal }) =>
    'sd' in normal ? { kind: 'normal', ...normal } : fitMeanCv('normal', normal.mean, normal.cv),
});
