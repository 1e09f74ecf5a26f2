import { describe, expect, it } from 'vitest';
import type { BalancerPlan } from '../../../src/model/plan.ts';
import { causes, crash, fault, healthCheck, log, ms, run, service, timeout, traffic } from '../../support/world.ts';

describe('a balancer in panic', () => {
  /** Four replicas of which three die at 100 ms. */
  const dying = (panicThreshold: number) =>
    run({
      duration: 1000,
      services: [service({ replicas: 4, work: 0.1, concurrency: 100 })],
      traffic: [
        traffic({ to: 'api', everyMs: 1, panicThreshold, healthCheck: healthCheck({ interval: 10, timeout: 5 }) }),
      ],
      faults: [fault({ effect: crash, on: ['api[0]', 'api[1]', 'api[2]'], from: 100, until: 500 })],
    });

  it('uses all replicas again when fewer than its share are believed to be well', () => {
    const refused = (record: ReturnType<typeof run>) => causes(record.sources[0]!.causes)['connection-refused']!;
    // Without it, only the ten milliseconds until the probes; with it, three of four for 400 ms.
    expect(refused(dying(0))).toBeLessThan(12);
    expect(refused(dying(0.5))).toBeGreaterThan(280);
    expect(refused(dying(0.5))).toBeLessThan(310);
    // A quarter is not below a quarter.
    expect(refused(dying(0.25))).toBeLessThan(12);
  });

  it('says when it begins and when it is over', () => {
    const record = dying(0.5);
    expect(log(record, 'panic')).toHaveLength(1);
    expect(log(record, 'panic-over')).toHaveLength(1);
    expect(record.figures).toContainEqual({ subject: 'api', name: 'panics', value: 1 });
  });
});

describe('slow start', () => {
  /** Requests per 100 ms to a replica that is back from 200 ms on, told apart by its errors. */
  function returning(balancer: BalancerPlan['kind'], slowStart: BalancerPlan['slowStart']) {
    const record = run({
      duration: 1400,
      window: 100,
      services: [service({ replicas: 2, work: 0.01, concurrency: 1000 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 0.1,
          balancer,
          slowStart,
          policies: [timeout(1)],
          healthCheck: healthCheck({ interval: 1, timeout: 1 }),
        }),
      ],
      faults: [
        fault({ name: 'down', effect: crash, on: ['api[0]'], from: 100, until: 200 }),
        fault({ name: 'marked', effect: { kind: 'errors', share: 1 }, on: ['api[0]'], from: 200 }),
      ],
    });
    return [...record.sources[0]!.windows.failed].slice(2);
  }

  const line = { window: ms(1000), aggression: 1, minWeight: 0.1 };

  it.each(['random', 'round-robin'] as const)('gives %s exactly the weight: w of 1 + w', kind => {
    const failed = returning(kind, line);
    failed.slice(0, 10).forEach((count, window) => {
      const weight = Math.max(0.1, window / 10 + 0.05);
      const expected = (1000 * weight) / (1 + weight);
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected) + 0.1 * expected);
    });
    expect(failed[11]).toBeGreaterThan(440);
  });

  it.each(['least-requests', 'power-of-two-choices'] as const)('holds %s back at first', kind => {
    const failed = returning(kind, line);
    expect(failed[0]).toBeLessThan(200);
    expect(failed[0]).toBeLessThan(failed[8]! / 2);
  });

  it('rises faster at first the more aggressive it is', () => {
    const [eager, calm] = [returning('random', { ...line, aggression: 3 }), returning('random', line)];
    expect(eager[1]).toBeGreaterThan(calm[1]! * 1.8);
  });

  it('is not there unless asked for', () => {
    expect(returning('round-robin', null)[0]).toBeGreaterThan(480);
  });
});

describe('peak-EWMA', () => {
  it('keeps most traffic away from a slow replica, and comes back to it when it is well', () => {
    const share = (balancer: BalancerPlan['kind']) => {
      const record = run({
        duration: 3000,
        window: 500,
        services: [service({ replicas: 4, work: 5, concurrency: 1000 })],
        traffic: [traffic({ to: 'api', perSecond: 400, balancer })],
        faults: [fault({ effect: { kind: 'slow', factor: 20, added: 0 }, on: ['api[0]'], from: 500, until: 1500 })],
      });
      return record.sources[0]!.latency.sum / record.sources[0]!.latency.count;
    };
    expect(share('ewma')).toBeLessThan(ms(8));
    expect(share('ewma')).toBeLessThan(share('power-of-two-choices'));
    expect(share('random')).toBeGreaterThan(ms(10));
  });

  it('takes a replica that fails at once for a fast one', () => {
    const refused = (balancer: BalancerPlan['kind']) =>
      run({
        duration: 1000,
        services: [service({ replicas: 4, work: 5, concurrency: 1000 })],
        traffic: [traffic({ to: 'api', everyMs: 1, balancer })],
        faults: [fault({ effect: crash, on: ['api[0]'], from: 100 })],
      }).sources[0]!.failed;
    expect(refused('ewma')).toBeGreaterThan(refused('random') * 1.5);
  });
});
