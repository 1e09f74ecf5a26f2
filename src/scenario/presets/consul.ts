/** Consul: HTTP and TCP checks of its agents. */
import { presetSystem } from '../preset.ts';

export const consul = presetSystem({
  name: 'consul',
  title: 'Consul',
  source: 'hashicorp/consul agent/checks/check.go and docs',
  version: '0303d8c',
  presets: [
    {
      of: 'healthCheck',
      values: { interval: '10s', timeout: '10s', unhealthyThreshold: 1, healthyThreshold: 1 },
      differs: 'The interval has no default there; 10 s is that of the examples. One agent probes for everybody.',
    },
  ],
});
