/** The AWS SDK for JavaScript in its standard retry mode. */
import { presetSystem } from '../preset.ts';

export const awsSdk = presetSystem({
  name: 'aws-sdk',
  title: 'AWS SDK for JavaScript, standard mode',
  source: 'smithy-lang/smithy-typescript: util-retry',
  version: '6815d3e',
  presets: [
    {
      of: 'retry',
      values: { attempts: 3, backoff: { base: '100ms', factor: 2, max: '20s', jitter: 'full' } },
      differs:
        'Throttling errors wait from 500 ms. A bucket of 500 tokens pays 5 for a retry and 10 after a timeout or throttling, and gets 1 back for a success at the first try.',
    },
  ],
});
