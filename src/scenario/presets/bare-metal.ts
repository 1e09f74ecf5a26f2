/** Servers: minutes from reset to service. */
import { presetSystem } from '../preset.ts';

export const bareMetal = presetSystem({
  name: 'bare-metal',
  title: 'Server without virtualisation',
  source:
    'Wickham, Hidden benefits of virtualisation, VMware TAM blog 2013: three minutes of self-test before the system starts are fast, more than 45 have been seen; systemd-system.conf: DefaultTimeoutStopSec 90 s',
  version: '2013',
  presets: [
    {
      of: 'runtime',
      values: {
        startup: { p50: '6m', p99: '30m' },
        restart: { after: '60s', base: '60s', factor: 1, max: '60s', resetAfter: '10m' },
        cpu: { reserved: true },
        preStop: '0s',
        terminationGrace: '90s',
        propagation: '1s',
      },
      differs:
        'Median and 99th percentile are chosen between the extremes that the source gives; so is the minute until a watchdog resets the server.',
    },
  ],
});
