/** `{ hyperexponential: [{ share: 90%, mean: 2ms }, { share: 10%, mean: 50ms }] }`, or by mean and cv. */
import { z } from 'zod';
import { fitMeanCv } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration, positiveShare } from '../quantities/quantity.ts';

const branch = z.strictObject({
  share: positiveShare.describe('Share of the draws that take this branch; together 100%.'),
  mean: positiveDuration.describe('Mean of this branch.'),
});

export const distributionHyperexponential = distributionKind({
  keys: ['hyperexponential'],
  summary: 'A mixture of exponentials: fast for most, slow for some.',
  schema: z.strictObject({
    hyperexponential: z.union([
      z.array(branch).min(1).max(100),
      z.strictObject({
        mean: positiveDuration.describe('Mean.'),
        cv: z.number().min(1).max(1000).describe('Standard deviation / mean, at least 1.'),
      }),
    ]),
  }),
  compile: ({ hyperexponential: value }, data) => {
    if (!Array.isArray(value)) return fitMeanCv('hyperexponential', value.mean, value.cv);
    const total = value.reduce((sum, { share }) => sum + share, 0);
    if (Math.abs(total - 1) < 1e-9) {
      return {
        kind: 'hyperexponential',
        branches: value.map(({ share, mean }) => ({ probability: share / total, mean })),
      };
    }
    data.refuse(`the shares of the branches add up to ${Number((total * 100).toFixed(6))}%, not 100%`);
    return null;
  },
});
