/** nginx as a proxy: its upstream module. */
import { presetSystem } from '../preset.ts';

export const nginx = presetSystem({
  name: 'nginx',
  title: 'nginx',
  source: 'nginx.org: ngx_http_upstream_module',
  version: 'as documented in 2026',
  presets: [
    {
      of: 'balancer',
      values: { kind: 'round-robin' },
      differs: 'It is weighted there, and every worker process takes turns of its own.',
    },
    {
      of: 'outlierDetection',
      values: {
        consecutiveErrors: 1,
        interval: '100ms',
        baseEjectionTime: '10s',
        maxEjectionTime: '10s',
        maxEjectedPercent: '100%',
      },
      differs: 'max_fails 1 and fail_timeout 10 s; the interval only says how exactly the end of a bench is met here.',
    },
  ],
});
