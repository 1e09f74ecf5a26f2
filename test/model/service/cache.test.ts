import { describe, expect, it } from 'vitest';
import type { CachePlan } from '../../../src/model/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  causes,
  edge,
  endings,
  fault,
  ms,
  run,
  service,
  type TrafficDraft,
  timeout,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

const ONE_KEY = { count: 1, exponent: 0 };

interface Draft extends Partial<CachePlan> {
  readonly at: readonly number[];
  readonly faults?: WorldDraft['faults'];
  readonly client?: Partial<TrafficDraft>;
  readonly toOrigin?: Parameters<typeof edge>[0];
  readonly originWork?: number;
  readonly replicas?: number;
}

/** Requests about one key at these times to a cache with 1 ms of lookup before an origin with 20 ms of work. */
function cached({ at, faults = [], client = {}, toOrigin, originWork = 20, replicas = 1, ...cache }: Draft) {
  const record = run({
    duration: 1000,
    services: [
      service({
        name: 'cache',
        kind: 'cache',
        work: 1,
        replicas,
        concurrency: Infinity,
        threading: 'async',
        cache,
        edges: [toOrigin ?? edge({ to: 'origin' })],
      }),
      service({ name: 'origin', work: originWork, concurrency: 100 }),
    ],
    traffic: [traffic({ to: 'cache', at, keys: ONE_KEY, ...client })],
    faults,
  });
  return {
    record,
    ends: endings(record.sources[0]!),
    origin: record.services[1]!.arrivals,
    figure: (name: string) => figureOf(record, name),
  };
}

function figureOf({ figures }: ReplicationRecord, name: string): number | null {
  return figures.find(figure => figure.name === name)!.value;
}

const crash = (from: number, until: number, on: string) =>
  fault({ effect: { kind: 'crash', silent: false }, from, until, on: [on] });

const failing = (from: number, until: number) =>
  fault({ effect: { kind: 'errors', share: 1 }, from, until, on: ['origin'] });

describe('a cache', () => {
  it('fetches what it has not and answers it from then on', () => {
    const { ends, origin, figure } = cached({ at: [10.5, 50.5, 60.5] });
    expect(ends).toEqual(['31 ok', '51 ok', '61 ok']);
    expect(origin).toBe(1);
    expect(figure('hitRatio')).toBeCloseTo(2 / 3);
    expect(figure('originSaved')).toBeCloseTo(2 / 3);
  });

  it('fetches again when the entry has expired', () => {
    // Stored at 31.5, fresh until 81.5.
    const { ends, origin } = cached({ at: [10.5, 80, 81], ttl: ms(50) });
    expect(ends).toEqual(['31 ok', '81 ok', '102 ok']);
    expect(origin).toBe(2);
  });

  it('keeps a sliding entry as long as it is asked for', () => {
    const at = [10.5, 70.5, 110.5, 150.5];
    expect(cached({ at, ttl: ms(50), sliding: true }).origin).toBe(1);
    expect(cached({ at, ttl: ms(50) }).origin).toBe(2);
  });

  it('spreads lifetimes by the jitter around the ttl', () => {
    const plan = { ttl: ms(100), ttlJitter: 0.5, at: [10.5, 75.5, 195.5] };
    // Whatever is drawn: within 50 ms of the fill it is fresh, after 150 ms it is not.
    const { ends } = cached(plan);
    expect(ends[1]).toBe('76 ok');
    expect(ends[2]).toBe('216 ok');
  });

  it('lets everybody who misses at once go to the origin', () => {
    const { ends, origin } = cached({ at: [10.5, 12.5, 14.5] });
    expect(ends).toEqual(['31 ok', '33 ok', '35 ok']);
    expect(origin).toBe(3);
  });

  it('is cold after a crash', () => {
    const { ends, origin } = cached({ at: [10.5, 50.5, 70.5, 100.5], faults: [crash(60, 65, 'cache')] });
    expect(ends).toEqual(['31 ok', '51 ok', '91 ok', '101 ok']);
    expect(origin).toBe(2);
  });

  it('has no memory that grows beyond its capacity', () => {
    const record = run({
      duration: 4000,
      services: [
        service({
          name: 'cache',
          kind: 'cache',
          concurrency: Infinity,
          cache: { capacity: 10 },
          edges: [edge({ to: 'origin' })],
        }),
        service({ name: 'origin', concurrency: Infinity }),
      ],
      traffic: [traffic({ to: 'cache', perSecond: 2000, keys: { count: 1000, exponent: 0 } })],
    });
    // With all keys alike, ten of a thousand are there.
    expect(Math.abs(figureOf(record, 'hitRatio')! - 0.01)).toBeLessThan(0.005);
  });

  it('with a given share of hits is cold after it was emptied and warms up with what it fetches', () => {
    const at = Array.from({ length: 20 }, (_, i) => 10.5 + 40 * i);
    const warm = cached({ at, hitRatio: 1, warmAfter: 4, client: {} });
    expect(warm.origin).toBe(0);
    const emptied = cached({ at, hitRatio: 1, warmAfter: 4, faults: [crash(100, 101, 'cache')] });
    expect(emptied.origin).toBeGreaterThanOrEqual(4);
    // After four fetches every lookup is a hit again.
    expect(emptied.ends.slice(-5).every(end => Number(end.split(' ')[0]) % 40 === 11)).toBe(true);
  });
});

describe('single flight', () => {
  it('makes one fetch for all who want the same, and lets them wait for it', () => {
    const { ends, origin, figure } = cached({ at: [10.5, 12.5, 14.5], singleFlight: true });
    expect(ends).toEqual(['31 ok', '31 ok', '31 ok']);
    expect(origin).toBe(1);
    expect(figure('sharedFetches')).toBeCloseTo(2 / 3);
  });

  it('shares a failure as well', () => {
    const { ends, origin, record } = cached({ at: [10.5, 12.5, 14.5], singleFlight: true, faults: [failing(0, 100)] });
    expect(ends).toEqual(['31 failed', '31 failed', '31 failed']);
    expect(origin).toBe(1);
    expect(causes(record.sources[0]!.rootCauses)).toEqual({ error: 3 });
  });

  it('lets those who wait ask again when the one who fetches is withdrawn', () => {
    const impatient = { policies: [timeout(15)], cancellation: true };
    const { ends, origin } = cached({
      at: [10.5, 20.5],
      singleFlight: true,
      originWork: 12,
      client: impatient,
      toOrigin: edge({ to: 'origin', latency: 2 }),
    });
    // The first gives up at 25.5; the second then fetches for itself, which takes longer than it has.
    expect(ends).toEqual(['25 failed', '35 failed']);
    expect(origin).toBe(2);
  });

  it('forgets who waited when the cache dies, and starts anew', () => {
    const { ends, origin } = cached({
      at: [10.5, 12.5, 40.5],
      singleFlight: true,
      faults: [crash(20, 25, 'cache')],
    });
    expect(ends).toEqual(['20 failed', '20 failed', '61 ok']);
    expect(origin).toBe(2);
  });

  it('keeps those who wait when one of them gives up', () => {
    const record = run({
      duration: 1000,
      services: [
        service({
          name: 'cache',
          kind: 'cache',
          concurrency: Infinity,
          threading: 'async',
          cache: { singleFlight: true },
          edges: [edge({ to: 'origin' })],
        }),
        service({ name: 'origin', work: 40, concurrency: 9 }),
      ],
      traffic: [
        traffic({ name: 'first', to: 'cache', at: [10.5, 14.5], keys: ONE_KEY }),
        traffic({
          name: 'hasty',
          to: 'cache',
          at: [12.5],
          keys: ONE_KEY,
          policies: [timeout(10)],
          cancellation: true,
        }),
      ],
    });
    expect(record.sources.map(endings)).toEqual([['50 ok', '50 ok'], ['22 failed']]);
    expect(record.services[1]!.arrivals).toBe(1);
  });

  it('survives a cache that hangs while others wait', () => {
    const { ends } = cached({
      at: [10.5, 12.5],
      singleFlight: true,
      faults: [fault({ effect: { kind: 'hang' }, from: 20, until: 60, on: ['cache'] })],
    });
    expect(ends).toEqual(['60 ok', '60 ok']);
  });
});

describe('a failing origin', () => {
  const expired = { at: [10.5, 100.5, 200.5], ttl: ms(50) };

  it('fails those who miss', () => {
    expect(cached({ ...expired, faults: [failing(50, 300)] }).ends).toEqual(['31 ok', '121 failed', '221 failed']);
  });

  it('is stood in for by an entry that is not too old', () => {
    // Fresh until 81.5, good enough until 181.5.
    const { ends, figure } = cached({ ...expired, serveStale: ms(100), faults: [failing(50, 300)] });
    expect(ends).toEqual(['31 ok', '121 degraded', '221 failed']);
    expect(figure('staleAnswers')).toBeCloseTo(1 / 3);
  });

  it('is stood in for to those who share the fetch, too', () => {
    const at = [10.5, 100.5, 101.5];
    const { ends } = cached({ at, ttl: ms(50), singleFlight: true, serveStale: ms(100), faults: [failing(50, 300)] });
    expect(ends).toEqual(['31 ok', '121 degraded', '121 degraded']);
  });

  it('is not asked again while its failure is remembered', () => {
    const at = [10.5, 40.5, 90.5];
    const { ends, origin } = cached({ at, negativeTtl: ms(50), faults: [failing(0, 60)] });
    // The failure of 31.5 is remembered until 81.5.
    expect(ends).toEqual(['31 failed', '41 failed', '111 ok']);
    expect(origin).toBe(2);
  });
});

describe('a look-aside cache', () => {
  const aside = (faults: WorldDraft['faults'] = []) => {
    const record = run({
      duration: 1000,
      services: [
        service({
          name: 'app',
          work: 1,
          concurrency: 9,
          edges: [edge({ to: 'cache' }), edge({ to: 'db', onMiss: 'cache' })],
          copies: true,
        }),
        service({ name: 'cache', kind: 'cache', concurrency: Infinity, work: 1, cache: { writes: 1 } }),
        service({ name: 'db', work: 20, concurrency: 9 }),
      ],
      traffic: [traffic({ to: 'app', at: [10.5, 100.5, 200.5], keys: ONE_KEY })],
      faults,
    });
    return { ends: endings(record.sources[0]!), db: record.services[2]!.arrivals };
  };

  it('is asked first, and given what the origin answered', () => {
    // Own work 1, lookup 1, database 20, storing 1.
    expect(aside()).toEqual({ ends: ['33 ok', '102 ok', '202 ok'], db: 1 });
  });

  it('is done without while it is down', () => {
    expect(aside([crash(90, 150, 'cache')])).toEqual({ ends: ['33 ok', '121 ok', '223 ok'], db: 3 });
  });
});
