/** `steps: [{ at: 0s, rate: 100/s }, { at: 2m, rate: 300/s }]`. */
import { z } from 'zod';
import { steps } from '../estimate/rate-points.ts';
import { profileKind } from '../kind.ts';
import { longDuration, rate } from '../quantities/quantity.ts';

export const profileSteps = profileKind({
  key: 'steps',
  summary: 'The rate jumps at given times; the first must be at 0s.',
  schema: z
    .array(
      z.strictObject({ at: longDuration.describe('From then on.'), rate: rate.describe('The rate from then on.') }),
    )
    .min(1)
    .max(10_000),
  compile: (value, data) => {
    if (value[0]!.at !== 0) data.refuse('the first step must be `at: 0s`');
    else if (value.some((step, i) => i > 0 && step.at <= value[i - 1]!.at))
      data.refuse('steps must be in the order of time');
    else return { points: steps(value.map(step => ({ at: step.at, perSecond: step.rate }))), period: null };
    return null;
  },
});
