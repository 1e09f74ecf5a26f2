import { describe, expect, it } from 'vitest';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { exponential, fault, service, timeout, traffic, world } from '../support/world.ts';
import { expectMean, failedShare, replications } from './replications.ts';

/** 100 000 s with failures every 100 s on average, repaired in 25 s. */
const renewal = (replicas: number, silent: boolean) =>
  world({
    duration: 100_000_000,
    window: 100_000,
    services: [service({ work: 1, replicas, concurrency: Infinity })],
    traffic: [traffic({ to: 'api', perSecond: 0.5, balancer: 'random', policies: silent ? [timeout(10)] : [] })],
    faults: [
      fault({
        effect: { kind: 'crash', silent },
        schedule: { kind: 'random', timeToFailure: exponential(100_000), timeToRepair: exponential(25_000) },
        on: ['api'],
        apart: true,
      }),
    ],
  });

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a replica that fails and is repaired', () => {
  const records = replications(renewal(1, false));

  it('is up for MTBF / (MTBF + MTTR) of the time', () => {
    expectMean(records, record => mean(record.services[0]!.windows.up), 100 / 125, 0.05);
  });

  it('fails the share of requests that come while it is down', () => {
    expectMean(records, failedShare, 25 / 125, 0.15);
  });

  it('fails as often when its host goes silent, only later', () => {
    expectMean(replications(renewal(1, true)), failedShare, 25 / 125, 0.15);
  });
});

describe('two replicas that fail independently', () => {
  const records = replications(renewal(2, false));

  it('are both down for the product of their downtimes', () => {
    const bothDown = (record: ReplicationRecord): number => {
      const edges = record.faults[0]!.episodes.flatMap(({ start, end }) => [
        { at: start, down: 1 },
        { at: Math.min(end, 100e12), down: -1 },
      ]);
      edges.sort((a, b) => a.at - b.at);
      let down = 0;
      let time = 0;
      edges.forEach(({ at, down: change }, i) => {
        down += change;
        if (down === 2) time += (edges[i + 1]?.at ?? 100e12) - at;
      });
      return time / 100e12;
    };
    expectMean(records, bothDown, 0.2 * 0.2, 0.35);
  });

  it('still lose a fifth of the requests to a balancer that knows nothing of it', () => {
    expectMean(records, failedShare, 0.2, 0.15);
    for (const record of records) expect(mean(record.services[0]!.windows.up)).toBeGreaterThan(1.5);
  });
});
