/** `balancer: random`. */
import { balancerKind } from '../kind.ts';

export const balancerRandom = balancerKind({
  name: 'random',
  summary: `Picks any replica; no memory, so every replica gets its share only on average.`,
  weighted: false,
});
