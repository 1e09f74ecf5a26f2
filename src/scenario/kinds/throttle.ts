/** `throttle: { k: 2, window: 2m }`: clients that stop part of their calls themselves. */
import { z } from 'zod';
import type { ThrottleSettings } from '../../model/mitigation/throttle.ts';
import { policyKind } from '../kind.ts';
import { positiveDuration } from '../quantities/quantity.ts';

export const throttle = policyKind({
  kind: 'throttle',
  key: 'throttle',
  summary: 'Client-side adaptive throttling: the more calls are refused, the more are stopped before they are sent.',
  on: 'calls and traffic',
  schema: z
    .strictObject({
      k: z
        .number()
        .min(1)
        .max(1000)
        .default(2)
        .describe('Calls let through for each one that was accepted lately (2, as in the Google SRE book).'),
      window: positiveDuration.prefault('2m').describe('How long calls count (2 min, as in the Google SRE book).'),
    })
    .describe('Stops calls with the chance max(0, (calls - k accepted) / (calls + 1)); they fail with `rate-limited`.'),
  compile: (value): ThrottleSettings => ({ k: value.k, window: value.window }),
});
