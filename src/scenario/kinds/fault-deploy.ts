/** `deploy: { service: orders, errors: 30% }`: another version is brought out. */
import { z } from 'zod';
import { faultKind } from '../kind.ts';
import { positiveLongDuration, share } from '../quantities/quantity.ts';

export const faultDeploy = faultKind({
  key: 'deploy',
  summary:
    'Another version is brought out, as the `rollout` of the service says, and the old one again when the fault ends: somebody rolls back. Without anything wrong with it, it is a plain rollout.',
  targets: ['service'],
  shape: {
    errors: share.prefault('0%').describe('Share of what the new version serves that fails.'),
    slow: z.number().positive().max(1000).default(1).describe('It works so many times as long.'),
    crashAfter: positiveLongDuration.optional().describe('It dies so long after each start.'),
    neverReady: z.boolean().default(false).describe('It starts and never becomes ready.'),
  },
  compile: ({ errors, slow, crashAfter, neverReady }) => ({
    kind: 'deploy',
    errors,
    factor: slow,
    crashAfter: crashAfter ?? Number.POSITIVE_INFINITY,
    isNeverReady: neverReady,
  }),
});
