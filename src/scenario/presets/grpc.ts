/** gRPC: it retries only if told how (these are the numbers of the example in its proposal); outlier detection. */
import { presetSystem } from '../preset.ts';

export const grpc = presetSystem({
  name: 'grpc',
  title: 'gRPC',
  source: 'grpc/proposal: the example of A6 for retries, A50 for outlier detection',
  version: '1fd061a',
  presets: [
    {
      of: 'retry',
      values: { attempts: 4, backoff: { base: '100ms', factor: 2, max: '1s', jitter: 'none' } },
      differs:
        'There is no default, all fields are required. Each wait is multiplied by a random 0.8 to 1.2, and retryThrottling (10 tokens, ratio 0.1) stops retries when half of the tokens are gone.',
    },
    {
      of: 'outlierDetection',
      values: {
        consecutiveErrors: 'off',
        interval: '10s',
        baseEjectionTime: '30s',
        maxEjectionTime: '300s',
        maxEjectedPercent: '10%',
        alwaysEjectOne: true,
        successRate: { stdevFactor: 1.9, minHosts: 5, minVolume: 100 },
        failurePercentage: { threshold: '85%', minHosts: 5, minVolume: 50 },
      },
      differs: 'Each of the two rules has to be asked for there.',
    },
  ],
});
