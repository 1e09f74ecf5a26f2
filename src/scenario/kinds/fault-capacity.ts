/** `capacity: { service: orders, lost: 50% }`. */
import { faultKind } from '../kind.ts';
import { positiveShare } from '../quantities/quantity.ts';

export const faultCapacity = faultKind({
  key: 'capacity',
  summary: 'Replicas lose a share of their slots.',
  targets: ['service', 'node', 'zone', 'region', 'shared'],
  shape: { lost: positiveShare.describe('Share of the slots that is lost.') },
  compile: ({ lost }) => ({ kind: 'capacity', share: lost }),
});
