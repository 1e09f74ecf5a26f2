/** Defects found in other simulators of this kind, each held by a test, in the order of the design's list. */
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/measure/histogram.ts';
import { histogramsOf } from '../../src/measure/histogram-series.ts';
import {
  breaker,
  causes,
  edge,
  endings,
  exponential,
  fault,
  healthCheck,
  ms,
  rateLimit,
  retry,
  run,
  service,
  timeout,
  traffic,
  type WorldDraft,
  world,
} from '../support/world.ts';

describe('a dead replica', () => {
  const lossWith = (check: boolean) => {
    const { failed, offered } = run({
      duration: 10_000,
      window: 1000,
      services: [service({ replicas: 3, work: exponential(20) })],
      traffic: [
        traffic({
          to: 'api',
          perSecond: 60,
          balancer: 'least-requests',
          ...(check ? { healthCheck: healthCheck({ interval: 100, timeout: 50, unhealthy: 3 }) } : {}),
        }),
      ],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api[0]'], from: 2000 })],
    }).sources[0]!;
    return { failed, offered };
  };

  it('attracts a balancer that goes by requests in progress and knows nothing of deaths: it looks idle', () => {
    const { failed, offered } = lossWith(false);
    expect(failed / (0.8 * offered)).toBeGreaterThan(1 / 3);
  });

  it('does so for no longer than its health checks take to notice', () => {
    // Three probes 100 ms apart, the first within 100 ms: at most 300 ms at 60 requests per second, all of them lost.
    const { failed } = lossWith(true);
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(0.3 * 60 + 4 * Math.sqrt(18));
  });
});

describe('a rate limiter', () => {
  it.each(['at the client', 'at the service'])('%s offered 110 % of its rate admits 100 %, not 12 %', place => {
    const limit = { ratePerSecond: 100, burst: 1 };
    const atClient = place === 'at the client';
    const { ok } = run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 0, rateLimit: atClient ? null : limit })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 1000 / 110,
          policies: atClient ? [rateLimit(limit.ratePerSecond, limit.burst)] : [],
        }),
      ],
    }).sources[0]!;
    // Offered every 9.09 ms, a token every 10 ms that is not kept beyond one: every other request at the worst moment.
    expect(ok).toBeGreaterThanOrEqual(550);
    const bursts = run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 0, rateLimit: atClient ? null : { ...limit, burst: 10 } })],
      traffic: [traffic({ to: 'api', everyMs: 1000 / 110, policies: atClient ? [rateLimit(100, 10)] : [] })],
    }).sources[0]!;
    expect(bursts.ok).toBeGreaterThan(995);
    expect(bursts.ok).toBeLessThanOrEqual(1010);
  });
});

describe('work in service', () => {
  it('does not survive the crash of its replica', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 50 })],
      traffic: [traffic({ to: 'api', at: [10.5] })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'], from: 30, until: 31 })],
    });
    expect(record.services[0]!.completions).toBe(0);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-lost': 1 });
  });
});

describe('a slot', () => {
  it('is held by a caller that waits for its dependency, so that callers who need nothing of it starve too', () => {
    const record = run({
      duration: 3000,
      window: 1000,
      services: [
        service({ name: 'web', concurrency: 4, work: 1, edges: [edge({ to: 'db', probability: 0.5 })] }),
        service({ name: 'db', work: 1 }),
      ],
      traffic: [traffic({ to: 'web', everyMs: 10, policies: [timeout(200)] })],
      faults: [fault({ effect: { kind: 'hang' }, on: ['db'], from: 1000 })],
    });
    // Half of the requests never touch the database; when it hangs, they fail all the same.
    expect(record.sources[0]!.windows.ok[0]).toBeGreaterThan(95);
    expect(record.sources[0]!.windows.ok[2]).toBe(0);
  });
});

describe('a breaker', () => {
  it('says of every call that it refuses that it did, and lets one probe through, not everybody', () => {
    const record = run({
      duration: 1000,
      services: [service({ work: 30, concurrency: 100 })],
      traffic: [
        traffic({
          to: 'api',
          everyMs: 5,
          policies: [breaker({ kind: 'consecutive', failures: 3 }, 100, 1), timeout(20)],
        }),
      ],
    });
    const { offered, inFlight, causes: counts } = record.sources[0]!;
    const { timeout: timeouts, 'breaker-open': refused } = causes(counts);
    expect(timeouts! + refused!).toBe(offered - inFlight);
    // Until the third timeout four more calls were under way; after that one probe per 100 ms and a bit.
    expect(timeouts).toBeLessThanOrEqual(3 + 4 + 9);
    expect(record.services[0]!.arrivals).toBeLessThanOrEqual(timeouts! + 1);
  });
});

describe('jitter', () => {
  it('is drawn for each request on its own, so that clients that failed together do not come back together', () => {
    const record = run({
      duration: 1000,
      services: [service({ work: 0, concurrency: 1000 })],
      traffic: [
        traffic({
          to: 'api',
          users: { count: 200, thinkTime: 100 },
          clients: 200,
          policies: [
            retry({
              attempts: 2,
              backoff: { kind: 'exponential', base: ms(200), factor: 2, max: ms(200), jitter: 'full' },
            }),
          ],
        }),
      ],
      faults: [fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], from: 50, until: 100.4 })],
    });
    const { arrivals } = record.services[0]!.windows;
    expect(arrivals[100]).toBeGreaterThanOrEqual(200);
    // 200 retries over 200 ms: one a millisecond on average, and never more than a handful at once.
    const later = [...arrivals.slice(101, 200)];
    expect(Math.max(...later)).toBeLessThan(8);
    expect(later.filter(count => count > 0).length).toBeGreaterThan(40);
  });
});

describe('the seed', () => {
  /** A world in which everything that can be left to chance is. */
  const draft: WorldDraft = {
    duration: 3000,
    window: 100,
    services: [
      service({
        name: 'front',
        replicas: 3,
        work: exponential(3),
        errors: 0.05,
        startup: exponential(50),
        edges: [
          edge({
            to: 'back',
            balancer: 'random',
            latency: exponential(1),
            loss: 0.01,
            probability: 0.8,
            healthCheck: healthCheck({ interval: 50, timeout: 10, work: exponential(1) }),
            policies: [
              timeout(50),
              retry({ attempts: 3, backoff: { kind: 'decorrelated', base: ms(5), max: ms(100) } }),
            ],
          }),
        ],
      }),
      service({ name: 'back', replicas: 2, work: exponential(5) }),
    ],
    traffic: [
      traffic({
        name: 'open',
        to: 'front',
        perSecond: 100,
        balancer: 'power-of-two-choices',
        policies: [timeout(100)],
      }),
      traffic({ name: 'closed', to: 'front', users: { count: 5, thinkTime: exponential(50) } }),
    ],
    faults: [
      fault({
        effect: { kind: 'crash', silent: false },
        schedule: { kind: 'random', timeToFailure: exponential(500), timeToRepair: exponential(100) },
        on: ['back'],
        apart: true,
      }),
      fault({
        effect: { kind: 'crash', silent: true },
        schedule: { kind: 'random', timeToFailure: exponential(1000), timeToRepair: exponential(100) },
        on: ['front'],
        apart: true,
      }),
    ],
  };

  it('covers every generator: the same seed gives the same record to the last digit', () => {
    expect(run(draft, '7/0')).toEqual(run(draft, '7/0'));
  });

  it('makes replications independent: another seed gives another course of events', () => {
    const digests = [0, 1, 2, 3, 4].map(number => run(draft, `7/${number}`).digest);
    expect(new Set(digests).size).toBe(5);
  });
});

describe('results', () => {
  it('do not depend on the width of the windows they are reported in', () => {
    const totals = (window: number) => {
      const { sources, services, edges } = run({
        duration: 3000,
        window,
        services: [service({ work: exponential(8), queue: { capacity: 5 } })],
        traffic: [traffic({ to: 'api', perSecond: 100, policies: [timeout(40), retry({ attempts: 2 })] })],
        faults: [fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], from: 1000, until: 1500 })],
      });
      const { windows: _source, ...source } = sources[0]!;
      const { windows: _service, ...rest } = services[0]!;
      return { source, rest, edges };
    };
    expect(totals(7)).toEqual(totals(1000));
  });

  it('hold the latency of all requests that ended, those that timed out and were refused included', () => {
    const { latencyAll, latency, ok, failed } = run({
      duration: 1000,
      services: [service({ work: 20, queue: { capacity: 2 } })],
      traffic: [traffic({ to: 'api', everyMs: 5, policies: [timeout(45)] })],
    }).sources[0]!;
    expect(failed).toBeGreaterThan(50);
    expect(latencyAll.count).toBe(ok + failed);
    expect(latency.count).toBe(ok);
    expect(latencyAll.max).toBe(ms(45));
  });

  it('take percentiles over the whole run, not over its last stretch', () => {
    const { latency } = run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 1, concurrency: 100 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
      faults: [fault({ effect: { kind: 'slow', factor: 100, added: 0 }, on: ['api'], until: 2000 })],
    }).sources[0]!;
    expect(Histogram.fromData(latency).quantile(0.9)! / ms(100)).toBeCloseTo(1, 2);
  });

  it('say nothing of a latency when nothing was completed, rather than 0', () => {
    const { sources } = run({
      duration: 100,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'] })],
    });
    const histogram = Histogram.fromData(sources[0]!.latency);
    expect(histogram.quantile(0.99)).toBeNull();
    expect(histogram.mean).toBeNull();
    expect(histogramsOf(sources[0]!.windows.latency).every(window => window === null)).toBe(true);
  });
});

describe('the state of a retry', () => {
  it('belongs to its call: calls made at the same time each get all their tries', () => {
    const record = run({
      duration: 300,
      services: [
        service({
          name: 'front',
          flow: [['a', 'b']],
          edges: [
            edge({ to: 'a', optional: true, policies: [retry({ attempts: 4 })] }),
            edge({ to: 'b', optional: true, policies: [retry({ attempts: 2 })] }),
          ],
        }),
        service({ name: 'a', work: 3, errors: 1 }),
        service({ name: 'b', work: 5, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });
    expect(record.edges.slice(0, 2).map(({ calls, attempts }) => [calls, attempts])).toEqual([
      [1, 4],
      [1, 2],
    ]);
    expect(endings(record.sources[0]!)).toEqual(['22 degraded']);
  });
});

describe('defaults', () => {
  it('inject no noise that nobody asked for: constants in, constants out', () => {
    const { latency, failed } = run({
      duration: 1000,
      services: [
        service({ name: 'front', work: 2, edges: [edge({ to: 'back' })] }),
        service({ name: 'back', work: 3 }),
      ],
      traffic: [traffic({ to: 'front', everyMs: 10 })],
    }).sources[0]!;
    expect([latency.min, latency.max, failed]).toEqual([ms(5), ms(5), 0]);
  });
});

describe('a plan that names something that does not exist', () => {
  it('is refused, not skipped in silence', () => {
    const plan = world({
      services: [service({})],
      traffic: [traffic({ to: 'api', everyMs: 10, policies: [{ kind: 'wishful-thinking', settings: {} }] })],
    });
    expect(() => run(plan)).toThrow(/wishful-thinking/);
  });
});
