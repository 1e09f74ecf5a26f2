/** `reload: { after: 5s, probability: 50%, max: 3 }` of a traffic source. */
import { z } from 'zod';
import type { ReloadSettings } from '../../model/mitigation/reload.ts';
import { policyKind } from '../kind.ts';
import { count, positiveDuration, share } from '../quantities/quantity.ts';

export const reload = policyKind({
  kind: 'reload',
  key: 'reload',
  summary: 'Impatient users press reload; the abandoned page is still being made.',
  on: 'traffic',
  schema: z
    .strictObject({
      after: positiveDuration.describe('Wait without an answer before the user thinks of reloading.'),
      probability: share.prefault('100%').describe('Share of the users who reload then, each time anew.'),
      max: count(1, 100).default(1).describe('Reloads of one request at most.'),
    })
    .describe('Impatient users press reload; the abandoned page is still being made.'),
  compile: (value): ReloadSettings => value,
});
