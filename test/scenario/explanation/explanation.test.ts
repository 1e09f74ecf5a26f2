import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { explainScenario } from '../../../src/scenario/explanation/explanation.ts';

const TEXT = `
name: shop
title: A shop
run: { duration: 2m, replications: 5 }
services:
  web:
    concurrency: 10
    queue: { capacity: 5 }
    work: 2ms
    calls: { db: { timeout: 100ms, retry: { attempts: 3, backoff: 10ms } } }
  db: { replicas: 2, work: 4ms, queue: { capacity: 5 } }
traffic:
  users: { to: web, rate: 100/s, timeout: 1s, retry: { preset: aws-sdk, attempts: 2 } }
faults:
  gone: { at: 1m, for: 10s, crash: { service: db, replicas: 1 } }
mitigations:
  more: { title: One more, patch: { services: { db: { replicas: 3 }, web: { queue: null } } } }
`;

const explained = (text: string) => explainScenario({ path: 'a.yaml', text, read: () => '', overrides: [] });

const explanation = explained(TEXT).explanation!;

describe('a scenario explained', () => {
  test('has the load and the utilisation of every service at rest', () => {
    const [web, db] = explanation.services;
    // 100/s for 2 ms of own work and 4 ms of waiting for the database, on 10 slots.
    expect(web).toMatchObject({ offeredPerSecond: 100, slots: 10, work: 2 });
    expect(web!.utilisation).toBeCloseTo((100 * 0.006) / 10, 12);
    expect(db).toMatchObject({ offeredPerSecond: 100, slots: 2, work: 4 });
    expect(db!.utilisation).toBeCloseTo((100 * 0.004) / 2, 12);
  });

  test('counts the replicas there are, not the places an autoscaler or a rollout may fill', () => {
    const scaled = TEXT.replace(
      'db: { replicas: 2, work: 4ms,',
      'db: { replicas: 2, work: 4ms, runtime: container, autoscaler: { min: 2, max: 6, utilisation: 60% }, rollout: { maxSurge: 3 },',
    );
    const db = explained(scaled).explanation!.services[1]!;
    expect(db).toMatchObject({ replicas: 2, slots: 2, capacityPerSecond: 500 });
  });

  test('waits for the slowest of calls made at the same time, not for their mean', () => {
    // The slowest of n exponential times takes 1 + 1/2 + ... + 1/n of their mean: for four of them 25/12.
    const parallel = `
name: fan-out
services:
  web: { concurrency: 10, queue: { capacity: 5 }, work: 1ms, calls: { leaf: {} }, flow: [work, { parallel: [leaf, leaf, leaf, leaf] }] }
  leaf: { concurrency: 10, queue: { capacity: 5 }, work: { exponential: 12ms } }
traffic: { users: { to: web, rate: 10/s, timeout: 1s } }
`;
    const [web, leaf] = explained(parallel).explanation!.services;
    expect((10 * 1000) / web!.capacityPerSecond!).toBeCloseTo(1 + 25, 0);
    expect(leaf!.offeredPerSecond).toBe(40);
  });

  test('knows what a service could serve that nobody asks yet, and what empty caches ask of it', () => {
    const cached = `
name: cached
services:
  store: { kind: cache, cache: { ttl: 1m }, calls: { origin: {} } }
  origin: { concurrency: 2, queue: { capacity: 5 }, work: 40ms }
traffic: { users: { to: store, rate: 40/s, timeout: 1s, keys: { count: 100 } } }
`;
    const [store, origin] = explained(cached).explanation!.services;
    expect(store!.cold).toBeNull();
    expect(origin).toMatchObject({ offeredPerSecond: 0, capacityPerSecond: 50, utilisation: 0 });
    expect(origin!.cold).toEqual({ offeredPerSecond: 40, utilisation: 0.8 });
  });

  test('weighs the work of operations by how often they are asked for', () => {
    const mixed = `
name: mixed
services:
  api: { concurrency: 4, queue: { capacity: 5 }, operations: { read: { work: 10ms }, report: { work: 100ms } } }
traffic: { users: { to: api, operations: { read: 9, report: 1 }, rate: 10/s, timeout: 1s } }
`;
    const [api] = explained(mixed).explanation!.services;
    expect(api!.work).toBeCloseTo(19, 9);
    expect(api!.capacityPerSecond).toBeCloseTo(4000 / 19, 9);
  });

  test.each([
    ['retry: { attempts: 4 }', 4],
    ['retry: { attempts: 4, budget: 20% }', 1.2],
    ['retry: { attempts: 2, budget: { ratio: 20%, minPerSecond: 1/s } }', 2],
    ['retry: { attempts: 3, budget: { bucket: { perCall: 1 } } }', 1.2],
    ['retry: { attempts: 3, budget: { bucket: { perCall: 1, cost: 0 } } }', 3],
    ['retry: { attempts: 3, budget: { throttling: {} } }', 1],
    ['hedge: { after: 10ms }', 2],
    ['hedge: { after: 10ms, budget: 10% }', 1.1],
    ['retry: { attempts: 3 }, hedge: { after: 10ms }', 6],
    ['reload: { after: 500ms, probability: 50%, max: 2 }', 1.75],
  ])('with %s multiplies the load by at most %d', (client, most) => {
    const { problems, explanation: found } = explained(
      TEXT.replace('timeout: 1s, retry: { preset: aws-sdk, attempts: 2 }', `timeout: 1s, ${client}`),
    );
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(found!.services[0]!.worstAmplification).toBeCloseTo(most, 9);
  });

  test('says what the retries of all tiers multiply to', () => {
    expect(explanation.services.map(({ worstAmplification }) => worstAmplification)).toEqual([2, 6]);
  });

  test('says nothing of the worst where calls go round', () => {
    const round = TEXT.replace(
      'db: { replicas: 2, work: 4ms,',
      'db: { replicas: 2, work: 4ms, calls: { web: { probability: 10% } },',
    );
    expect(explained(round).explanation!.services[1]!.worstAmplification).toBeNull();
  });

  test('says what a variant changes, and from what', () => {
    expect(explanation.variants.map(({ name, changes }) => [name, changes])).toEqual([
      ['baseline', []],
      [
        'more',
        [
          { path: 'services.web.queue', before: '{ capacity: 5 }', after: null },
          { path: 'services.db.replicas', before: '2', after: '3' },
        ],
      ],
    ]);
  });

  test('tells when and what goes wrong, and how large the experiment is', () => {
    expect(explanation.faults).toEqual([
      { name: 'gone', when: 'at 1m, for 10s', what: 'crash: { service: db, replicas: 1 }' },
    ]);
    expect(explanation.run.requests).toBe(2 * 5 * 120 * 100);
  });

  test('of a wrong file has the problems and no explanation', () => {
    const { explanation: none, problems } = explained(TEXT.replace('to: web', 'to: wbe'));
    expect(none).toBeNull();
    expect(problems[0]).toMatchObject({ code: 'BR020' });
  });
});

describe('the resolved scenario', () => {
  test('says of each default that it is one, and of a preset where it comes from', () => {
    expect(explanation.resolved).toContain('replicas: 1 # default');
    expect(explanation.resolved).toContain('discipline: fifo # default');
    expect(explanation.resolved).toMatch(/what is not written here is as in AWS.*smithy/);
    expect(explanation.resolved).toMatch(/attempts: 2\n/);
    expect(explanation.resolved).toMatch(/# balancer: random/);
    expect(explanation.resolved).toMatch(/# latency: none without it/);
  });

  test('is the same scenario: it compiles to the same worlds', () => {
    const compiled = (text: string) => compileScenario({ path: 'a.yaml', text, read: () => '', overrides: [] }).plan;
    expect(compiled(explanation.resolved)).toEqual(compiled(TEXT));
    expect(parse(explanation.resolved).mitigations).toEqual(parse(TEXT).mitigations);
  });

  test('leaves to a mitigation that takes a preset what is not written inside the part that it is taken for', () => {
    const written = TEXT.replace(
      'retry: { preset: aws-sdk, attempts: 2 }',
      'retry: { backoff: { base: 1ms } }',
    ).replace('web: { queue: null } }', 'web: { queue: null } }, traffic: { users: { retry: { preset: aws-sdk } } }');
    const compiled = (text: string) => compileScenario({ path: 'a.yaml', text, read: () => '', overrides: [] }).plan;
    const { resolved } = explained(written).explanation!;
    expect(compiled(resolved)).not.toBeNull();
    expect(compiled(resolved)).toEqual(compiled(written));
    expect(resolved).toMatch(/base: 1ms\n +# factor: .*, or as a mitigation says/);
  });
});
