/** `fallback: true` or `fallback: { latency: 5ms }`. */
import { z } from 'zod';
import type { FallbackSettings } from '../../model/mitigation/fallback.ts';
import { policyKind } from '../kind.ts';
import { duration } from '../quantities/quantity.ts';

export const fallback = policyKind({
  kind: 'fallback',
  key: 'fallback',
  summary: 'Answers a failed call with something less, so that the request ends degraded and not failed.',
  on: 'calls and traffic',
  schema: z
    .union([
      z.boolean().describe('A fallback that takes no time, or none.'),
      z.strictObject({ latency: duration.describe('How long the fallback takes.') }),
    ])
    .describe('Answers a failed call with something less: the request ends degraded.'),
  compile: (value): FallbackSettings | null => {
    if (value === false) return null;
    return { latency: value === true ? 0 : value.latency };
  },
});
