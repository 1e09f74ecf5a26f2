/** `sine: { mean: 500/s, amplitude: 300/s, period: 24h }`: the day and the night. */
import { z } from 'zod';
import { sine } from '../../engine/arithmetic.ts';
import { profileKind } from '../kind.ts';
import { positiveLongDuration, rate } from '../quantities/quantity.ts';

/** Straight pieces per period: within 0.12 % of the amplitude of the true sine (1 - cos(pi / 64)). */
const PIECES = 64;

export const profileSine = profileKind({
  key: 'sine',
  summary: 'The rate swings around its mean, rising first.',
  schema: z.strictObject({
    mean: rate.describe('The rate in the middle.'),
    amplitude: rate.describe('How far it swings up and down; at most the mean.'),
    period: positiveLongDuration.describe('Length of one round.'),
  }),
  compile: ({ mean, amplitude, period }, data) => {
    if (amplitude > mean) {
      data.refuse('`amplitude` must be at most `mean`: a rate cannot fall below zero');
      return null;
    }
    const points = Array.from({ length: PIECES + 1 }, (_, i) => ({
      at: Math.round((i * period) / PIECES),
      perSecond: Math.max(0, mean + amplitude * sine((2 * Math.PI * i) / PIECES)),
    }));
    return { points, period };
  },
});
