/** Hystrix: the values of HystrixCommandProperties and HystrixThreadPoolProperties. */
import { presetSystem } from '../preset.ts';

export const hystrix = presetSystem({
  name: 'hystrix',
  title: 'Hystrix',
  source: 'Netflix/Hystrix: HystrixCommandProperties, HystrixThreadPoolProperties',
  version: '7c03baf',
  presets: [
    {
      of: 'breaker',
      values: { failureRate: '50%', window: '10s', minimumCalls: 20, openFor: '5s', halfOpenCalls: 1 },
      differs: 'The health of the window is looked at every 500 ms there, here after every call.',
    },
    { of: 'bulkhead', values: { concurrency: 10, queue: 0 }, differs: null },
  ],
});
