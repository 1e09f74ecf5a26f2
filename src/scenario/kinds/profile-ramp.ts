/** `ramp: { from: 100/s, to: 2000/s, at: 1m, for: 5m }`. */
import { z } from 'zod';
import { profileKind } from '../kind.ts';
import { longDuration, positiveLongDuration, rate } from '../quantities/quantity.ts';

export const profileRamp = profileKind({
  key: 'ramp',
  summary: 'The rate moves in a straight line from one value to another, then stays.',
  schema: z.strictObject({
    from: rate.describe('The rate before.'),
    to: rate.describe('The rate after.'),
    at: longDuration.prefault('0s').describe('When it begins.'),
    for: positiveLongDuration.describe('How long it takes.'),
  }),
  compile: ({ from, to, at, for: length }) => {
    const ramp = [
      { at, perSecond: from },
      { at: at + length, perSecond: to },
    ];
    return { points: at === 0 ? ramp : [{ at: 0, perSecond: from }, ...ramp], period: null };
  },
});
