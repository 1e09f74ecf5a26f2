/** `{ gamma: { shape: 2, mean: 10ms } }`, by shape and scale, or by mean and cv. */
import { z } from 'zod';
import { fitMeanCv } from '../../engine/fit.ts';
import { distributionKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

const shape = z.number().min(0.001).max(10_000).describe('Shape.');
const mean = positiveDuration.describe('Mean.');

export const distributionGamma = distributionKind({
  keys: ['gamma'],
  summary: 'Gamma, by shape and scale or mean, or by mean and cv.',
  schema: z.strictObject({
    gamma: z.union([
      z.strictObject({ shape, scale: positiveDuration.describe('Scale.') }),
      z.strictObject({ shape, mean }),
      z.strictObject({ mean, cv: z.number().positive().max(30).describe('Standard deviation / mean.') }),
    ]),
  }),
  compile: ({ gamma }) => {
    if ('cv' in gamma) return fitMeanCv('gamma', gamma.mean, gamma.cv);
    const scale = 'scale' in gamma ? gamma.scale : gamma.mean / gamma.shape;
    return { kind: 'gamma', shape: gamma.shape, scale };
  },
});
