import { describe, expect, it } from 'vitest';
import type { WorldPlan } from '../../src/model/plan.ts';
import { runReplication, System } from '../../src/model/system.ts';
import {
  breaker,
  edge,
  exponential,
  fault,
  healthCheck,
  ms,
  retry,
  service,
  timeout,
  traffic,
  world,
} from '../support/world.ts';

/** A bit of everything that draws, waits, breaks or keeps state. */
const plan: WorldPlan = world({
  duration: 2000,
  window: 100,
  services: [
    service({
      name: 'front',
      replicas: 2,
      concurrency: 4,
      work: exponential(3),
      edges: [
        edge({
          to: 'back',
          latency: exponential(1),
          balancer: 'power-of-two-choices',
          healthCheck: healthCheck({ interval: 30, timeout: 10, work: 1 }),
          policies: [
            timeout(40),
            breaker({ kind: 'consecutive', failures: 5 }, 100),
            retry({
              attempts: 3,
              backoff: { kind: 'exponential', base: ms(5), factor: 2, max: ms(50), jitter: 'full' },
            }),
          ],
        }),
      ],
    }),
    service({ name: 'back', replicas: 3, work: { kind: 'lognormal', mu: Math.log(ms(8)), sigma: 0.5 }, startup: 20 }),
  ],
  traffic: [
    traffic({ name: 'open', to: 'front', perSecond: 150, clients: 3 }),
    traffic({
      name: 'closed',
      to: 'front',
      users: { count: 10, thinkTime: exponential(100) },
      loss: 0.01,
      policies: [timeout(80)],
    }),
  ],
  faults: [
    fault({
      effect: { kind: 'crash', silent: false },
      schedule: { kind: 'random', timeToFailure: exponential(600), timeToRepair: exponential(100) },
      on: ['back'],
      apart: true,
    }),
    fault({ effect: { kind: 'slow', factor: 4, added: 0 }, on: ['back'], from: 500, until: 800 }),
    fault({ effect: { kind: 'surge', factor: 2 }, on: ['open', 'closed'], from: 1200, until: 1500 }),
  ],
});

describe('a replication', () => {
  it('is the same to the last bit when it is run again, alone or among others', () => {
    const alone = runReplication(plan, '7/3');
    for (const other of ['7/0', '7/1', '8/3']) runReplication(plan, other);
    expect(runReplication(plan, '7/3')).toEqual(alone);
    expect(JSON.stringify(runReplication(plan, '7/3'))).toBe(JSON.stringify(alone));
  });

  it('is the same when two of them take turns in one thread', () => {
    const [one, two] = [new System(plan, '7/0'), new System(plan, '7/1')];
    for (const system of [one, two]) system.start();
    for (let step = 1; step <= 40; step++) for (const { simulator } of [one, two]) simulator.run(ms(50) * step);
    expect(one.record()).toEqual(runReplication(plan, '7/0'));
    expect(two.record()).toEqual(runReplication(plan, '7/1'));
  });

  it('does not depend on where the run is paused', () => {
    const system = new System(plan, '7/0');
    system.start();
    for (let at = 0; at < plan.duration; at += 7_654_321) system.simulator.run(at);
    system.simulator.run(plan.duration);
    expect(system.record()).toEqual(runReplication(plan, '7/0'));
  });

  it('does not change the plan it is given, nor needs more of it than its data', () => {
    const copy = structuredClone(plan);
    const record = runReplication(copy, '7/0');
    expect(copy).toEqual(plan);
    expect(record).toEqual(runReplication(plan, '7/0'));
    expect(structuredClone(record)).toEqual(record);
  });

  it('has a digest that other seeds and other worlds do not have', () => {
    const slower = { ...plan, services: plan.services.map((own, i) => (i === 0 ? own : { ...own, concurrency: 2 })) };
    const digests = [
      runReplication(plan, '7/0').digest,
      runReplication(plan, '7/1').digest,
      runReplication(plan, '8/0').digest,
      runReplication(slower, '7/0').digest,
    ];
    expect(new Set(digests).size).toBe(4);
  });

  it('does not depend on the order services are written in', () => {
    const parts = {
      duration: 1000,
      window: 100,
      traffic: [traffic({ to: 'front', perSecond: 100, policies: [timeout(30), retry({ attempts: 2 })] })],
    };
    const front = service({ name: 'front', work: exponential(3), concurrency: 2, edges: [edge({ to: 'back' })] });
    const back = service({ name: 'back', work: exponential(6), errors: 0.1 });
    const forth = runReplication(world({ ...parts, services: [front, back] }), '1/0');
    const reverse = runReplication(world({ ...parts, services: [back, front] }), '1/0');
    expect(reverse.sources).toEqual(forth.sources);
    expect(reverse.services.toReversed()).toEqual(forth.services);
  });
});
