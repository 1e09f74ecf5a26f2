import { describe, expect, test } from 'vitest';
import { errorsOf, worldOf } from '../compile-text.ts';

const S = 1e9;

const pooled = (pool: string, rest = ''): string => `name: pooled
services:
  web: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, calls: { db: { timeout: 1s${pool} } } }
  db: { concurrency: 8, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: web, rate: 100/s, timeout: 2s }
${rest}`;

const poolOf = (value: string): object =>
  worldOf(pooled(`, connectionPool: ${value}`)).services[0]!.edges[0]!.policies.find(
    ({ kind }) => kind === 'connection-pool',
  )!.settings;

describe('a connection pool', () => {
  test('has the defaults of HikariCP', () => {
    expect(poolOf('{}')).toEqual({
      size: 10,
      maxWait: 30 * S,
      connect: null,
      reclaimAfter: Number.POSITIVE_INFINITY,
    });
  });

  test('takes what is said', () => {
    expect(poolOf('{ size: 4, maxWait: 1s, connect: 20ms, reclaimAfter: 5m }')).toEqual({
      size: 4,
      maxWait: S,
      connect: { kind: 'constant', value: 20e6 },
      reclaimAfter: 300 * S,
    });
  });

  test('can leak, where there is one', () => {
    const leak = 'faults: { leak: { at: 1m, for: 1m, connectionLeak: { link: web->db, share: 1% } } }';
    expect(worldOf(pooled(', connectionPool: {}', leak)).faults[0]).toMatchObject({
      effect: { kind: 'connection-leak', share: 0.01 },
      groups: [{ links: [{ service: 0, edge: 0 }] }],
    });
    expect(errorsOf(pooled('', leak))).toEqual(['BR303 faults.leak.connectionLeak.link']);
  });
});
