/** AWS Application Load Balancer: target groups of instances and addresses. */
import { presetSystem } from '../preset.ts';

export const alb = presetSystem({
  name: 'alb',
  title: 'AWS Application Load Balancer',
  source: 'ELB user guide: target-group-health-checks, load-balancer-target-groups',
  version: 'as documented in 2026',
  presets: [
    {
      of: 'healthCheck',
      values: { interval: '30s', timeout: '5s', unhealthyThreshold: 2, healthyThreshold: 5 },
      differs: 'A new target is healthy there after one passed check.',
    },
    {
      of: 'balancer',
      values: { kind: 'round-robin', panicThreshold: '0.001%' },
      differs: 'It uses all targets when none is healthy, which such a threshold says.',
    },
  ],
});
