/** Linkerd, the mesh: retries as its annotations turn them on. */
import { presetSystem } from '../preset.ts';

export const linkerd = presetSystem({
  name: 'linkerd',
  title: 'Linkerd',
  source: 'linkerd/website: retries and balancing, 2-edge',
  version: '93f0017',
  presets: [
    {
      of: 'retry',
      values: { attempts: 2, backoff: 'none' },
      differs: 'Off unless an annotation turns it on; limit there counts retries (1).',
    },
    { of: 'balancer', values: { kind: 'ewma' }, differs: null },
  ],
});
