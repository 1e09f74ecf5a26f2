/** Envoy, the proxy: what it does when the configuration names a feature and leaves its numbers out. */
import { presetSystem } from '../preset.ts';

export const envoy = presetSystem({
  name: 'envoy',
  title: 'Envoy',
  source: 'envoyproxy/data-plane-api protos (cluster, outlier_detection, route_components) and router_filter docs',
  version: '84e8436 (2026-01)',
  presets: [
    {
      of: 'retry',
      values: { attempts: 2, backoff: { base: '25ms', factor: 2, max: '250ms', jitter: 'full' } },
      differs:
        'num_retries is 1, so attempts is 2. With more of them, the n-th wait there is drawn below (2^n - 1) times the base, here below 2^(n-1) times. A circuit breaker holds concurrent retries at 3. Nothing is retried there unless retry_on says what.',
    },
    {
      of: 'balancer',
      values: { kind: 'round-robin', panicThreshold: '50%' },
      differs: 'Slow start is off there as well; with a window, aggression 1 and min weight 10% are its defaults.',
    },
    {
      of: 'outlierDetection',
      values: {
        consecutiveErrors: 5,
        interval: '10s',
        baseEjectionTime: '30s',
        maxEjectionTime: '300s',
        maxEjectedPercent: '10%',
        alwaysEjectOne: false,
        successRate: { stdevFactor: 1.9, minHosts: 5, minVolume: 100 },
      },
      differs: 'A passed active health check ends an ejection there. Failure percentage is observed but not enforced.',
    },
  ],
});
