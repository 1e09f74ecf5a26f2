/** Istio, the mesh: what its sidecars do when nothing is configured. */
import { presetSystem } from '../preset.ts';

export const istio = presetSystem({
  name: 'istio',
  title: 'Istio',
  source: 'istio/api (virtual_service, destination_rule) and concepts/traffic-management',
  version: 'b8f8791',
  presets: [
    {
      of: 'retry',
      values: {
        attempts: 3,
        backoff: { base: '25ms', factor: 2, max: '250ms', jitter: 'full' },
        on: ['connection-refused', 'connection-lost', 'unreachable'],
      },
      differs:
        'attempts there counts retries (2). `on` stands for connect-failure, refused-stream, unavailable and cancelled. Waits grow as in Envoy.',
    },
    {
      of: 'balancer',
      values: { kind: 'power-of-two-choices', panicThreshold: '0%' },
      differs: 'LEAST_REQUEST there is this choice when all weights are equal.',
    },
    {
      of: 'outlierDetection',
      values: {
        consecutiveErrors: 5,
        interval: '10s',
        baseEjectionTime: '30s',
        maxEjectedPercent: '10%',
        alwaysEjectOne: false,
      },
      differs: 'Off unless a DestinationRule asks for it. Success rates are not looked at.',
    },
  ],
});
