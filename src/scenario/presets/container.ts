/** Containers under Kubernetes: seconds to start, limits, restarts with back-off. */
import { presetSystem } from '../preset.ts';

export const container = presetSystem({
  name: 'container',
  title: 'Container under Kubernetes',
  source:
    'Kubernetes SLO "pod startup latency": 99 % of stateless pods whose image is there start within 5 s; Harter et al., Slacker, FAST 2016: pulling is 76 % of a start, 3.2 times the rest; Kubernetes documentation, Pod lifecycle (first restart at once, then 10 s x 2^n up to 300 s, reset after 10 min; termination grace 30 s)',
  version: 'Kubernetes 1.32',
  presets: [
    {
      of: 'runtime',
      values: {
        startup: { p50: '2s', p99: '5s' },
        imagePull: { mean: '7s', cv: 0.5 },
        restart: { after: '0s', base: '10s', factor: 2, max: '300s', resetAfter: '10m' },
        preStop: '0s',
        terminationGrace: '30s',
        propagation: '1s',
      },
      differs:
        'The median start, the spread of a pull and the second until callers know of a change are assumptions; the sources give none.',
    },
  ],
});
