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
  ],
});
