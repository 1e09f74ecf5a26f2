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
});
