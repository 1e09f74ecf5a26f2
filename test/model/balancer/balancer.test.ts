import { describe, expect, it } from 'vitest';
import type { BalancerPlan } from '../../../src/model/plan.ts';
import { causes, exponential, fault, healthCheck, ms, run, service, timeout, traffic } from '../../support/world.ts';

/** Requests each replica got, told apart by crashing all others and counting refusals. */
function sharesOf(kind: BalancerPlan['kind'], replicas: number, more: Partial<Parameters<typeof traffic>[0]> = {}) {
  return Array.from({ length: replicas }, (_, watched) => {
    const record = run({
      duration: 12_000,
      window: 1000,
      services: [service({ replicas, work: 0, concurrency: 100 })],
      traffic: [traffic({ to: 'api', everyMs: 10, balancer: kind, ...more })],
      faults: [fault({ effect: { kind: 'errors', share: 1 }, on: [`api[${watched}]`] })],
    });
    return record.sources[0]!.failed;
  });
}

describe('a balancer', () => {
  it('takes turns when it is round-robin', () => {
    expect(sharesOf('round-robin', 3)).toEqual([400, 400, 400]);
  });

  it('chooses evenly at random', () => {
    const shares = sharesOf('random', 3);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1200);
    // Four standard deviations of a count among 1200 with chance 1/3 are 65.
    for (const share of shares) expect(Math.abs(share - 400)).toBeLessThan(65);
  });

  it('follows its weights to the request', () => {
    expect(sharesOf('weighted', 3, { weights: [3, 2, 1] })).toEqual([600, 400, 200]);
    expect(sharesOf('weighted', 2, { weights: [1, 0] })).toEqual([1200, 0]);
  });

  it('takes turns among equally idle replicas when it goes by requests in progress', () => {
    expect(sharesOf('least-requests', 3)).toEqual([400, 400, 400]);
  });

  it.each(['least-requests', 'power-of-two-choices'] as const)('sends less to a slow replica by %s', kind => {
    const record = run({
      duration: 20_000,
      window: 1000,
      services: [service({ replicas: 3, work: exponential(5) })],
      traffic: [traffic({ to: 'api', perSecond: 200, balancer: kind })],
      faults: [fault({ effect: { kind: 'slow', factor: 10, added: 0 }, on: ['api[0]'] })],
    });
    const even = run({
      duration: 20_000,
      window: 1000,
      services: [service({ replicas: 3, work: exponential(5) })],
      traffic: [traffic({ to: 'api', perSecond: 200, balancer: 'random' })],
      faults: [fault({ effect: { kind: 'slow', factor: 10, added: 0 }, on: ['api[0]'] })],
    });
    const mean = ({ sources }: typeof record) => sources[0]!.latency.sum / sources[0]!.latency.count;
    expect(mean(record)).toBeLessThan(mean(even) / 10);
  });

  it('shows the supermarket effect: two choices leave much shorter queues than one', () => {
    const wait = (balancer: BalancerPlan['kind']) => {
      const { services } = run({
        duration: 20_000,
        warmup: 2000,
        window: 1000,
        services: [service({ replicas: 10, work: exponential(10) })],
        traffic: [traffic({ to: 'api', perSecond: 900, balancer })],
      });
      return services[0]!.waiting.sum / services[0]!.waiting.count / 1e6;
    };
    // M/M/1 at 90 % waits 90 ms; with two choices the limit for many servers is 16.5 ms (Mitzenmacher's 2.6454 - 1).
    expect(wait('random')).toBeGreaterThan(60);
    expect(wait('power-of-two-choices')).toBeLessThan(22);
    expect(wait('least-requests')).toBeLessThan(wait('power-of-two-choices'));
  });

  it('starts each client at another replica', () => {
    const record = run({
      duration: 100,
      services: [service({ replicas: 4, work: 20, queue: { capacity: 0 } })],
      traffic: [traffic({ to: 'api', at: [10.5, 10.6, 10.7, 10.8], clients: 4, balancer: 'round-robin' })],
    });
    expect(record.sources[0]!.ok).toBe(4);
  });

  it('has nobody to send to when all are known to be dead', () => {
    const record = run({
      duration: 500,
      services: [service({ replicas: 2, work: 1 })],
      traffic: [traffic({ to: 'api', at: [200.5, 210.5], healthCheck: healthCheck({ interval: 10, timeout: 5 }) })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'] })],
    });
    expect(causes(record.sources[0]!.causes)).toEqual({ 'no-healthy-replica': 2 });
    expect(record.sources[0]!.attempts).toBe(0);
  });

  it('counts an attempt as in progress for as long as its caller waits for it, not longer', () => {
    const record = run({
      duration: 200,
      services: [service({ replicas: 2, work: 1, concurrency: 10 })],
      traffic: [
        traffic({ to: 'api', at: [10.5, 12.5, 30.5, 32.5], balancer: 'least-requests', policies: [timeout(15)] }),
      ],
      faults: [fault({ effect: { kind: 'hang' }, on: ['api[0]'] })],
    });
    // At 10.5 the hung one, at 12.5 the other; at 30.5 both look idle again and it is the hung one's turn.
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 2 });
    expect(record.sources[0]!.latency.max).toBe(ms(1));
  });
});
