/** Polly, the .NET library: the values of its strategy options. */
import { presetSystem } from '../preset.ts';

export const polly = presetSystem({
  name: 'polly',
  title: 'Polly',
  source: 'App-vNext/Polly: RetryStrategyOptions, CircuitBreakerStrategyOptions',
  version: '173d6d1 (8.7 and 91 commits)',
  presets: [
    { of: 'retry', values: { attempts: 4, backoff: '2s' }, differs: 'MaxRetryAttempts there counts retries (3).' },
    {
      of: 'breaker',
      values: { failureRate: '10%', window: '30s', minimumCalls: 100, openFor: '5s', halfOpenCalls: 1 },
      differs: null,
    },
  ],
});
