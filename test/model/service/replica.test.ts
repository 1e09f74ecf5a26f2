import { describe, expect, it } from 'vitest';
import { causes, edge, endings, fault, ms, run, service, timeout, traffic } from '../../support/world.ts';

/** Requests at these times to one service with 20 ms of work. */
function served(at: readonly number[], draft: Parameters<typeof service>[0] = {}) {
  const record = run({
    duration: 500,
    services: [service({ work: 20, ...draft })],
    traffic: [traffic({ to: 'api', at })],
  });
  return { ends: endings(record.sources[0]!), record };
}

describe('a replica', () => {
  it('serves one request per slot and lets the others wait', () => {
    expect(served([10.5, 11.5, 12.5, 13.5], { concurrency: 2 }).ends).toEqual(['30 ok', '31 ok', '50 ok', '51 ok']);
  });

  it('serves everybody at once without a limit of concurrency', () => {
    expect(served([10.5, 11.5, 12.5], { concurrency: Infinity }).ends).toEqual(['30 ok', '31 ok', '32 ok']);
  });

  it('refuses whom its queue cannot hold', () => {
    const { ends, record } = served([10.5, 11.5, 12.5], { queue: { capacity: 1 } });
    expect(ends).toEqual(['12 failed', '30 ok', '50 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'queue-full': 1 });
    expect(causes(record.services[0]!.refused)).toEqual({ 'queue-full': 1 });
  });

  it('sheds who has waited too long, just then', () => {
    const { ends, record } = served([10.5, 11.5, 29.5], { queue: { maxWait: ms(15) } });
    expect(ends).toEqual(['26 failed', '30 ok', '50 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'load-shed': 1 });
  });

  it('serves the last to come first when told so', () => {
    const { record } = served([10.5, 11.5, 12.5], { queue: { discipline: 'lifo' } });
    // Sojourns: 20 for the first, 38 for the last, 59 for the one between; first come, first served would give 39 and 58.
    expect(record.sources[0]!.latency.max).toBe(ms(59));
  });

  it('serves the more important first, and in order among equals', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 20, queue: { discipline: 'priority' } })],
      traffic: [
        traffic({ name: 'free', to: 'api', at: [10.5, 11.5, 12.5], priority: 1 }),
        traffic({ name: 'paying', to: 'api', at: [13.5, 14.5], priority: 5 }),
        traffic({ name: 'unmarked', to: 'api', at: [10.9] }),
      ],
    });
    expect(record.sources.map(endings)).toEqual([['30 ok', '90 ok', '110 ok'], ['50 ok', '70 ok'], ['130 ok']]);
    expect(record.sources[1]!.latency.max).toBe(ms(56));
  });

  it('measures waits, sojourns, levels and work as they were', () => {
    const { record } = served([10.5, 11.5]);
    const { waiting, sojourn, inService, queueLength, arrivals, completions, usefulWork } = record.services[0]!;
    expect([waiting.sum, sojourn.sum, usefulWork]).toEqual([ms(19), ms(20 + 39), ms(40)]);
    expect([arrivals, completions]).toEqual([2, 2]);
    expect(inService).toBeCloseTo(40 / 500, 12);
    expect(queueLength).toBeCloseTo(19 / 500, 12);
  });

  it('works in shares around its calls', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', work: 20, flow: [0.25, ['back'], 0.75], edges: [edge({ to: 'back', latency: 2 })] }),
        service({ name: 'back', work: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5], latency: 3 })],
    });
    // 3 + 5 + (2 + 10 + 2) + 15 + 3
    expect(record.sources[0]!.latency.sum).toBe(ms(40));
    expect(record.services[0]!.sojourn.sum).toBe(ms(34));
  });
});

describe('blocking threads', () => {
  const chain = (threading: 'blocking' | 'async') =>
    run({
      duration: 1000,
      services: [
        service({ name: 'web', concurrency: 2, threading, edges: [edge({ to: 'app' })] }),
        service({ name: 'app', concurrency: 2, threading, edges: [edge({ to: 'db' })] }),
        service({ name: 'db', work: 100, concurrency: 2 }),
        service({ name: 'static', work: 1 }),
      ],
      traffic: [traffic({ to: 'web', at: [10.5, 11.5, 12.5, 13.5, 14.5] })],
    });

  it('are held while a dependency is awaited, so that exhaustion climbs the call tree', () => {
    const record = chain('blocking');
    const [web, app, db] = record.services;
    // The queue is where nobody looks for it: before the web tier, not before the slow database.
    expect(web!.windows.queueLength[50]).toBe(3);
    expect(app!.windows.queueLength[50]).toBe(0);
    expect(db!.windows.queueLength[50]).toBe(0);
    expect(web!.windows.inService[50]).toBe(2);
    expect(endings(record.sources[0]!)).toEqual(['110 ok', '111 ok', '210 ok', '211 ok', '310 ok']);
  });

  it('are not when they are asynchronous: the queue is where the work is slow', () => {
    const record = chain('async');
    const [web, app, db] = record.services;
    expect(web!.windows.queueLength[50]).toBe(0);
    expect(web!.windows.inService[50]).toBe(0);
    expect(app!.windows.queueLength[50]).toBe(0);
    expect(db!.windows.queueLength[50]).toBe(3);
    expect(endings(record.sources[0]!)).toEqual(['110 ok', '111 ok', '210 ok', '211 ok', '310 ok']);
  });

  it('have an asynchronous caller queue for its slot again, ahead of newcomers', () => {
    const record = run({
      duration: 300,
      services: [
        service({
          name: 'front',
          threading: 'async',
          work: 40,
          flow: [0.5, ['back'], 0.5],
          edges: [edge({ to: 'back' })],
        }),
        service({ name: 'back', work: 5 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 11.5, 12.5] })],
    });
    // First: 10.5-30.5, away until 35.5; second: 30.5-50.5, then the first again 50.5-70.5, then the second (back since
    // 55.5) 70.5-90.5, the third 90.5-110.5 and 115.5-135.5.
    expect(endings(record.sources[0]!)).toEqual(['70 ok', '90 ok', '135 ok']);
  });
});

describe('a group of parallel calls', () => {
  const group = (draft: { errors?: number; optional?: boolean }) =>
    run({
      duration: 200,
      services: [
        service({
          name: 'front',
          flow: [['quick', 'slow']],
          edges: [edge({ to: 'quick', optional: draft.optional ?? false }), edge({ to: 'slow' })],
        }),
        service({ name: 'quick', work: 10, errors: draft.errors ?? 0 }),
        service({ name: 'slow', work: 50 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });

  it('takes as long as its slowest call', () => {
    expect(endings(group({}).sources[0]!)).toEqual(['60 ok']);
  });

  it('fails as soon as one required call fails, and what the others do is wasted', () => {
    const record = group({ errors: 1 });
    expect(endings(record.sources[0]!)).toEqual(['20 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'dependency-failed': 1 });
    expect(causes(record.sources[0]!.rootCauses)).toEqual({ error: 1 });
    expect(record.sources[0]!.wastedWork).toBe(ms(60));
  });

  it('fails once, with its first cause, when stopping its calls makes way for another that fails at once', () => {
    const record = run({
      duration: 200,
      services: [
        service({
          name: 'front',
          flow: [['a', 'b', 'bad']],
          edges: ['a', 'b', 'bad'].map(to => edge({ to, cancellation: true })),
        }),
        service({ name: 'a', work: 1, edges: [edge({ to: 'store', cancellation: true })] }),
        service({ name: 'b', work: 0, edges: [edge({ to: 'store', cancellation: true })] }),
        service({ name: 'bad', work: 5, errors: 1 }),
        service({ name: 'store', edges: [edge({ to: 'sink' })] }),
        service({ name: 'sink', work: 50, queue: { capacity: 0 } }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 100.5] })],
    });
    // At 15.5 the store works for b and a waits for it; stopping b lets a in, which finds the sink full.
    expect(endings(record.sources[0]!)).toEqual(['15 failed', '105 failed']);
    expect(causes(record.sources[0]!.rootCauses)).toEqual({ error: 2 });
  });

  it('is degraded by an optional call that fails', () => {
    const record = group({ errors: 1, optional: true });
    expect(endings(record.sources[0]!)).toEqual(['60 degraded']);
    expect(record.sources[0]!.usefulWork).toBe(ms(50));
    expect(record.sources[0]!.wastedWork).toBe(ms(10));
  });

  it('keeps the retries of its calls apart', () => {
    // Both calls fail at the same replica of state; were their tries counted in one place, one would be cut short.
    const record = run({
      duration: 200,
      services: [
        service({
          name: 'front',
          concurrency: 9,
          flow: [['back', 'back', 'back']],
          edges: [edge({ to: 'back', optional: true, policies: [timeout(5)] })],
        }),
        service({ name: 'back', work: 1, errors: 1, concurrency: 9 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });
    expect(record.edges[0]!.calls).toBe(3);
    expect(endings(record.sources[0]!)).toEqual(['11 degraded']);
  });

  it('makes a call with its probability', () => {
    const record = run({
      duration: 10_000,
      window: 1000,
      services: [
        service({ name: 'front', concurrency: 9, edges: [edge({ to: 'back', probability: 0.3 })] }),
        service({ name: 'back', work: 1, concurrency: 9 }),
      ],
      traffic: [traffic({ to: 'front', everyMs: 5 })],
    });
    // Four standard deviations of a count among 2000 with chance 0.3 are 82.
    expect(Math.abs(record.services[1]!.arrivals - 600)).toBeLessThan(82);
  });
});

describe('the cause of a failure', () => {
  it('is dependency-failed above a required call, with the root kept beside it all the way up', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'web', edges: [edge({ to: 'app' })] }),
        service({ name: 'app', edges: [edge({ to: 'db', policies: [timeout(20)] })] }),
        service({ name: 'db', work: 100 }),
      ],
      traffic: [traffic({ to: 'web', at: [10.5] })],
    });
    expect(causes(record.sources[0]!.causes)).toEqual({ 'dependency-failed': 1 });
    expect(causes(record.sources[0]!.rootCauses)).toEqual({ timeout: 1 });
    expect(record.edges.map(({ name, causes: counts }) => [name, causes(counts)])).toEqual([
      ['web->app', { 'dependency-failed': 1 }],
      ['app->db', { timeout: 1 }],
      ['users->web', { 'dependency-failed': 1 }],
    ]);
  });

  it('is passed on as it is by a load balancer', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'balancer', kind: 'load-balancer', concurrency: Infinity, edges: [edge({ to: 'app' })] }),
        service({ name: 'app', work: 1 }),
      ],
      traffic: [traffic({ to: 'balancer', at: [10.5, 50.5] })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['app'], until: 30 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['10 failed', '51 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 1 });
  });
});
