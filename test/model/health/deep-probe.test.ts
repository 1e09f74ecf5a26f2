import { describe, expect, it } from 'vitest';
import { causes, edge, fault, healthCheck, log, run, service, timeout, traffic } from '../../support/world.ts';

/** Two replicas of a front that need a database; probed every 10 ms, the database away from 100 to 200 ms. */
function probed(deep: boolean, optional = false) {
  return run({
    duration: 400,
    services: [
      service({
        name: 'front',
        replicas: 2,
        work: 0.1,
        concurrency: 10,
        edges: [edge({ to: 'db', policies: [timeout(2)], optional })],
      }),
      service({ name: 'db', work: 0.1, concurrency: 10 }),
    ],
    traffic: [
      traffic({ to: 'front', everyMs: 1, healthCheck: healthCheck({ interval: 10, timeout: 5, unhealthy: 2, deep }) }),
    ],
    faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['db'], from: 100, until: 200 })],
  });
}

describe('a deep health check', () => {
  it('takes the whole fleet out when what it depends on is down', () => {
    const record = probed(true);
    expect(log(record, 'replica-out')).toHaveLength(2);
    expect(log(record, 'replica-in')).toHaveLength(2);
    expect(causes(record.sources[0]!.causes)['no-healthy-replica']).toBeGreaterThan(70);
  });

  it('asks nothing of dependencies that a replica can do without', () => {
    expect(log(probed(true, true), 'replica-out')).toEqual([]);
  });

  it('is what makes the difference: a shallow one sees a process that is up', () => {
    const record = probed(false);
    expect(log(record, 'replica-out')).toEqual([]);
    expect(causes(record.sources[0]!.causes)['no-healthy-replica']).toBeUndefined();
  });

  it('asks all the way down, and ends where services depend on each other', () => {
    const record = run({
      duration: 300,
      services: [
        service({ name: 'a', concurrency: 10, edges: [edge({ to: 'b', policies: [timeout(4)] })] }),
        service({
          name: 'b',
          concurrency: 10,
          edges: [
            edge({ to: 'c', policies: [timeout(3)] }),
            edge({ to: 'a', policies: [timeout(3)], probability: 0.001 }),
          ],
        }),
        service({ name: 'c', concurrency: 10 }),
      ],
      traffic: [traffic({ to: 'a', at: [], healthCheck: healthCheck({ interval: 10, timeout: 5, deep: true }) })],
      faults: [fault({ effect: { kind: 'hang' }, on: ['c'], from: 100 })],
    });
    expect(log(record, 'replica-out')).toHaveLength(1);
    expect(record.services.map(({ arrivals }) => arrivals)).toEqual([30, 30, 30]);
  });
});
