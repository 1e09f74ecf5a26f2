/** `{ lognormal: { p50: 4ms, p99: 20ms } }`, `{ lognormal: { mean: 5ms, cv: 1 } }` or by median and sigma. */
import { z } from 'zod';
import { ln } from '../../engine/arithmetic.ts';
import { fitMeanCv, fitPercentiles } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionLognormal = distributionKind({
  keys: ['lognormal'],
  summary: 'Lognormal, by median and 99th percentile, by mean and cv, or by median and sigma.',
  schema: z.strictObject({
    lognormal: z.union([
      z.strictObject({ p50: positiveDuration.describe('Median.'), p99: positiveDuration.describe('99th percentile.') }),
      z.strictObject({
        mean: positiveDuration.describe('Mean.'),
        cv: z.number().positive().max(1000).describe('Standard deviation / mean.'),
      }),
      z.strictObject({
        median: positiveDuration.describe('Median.'),
        sigma: z.number().positive().max(20).describe('Standard deviation of the logarithm.'),
      }),
    ]),
  }),
  compile: ({ lognormal }) => {
    if ('mean' in lognormal) return fitMeanCv('lognormal', lognormal.mean, lognormal.cv);
    if ('median' in lognormal) return { kind: 'lognormal', mu: ln(lognormal.median), sigma: lognormal.sigma };
    const { p50, p99 } = lognormal;
    return fitPercentiles('lognormal', [
      { share: 0.5, value: p50 },
      { share: 0.99, value: p99 },
    ]);
  },
});
