/** `balancer: consistent-hash`. */
import { balancerKind } from '../kind.ts';

export const balancerConsistentHash = balancerKind({
  name: 'consistent-hash',
  summary: `The same replica for everything about the same key, by a ring of hashes: when one is left out, only its keys move.`,
  weighted: false,
});
