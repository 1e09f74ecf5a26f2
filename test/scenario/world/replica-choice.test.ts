import { describe, expect, test } from 'vitest';
import { compile, errorsOf, small, warningsOf, worldOf } from '../compile-text.ts';

const client = (text: string, replicas = 3) =>
  small()
    .replace('timeout: 1s', `timeout: 1s, ${text}`)
    .replace('concurrency: 8', `replicas: ${replicas}, concurrency: 8`);

const edgeOf = (text: string) => worldOf(client(text)).traffic[0]!.edge;

describe('the choice of a replica', () => {
  test('takes panic threshold and slow start beside the kind', () => {
    expect(
      edgeOf('balancer: { kind: ewma, decay: 5s, panicThreshold: 50%, slowStart: { window: 30s } }').balancer,
    ).toMatchObject({
      kind: 'ewma',
      weights: [],
      decay: 5e9,
      panicThreshold: 0.5,
      slowStart: { window: 30e9, aggression: 1, minWeight: 0.1 },
    });
  });

  test('has the defaults of Envoy where outlier detection says nothing', () => {
    expect(edgeOf('outlierDetection: { successRate: {} }').outlierDetection).toEqual({
      consecutiveErrors: 5,
      interval: 10e9,
      baseEjectionTime: 30e9,
      maxEjectionTime: 300e9,
      maxEjectedPercent: 0.1,
      alwaysEjectOne: false,
      successRate: { stdevFactor: 1.9, minHosts: 5, minVolume: 100 },
      failurePercentage: null,
    });
    expect(edgeOf('outlierDetection: { consecutiveErrors: off }').outlierDetection!.consecutiveErrors).toBeNull();
  });

  test('refuses a decay where nothing decays', () => {
    expect(errorsOf(client('balancer: { kind: random, decay: 5s }'))).toEqual(['BR016 traffic.users.balancer.decay']);
  });

  test('warns of outlier detection that can eject nobody', () => {
    expect(warningsOf(client('outlierDetection: {}'))).toContain('BR151 traffic.users.outlierDetection');
    for (const text of ['outlierDetection: { alwaysEjectOne: true }', 'outlierDetection: { maxEjectedPercent: 50% }'])
      expect(warningsOf(client(text)).filter(found => found.startsWith('BR151'))).toEqual([]);
    expect(warningsOf(client('outlierDetection: {}', 10)).filter(found => found.startsWith('BR151'))).toEqual([]);
  });

  test('warns of deep checks without a panic threshold, where there is something to depend on', () => {
    const deep = (balancer: string, calls: string) => `name: deep
services:
  api: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, calls: ${calls} }
  db: { concurrency: 8, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: api, rate: 10/s, timeout: 1s, healthCheck: { deep: true }${balancer} }`;
    const found = (text: string) => compile(text).problems.filter(({ code }) => code === 'BR150').length;
    expect(found(deep('', '{ db: { timeout: 100ms } }'))).toBe(1);
    expect(found(deep(', balancer: { panicThreshold: 50% }', '{ db: { timeout: 100ms } }'))).toBe(0);
    expect(found(deep('', '{ db: { timeout: 100ms, optional: true } }'))).toBe(0);
  });
});
