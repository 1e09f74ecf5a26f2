import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { exponential, ms, run, service, traffic, world } from '../support/world.ts';
import { scalability, waitMMc } from './closed-forms.ts';
import { expectMean, meanLatency, replications } from './replications.ts';

/** One core shared by everybody, 10 ms of work on average at 70 % load. */
function shared(work: number | DistributionSpec, cores = 1, perSecond = 70, duration = 200_000) {
  return world({
    duration,
    warmup: 10_000,
    window: 1000,
    services: [service({ work, concurrency: Infinity, cpu: { cores } })],
    traffic: [traffic({ to: 'api', perSecond })],
  });
}

const uneven: DistributionSpec = {
  kind: 'hyperexponential',
  branches: [
    { probability: 0.9, mean: ms(5) },
    { probability: 0.1, mean: ms(55) },
  ],
};

describe('processor sharing', () => {
  it.each([
    ['constant', 10, 200_000],
    ['exponential', exponential(10), 200_000],
    // The more uneven the work, the longer it takes until a mean has settled.
    ['very uneven', uneven, 1_600_000],
  ])('has a mean sojourn of s / (1 - ρ) whatever the distribution of work: %s', (_, work, duration) => {
    expectMean(replications(shared(work, 1, 70, duration)), meanLatency(), 0.01 / (1 - 0.7), 0.2);
  });

  it('over several cores has the mean of M/M/c, whoever is served first', () => {
    expectMean(replications(shared(exponential(10), 3, 240)), meanLatency(), 0.01 + waitMMc(3, 240, 0.01));
  });
});

describe('the Universal Scalability Law', () => {
  it.each([1, 4, 16, 40])('gives the throughput of %d requests always at work', users => {
    const record = run({
      duration: 20_000,
      warmup: 2000,
      services: [service({ work: 10, concurrency: Infinity, cpu: { contention: 0.05, coherency: 0.001 } })],
      traffic: [traffic({ to: 'api', users: { count: users, thinkTime: 0 } })],
    });
    const expected = scalability(users, 0.01, 0.05, 0.001);
    // To one round of all users at either end.
    expect(Math.abs(record.services[0]!.completions / 18 - expected)).toBeLessThanOrEqual(users / 18 + 1e-9);
  });
});
