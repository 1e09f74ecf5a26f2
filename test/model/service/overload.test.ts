import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/random.ts';
import { histogramsOf } from '../../../src/measure/histogram-series.ts';
import { buildConcurrencyLimit, type ConcurrencyLimit } from '../../../src/model/concurrency-limit.ts';
import type { ConcurrencyLimitPlan, QueuePlan, ShedRulePlan } from '../../../src/model/plan.ts';
import {
  adaptiveBulkhead,
  causes,
  concurrencyLimit,
  edge,
  endings,
  exponential,
  fault,
  ms,
  retry,
  run,
  service,
  timeout,
  traffic,
} from '../../support/world.ts';

/** Requests of 10 ms at one slot. */
const served = (queue: Partial<QueuePlan>, at: readonly number[], duration = 200) =>
  run({ duration, services: [service({ work: 10, queue })], traffic: [traffic({ to: 'api', at })] });

describe('an adaptive LIFO queue', () => {
  const latencies = (lifoAbove: number) => {
    const { sources } = served({ discipline: 'adaptive-lifo', lifoAbove }, [10.5, 11.5, 12.5, 13.5, 14.5], 100);
    return histogramsOf(sources[0]!.windows.latency).flatMap(data =>
      data === null ? [] : [Math.round(data.max / 1e6)],
    );
  };

  it('serves the last come first while more wait than its threshold, and the first come when fewer do', () => {
    // Four wait: the last (14.5) goes at 20.5; three wait: the last of them (13.5); two are no more than two: the first.
    expect(latencies(2)).toEqual([10, 16, 27, 39, 48]);
    expect(latencies(100)).toEqual([10, 19, 28, 37, 46]);
    expect(latencies(0)).toEqual([10, 16, 27, 38, 49]);
  });
});

describe('a queue with controlled delay', () => {
  const codel = { target: ms(5), interval: ms(20) };

  it('lets a burst wait for its interval, and refuses what has waited longer when its turn comes', () => {
    const { sources } = served({ codel }, [10.5, 11.5, 12.5, 13.5]);
    // Served until 20.5, 30.5 and, called up at 30.5 after 18 ms, until 40.5, when the fourth has waited 27 ms.
    expect(endings(sources[0]!)).toEqual(['20 ok', '30 ok', '40 ok', '40 failed']);
    expect(causes(sources[0]!.causes)).toEqual({ 'load-shed': 1 });
  });

  it('refuses after its target when the queue has been standing for an interval, and takes whom it can at once', () => {
    const { sources } = served({ codel }, [10.5, 11.5, 19.5, 28.5, 29.5, 36.5]);
    // Empty last at 11.5. 19.5 is called up at 30.5, within 20 ms of that, and served; at 40.5 the queue has stood for
    // longer: 28.5 and 29.5 have waited more than 5 ms and are refused, 36.5 has not.
    expect(endings(sources[0]!)).toEqual(['20 ok', '30 ok', '40 ok', '40 failed', '40 failed', '50 ok']);
  });

  it('lets wait for an interval again once the queue was empty', () => {
    const { sources } = served({ codel }, [10.5, 11.5, 19.5, 28.5, 45.5, 46.5]);
    // At 40.5 nobody but 28.5 is left, which is refused: the queue is empty. 45.5 finds the slot free, 46.5 waits 9 ms.
    expect(endings(sources[0]!)).toEqual(['20 ok', '30 ok', '40 ok', '40 failed', '55 ok', '65 ok']);
  });

  it('goes with any discipline and beside a longest wait', () => {
    const { sources } = served({ codel, maxWait: ms(8) }, [10.5, 11.5, 12.2]);
    expect(endings(sources[0]!)).toEqual(['19 failed', '20 ok', '20 failed']);
    // The last come at 20.5 is 13.5, at 30.5 12.5; at 40.5 11.5 has waited 29 ms.
    const lifo = served({ codel, discipline: 'lifo' }, [10.5, 11.5, 12.5, 13.5]);
    expect(endings(lifo.sources[0]!)).toEqual(['20 ok', '30 ok', '40 ok', '40 failed']);
  });
});

describe('load shedding', () => {
  const shedding = (shed: readonly Partial<ShedRulePlan>[], at: readonly number[], priority = 0) =>
    run({
      duration: 200,
      services: [
        service({
          work: 20,
          overload: {
            shed: shed.map(rule => ({ priority: 0, queue: Infinity, utilisation: 2, over: ms(100), ...rule })),
          },
        }),
      ],
      traffic: [traffic({ to: 'api', at, priority })],
    }).sources[0]!;

  it('refuses at once what is not important enough for the length of the queue', () => {
    const at = [10.5, 11.5, 12.5, 13.5];
    expect(endings(shedding([{ queue: 1 }], at))).toEqual(['12 failed', '13 failed', '30 ok', '50 ok']);
    expect(causes(shedding([{ queue: 1 }], at).causes)).toEqual({ 'load-shed': 2 });
    expect(endings(shedding([{ queue: 1 }], at, 1))).toEqual(['30 ok', '50 ok', '70 ok', '90 ok']);
  });

  it('has rules for several priorities, the least important with the lowest threshold', () => {
    const rules = [{ queue: 1 }, { priority: 5, queue: 2 }];
    const at = [10.5, 11.5, 12.5, 13.5];
    expect(endings(shedding(rules, at, 5))).toEqual(['13 failed', '30 ok', '50 ok', '70 ok']);
  });

  it('may go by utilisation, averaged over what newcomers found', () => {
    // Newcomers find the slot free, busy, busy: means 0, 1/2, 2/3.
    expect(endings(shedding([{ utilisation: 0.6 }], [10.5, 11.5, 12.5]))).toEqual(['12 failed', '30 ok', '50 ok']);
    expect(endings(shedding([{ utilisation: 0.7 }], [10.5, 11.5, 12.5]))).toEqual(['30 ok', '50 ok', '70 ok']);
  });
});

describe('a rate limit for each client', () => {
  const limited = (per: 'client' | 'source' | undefined) =>
    run({
      duration: 100,
      services: [service({ work: 0, rateLimit: { ratePerSecond: 1, burst: 2, ...(per && { per }) } })],
      traffic: [
        traffic({ name: 'greedy', to: 'api', at: [10.5, 11.5, 12.5, 13.5], clients: 2 }),
        traffic({ name: 'modest', to: 'api', at: [20.5] }),
      ],
    }).sources.map(({ ok }) => ok);

  it('leaves the others their share, where one for all is emptied by the greedy', () => {
    expect(limited(undefined)).toEqual([2, 0]);
    expect(limited('source')).toEqual([2, 1]);
    expect(limited('client')).toEqual([4, 1]);
  });
});

describe('a refusal that says when to come back', () => {
  const retried = (honoursRetryAfter: boolean) => {
    const { sources, services } = run({
      duration: 200,
      services: [service({ work: 30, queue: { capacity: 0 }, overload: { retryAfter: ms(25) } })],
      traffic: [
        traffic({
          to: 'api',
          at: [10.5, 11.5],
          policies: [
            retry({
              attempts: 3,
              honoursRetryAfter,
              backoff: { kind: 'exponential', base: ms(2), factor: 1, max: ms(2), jitter: 'none' },
            }),
          ],
        }),
      ],
    });
    return { ends: endings(sources[0]!), arrivals: services[0]!.arrivals };
  };

  it('makes the retry wait at least so long', () => {
    // Refused at 11.5; again at 36.5, when the slot is taken until 40.5; served from 61.5.
    expect(retried(true)).toEqual({ ends: ['40 ok', '91 ok'], arrivals: 4 });
  });

  it('is not heard by who does not honour it', () => {
    expect(retried(false)).toEqual({ ends: ['15 failed', '40 ok'], arrivals: 4 });
  });

  it('is heard over a network that takes time, and never by a later attempt that failed otherwise', () => {
    const { services, sources } = run({
      duration: 300,
      services: [service({ work: 30, queue: { capacity: 0 }, overload: { retryAfter: ms(25) } })],
      traffic: [
        traffic({ name: 'first', to: 'api', at: [10.5] }),
        traffic({
          to: 'api',
          at: [11.5],
          latency: 3,
          policies: [retry({ attempts: 4 }), timeout(20)],
        }),
      ],
    });
    // There at 14.5, refused, back at 17.5; off at 42.5, there at 45.5, times out at 62.5 and is retried at once; there
    // at 65.5, when the slot is taken until 75.5, refused, back at 68.5, off at 93.5.
    const { arrivals } = services[0]!.windows;
    expect([...arrivals.keys()].filter(at => arrivals[at]! > 0)).toEqual([10, 14, 45, 65, 96]);
    expect(sources[1]!.failed).toBe(1);
  });
});

describe('a limit of concurrency that finds itself', () => {
  const built = (plan: ConcurrencyLimitPlan): ConcurrencyLimit =>
    buildConcurrencyLimit(plan, () => Random.named('vegas'));

  it('aimd: one more for each in time while it is used, a tenth less for each lost or late', () => {
    const limit = built(concurrencyLimit('aimd', { initial: 10, timeout: ms(50) }));
    const then = (length: number, inProgress: number, dropped = false): number => {
      limit.sample(0, ms(length), inProgress, dropped);
      return limit.limit;
    };
    expect([then(10, 10), then(10, 5), then(10, 6)]).toEqual([11, 11, 12]);
    expect([then(60, 12), then(10, 10, true)]).toEqual([10, 9]);
    for (let i = 0; i < 100; i++) then(60, 10);
    expect(limit.limit).toBe(1);
  });

  it('gradient: falls as the mean time of a window rises above the long-term mean, and grows by a small queue', () => {
    const limit = built(concurrencyLimit('gradient', { initial: 20, min: 5 }));
    const window = (second: number, length: number): number => {
      for (let i = 0; i < 10; i++) limit.sample(second * 1e9 + i, ms(length), 20, false);
      return limit.limit;
    };
    // Samples up to the end of the first second fill the first window, which the next sample closes.
    limit.sample(0, ms(10), 20, false);
    // As long as ever: 20 * 0.8 + (20 + 4) * 0.2 = 20.8, and 21.6 the next time.
    expect(window(1, 10)).toBe(20);
    expect(window(2.1, 10)).toBe(21);
    // Three windows at 10 ms and one at 40: the long-term mean is 17.5, the gradient at its bound of a half.
    const before = 20.8 + 0.8;
    expect(window(3.2, 40)).toBe(Math.floor(before * 0.8 + (before * 0.5 + 4) * 0.2));
  });

  it('gradient: does not grow while it is not used', () => {
    const limit = built(concurrencyLimit('gradient', { initial: 20 }));
    for (let second = 1; second < 50; second++)
      for (let i = 0; i < 10; i++) limit.sample(second * 1.1e9 + i, ms(10), 5, false);
    expect(limit.limit).toBe(20);
  });

  it('vegas: reckons from the shortest time how many wait, and follows that', () => {
    const limit = built(concurrencyLimit('vegas', { initial: 20, max: 1000 }));
    const then = (length: number, inProgress: number, dropped = false): number => {
      limit.sample(0, ms(length), inProgress, dropped);
      return limit.limit;
    };
    // The first is the shortest; as long again: nobody waits, six more.
    expect([then(10, 20), then(10, 20)]).toEqual([20, 26]);
    // 26 * (1 - 10/11) = 2.4, three wait, the sweet spot from three to six; twice as long: 13 wait, one less; lost: one less.
    expect([then(11, 26), then(20, 26), then(10, 26, true)]).toEqual([26, 25, 24]);
    expect(then(10.5, 5)).toBe(24);
  });

  it('of a service keeps waits short under twice the load that it can bear', () => {
    const overloaded = (limit: ConcurrencyLimitPlan | null) =>
      run({
        duration: 60_000,
        warmup: 20_000,
        window: 1000,
        services: [service({ work: exponential(10), concurrency: 4, queue: { capacity: 1000 }, overload: { limit } })],
        traffic: [traffic({ to: 'api', perSecond: 800, policies: [timeout(100)] })],
      });
    const bare = overloaded(null).sources[0]!;
    expect(bare.ok / bare.offered).toBeLessThan(0.05);
    for (const algorithm of ['aimd', 'gradient', 'vegas'] as const) {
      const record = overloaded(concurrencyLimit(algorithm, { timeout: ms(80), min: 4 }));
      const { ok, offered } = record.sources[0]!;
      expect({ algorithm, share: ok / offered }).toMatchObject({
        share: expect.toSatisfy((share: number) => share > 0.3),
      });
      expect(causes(record.services[0]!.refused)['load-shed']).toBeGreaterThan(0);
    }
  });

  it('counts everybody inside: those whose caller has left, and nobody after a crash', () => {
    const { sources } = run({
      duration: 200,
      services: [
        service({ work: 20, concurrency: 10, overload: { limit: concurrencyLimit('aimd', { initial: 1, max: 1 }) } }),
      ],
      traffic: [traffic({ to: 'api', at: [10.5, 12.5, 31.5, 71.5], policies: [timeout(5)] })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'], from: 40, until: 50 })],
    });
    // The first is worked on until 30.5, though nobody waits for it after 15.5; the third dies with the process.
    expect(causes(sources[0]!.causes)).toEqual({ timeout: 3, 'load-shed': 1 });
  });

  it('of a client refuses at once what is above it', () => {
    const { services, sources } = run({
      duration: 100,
      services: [
        service({
          name: 'front',
          concurrency: 10,
          edges: [edge({ to: 'back', policies: [adaptiveBulkhead(concurrencyLimit('aimd', { initial: 2, max: 2 }))] })],
        }),
        service({ name: 'back', work: 20, concurrency: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 11.5, 12.5, 31.2] })],
    });
    expect(endings(sources[0]!)).toEqual(['12 failed', '30 ok', '31 ok', '51 ok']);
    expect(causes(sources[0]!.rootCauses)).toEqual({ 'bulkhead-full': 1 });
    expect(services[1]!.arrivals).toBe(3);
  });
});
