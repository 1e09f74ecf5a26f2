/** `flush: { service: catalog-cache }`. */
import { faultKind } from '../kind.ts';

export const faultFlush = faultKind({
  key: 'flush',
  summary: 'A cache loses all it holds, at one moment.',
  targets: ['service'],
  shape: {},
  compile: () => ({ kind: 'flush' }),
  length: () => 0,
  needs: 'cache',
});
