/** `pause: { service: orders, every: 10s, length: 300ms }`: stops the world, as garbage collection does. */
import { fitPercentiles } from '../../engine/fit.ts';
import { faultKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const faultPause = faultKind({
  key: 'pause',
  summary:
    'Each replica stands still again and again, at times of its own, as in garbage collection: nothing moves, nothing is lost.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: {
    every: positiveDuration.describe(
      'Mean time from one pause of a replica to its next; each gap is between half and one and a half times as long.',
    ),
    length: positiveDuration.describe('How long a pause is; with `p99`, the one in the middle.'),
    p99: positiveDuration
      .optional()
      .describe('All but one in a hundred pauses are shorter (lognormal); without it all are alike.'),
  },
  compile: ({ every, length, p99 }) => ({
    kind: 'pause',
    every,
    length:
      p99 === undefined
        ? { kind: 'constant', value: length }
        : fitPercentiles('lognormal', [
            { share: 0.5, value: length },
            { share: 0.99, value: p99 },
          ]),
  }),
  complain: ({ length, p99 }) =>
    p99 !== undefined && p99 <= length ? '`p99` must be longer than `length`, the pause in the middle' : null,
});
