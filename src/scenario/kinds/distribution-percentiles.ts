/** `{ p50: 4ms, p99: 20ms }`: two percentiles of a lognormal, the usual shape of service times. */
import { z } from 'zod';
import { fitPercentiles } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const distributionPercentiles = distributionKind({
  keys: ['p50', 'p99'],
  summary: 'Lognormal by its median and 99th percentile.',
  schema: z.strictObject({
    p50: positiveDuration.describe('Median.'),
    p99: positiveDuration.describe('99th percentile.'),
  }),
  compile: ({ p50, p99 }) =>
    fitPercentiles('lognormal', [
      { share: 0.5, value: p50 },
      { share: 0.99, value: p99 },
    ]),
});
