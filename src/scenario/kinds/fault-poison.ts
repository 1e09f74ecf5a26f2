/** `poison: { service: search, requests: 0.01% }`: queries of death. */
import { z } from 'zod';
import { faultKind } from '../kind.ts';
import { duration, positiveShare } from '../quantities/quantity.ts';

/** Kubernetes' first CrashLoopBackOff. */
const RESTART = 10e9;

export const faultPoison = faultKind({
  key: 'poison',
  summary: 'Some requests kill the replica that serves them, and their retries the next one.',
  targets: ['service'],
  shape: {
    requests: positiveShare.optional().describe('Share of the requests that kill.'),
    keys: positiveShare.optional().describe('Share of the keys whose requests kill; instead of `requests`.'),
    key: z
      .int()
      .min(0)
      .optional()
      .describe('The one key whose requests kill, 0 being the most wanted; instead of `requests`.'),
    restart: duration
      .optional()
      .describe('Time until a killed process is started again (10s, the first back-off of Kubernetes).'),
  },
  compile: ({ requests, keys, key, restart }) => ({
    kind: 'poison',
    requests: requests ?? 0,
    keys: keys ?? 0,
    key: key ?? null,
    restart: restart ?? RESTART,
  }),
  complain: ({ requests, keys, key }) =>
    [requests, keys, key].filter(way => way !== undefined).length === 1
      ? null
      : '`poison` needs exactly one of `requests`, `keys` and `key`',
});
