/** Kubernetes: probes of the kubelet. */
import { presetSystem } from '../preset.ts';

export const kubernetes = presetSystem({
  name: 'kubernetes',
  title: 'Kubernetes',
  source: 'kubernetes/api core/v1 Probe',
  version: '10b39a3 (about 1.37)',
  presets: [
    {
      of: 'healthCheck',
      values: { interval: '10s', timeout: '1s', unhealthyThreshold: 3, healthyThreshold: 1 },
      differs: 'There the kubelet of the node probes, and tells everybody through the list of endpoints.',
    },
  ],
});
