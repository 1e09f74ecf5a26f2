import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../src/model/plan.ts';
import { causes, exponential, fault, healthCheck, log, run, service, timeout, traffic } from '../../support/world.ts';

const checks = { interval: 10, timeout: 4, unhealthy: 3, healthy: 2 };

/** Two replicas, the second of which is struck from 100 to 300 ms. */
function watched(effect: FaultEffect, on: readonly string[] = ['api[1]']) {
  return run({
    duration: 500,
    services: [service({ replicas: 2, work: 1 })],
    traffic: [traffic({ to: 'api', everyMs: 7, policies: [timeout(5)], healthCheck: healthCheck(checks) })],
    faults: [fault({ effect, on, from: 100, until: 300 })],
  });
}

const when = (entries: readonly string[]): readonly number[] => entries.map(entry => Number(entry.split(' ')[0]));

describe('health checks', () => {
  it('take a replica that refuses out after the third failed probe, and back after the second good one', () => {
    const record = watched({ kind: 'crash', silent: false });
    const [out, back] = [when(log(record, 'replica-out'))[0]!, when(log(record, 'replica-in'))[0]!];
    // The first probe comes within 10 ms of the crash, the deciding one two intervals later.
    expect(out).toBeGreaterThanOrEqual(120);
    expect(out).toBeLessThanOrEqual(130);
    expect(back).toBeGreaterThanOrEqual(310);
    expect(back).toBeLessThanOrEqual(320);
    expect(log(record, 'replica-out')).toHaveLength(1);
    expect(log(record, 'replica-in')).toHaveLength(1);
  });

  it.each<[string, FaultEffect]>([
    ['hung', { kind: 'hang' }],
    ['silently dead', { kind: 'crash', silent: true }],
    ['cut off', { kind: 'partition' }],
    ['drowned in packet loss', { kind: 'loss', share: 1 }],
  ])('take a replica that is %s out a probe timeout later', (_, effect) => {
    const out = when(log(watched(effect), 'replica-out'))[0]!;
    expect(out).toBeGreaterThanOrEqual(124);
    expect(out).toBeLessThanOrEqual(134);
  });

  it('travel the link of the calls: when it is cut, every replica goes out', () => {
    const record = watched({ kind: 'partition' }, ['users->api']);
    expect(log(record, 'replica-out')).toHaveLength(2);
    expect(causes(record.sources[0]!.causes)['no-healthy-replica']).toBeGreaterThan(15);
  });

  it('do not take a slow replica out as long as its process answers', () => {
    expect(log(watched({ kind: 'slow', factor: 3, added: 0 }), 'replica-out')).toEqual([]);
  });

  it('send nobody to a replica that is out', () => {
    const record = watched({ kind: 'crash', silent: false });
    const refusals = causes(record.sources[0]!.causes)['connection-refused']!;
    // Every other request of at most 30 ms, one per 7 ms.
    expect(refusals).toBeGreaterThan(0);
    expect(refusals).toBeLessThanOrEqual(3);
  });

  it('that cost work wait for a slot like everybody, so that an overloaded replica fails them', () => {
    const overloaded = (work: number | undefined) =>
      run({
        duration: 1000,
        services: [service({ work: 50, queue: { capacity: 10 } })],
        traffic: [
          traffic({
            to: 'api',
            everyMs: 25,
            healthCheck: healthCheck({ ...checks, timeout: 30, ...(work === undefined ? {} : { work }) }),
          }),
        ],
      });
    expect(log(overloaded(undefined), 'replica-out')).toEqual([]);
    expect(log(overloaded(1), 'replica-out').length).toBeGreaterThan(0);
  });

  it('that cost work take capacity from the service', () => {
    const record = run({
      duration: 1000,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', at: [], healthCheck: healthCheck({ interval: 10, timeout: 9, work: 5 }) })],
    });
    expect(record.services[0]!.inService).toBeGreaterThan(0.49);
    expect(record.services[0]!.inService).toBeLessThan(0.51);
    expect(record.sources[0]!.attempts).toBe(0);
  });

  it('start at a different moment for each client and replica', () => {
    const record = run({
      duration: 200,
      services: [service({ replicas: 3, work: exponential(1) })],
      traffic: [traffic({ to: 'api', at: [], clients: 3, healthCheck: healthCheck(checks) })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'], from: 100 })],
    });
    const times = when(log(record, 'replica-out'));
    expect(times).toHaveLength(9);
    expect(new Set(times).size).toBe(9);
  });
});
