/** Virtual machines in a cloud: a minute or two to start, cores of their own. */
import { presetSystem } from '../preset.ts';

export const vm = presetSystem({
  name: 'vm',
  title: 'Virtual machine in a cloud',
  source:
    'Mao and Humphrey, A performance study on the VM startup time in the cloud, IEEE CLOUD 2012: 96.9 s on average for Linux on EC2 (44 s to 357 s elsewhere); systemd-system.conf: DefaultTimeoutStopSec 90 s',
  version: '2012',
  presets: [
    {
      of: 'runtime',
      values: {
        startup: { mean: '97s', cv: 0.25 },
        restart: { after: '60s', base: '60s', factor: 1, max: '60s', resetAfter: '10m' },
        cpu: { reserved: true },
        preStop: '0s',
        terminationGrace: '90s',
        propagation: '1s',
      },
      differs:
        'The minute until a dead machine is replaced, the spread of the start and the second until callers know of a change are assumptions. Newer measurements (Hao et al., arXiv 2107.03467) are several times faster on some clouds.',
    },
  ],
});
