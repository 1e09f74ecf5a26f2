/** `crash: { service: orders-db }`: the process or what carries it is gone. */
import { z } from 'zod';
import { faultKind } from '../kind.ts';

export const faultCrash = faultKind({
  key: 'crash',
  summary: 'Replicas die, with the work in them. A process refuses connections; a dead zone or power supply is silent.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: {
    silent: z
      .boolean()
      .optional()
      .describe(
        'Whether callers learn of it by timeout only (false for a service, true for a node, a zone, a region or a shared dependency).',
      ),
  },
  compile: ({ silent }, target) => ({ kind: 'crash', silent: silent ?? target !== 'service' }),
});
