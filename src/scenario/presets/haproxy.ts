/** HAProxy: retries of connections, and health checks of servers. */
import { presetSystem } from '../preset.ts';

export const haproxy = presetSystem({
  name: 'haproxy',
  title: 'HAProxy',
  source: 'doc/configuration.txt and include/haproxy/defaults.h',
  version: '50872da',
  presets: [
    {
      of: 'retry',
      values: { attempts: 4, backoff: '1s', on: ['connection-refused', 'unreachable'] },
      differs:
        'Only connections are retried, 3 times, on the same server but for the last time (redispatch); the wait is the smaller of `timeout connect` and 1 s.',
    },
    {
      of: 'healthCheck',
      values: { interval: '2s', timeout: '2s', unhealthyThreshold: 3, healthyThreshold: 2 },
      differs: 'Without `timeout check` the interval is the limit for the whole check.',
    },
  ],
});
