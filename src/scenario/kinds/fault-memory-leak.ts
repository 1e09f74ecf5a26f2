/** `memoryLeak: { service: orders, perSecond: 2MiB }`. */
import { faultKind } from '../kind.ts';
import { size } from '../quantities/quantity.ts';

export const faultMemoryLeak = faultKind({
  key: 'memoryLeak',
  summary: 'Replicas lose memory, until they reach the limit of their runtime and are killed.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: {
    perRequest: size.prefault('0B').describe('Lost by every request.'),
    perSecond: size.prefault('0B').describe('Lost every second.'),
  },
  compile: ({ perRequest, perSecond }) => ({ kind: 'memory-leak', perRequest, perSecond }),
  complain: ({ perRequest, perSecond }) =>
    perRequest + perSecond === 0 ? '`memoryLeak` needs `perRequest` or `perSecond`' : null,
});
