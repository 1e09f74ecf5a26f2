/** `loss: { link: orders->orders-db, share: 5% }`. */
import { faultKind } from '../kind.ts';
import { positiveShare } from '../quantities/quantity.ts';

export const faultLoss = faultKind({
  key: 'loss',
  summary: 'A share of the messages is lost, on a link or to and from replicas, in each direction.',
  targets: ['link', 'service', 'node', 'zone', 'region', 'shared'],
  shape: { share: positiveShare.describe('Share of messages lost in each direction.') },
  compile: ({ share }) => ({ kind: 'loss', share }),
});
