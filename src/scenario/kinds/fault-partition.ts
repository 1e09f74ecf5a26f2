/** `partition: { link: orders->orders-db }`: nothing gets through, in silence. */
import { faultKind } from '../kind.ts';

export const faultPartition = faultKind({
  key: 'partition',
  summary: 'No message gets through, on a link or to and from replicas; callers find out by timeout.',
  targets: ['link', 'service', 'node', 'zone', 'region', 'shared'],
  shape: {},
  compile: () => ({ kind: 'partition' }),
});
