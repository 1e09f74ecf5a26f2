/** `spike: { base: 100/s, peak: 900/s, at: 2m, for: 30s }`. */
import { z } from 'zod';
import { steps } from '../estimate/rate-points.ts';
import { profileKind } from '../kind.ts';
import { longDuration, positiveLongDuration, rate } from '../quantities/quantity.ts';

export const profileSpike = profileKind({
  key: 'spike',
  summary: 'The rate jumps to a peak for a while, and back.',
  schema: z.strictObject({
    base: rate.describe('The rate before and after.'),
    peak: rate.describe('The rate in between.'),
    at: longDuration.describe('When it begins.'),
    for: positiveLongDuration.describe('How long it lasts.'),
  }),
  compile: ({ base, peak, at, for: length }) => {
    const spike = [
      { at, perSecond: peak },
      { at: at + length, perSecond: base },
    ];
    return { points: steps(at === 0 ? spike : [{ at: 0, perSecond: base }, ...spike]), period: null };
  },
});
