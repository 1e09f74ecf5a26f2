import { describe, expect, it } from 'vitest';
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { Histogram } from '../../src/measure/histogram.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import {
  edge,
  exponential,
  ms,
  type ServiceDraft,
  service,
  type TrafficDraft,
  traffic,
  world,
} from '../support/world.ts';
import { cobham, erlangB, leavingShare, mm1k, repairman, waitMG1, waitMMc } from './closed-forms.ts';
import { expectMean, failedShare, meanLatency, meanWait, replications } from './replications.ts';

const SERVICE = 0.01;

/** One service with 10 ms of exponential work and Poisson traffic, `requests` of it per replication. */
function queue(perSecond: number, draft: ServiceDraft = {}, requests = 60_000, source: Partial<TrafficDraft> = {}) {
  const duration = (requests / perSecond) * 1000;
  return world({
    duration,
    warmup: duration / 20,
    window: 1000,
    services: [service({ work: exponential(10), ...draft })],
    traffic: [traffic({ to: 'api', perSecond, ...source })],
  });
}

describe('an M/M/1 queue', () => {
  const records = replications(queue(80, {}, 120_000));

  it('has the mean sojourn 1 / (μ - λ)', () => {
    expectMean(records, meanLatency(), 1 / (100 - 80));
  });

  it('is busy for ρ of the time and has ρ² / (1 - ρ) waiting', () => {
    expectMean(records, record => record.services[0]!.inService, 0.8, 0.02);
    expectMean(records, record => record.services[0]!.queueLength, (0.8 * 0.8) / 0.2, 0.15);
  });

  it('has exponential sojourns: 99 % are below ln(100) / (μ - λ)', () => {
    expectMean(records, quantile(0.5), Math.log(2) / 20);
    expectMean(records, quantile(0.99), Math.log(100) / 20, 0.15);
  });

  it('keeps the mean, and not the tail, when the last to come is served first', () => {
    const lifo = replications(queue(80, { queue: { discipline: 'lifo' } }, 120_000));
    expectMean(lifo, meanLatency(), 1 / (100 - 80));
    lifo.forEach((record, i) => {
      expect(quantile(0.99)(record)).toBeGreaterThan(1.5 * quantile(0.99)(records[i]!));
    });
  });

  const quantile = (share: number) => (record: ReplicationRecord) =>
    Histogram.fromData(record.sources[0]!.latency).quantile(share)! / 1e9;
});

describe('an M/M/c queue (Erlang C)', () => {
  it.each([
    { servers: 2, perSecond: 160 },
    { servers: 4, perSecond: 320 },
    { servers: 16, perSecond: 1440 },
  ])('waits as long as the formula says with $servers servers', ({ servers, perSecond }) => {
    const records = replications(queue(perSecond, { concurrency: servers }, 100_000));
    expectMean(records, meanWait(), waitMMc(servers, perSecond, SERVICE), 0.35);
  });
});

describe('an M/G/1 queue (Pollaczek-Khinchine)', () => {
  const halfScale = Math.log(1 + 4) / 2;
  const branch = 0.5 * (1 + Math.sqrt(3 / 5));
  const shapes: [string, DistributionSpec, number][] = [
    ['constant', { kind: 'constant', value: ms(10) }, 0],
    ['uniform', { kind: 'uniform', low: 0, high: ms(20) }, 1 / 3],
    ['gamma', { kind: 'gamma', shape: 4, scale: ms(2.5) }, 1 / 4],
    ['lognormal', { kind: 'lognormal', mu: Math.log(ms(10)) - halfScale, sigma: Math.sqrt(2 * halfScale) }, 4],
    [
      'hyperexponential',
      {
        kind: 'hyperexponential',
        branches: [
          { probability: branch, mean: ms(10) / (2 * branch) },
          { probability: 1 - branch, mean: ms(10) / (2 * (1 - branch)) },
        ],
      },
      4,
    ],
  ];

  it.each(shapes)('waits as long as the formula says with %s service', (_, work, scv) => {
    const records = replications(queue(60, { work }, 90_000));
    expectMean(records, meanWait(), waitMG1(60, SERVICE, scv), 0.25);
  });
});

describe('a queue with few places', () => {
  it.each([
    { places: 5, perSecond: 80 },
    { places: 10, perSecond: 100 },
    { places: 20, perSecond: 200 },
  ])('turns away and delays as M/M/1/$places at $perSecond/s', ({ places, perSecond }) => {
    const records = replications(queue(perSecond, { queue: { capacity: places - 1 } }));
    const { blocking, sojourn } = mm1k(places, perSecond, SERVICE);
    expectMean(records, failedShare, blocking);
    expectMean(records, meanLatency(), sojourn);
  });

  it.each([
    ['exponential', exponential(10)],
    ['constant', { kind: 'constant', value: ms(10) } as DistributionSpec],
  ])('turns away what Erlang B says without any place, whatever the service times (%s)', (_, work) => {
    const records = replications(queue(800, { work, concurrency: 10, queue: { capacity: 0 } }));
    expectMean(records, failedShare, erlangB(10, 8));
  });

  it.each([
    { perSecond: 90, maxWait: 50 },
    { perSecond: 100, maxWait: 100 },
    { perSecond: 200, maxWait: 100 },
  ])('sheds as M/M/1+D when nobody waits longer than $maxWait ms at $perSecond/s', ({ perSecond, maxWait }) => {
    const records = replications(queue(perSecond, { queue: { maxWait: ms(maxWait) } }));
    expectMean(records, failedShare, leavingShare(perSecond, 100, maxWait / 1000));
  });
});

describe('a closed loop of users', () => {
  it.each([
    { users: 5, think: 100, servers: 1 },
    { users: 20, think: 100, servers: 1 },
    { users: 20, think: 50, servers: 3 },
  ])('has the throughput and response of the machine repairman, $users users and $servers servers', settings => {
    const { users, think, servers } = settings;
    const { throughput, response } = repairman(users, think / 1000, SERVICE, servers);
    const duration = (40_000 / throughput) * 1000;
    const records = replications(
      world({
        duration,
        warmup: duration / 20,
        window: 1000,
        services: [service({ work: exponential(10), concurrency: servers })],
        traffic: [traffic({ to: 'api', users: { count: users, thinkTime: exponential(think) } })],
      }),
    );
    const measured = (duration * 0.95) / 1000;
    expectMean(records, record => record.sources[0]!.ok / measured, throughput, 0.02);
    expectMean(records, meanLatency(), response);
  });

  it('obeys the interactive response time law N = X (R + Z), to the requests that straddle the ends', () => {
    const duration = 200_000;
    const records = replications(
      world({
        duration,
        window: 1000,
        services: [service({ work: exponential(10) })],
        traffic: [traffic({ to: 'api', users: { count: 15, thinkTime: 120 } })],
      }),
    );
    for (const record of records) {
      const throughput = record.sources[0]!.ok / (duration / 1000);
      expect(throughput * (meanLatency()(record) + 0.12)).toBeCloseTo(15, 1);
    }
  });
});

describe('two classes of priority', () => {
  it('wait as long as Cobham says: the one behind the other, without preemption', () => {
    const duration = 800_000;
    const records = replications(
      world({
        duration,
        warmup: duration / 20,
        window: 1000,
        services: [service({ work: exponential(10), queue: { discipline: 'priority' } })],
        traffic: [
          traffic({ name: 'paying', to: 'api', perSecond: 30, priority: 10 }),
          traffic({ name: 'free', to: 'api', perSecond: 50, priority: 1 }),
        ],
      }),
    );
    const { upper, lower } = cobham(30, 50, SERVICE);
    expectMean(records, meanLatency(0), upper + SERVICE);
    expectMean(records, meanLatency(1), lower + SERVICE, 0.15);
  });
});

describe('two M/M/1 queues in tandem', () => {
  it('delay independently: the mean sojourns add up', () => {
    const duration = 3_000_000;
    const records = replications(
      world({
        duration,
        warmup: duration / 20,
        window: 1000,
        services: [
          // Threads of their own for every request, so that waiting for the second station takes no slot of the first.
          service({ name: 'first', work: exponential(20), threading: 'async', edges: [edge({ to: 'second' })] }),
          service({ name: 'second', work: exponential(25) }),
        ],
        traffic: [traffic({ to: 'first', perSecond: 20 })],
      }),
    );
    expectMean(records, meanLatency(), 1 / (50 - 20) + 1 / (40 - 20));
  });
});
