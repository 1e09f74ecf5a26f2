/** Scenarios that take a moment to run. */

export interface Expectations {
  readonly baseline?: readonly string[];
  readonly 'second-replica'?: readonly string[];
}

/** One service, thirty seconds, three replications, a crash, and a second replica as the mitigation. */
export const small = (name = 'small', expect: Expectations = { baseline: ['availability > 1%'] }): string =>
  JSON.stringify(
    {
      name,
      title: 'One replica and a crash',
      run: { duration: '30s', warmup: '2s', replications: 3, maxReplications: 3, seed: 7 },
      services: { api: { replicas: 1, concurrency: 4, queue: { capacity: 50 }, work: { exponential: '10ms' } } },
      traffic: { shoppers: { to: 'api', rate: '50/s', timeout: '1s' } },
      faults: { 'api-down': { at: '10s', for: '5s', crash: { service: 'api', replicas: 1 } } },
      mitigations: { 'second-replica': { title: 'Two replicas', patch: { services: { api: { replicas: 2 } } } } },
      expect,
    },
    null,
    2,
  );

/** So long that nobody waits for it. */
export const endless = (name = 'endless'): string =>
  JSON.stringify({
    name,
    run: { duration: '60m', warmup: '1s', replications: 100, maxReplications: 100, seed: 7 },
    services: { api: { replicas: 1, concurrency: 4, queue: { capacity: 50 }, work: { exponential: '1ms' } } },
    traffic: { shoppers: { to: 'api', rate: '1000/s', timeout: '1s' } },
  });

export const BROKEN = `name: broken
run: { duration: 30s, warmup: 2s, replications: 3, seed: 7 }
services:
  api: { replicas: 1, concurency: 4, work: 10 ms }
traffic:
  shoppers: { to: apu, rate: 50/s, timeout: 1s }
`;
