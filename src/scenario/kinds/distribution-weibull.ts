/** `{ weibull: { shape: 0.7, scale: 10ms } }` or by mean and cv; the classic of times to failure. */
import { z } from 'zod';
import { fitMeanCv } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionWeibull = distributionKind({
  keys: ['weibull'],
  summary: 'Weibull, by shape and scale or by mean and cv; shape below 1 for infant mortality, above 1 for wear.',
  schema: z.strictObject({
    weibull: z.union([
      z.strictObject({
        shape: z.number().min(0.05).max(1000).describe('Shape.'),
        scale: positiveDuration.describe('Scale: the 63rd percentile.'),
      }),
      z.strictObject({
        mean: positiveDuration.describe('Mean.'),
        cv: z.number().positive().max(30).describe('Standard deviation / mean.'),
      }),
    ]),
  }),
  compile: ({ weibull }) =>
    'cv' in weibull ? fitMeanCv('weibull', weibull.mean, weibull.cv) : { kind: 'weibull', ...weibull },
});
