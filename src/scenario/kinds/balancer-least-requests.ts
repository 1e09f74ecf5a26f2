/** `balancer: least-requests`. */
import { balancerKind } from '../kind.ts';

export const balancerLeastRequests = balancerKind({
  name: 'least-requests',
  summary: `Picks the replica with the fewest requests of this client in progress.`,
  weighted: false,
});
