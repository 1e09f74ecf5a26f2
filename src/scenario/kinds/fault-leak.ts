/** `leak: { service: orders, limit: 512MiB, perRequest: 20KiB }`. */
import { faultKind } from '../kind.ts';
import { duration, positiveShare, size } from '../quantities/quantity.ts';

const SECOND = 1e9;
/** Kubernetes' first CrashLoopBackOff. */
const RESTART = 10e9;

export const faultLeak = faultKind({
  key: 'leak',
  summary:
    'Memory fills up until the process dies of it (`out-of-memory`); it is started again with an empty memory, and so on.',
  targets: ['service'],
  shape: {
    limit: size.describe('Room for the leak: the memory limit less what the process needs.'),
    perSecond: size.optional().describe('How much is lost every second.'),
    perRequest: size.optional().describe('How much every request loses; instead of `perSecond`.'),
    spread: positiveShare
      .optional()
      .describe('Limits differ by up to this share either way; without it replicas that start together die together.'),
    restart: duration
      .optional()
      .describe('Time until a dead process is started again (10s, the first back-off of Kubernetes).'),
  },
  compile: ({ limit, perSecond, perRequest, spread, restart }) => ({
    kind: 'leak',
    time: perSecond === undefined ? Number.POSITIVE_INFINITY : Math.round((limit / perSecond) * SECOND),
    requests: perRequest === undefined ? Number.POSITIVE_INFINITY : limit / perRequest,
    spread: spread ?? 0,
    restart: restart ?? RESTART,
  }),
  complain: ({ perSecond, perRequest }) =>
    (perSecond === undefined) === (perRequest === undefined)
      ? '`leak` needs one of `perSecond` and `perRequest`'
      : null,
});
