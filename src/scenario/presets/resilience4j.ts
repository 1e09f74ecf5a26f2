/** Resilience4j: the values of its `ofDefaults()`. */
import { presetSystem } from '../preset.ts';

export const resilience4j = presetSystem({
  name: 'resilience4j',
  title: 'Resilience4j',
  source: 'resilience4j/resilience4j: RetryConfig, CircuitBreakerConfig, BulkheadConfig',
  version: 'af9e7c9 (2.4.0 and 16 commits)',
  presets: [
    { of: 'retry', values: { attempts: 3, backoff: '500ms' }, differs: null },
    {
      of: 'breaker',
      values: {
        failureRate: '50%',
        slowCallRate: '100%',
        slowCallDuration: '60s',
        window: 100,
        minimumCalls: 100,
        openFor: '60s',
        halfOpenCalls: 10,
      },
      differs: null,
    },
    { of: 'bulkhead', values: { concurrency: 25, queue: 0 }, differs: 'Waiting is possible there, but 0 by default.' },
  ],
});
