/** `balancer: power-of-two-choices`. */
import { balancerKind } from '../kind.ts';

export const balancerPowerOfTwoChoices = balancerKind({
  name: 'power-of-two-choices',
  summary: `Draws two replicas and takes the one with fewer requests of this client in progress (Envoy's LEAST_REQUEST).`,
  weighted: false,
});
