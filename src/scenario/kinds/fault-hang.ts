/** `hang: { service: orders-db }`: accepts, never answers. */
import { faultKind } from '../kind.ts';

export const faultHang = faultKind({
  key: 'hang',
  summary: 'Replicas accept requests and never answer.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: {},
  compile: () => ({ kind: 'hang' }),
});
