/** gRPC: it retries only if told how; these are the numbers of the example in its retry proposal. */
import { presetSystem } from '../preset.ts';

export const grpc = presetSystem({
  name: 'grpc',
  title: 'gRPC',
  source: 'grpc/proposal: the example of A6',
  version: '1fd061a',
  presets: [
    {
      of: 'retry',
      values: { attempts: 4, backoff: { base: '100ms', factor: 2, max: '1s', jitter: 'none' } },
      differs:
        'There is no default, all fields are required. Each wait is multiplied by a random 0.8 to 1.2, and retryThrottling (10 tokens, ratio 0.1) stops retries when half of the tokens are gone.',
    },
  ],
});
