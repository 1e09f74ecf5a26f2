/** `balancer: weighted`. */
import { balancerKind } from '../kind.ts';

export const balancerWeighted = balancerKind({
  name: 'weighted',
  summary: `Picks at random in proportion to \`weights\`, one per replica.`,
  weighted: true,
});
