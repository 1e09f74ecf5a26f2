import { describe, expect, it } from 'vitest';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  causes,
  edge,
  endings,
  fault,
  log,
  ms,
  retry,
  run,
  service,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

const figureOf = ({ figures }: ReplicationRecord, name: string): number | null =>
  figures.find(figure => figure.name === name)?.value ?? null;

const leak = { kind: 'leak', time: Infinity, requests: Infinity, spread: 0, restart: ms(20) } as const;

const poison = { kind: 'poison', requests: 0, keys: 0, key: null, restart: ms(50) } as const;

describe('a flush', () => {
  it('empties a cache and stops nobody', () => {
    const record = run({
      services: [
        service({
          name: 'cache',
          kind: 'cache',
          concurrency: Infinity,
          cache: {},
          edges: [edge({ to: 'db' })],
        }),
        service({ name: 'db', work: 20, concurrency: 9 }),
      ],
      traffic: [traffic({ to: 'cache', at: [10.5, 40.5, 60.5, 90.5], keys: { count: 1, exponent: 0 } })],
      faults: [fault({ effect: { kind: 'flush' }, from: 50, until: 50, on: ['cache'] })],
    });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '40 ok', '80 ok', '90 ok']);
    expect(record.faults[0]!.episodes).toEqual([{ start: ms(50), end: ms(50) }]);
  });
});

describe('pauses', () => {
  const paused = (until?: number) =>
    run({
      duration: 10_000,
      services: [service({ work: 1, replicas: 2, concurrency: 50 })],
      traffic: [traffic({ to: 'api', everyMs: 3 })],
      faults: [
        fault({
          effect: { kind: 'pause', every: ms(500), length: { kind: 'constant', value: ms(100) } },
          from: 1000,
          ...(until === undefined ? {} : { until }),
          on: ['api'],
        }),
      ],
    });

  it('stop each replica about as often as they are said to, at times of its own', () => {
    const record = paused();
    // Two replicas, nine seconds, a pause every half second.
    expect(Math.abs(figureOf(record, 'pauses')! - 36)).toBeLessThan(8);
    const slowest = record.sources[0]!.windows.ok.indexOf(0, 1000);
    expect(slowest).toBeGreaterThan(0);
    expect(record.sources[0]!.failed).toBe(0);
  });

  it('end with the fault', () => {
    const record = paused(2000);
    const { ok } = record.sources[0]!.windows;
    // From then on each request takes its millisecond.
    expect(record.sources[0]!.inFlight).toBeLessThanOrEqual(1);
    expect(ok.slice(3000).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2300);
    expect(figureOf(record, 'pauses')!).toBeLessThan(8);
  });
});

describe('a memory leak', () => {
  const leaking = (effect: Partial<typeof leak>, more: WorldDraft['faults'] = [], until = 1000) =>
    run({
      services: [service({ work: 2, concurrency: 9 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
      faults: [fault({ effect: { ...leak, ...effect }, from: 0, until, on: ['api'] }), ...more],
    });

  it('kills the process when its memory is full, again and again', () => {
    const record = leaking({ time: ms(99) });
    // 99 ms of filling and 20 ms until it is started again.
    expect(log(record, 'out-of-memory')).toEqual(
      [99, 218, 337, 456, 575, 694, 813, 932].map(at => `${at} out-of-memory`),
    );
    expect(figureOf(record, 'memoryDeaths')).toBe(8);
  });

  it('counts the requests it has served, if they are what leaks', () => {
    expect(log(leaking({ requests: 30 }), 'out-of-memory').slice(0, 2)).toEqual([
      '300 out-of-memory',
      '620 out-of-memory',
    ]);
  });

  it('tells those who were being served what happened', () => {
    expect(causes(leaking({ requests: 30 }).sources[0]!.causes)).toMatchObject({ 'out-of-memory': 3 });
  });

  it('begins anew with any other restart', () => {
    const restart = fault({
      effect: { kind: 'restart', stagger: 0, downtime: ms(5) },
      from: 80,
      until: 85,
      every: 90,
      on: ['api'],
    });
    expect(log(leaking({ time: ms(99) }, [restart]), 'out-of-memory')).toEqual([]);
  });

  it('is over with the fault, and the process comes back', () => {
    const record = leaking({ time: ms(99) }, [], 110);
    expect(log(record, 'out-of-memory')).toEqual(['99 out-of-memory']);
    expect(record.sources[0]!.ok).toBeGreaterThan(90);
  });
});

describe('a query of death', () => {
  const poisoned = (effect: { requests?: number; keys?: number; key?: number }, policies = [retry({ attempts: 3 })]) =>
    run({
      duration: 950,
      services: [service({ work: 5, replicas: 3, concurrency: 9 })],
      traffic: [traffic({ to: 'api', everyMs: 100, keys: { count: 2, exponent: 0 }, policies })],
      faults: [fault({ effect: { ...poison, ...effect }, on: ['api'] })],
    });

  it('kills who serves it, and with every retry another one', () => {
    const once = poisoned({ requests: 1 }, []);
    const thrice = poisoned({ requests: 1 });
    expect(figureOf(once, 'poisonings')).toBe(9);
    expect(figureOf(thrice, 'poisonings')).toBe(27);
    expect(causes(once.sources[0]!.causes)).toEqual({ 'connection-lost': 9 });
  });

  it('is a request, not an attempt: half of them kill whatever they try', () => {
    const record = poisoned({ requests: 0.5 });
    const deaths = figureOf(record, 'poisonings')!;
    expect(deaths % 3).toBe(0);
    expect(deaths).toBeGreaterThan(0);
    expect(record.sources[0]!.failed).toBe(deaths / 3);
  });

  it('may be all that is about one key', () => {
    const record = poisoned({ key: 1 });
    expect(record.sources[0]!.failed).toBe(figureOf(record, 'poisonings')! / 3);
    expect(record.sources[0]!.ok).toBeGreaterThan(0);
    expect(record.sources[0]!.failed).toBeGreaterThan(0);
  });
});

describe('a restart', () => {
  const restarted = (stagger: number) =>
    run({
      services: [service({ work: 1, replicas: 3, concurrency: 9 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
      faults: [
        fault({
          effect: { kind: 'restart', stagger: ms(stagger), downtime: ms(30) },
          from: 100.5,
          until: 400.5,
          on: ['api'],
        }),
      ],
    }).services[0]!.windows.up;

  it('stops all replicas at once', () => {
    const up = restarted(0);
    expect([up[99], up[105], up[129], up[135]]).toEqual([3, 0, 0, 3]);
  });

  it('or one after the other', () => {
    const up = restarted(50);
    expect([up[99], up[105], up[135], up[155], up[185], up[205], up[235]]).toEqual([3, 2, 3, 2, 3, 2, 3]);
  });
});
