/** `surge: { traffic: shoppers, factor: 3 }`. */
import { z } from 'zod';
import { faultKind } from '../kind.ts';

export const faultSurge = faultKind({
  key: 'surge',
  summary: 'A traffic source sends more: `factor` times its rate.',
  targets: ['traffic'],
  shape: { factor: z.number().min(0).max(1000).describe('The rate is multiplied by this.') },
  compile: ({ factor }) => ({ kind: 'surge', factor }),
});
