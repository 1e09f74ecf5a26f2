/** `{ mean: 10ms, cv: 1.5 }`: what people know, without a family; the engine picks the usual one for the spread. */
import { z } from 'zod';
import { fitMeanCv } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionMoments = distributionKind({
  keys: ['mean', 'cv'],
  summary: 'By mean and coefficient of variation (standard deviation / mean), in the family usual for that spread.',
  schema: z.strictObject({
    mean: positiveDuration.describe('Mean.'),
    cv: z.number().min(0).max(1000).describe('Coefficient of variation: standard deviation / mean.'),
  }),
  compile: ({ mean, cv }) => fitMeanCv(null, mean, cv),
});
