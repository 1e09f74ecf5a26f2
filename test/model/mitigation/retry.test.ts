import { describe, expect, it } from 'vitest';
import type { Backoff } from '../../../src/model/mitigation/retry.ts';
import {
  calling,
  causes,
  edge,
  endings,
  fault,
  ms,
  retry,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

const base = ms(10);

/** When the attempts of one request at 10.5 ms reach a service that refuses everything, in milliseconds after the first. */
function attemptsAfter(backoff: Backoff, attempts: number, seed = '1/0', duration = 1000): readonly number[] {
  const { services } = calling(
    { work: 1 },
    { at: [10.5], policies: [retry({ attempts, backoff })] },
    { duration, faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'] })] },
    seed,
  );
  const { arrivals } = services[0]!.windows;
  return [...arrivals.keys()].flatMap(at => Array.from({ length: arrivals[at]! }, () => at - 10));
}

const exponential = (jitter: 'none' | 'equal' | 'full', factor = 2, max = 1000): Backoff => ({
  kind: 'exponential',
  base,
  factor,
  max: ms(max),
  jitter,
});

describe('a retry', () => {
  it('tries again at once without a backoff, up to its number of attempts, the first included', () => {
    expect(attemptsAfter({ kind: 'none' }, 4)).toEqual([0, 0, 0, 0]);
  });

  it('waits the same before each try when its backoff does not grow', () => {
    expect(attemptsAfter(exponential('none', 1), 4)).toEqual([0, 10, 20, 30]);
  });

  it('doubles its wait up to the longest one', () => {
    expect(attemptsAfter(exponential('none', 2, 40), 6)).toEqual([0, 10, 30, 70, 110, 150]);
  });

  it('waits no longer than the longest wait, though doubling would pass it', () => {
    expect(attemptsAfter(exponential('none', 2, 35), 5)).toEqual([0, 10, 30, 65, 100]);
  });

  it('waits between nothing and the whole backoff with full jitter', () => {
    const waits = Array.from({ length: 40 }, (_, i) => attemptsAfter(exponential('full', 2), 2, `${i}`)[1]!);
    expect(Math.min(...waits)).toBeLessThan(2);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10);
  });

  it('waits between half and the whole backoff with equal jitter', () => {
    const waits = Array.from({ length: 40 }, (_, i) => attemptsAfter(exponential('equal', 2), 2, `${i}`)[1]!);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(5);
    expect(Math.min(...waits)).toBeLessThan(7);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10);
  });

  it('waits between the base and three times the wait before with decorrelated jitter, at most the longest', () => {
    let longest = 0;
    for (let i = 0; i < 40; i++) {
      const times = attemptsAfter({ kind: 'decorrelated', base, max: ms(50) }, 6, `${i}`);
      let before = 10;
      for (let n = 1; n < times.length; n++) {
        const wait = times[n]! - times[n - 1]!;
        expect(wait).toBeGreaterThanOrEqual(9);
        expect(wait).toBeLessThanOrEqual(Math.min(50, 3 * (before + 1)) + 1);
        before = wait;
        longest = Math.max(longest, wait);
      }
    }
    // The bounds are not only kept, the upper one is reached: 200 waits that may be three times the one before.
    expect(longest).toBe(50);
  });

  it('tries again only for the causes it is told', () => {
    const record = run({
      duration: 100,
      services: [service({ work: 10, errors: 1 })],
      traffic: [
        traffic({ name: 'one', to: 'api', at: [5.5], policies: [retry({ attempts: 3, on: ['error'] })] }),
        traffic({ name: 'other', to: 'api', at: [50.5], policies: [retry({ attempts: 3, on: ['timeout'] })] }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['35 failed']);
    expect(endings(record.sources[1]!)).toEqual(['60 failed']);
    expect(record.sources.map(source => source.attempts)).toEqual([3, 1]);
  });

  it('reports the cause of its last attempt', () => {
    const record = calling(
      { work: 30 },
      { at: [5.5], policies: [retry({ attempts: 2 }), timeout(10)] },
      { duration: 100, faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'], from: 12 })] },
    );
    expect(endings(record.sources[0]!)).toEqual(['12 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 1 });
  });

  it('succeeds as soon as one attempt does, and counts latency from the start', () => {
    const record = calling(
      { work: 10 },
      { at: [5.5], policies: [retry({ attempts: 9, backoff: exponential('none', 1) })] },
      { duration: 100, faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'], until: 30 })] },
    );
    expect(endings(record.sources[0]!)).toEqual(['45 ok']);
    expect(record.sources[0]!.latency.sum).toBe(ms(40));
    expect(record.sources[0]!.attempts).toBe(4);
    expect(record.sources[0]!.firstTries).toBe(1);
  });

  it('counts the attempts of a retried caller as retries all the way down', () => {
    const record = run({
      duration: 100,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back', policies: [retry({ attempts: 2 })] })] }),
        service({ name: 'back', errors: 1, work: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [5.5], policies: [retry({ attempts: 3 })] })],
    });
    expect(record.services.map(({ arrivals, firstTries }) => [arrivals, firstTries])).toEqual([
      [3, 1],
      [6, 1],
    ]);
    expect(record.sources[0]!.attempts).toBe(9);
    expect(record.sources[0]!.firstTries).toBe(2);
  });

  it('stops where the total timeout says in the middle of an attempt', () => {
    const record = calling(
      { work: 20, errors: 1 },
      { at: [5.5], policies: [retry({ attempts: 9, backoff: exponential('none', 1) }), totalTimeout(45)] },
      { duration: 200 },
    );
    // Attempts are under way from 5.5 to 25.5 and from 35.5 to 55.5; the limit is at 50.5.
    expect(endings(record.sources[0]!)).toEqual(['50 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 1 });
    expect(record.sources[0]!.attempts).toBe(2);
    // The service is not told: it finishes what it has begun.
    expect(record.services[0]!.completions).toBe(2);
  });

  it('that is given up during its first attempt leaves the next request alone', () => {
    const record = calling(
      { work: 20 },
      { at: [5.5, 100.5], policies: [retry({ attempts: 9 }), totalTimeout(15)] },
      { duration: 200 },
    );
    expect(endings(record.sources[0]!)).toEqual(['20 failed', '115 failed']);
    expect(record.services[0]!.completions).toBe(2);
  });

  it('of one request knows nothing of how long those before it had to wait', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { services } = calling(
        { work: 1 },
        {
          at: [10.5, 3000.5],
          policies: [retry({ attempts: 5, backoff: { kind: 'decorrelated', base, max: ms(1000) } })],
        },
        { duration: 4000, faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api'] })] },
        `${seed}`,
      );
      // The first wait is at most three times the base.
      const { arrivals } = services[0]!.windows;
      expect(arrivals.subarray(3001, 3031).some(count => count > 0)).toBe(true);
    }
  });

  it('stops where the total timeout says, also in the middle of a backoff', () => {
    const record = calling(
      { work: 10, errors: 1 },
      { at: [5.5], policies: [retry({ attempts: 9, backoff: exponential('none', 1) }), totalTimeout(55)] },
      { duration: 200 },
    );
    // Attempts end 10, 30 and 50 ms after the start; the fourth would begin at 60.
    expect(endings(record.sources[0]!)).toEqual(['60 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 1 });
    expect(record.sources[0]!.attempts).toBe(3);
  });
});

describe('a retry budget', () => {
  it('lets no more retries through than its share of the calls in its window, plus the floor', () => {
    const budget = { kind: 'ratio' as const, ratio: 0.2, minPerSecond: 10, window: ms(1000) };
    const record = calling(
      { work: 0, errors: 1 },
      { everyMs: 10, policies: [retry({ attempts: 5, budget })] },
      { duration: 995 },
    );
    const { attempts, firstTries } = record.sources[0]!;
    expect(firstTries).toBe(99);
    // The floor gives 10 in a second, the ratio 19.8 for the 99 calls.
    expect(attempts - firstTries).toBe(29);
  });

  it('gives out again what its window has forgotten', () => {
    const budget = { kind: 'ratio' as const, ratio: 0, minPerSecond: 20, window: ms(100) };
    const record = calling(
      { work: 0, errors: 1 },
      { everyMs: 10, policies: [retry({ attempts: 5, budget })] },
      { duration: 1000, window: 100 },
    );
    const { arrivals, firstTries } = record.services[0]!.windows;
    // Two retries in any 100 ms.
    expect(arrivals[0]! - firstTries[0]!).toBe(2);
    const retries = record.services[0]!.arrivals - record.services[0]!.firstTries;
    expect(retries).toBeGreaterThanOrEqual(18);
    expect(retries).toBeLessThanOrEqual(22);
  });

  const bucket = {
    kind: 'bucket',
    capacity: 2,
    cost: 1,
    timeoutCost: 1,
    perCall: 0,
    perSuccess: 1,
    refund: false,
  } as const;

  /** Attempts of a request every 10 ms from 10.5 on, when those in `failing` find a service that fails. */
  const attemptsOf = (
    settings: Partial<Parameters<typeof retry>[0]>,
    failing: readonly (readonly [from: number, until: number])[],
    requests: number,
  ) => {
    const { sources } = calling(
      { work: 1 },
      {
        at: Array.from({ length: requests }, (_, i) => 10.5 + 10 * i),
        policies: [retry({ attempts: 2, ...settings })],
      },
      {
        duration: 200,
        faults: failing.map(([from, until], i) =>
          fault({ name: `errors ${i}`, effect: { kind: 'errors', share: 1 }, on: ['api'], from, until }),
        ),
      },
    );
    return sources[0]!.attempts;
  };

  it('denies what its bucket cannot pay', () => {
    // Two of four failed requests are tried again.
    expect(attemptsOf({ budget: bucket }, [[0, 50]], 4)).toBe(6);
  });

  it('gets back what a retry cost when it succeeds, if that is its rule', () => {
    const one = { ...bucket, capacity: 1, perSuccess: 0 };
    const backoff = exponential('none', 1);
    const failing = [
      [10, 13],
      [40, 43],
    ] as const;
    // The first and the fourth of five requests fail; each could be tried again 10 ms later.
    expect(attemptsOf({ budget: { ...one, refund: true }, backoff }, failing, 5)).toBe(7);
    expect(attemptsOf({ budget: one, backoff }, failing, 5)).toBe(6);
  });

  it('hears of first tries that succeed', () => {
    // Two failures empty the bucket, three successes fill it with two again, two of the last three failures are retried.
    expect(
      attemptsOf(
        { budget: bucket },
        [
          [0, 30],
          [60, 90],
        ],
        8,
      ),
    ).toBe(12);
  });

  it('hears of failures, but not of those that are no reason to try again', () => {
    const budget = { kind: 'throttling', maxTokens: 4, tokenRatio: 0 } as const;
    // The first failure leaves three tokens, more than half; the second leaves two.
    expect(attemptsOf({ budget, attempts: 5 }, [[0, 50]], 1)).toBe(2);
    const record = calling(
      { work: 1 },
      { at: [10.5, 20.5, 30.5, 60.5], policies: [retry({ attempts: 2, budget, on: ['timeout'] }), timeout(5)] },
      {
        duration: 200,
        faults: [
          fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], until: 50 }),
          fault({ effect: { kind: 'hang' }, on: ['api'], from: 50, until: 66 }),
        ],
      },
    );
    // Three errors cost nothing, so that the timeout at 65.5 is still worth another try: served from 67 on, when what the
    // first left behind is done.
    expect(endings(record.sources[0]!)).toEqual(['11 failed', '21 failed', '31 failed', '68 ok']);
  });

  it.each([
    ['full again', bucket, 2],
    ['gone', null, 6],
  ] as const)('is %s when its process has been started anew', (_, budget, retries) => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back', policies: [retry({ attempts: 4, budget })] })] }),
        service({ name: 'back', errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 60.5] })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['front'], from: 30, until: 40 })],
    });
    const { arrivals, firstTries } = record.services[1]!;
    expect(arrivals - firstTries).toBe(2 * Math.min(retries, 3));
  });

  it('is one per client process', () => {
    const budget = { kind: 'ratio' as const, ratio: 0, minPerSecond: 1, window: ms(1000) };
    const retries = (clients: number): number => {
      const policies = [retry({ attempts: 5, budget })];
      const { attempts, firstTries } = calling(
        { work: 0, errors: 1 },
        { everyMs: 10, clients, policies },
        { duration: 900 },
      ).sources[0]!;
      return attempts - firstTries;
    };
    expect(retries(1)).toBe(1);
    expect(retries(4)).toBe(4);
  });
});
