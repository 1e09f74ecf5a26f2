/** Clusters against closed forms: order statistics of quorum writes, the majority of n, Raft's randomised timeouts. */
import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/measure/interval.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { crash, exponential, fault, run, service, traffic, world } from '../support/world.ts';
import { expectMean, replications } from './replications.ts';

const figure =
  (name: string, unit: number) =>
  ({ figures }: ReplicationRecord): number =>
    figures.find(each => each.name === name)!.value! / unit;

describe('a write that waits for k of n copies with exponential times', () => {
  for (const [k, n] of [
    [1, 2],
    [2, 3],
    [9, 10],
  ] as const) {
    // Rényi: the k-th of n exponentials takes 1/n + 1/(n-1) + ... + 1/(n-k+1) means.
    let closed = 0;
    for (let i = 0; i < k; i++) closed += 10 / (n - i);
    it(`takes ${closed.toFixed(2)} ms for ${k} of ${n} with 10 ms each`, () => {
      const plan = world({
        duration: 1_000_000,
        window: 10_000,
        services: [
          service({
            name: 'db',
            replicas: n + 1,
            concurrency: Infinity,
            // So rarely that no write catches up with another on its way.
            cluster: {
              failover: false,
              heartbeat: 10_000,
              refresh: 100_000,
              replication: { acks: k + 1, lag: exponential(10) },
            },
          }),
        ],
        traffic: [traffic({ to: 'db', everyMs: 400 })],
      });
      expectMean(replications(plan), figure('commitWait', 1e6), closed, 0.05);
    });
  }
});

describe('a cluster of three that each are up four fifths of the time', () => {
  it('leads while two of them are, but for its elections', () => {
    const up = 100_000;
    const repair = 25_000;
    const plan = world({
      duration: 20_000_000,
      window: 100_000,
      services: [
        service({
          name: 'db',
          replicas: 3,
          cluster: { heartbeat: 200, patience: 500, randomised: true, refresh: 100_000 },
        }),
      ],
      traffic: [traffic({ to: 'db', everyMs: 10_000 })],
      faults: [
        fault({
          effect: crash,
          schedule: { kind: 'random', timeToFailure: exponential(up), timeToRepair: exponential(repair) },
          on: ['db'],
          apart: true,
        }),
      ],
    });
    const share = repair / (up + repair);
    const noMajority = 3 * share * share * (1 - share) + share * share * share;
    const { low, high } = estimate(replications(plan).map(figure('leaderless', 1)), 0.999)!;
    // At most one election of a second for each death of a leader, which is up all of the time that one leads.
    const elections = 1 / (up / 1000);
    expect(high).toBeGreaterThan(noMajority);
    expect(low).toBeLessThan(noMajority + elections);
    expect(high! - low!).toBeLessThan(noMajority);
  });
});

describe('the loss of a leader with the timeouts of etcd', () => {
  const detections = Array.from({ length: 150 }, (_, number) => {
    const record = run(
      {
        duration: 5000,
        window: 1000,
        services: [
          service({
            name: 'db',
            replicas: 3,
            cluster: { heartbeat: 100, patience: 1000, randomised: true, refresh: 100_000 },
          }),
        ],
        traffic: [traffic({ to: 'db', at: [0.5] })],
        faults: [fault({ effect: crash, on: ['db[0]'], from: 2000 + (number % 100) + 0.5 })],
      },
      `etcd/${number}`,
    );
    return figure('leaderDetection', 1e6)(record);
  });

  it('is noticed after 1 to 2 s less the age of the last heartbeat', () => {
    expect(Math.min(...detections)).toBeGreaterThan(900);
    expect(Math.max(...detections)).toBeLessThan(2000);
  });

  it('is noticed after 1283 ms on average: the first of two uniform times, less half a heartbeat', () => {
    const { low, high } = estimate(detections, 0.999)!;
    expect(low).toBeLessThan(1283.3);
    expect(high).toBeGreaterThan(1283.3);
    expect(high! - low!).toBeLessThan(200);
  });
});
