/** `slow: { service: orders-db, factor: 8 }`. */
import { z } from 'zod';
import { faultKind } from '../kind.ts';
import { duration } from '../quantities/quantity.ts';

export const faultSlow = faultKind({
  key: 'slow',
  summary: 'Work, or the way over a link, takes longer: `factor` times as long, `added` on top, or both.',
  targets: ['service', 'node', 'zone', 'region', 'shared', 'link'],
  shape: {
    factor: z.number().min(0.001).max(1_000_000).optional().describe('It takes this many times as long.'),
    added: duration.optional().describe('Added to the work of every request, or to every message.'),
  },
  compile: ({ factor, added }) => ({ kind: 'slow', factor: factor ?? 1, added: added ?? 0 }),
  complain: ({ factor, added }) =>
    factor === undefined && added === undefined ? '`slow` needs `factor`, `added` or both' : null,
});
