/** `connectionLeak: { link: shop->orders-db, share: 1% }`: calls that are over keep their connection. */
import { faultKind } from '../kind.ts';
import { positiveShare } from '../quantities/quantity.ts';

export const faultConnectionLeak = faultKind({
  key: 'connectionLeak',
  summary:
    'A share of the calls over a link does not give its connection back to the `connectionPool`, not even later.',
  targets: ['link'],
  shape: { share: positiveShare.describe('Share of calls whose connection is lost to the pool.') },
  compile: ({ share }) => ({ kind: 'connection-leak', share }),
});
