/** `balancer: ewma`. */
import { balancerKind } from '../kind.ts';

export const balancerEwma = balancerKind({
  name: 'ewma',
  summary: `Draws two replicas and takes the one with the lower latency lately, times its requests in progress (peak-EWMA, as in Linkerd).`,
  weighted: false,
});
