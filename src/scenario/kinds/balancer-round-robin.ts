/** `balancer: round-robin`. */
import { balancerKind } from '../kind.ts';

export const balancerRoundRobin = balancerKind({
  name: 'round-robin',
  summary: `Takes the replicas in turn.`,
  weighted: false,
});
