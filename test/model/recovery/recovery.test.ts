import { describe, expect, it } from 'vitest';
import type { EdgePlan, WorldPlan } from '../../../src/model/plan.ts';
import {
  endings,
  fault,
  figureOf,
  log,
  ms,
  run,
  service,
  silent,
  timeout,
  traffic,
  type WorldDraft,
  world,
} from '../../support/world.ts';

/** Two places: `near`, which dies at 200 ms, and `far`, with two replicas of which `running` run. */
function places(running: number, more: Partial<WorldDraft> = {}, activation = 50): WorldPlan {
  const plan = world({
    duration: 1000,
    services: [
      service({ name: 'near', concurrency: 10, work: 1 }),
      service({ name: 'far', replicas: 2, concurrency: 10, work: 1 }),
    ],
    traffic: [traffic({ to: 'near', at: [100.25, 450.25, 900.25] })],
    faults: [fault({ effect: silent, on: ['near'], from: 200 })],
    ...more,
  });
  const [near, far, ...others] = plan.services;
  const edge: EdgePlan = { ...plan.traffic[0]!.edge, name: 'users->far', target: 1 };
  return {
    ...plan,
    services: [
      near!,
      { ...far!, standby: { running, activation: { kind: 'constant', value: ms(activation) } } },
      ...others,
    ],
    traffic: [
      {
        ...plan.traffic[0]!,
        failover: {
          edge,
          interval: ms(10),
          threshold: 3,
          decision: { kind: 'constant', value: ms(100) },
          ttl: 0,
          starts: [1],
        },
      },
    ],
  };
}

describe('traffic whose target is gone', () => {
  it('goes elsewhere after the checks, the decision and the start of what waits there', () => {
    const record = run(places(0));
    const at = (what: string) => record.log.find(entry => entry.what === what)!.at / 1e6;
    // Checks come every 10 ms from a random moment of the first interval on: the third to fail is 20 ms after the first.
    expect(at('failover-due')).toBeGreaterThanOrEqual(220);
    expect(at('failover-due')).toBeLessThan(230);
    expect(at('standby-called')).toBe(at('failover-due') + 100);
    expect(at('standby-starts')).toBe(at('standby-called') + 50);
    expect(at('failover') - at('standby-starts')).toBeLessThanOrEqual(10);
    expect(endings(record.sources[0]!)).toEqual(['101 ok', '451 ok', '901 ok']);
    expect(figureOf(record, 'users', 'switchTime')! / 1e6).toBeCloseTo(at('failover') - (at('failover-due') - 20));
  });

  it('needs not wait for what runs already', () => {
    const record = run(places(1));
    expect(log(record, 'failover')).toEqual(
      log(record, 'standby-called').map(line => line.replace('standby-called', 'failover')),
    );
  });

  it('counts for its clients what they got on either way', () => {
    // Two clients, dealt requests in turn: each gets an answer at 100, none at 250 or 260, and four elsewhere.
    const at = [100.25, 110.25, 250.25, 260.25, ...Array.from({ length: 8 }, (_, n) => 900.25 + n)];
    const plan = places(0, { traffic: [traffic({ to: 'near', at, clients: 2, policies: [timeout(10)] })] });
    const record = run({ ...plan, objective: 0.7 });
    expect(record.sources[0]!.failed).toBe(2);
    expect(figureOf(record, 'users', 'blastRadius')).toBe(0);
  });

  it('stays where it is when the target is back before anybody has decided', () => {
    const record = run(places(0, { faults: [fault({ effect: silent, on: ['near'], from: 200, until: 300 })] }));
    expect(log(record, 'failover', 'standby-called')).toEqual([]);
    expect(record.sources[0]!.ok).toBe(3);
  });
});

describe('a standby', () => {
  it('says how many of it are started, in words that fit one and none', () => {
    const called = (running: number) => run(places(running)).log.find(({ what }) => what === 'standby-called')!.text;
    expect([0, 1, 2].map(called)).toEqual([
      '2 replicas are started',
      '1 replica is started',
      'needed from now on; all of its replicas run already',
    ]);
  });

  it('costs what runs of it, and all of it from when it is called for', () => {
    const waiting = run(places(1, { faults: [] }));
    expect(waiting.services[1]!.replicaTime).toBe(ms(1000));
    const record = run(places(0));
    const called = record.log.find(({ what }) => what === 'standby-called')!.at;
    expect(record.services[1]!.replicaTime).toBe(2 * (ms(1000) - called));
  });

  it('has nobody at work before', () => {
    const { up } = run(places(1, { faults: [] })).services[1]!.windows;
    expect([...new Set(up)]).toEqual([1]);
  });
});

describe('a copy of the data of another service', () => {
  it('lacks what was acknowledged since it was taken', () => {
    const plan = places(2, {
      services: [
        service({ name: 'near', concurrency: 10, work: 1, cluster: { failover: false, replication: {} } }),
        service({ name: 'far', replicas: 2, concurrency: 10, work: 1 }),
      ],
      traffic: [traffic({ to: 'near', at: [50.25, 120.25, 160.25, 190.25, 900.25] })],
    });
    const [near, far] = plan.services;
    const record = run({ ...plan, services: [near!, { ...far!, copy: { of: 0, every: ms(70), takes: ms(5) } }] });
    // Copies are taken at 70 and 140 and complete; what was answered at 161.25 and 191.25 is missing.
    expect(figureOf(record, 'far', 'copyLoss')).toBe(2);
    expect(figureOf(record, 'far', 'copyAge')).toBe(ms(51.25));
  });
});
