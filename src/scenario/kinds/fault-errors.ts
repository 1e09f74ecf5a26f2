/** `errors: { service: orders, share: 20% }`. */
import { faultKind } from '../kind.ts';
import { positiveShare } from '../quantities/quantity.ts';

export const faultErrors = faultKind({
  key: 'errors',
  summary: 'A share of the requests is answered with an error.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: { share: positiveShare.describe('Share of requests answered with an error.') },
  compile: ({ share }) => ({ kind: 'errors', share }),
});
