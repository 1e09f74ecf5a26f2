/** `{ erlang: { k: 3, mean: 30ms } }`: k exponential stages in a row. */
import { z } from 'zod';
import { distributionKind } from '../kind.ts';
import { count, positiveDuration } from '../quantities/quantity.ts';

export const distributionErlang = distributionKind({
  keys: ['erlang'],
  summary: 'Erlang: `k` exponential stages in a row, with the given mean in all.',
  schema: z.strictObject({
    erlang: z.strictObject({
      k: count(1, 10_000).describe('Stages.'),
      mean: positiveDuration.describe('Mean of the whole.'),
    }),
  }),
  compile: ({ erlang: { k, mean } }) => ({ kind: 'gamma', shape: k, scale: mean / k }),
});
