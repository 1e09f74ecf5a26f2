import { describe, expect, test } from 'vitest';
import { errorsOf, warningsOf, worldOf } from '../compile-text.ts';

const S = 1e9;

const two = (near: string, far: string, users: string): string => `name: two
services:
  near: { concurrency: 8, queue: { capacity: 10 }, work: 5ms${near}, calls: { db: { timeout: 1s } } }
  far: { replicas: 3, concurrency: 8, queue: { capacity: 10 }, work: 5ms${far}, calls: { db: { timeout: 1s } } }
  db: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, kind: database, replication: {} }
traffic:
  users: { to: near, rate: 100/s, timeout: 2s${users} }
`;

describe('going elsewhere', () => {
  test('has the checks of Route 53, and calls for everything below the other place', () => {
    const world = worldOf(two('', ', standby: {}', ', failover: { to: far }'));
    expect(world.services[1]!.standby).toEqual({ running: 0, activation: null });
    expect(world.traffic[0]!.failover).toMatchObject({
      edge: { name: 'users->far', target: 1 },
      interval: 30 * S,
      threshold: 3,
      decision: null,
      ttl: 60 * S,
      starts: [1, 2],
    });
  });

  test('calls for what it is told to', () => {
    const world = worldOf(two('', '', ', failover: { to: far, starts: [far] }'));
    expect(world.traffic[0]!.failover!.starts).toEqual([1]);
  });

  test('counts as being called', () => {
    expect(warningsOf(two('', '', ', failover: { to: far }'))).toEqual([]);
  });

  test('copies what is counted', () => {
    const copied = worldOf(two('', ', copy: { of: db, every: 1h, takes: 5m }', ', failover: { to: far }'));
    expect(copied.services[1]!.copy).toEqual({ of: 2, every: 3600 * S, takes: 300 * S });
  });
});

describe('what is wrong with it', () => {
  test.each([
    ['', '', ', failover: { to: fat }', ['BR020 traffic.users.failover.to']],
    ['', '', ', failover: { to: far, starts: [fur] }', ['BR020 traffic.users.failover.starts.0']],
    ['', ', standby: { running: 4 }', ', failover: { to: far }', ['BR304 services.far.standby.running']],
    ['', ', copy: { of: near, every: 1h }', ', failover: { to: far }', ['BR306 services.far.copy.of']],
    ['', ', copy: { of: nowhere, every: 1h }', ', failover: { to: far }', ['BR020 services.far.copy.of']],
    [', operations: { a: {}, b: {} }', '', ', failover: { to: far }', ['BR305 traffic.users.failover.to']],
  ])('%s%s%s', (near, far, users, problems) => {
    expect(errorsOf(two(near, far, users))).toEqual(problems);
  });
});
