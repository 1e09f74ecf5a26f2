import { describe, expect, it } from 'vitest';
import type { PolicyPlan } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import {
  breaker,
  bulkhead,
  causes,
  type EdgeDraft,
  edge,
  exponential,
  fallback,
  fault,
  log,
  ms,
  rateLimit,
  retry,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../support/world.ts';

/** What a record says of what happened to requests, without what names the way it was simulated. */
function numbersOf({ sources, services }: ReplicationRecord) {
  return { sources, services };
}

/** A front calling a back, with this client side between them and before them. */
function twoTiers(client: Partial<EdgeDraft>, seed = '1/0', errors = 0.05) {
  return run(
    {
      duration: 5000,
      window: 500,
      services: [
        service({
          name: 'front',
          replicas: 2,
          concurrency: 4,
          work: exponential(5),
          edges: [edge({ to: 'back', ...client })],
        }),
        service({ name: 'back', replicas: 2, concurrency: 2, work: exponential(10), errors }),
      ],
      traffic: [traffic({ to: 'front', perSecond: 150, clients: 2, ...client })],
      faults: [fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['back'], from: 1000, until: 2000 })],
    },
    seed,
  );
}

describe('policies with nothing to do', () => {
  const idle: readonly (readonly [string, PolicyPlan])[] = [
    ['a very long timeout', timeout(1e7)],
    ['a very long total timeout', totalTimeout(1e7)],
    ['a huge bulkhead', bulkhead(1e9)],
    ['a huge rate limit', rateLimit(1e9, 1e9)],
    ['a breaker that counts to a million', breaker({ kind: 'consecutive', failures: 1e6 }, 100)],
    [
      'a breaker whose rate cannot be reached',
      breaker(
        { kind: 'time-window', length: ms(100), minimumCalls: 1, failureRate: 2, slowCallRate: 2, slowCallDuration: 1 },
        100,
      ),
    ],
    ['a retry with one attempt', retry({ attempts: 1 })],
  ];
  const without = numbersOf(twoTiers({}));

  it.each(idle)('change no number: %s', (_, policy) => {
    expect(numbersOf(twoTiers({ policies: [policy] }))).toEqual(without);
  });

  it('change no number all together', () => {
    expect(numbersOf(twoTiers({ policies: idle.map(([, policy]) => policy) }))).toEqual(without);
  });

  it('change no number by the order they are written in', () => {
    const busy = [
      retry({ attempts: 3 }),
      timeout(20),
      totalTimeout(50),
      fallback(1),
      breaker({ kind: 'consecutive', failures: 4 }, 50),
      bulkhead(3, 2),
      rateLimit(120, 10),
    ];
    expect(twoTiers({ policies: busy.toReversed() })).toEqual(twoTiers({ policies: busy }));
  });
});

describe('a load balancer that costs nothing', () => {
  it('in front of a service changes nothing for its requests', () => {
    const server = service({ name: 'app', work: exponential(8), concurrency: 2, errors: 0.1 });
    const behind = (balancers: number) => {
      const names = ['outer', 'inner'].slice(2 - balancers);
      const chain = names.map((name, i) =>
        service({
          name,
          kind: 'load-balancer',
          threading: 'async',
          concurrency: Infinity,
          edges: [edge({ to: names[i + 1] ?? 'app' })],
        }),
      );
      const [source] = run({
        duration: 3000,
        window: 1000,
        services: [...chain, server],
        traffic: [traffic({ to: names[0] ?? 'app', perSecond: 150 })],
      }).sources;
      return { latency: source!.latency, causes: causes(source!.causes), ok: source!.ok };
    };
    expect(behind(1)).toEqual(behind(0));
    expect(behind(2)).toEqual(behind(0));
  });

  it('has luck of its own: its work does not follow that of the service behind it', () => {
    const { services } = run({
      duration: 1000,
      services: [
        service({
          name: 'balancer',
          kind: 'load-balancer',
          concurrency: Infinity,
          work: exponential(10),
          edges: [edge({ to: 'app' })],
        }),
        service({ name: 'app', concurrency: Infinity, work: exponential(10) }),
      ],
      traffic: [traffic({ to: 'balancer', at: [10.5] })],
    });
    const [whole, served] = services.map(({ sojourn }) => sojourn.sum);
    expect(whole! - served!).not.toBe(served);
  });

  it('keeps two calls made through it apart', () => {
    const { services } = run({
      duration: 1000,
      services: [
        service({ name: 'front', edges: [edge({ to: 'balancer' })], flow: [['balancer', 'balancer']] }),
        service({ name: 'balancer', kind: 'load-balancer', concurrency: Infinity, edges: [edge({ to: 'app' })] }),
        service({ name: 'app', concurrency: Infinity, work: exponential(10) }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });
    const { count, min, max } = services[2]!.sojourn;
    expect(count).toBe(2);
    expect(min).not.toBe(max);
  });
});

describe('common random numbers', () => {
  it('bring the same requests at the same times in every variant', () => {
    const plain = twoTiers({});
    const busy = twoTiers({ policies: [timeout(15), retry({ attempts: 4 })], balancer: 'power-of-two-choices' });
    expect(busy.sources[0]!.windows.offered).toEqual(plain.sources[0]!.windows.offered);
    expect(busy.services[0]!.arrivals).toBeGreaterThan(plain.services[0]!.arrivals);
  });

  it('give a request the same service demand in every variant, however many retries came before', () => {
    // Room for everybody, so that a first try's sojourn is its service time; both variants see the same sum.
    const work = (policies: readonly PolicyPlan[]) => {
      const { sources } = run({
        duration: 5000,
        window: 1000,
        services: [
          service({ name: 'flaky', work: exponential(2), errors: 0.3, concurrency: Infinity }),
          service({ name: 'sound', work: exponential(10), concurrency: Infinity }),
        ],
        traffic: [
          traffic({ name: 'others', to: 'flaky', perSecond: 100, policies }),
          traffic({ name: 'watched', to: 'sound', perSecond: 100 }),
        ],
      });
      return { watched: sources[1]!.latency, flaky: sources[0]! };
    };
    const [plain, retried] = [work([]), work([retry({ attempts: 5 })])];
    expect(retried.watched).toEqual(plain.watched);
    // Whoever succeeds at once does so as fast as before: the least and the number of first tries agree.
    expect(retried.flaky.firstTries).toBe(plain.flaky.firstTries);
    expect(retried.flaky.latency.min).toBe(plain.flaky.latency.min);
    expect(retried.flaky.ok).toBeGreaterThan(plain.flaky.ok);
  });

  it('strike with the same faults at the same times in every variant', () => {
    const faults = (policies: readonly PolicyPlan[], replicas: number) =>
      run({
        duration: 5000,
        window: 1000,
        services: [service({ replicas, work: exponential(5) })],
        traffic: [traffic({ to: 'api', perSecond: 100, policies })],
        faults: [
          fault({
            effect: { kind: 'crash', silent: false },
            schedule: { kind: 'random', timeToFailure: exponential(400), timeToRepair: exponential(100) },
            on: ['api[0]'],
          }),
        ],
      }).faults;
    expect(faults([retry({ attempts: 3 }), timeout(10)], 3)).toEqual(faults([], 1));
  });

  it('give every attempt of a request luck of its own', () => {
    const { ok, failed } = twoTiers({ policies: [retry({ attempts: 6 })] }, '1/0', 0.3).sources[0]!;
    expect(failed / (ok + failed)).toBeLessThan(0.01);
  });
});

describe('an open breaker', () => {
  it('admits nothing: between opening and half-open no attempt is sent over its edge', () => {
    const record = run({
      duration: 5000,
      window: 1,
      services: [service({ work: exponential(5), concurrency: 4, queue: { capacity: 4 } })],
      traffic: [
        traffic({
          to: 'api',
          perSecond: 1200,
          policies: [breaker({ kind: 'consecutive', failures: 6 }, 50), timeout(15)],
        }),
      ],
    });
    const { arrivals } = record.services[0]!.windows;
    const entries = record.log.filter(entry => entry.what.startsWith('breaker'));
    let opened = 0;
    entries.forEach((entry, i) => {
      const next = entries[i + 1];
      if (entry.what !== 'breaker-open' || next === undefined) return;
      opened++;
      expect(next.what).toBe('breaker-half-open');
      expect(next.at - entry.at).toBeGreaterThanOrEqual(ms(50));
      const [first, last] = [Math.floor(entry.at / 1e6) + 1, Math.floor(next.at / 1e6)];
      expect(arrivals.subarray(first, last).every(count => count === 0)).toBe(true);
    });
    expect(opened).toBeGreaterThan(10);
    expect(log(record, 'breaker-half-open').length).toBeGreaterThan(10);
  });
});

describe('Little’s law', () => {
  it('holds for a service whose requests all came and went within the measured time', () => {
    const { services } = run({
      duration: 20_000,
      window: 1000,
      services: [service({ work: exponential(8), concurrency: 2, queue: { capacity: 10 } })],
      traffic: [
        traffic({
          to: 'api',
          arrivals: {
            kind: 'open',
            pacing: 'poisson',
            rate: [
              { at: 0, perSecond: 220 },
              { at: 19e9, perSecond: 220 },
              { at: 19e9, perSecond: 0 },
            ],
            period: null,
          },
        }),
      ],
    });
    const { completions, sojourn, waiting, inService, queueLength } = services[0]!;
    expect(sojourn.count).toBe(completions);
    // L T = the sum of all W, to the last digit: nobody was there at the start or the end.
    expect((inService + queueLength) * 20e9).toBeCloseTo(sojourn.sum, -1);
    expect(queueLength * 20e9).toBeCloseTo(waiting.sum, -1);
  });
});
