import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../src/model/plan.ts';
import {
  causes,
  crash,
  edge,
  endings,
  fault,
  hang,
  log,
  ms,
  partition,
  retry,
  run,
  service,
  silent,
  timeout,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

/** One service of 20 ms of work and one slot, requests at the given times, struck from 30 to 60 ms. */
function struck(
  effect: FaultEffect,
  at: readonly number[],
  more: Partial<WorldDraft['services'][0]> = {},
  limit = 1000,
) {
  return run({
    duration: 500,
    services: [service({ work: 20, ...more })],
    traffic: [traffic({ to: 'api', at, policies: [timeout(limit)] })],
    faults: [fault({ effect, on: ['api'], from: 30, until: 60 })],
  });
}

describe('a crash', () => {
  it('loses what is in service and in the queue, and refuses until it is repaired', () => {
    const record = struck(crash, [20.5, 25.5, 26.5, 45.5, 70.5]);
    expect(endings(record.sources[0]!)).toEqual(['30 failed', '30 failed', '30 failed', '45 failed', '90 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-lost': 3, 'connection-refused': 1 });
    expect(record.sources[0]!.wastedWork).toBe(ms(9.5));
    expect(record.faults[0]!.episodes).toEqual([{ start: ms(30), end: ms(60) }]);
    expect(log(record)).toEqual(['30 fault-start', '60 fault-end']);
  });

  it('is over only when the process has started up again', () => {
    const record = struck(crash, [65.5, 85.5, 95.5], { startup: 30 });
    expect(endings(record.sources[0]!)).toEqual(['65 failed', '85 failed', '115 ok']);
    expect(record.services[0]!.windows.up.slice(28, 32)).toEqual(Float64Array.of(1, 1, 0, 0));
    expect(record.services[0]!.windows.up.slice(88, 92)).toEqual(Float64Array.of(0, 0, 1, 1));
  });

  it('starts the start-up anew when it strikes again meanwhile', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 1, startup: 30 })],
      traffic: [traffic({ to: 'api', at: [95.5, 105.5] })],
      faults: [
        fault({ name: 'one', effect: crash, on: ['api'], from: 30, until: 60 }),
        fault({ name: 'two', effect: crash, on: ['api'], from: 65, until: 70 }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['95 failed', '106 ok']);
  });

  it('lasts until the last of its causes is gone', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', at: [55.5, 75.5] })],
      faults: [
        fault({ name: 'one', effect: crash, on: ['api'], from: 30, until: 50 }),
        fault({ name: 'two', effect: silent, on: ['api'], from: 40, until: 70 }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['76 ok']);
  });

  it('of a silent kind is found out by timeout only', () => {
    const record = struck(silent, [20.5, 45.5, 70.5], {}, 35);
    expect(endings(record.sources[0]!)).toEqual(['55 failed', '80 failed', '90 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ unreachable: 2 });
  });

  it('of a silent kind leaves a caller without a timeout to the patience of its operating system', () => {
    const record = run({
      duration: 130_000,
      window: 1000,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', at: [1000.5] })],
      faults: [fault({ effect: silent, on: ['api'] })],
    });
    expect(record.sources[0]!.latencyAll.max).toBe(127e9);
    expect(causes(record.sources[0]!.causes)).toEqual({ unreachable: 1 });
  });

  it('stops the work done for the dead further down only where calls are cancelled', () => {
    const below = (cancellation: boolean) =>
      run({
        duration: 200,
        services: [
          service({ name: 'front', edges: [edge({ to: 'back', cancellation })] }),
          service({ name: 'back', work: 50 }),
        ],
        traffic: [traffic({ to: 'front', at: [10.5] })],
        faults: [fault({ effect: crash, on: ['front'], from: 30.5, until: 40 })],
      });
    expect(below(false).services[1]!.wastedWork).toBe(ms(50));
    expect(below(true).services[1]!.wastedWork).toBe(ms(20));
  });

  it('of both parts of a parallel group with cancellation fails the request once', () => {
    const record = run({
      duration: 200,
      services: [
        service({
          name: 'front',
          concurrency: 9,
          edges: [edge({ to: 'back', cancellation: true })],
          flow: [['back', 'back']],
        }),
        service({ name: 'back', work: 50 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 11.5, 60.5] })],
      faults: [fault({ effect: crash, on: ['back'], from: 20, until: 30 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['20 failed', '20 failed', '160 ok']);
    expect(causes(record.sources[0]!.rootCauses)).toEqual({ 'connection-lost': 2 });
  });

  it('of a replica that works for itself further down loses each request once', () => {
    const record = run({
      duration: 300,
      services: [
        service({ name: 'a', concurrency: 3, edges: [edge({ to: 'b', cancellation: true, probability: 0.7 })] }),
        service({ name: 'b', work: 5, concurrency: 9, edges: [edge({ to: 'a', cancellation: true })] }),
      ],
      traffic: [traffic({ to: 'a', everyMs: 3, policies: [timeout(40)], cancellation: true })],
      faults: [fault({ effect: crash, on: ['a'], from: 21, until: 30, every: 40 })],
    });
    expect(record.sources[0]!.offered).toBe(99 + 1);
    expect(record.sources[0]!.failed).toBeGreaterThan(20);
  });
});

describe('a hang', () => {
  it('answers nobody, keeps everybody, and goes on where it stopped when it thaws', () => {
    const record = struck(hang, [20.5, 35.5, 45.5]);
    // The first has 10.5 ms to go at 30; it ends at 70.5, the others follow.
    expect(endings(record.sources[0]!)).toEqual(['70 ok', '90 ok', '110 ok']);
    expect(record.sources[0]!.usefulWork).toBe(ms(60));
  });

  it('looks like a timeout to its callers, and the work is still done afterwards', () => {
    const record = struck(hang, [20.5, 35.5], {}, 15);
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 2 });
    expect(record.sources[0]!.wastedWork).toBe(ms(40));
  });

  it('turns nobody away in words: not for a full queue, a long wait or a rate', () => {
    const record = struck(hang, [31.5, 32.5, 33.5, 34.5], { queue: { capacity: 1, maxWait: ms(10) } }, 200);
    expect(endings(record.sources[0]!)).toEqual(['80 ok', '232 failed', '233 failed', '234 failed']);
  });

  it('counts the work it had done as wasted when it crashes', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 50 })],
      traffic: [traffic({ to: 'api', at: [10.5] })],
      faults: [
        fault({ effect: hang, on: ['api'], from: 30.5, until: 90 }),
        fault({ effect: crash, on: ['api'], from: 60, until: 70 }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['60 failed']);
    expect(record.sources[0]!.wastedWork).toBe(ms(20));
  });

  it('that thaws into a cancelled parallel group resumes nothing of it', () => {
    const record = run({
      duration: 300,
      services: [
        service({
          name: 'front',
          concurrency: 9,
          edges: [edge({ to: 'back', cancellation: true })],
          flow: [['back', 'back']],
        }),
        service({ name: 'back', edges: [edge({ to: 'deep' })], concurrency: 9 }),
        service({ name: 'deep', work: 5, concurrency: 9, errors: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 11.5, 80.5] })],
      faults: [fault({ effect: hang, on: ['back'], from: 12, until: 50 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['50 failed', '50 failed', '85 failed']);
  });

  it('lets a caller that hangs hear of its dependency only when it thaws', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'back' })], flow: [['back'], 1], work: 10 }),
        service({ name: 'back', work: 20 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
      faults: [fault({ effect: hang, on: ['front'], from: 20, until: 60 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['70 ok']);
  });
});

describe('a slow replica', () => {
  it('takes a multiple of the time, and something more, for what it starts meanwhile', () => {
    const record = struck({ kind: 'slow', factor: 2, added: ms(5) }, [20.5, 35.5, 120.5]);
    // The first started before; the second takes 45 ms from 40.5.
    expect(endings(record.sources[0]!)).toEqual(['40 ok', '85 ok', '140 ok']);
  });

  it('is as fast as ever when overlapping slow-downs are over', () => {
    const record = run({
      duration: 300,
      services: [service({ work: 10 })],
      traffic: [traffic({ to: 'api', at: [15.5, 100.5] })],
      faults: [
        fault({ name: 'one', effect: { kind: 'slow', factor: 1.1, added: 0 }, on: ['api'], from: 1, until: 20 }),
        fault({ name: 'two', effect: { kind: 'slow', factor: 3, added: 7 }, on: ['api'], from: 2, until: 30 }),
      ],
    });
    const { latency } = record.sources[0]!;
    expect(latency.min).toBe(ms(10));
    expect(latency.max).toBe(ms(33) + 7);
  });

  it('or a slow link: each message takes longer', () => {
    const record = run({
      duration: 300,
      services: [service({ work: 10 })],
      traffic: [traffic({ to: 'api', at: [10.5, 40.5, 100.5], latency: 2 })],
      faults: [fault({ effect: { kind: 'slow', factor: 3, added: ms(1) }, on: ['users->api'], from: 30, until: 90 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['24 ok', '64 ok', '114 ok']);
  });
});

describe('an error fault', () => {
  it('fails its share of the requests, after their work', () => {
    const record = run({
      duration: 20_000,
      window: 1000,
      services: [service({ work: 1, concurrency: 10 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
      faults: [fault({ effect: { kind: 'errors', share: 0.3 }, on: ['api'] })],
    });
    const { failed, offered } = record.sources[0]!;
    // Four standard deviations of a count among 2000 with chance 0.3 are 82.
    expect(Math.abs(failed - 0.3 * offered)).toBeLessThan(82);
    expect(record.sources[0]!.latencyAll.min).toBe(ms(1));
  });

  it('does the work up to the first call and not the call', () => {
    const record = run({
      duration: 100,
      services: [
        service({ name: 'front', work: 10, errors: 1, flow: [0.5, ['back'], 0.5], edges: [edge({ to: 'back' })] }),
        service({ name: 'back', work: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
    });
    expect(endings(record.sources[0]!)).toEqual(['15 failed']);
    expect(record.services[1]!.arrivals).toBe(0);
  });

  it('fails everything with a share of 1: a total outage can be said', () => {
    const record = struck({ kind: 'errors', share: 1 }, [30.5, 55.5, 90.5]);
    expect(endings(record.sources[0]!)).toEqual(['50 failed', '75 failed', '110 ok']);
  });
});

describe('a partition', () => {
  it('of a replica loses the messages to it and its answers, and the work is wasted', () => {
    const record = struck(partition, [20.5, 45.5, 70.5], {}, 30);
    // The first is served, but its answer is lost at 40.5; the second never arrives.
    expect(endings(record.sources[0]!)).toEqual(['50 failed', '75 failed', '90 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ unreachable: 2 });
    expect(record.services[0]!.arrivals).toBe(2);
    expect(record.sources[0]!.wastedWork).toBe(ms(20));
  });

  it('of a link cuts only that link', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 1 })],
      traffic: [
        traffic({ name: 'one', to: 'api', at: [40.5, 70.5], policies: [timeout(10)] }),
        traffic({ name: 'two', to: 'api', at: [45.5], policies: [timeout(10)] }),
      ],
      faults: [fault({ effect: partition, on: ['one->api'], from: 30, until: 60 })],
    });
    expect(endings(record.sources[0]!)).toEqual(['50 failed', '71 ok']);
    expect(endings(record.sources[1]!)).toEqual(['46 ok']);
  });

  const island = (apart: boolean) =>
    run({
      duration: 200,
      services: [
        service({ name: 'front', work: 10, edges: [edge({ to: 'back', policies: [timeout(10)] })] }),
        service({ name: 'back', work: 1 }),
      ],
      traffic: [traffic({ to: 'front', at: [20.5] })],
      faults: [fault({ effect: partition, on: ['front', 'back'], from: 25, until: 41, apart })],
    });

  it('leaves those cut off together in touch with each other', () => {
    expect(causes(island(false).edges[0]!.causes)).toEqual({});
  });

  it('leaves those cut off apart alone', () => {
    expect(causes(island(true).edges[0]!.causes)).toEqual({ unreachable: 1 });
  });

  it('cuts the replica it strikes and no other, also when the replicas share their clients', () => {
    for (const which of [0, 1]) {
      const record = run({
        duration: 200,
        services: [
          service({
            name: 'front',
            replicas: 2,
            work: 10,
            edges: [edge({ to: 'back', scope: 'service', policies: [timeout(10)] })],
          }),
          service({ name: 'back', work: 1 }),
        ],
        traffic: [traffic({ to: 'front', at: [10.5, 12.5] })],
        faults: [fault({ effect: partition, on: [`front[${which}]`], from: 15, until: 28 })],
      });
      expect(endings(record.sources[0]!)).toEqual(which === 0 ? ['23 ok', '30 failed'] : ['21 ok', '32 failed']);
    }
  });
});

describe('packet loss', () => {
  it('loses requests and answers with the same chance', () => {
    const record = run({
      duration: 40_000,
      window: 1000,
      services: [service({ work: 0 })],
      traffic: [traffic({ to: 'api', everyMs: 10, loss: 0.2, policies: [timeout(5)] })],
    });
    const { offered, failed } = record.sources[0]!;
    // 36 % of 4000, and 20 % of 4000 never arrived: within four standard deviations.
    expect(Math.abs(failed - 0.36 * offered)).toBeLessThan(122);
    expect(Math.abs(offered - record.services[0]!.arrivals - 0.2 * offered)).toBeLessThan(102);
    expect(causes(record.sources[0]!.causes)).toEqual({ unreachable: failed });
  });

  it('as a fault comes on top and goes away again', () => {
    const record = run({
      duration: 300,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', everyMs: 10, policies: [timeout(5)] })],
      faults: [fault({ effect: { kind: 'loss', share: 1 }, on: ['users->api'], from: 95, until: 205 })],
    });
    expect(record.sources[0]!.failed).toBe(11);
  });

  it('gives each attempt its own luck', () => {
    const record = run({
      duration: 10_000,
      window: 1000,
      services: [service({ work: 0 })],
      traffic: [traffic({ to: 'api', everyMs: 10, loss: 0.2, policies: [retry({ attempts: 20 }), timeout(5)] })],
    });
    expect(record.sources[0]!.failed).toBe(0);
  });
});

describe('a loss of capacity', () => {
  it('takes its share of the slots, but nobody out of service', () => {
    const record = struck({ kind: 'capacity', share: 0.5 }, [20.5, 21.5, 31.5, 32.5], { concurrency: 2 });
    // Two in service keep their slots; only one of them is given on at 40.5 and 41.5 until 60.
    expect(endings(record.sources[0]!)).toEqual(['40 ok', '41 ok', '61 ok', '80 ok']);
  });

  it('of everything stops the service until it is over', () => {
    const record = struck({ kind: 'capacity', share: 1 }, [35.5, 45.5]);
    expect(endings(record.sources[0]!)).toEqual(['80 ok', '100 ok']);
  });
});

describe('a surge', () => {
  const surging = (factor: number, source: Parameters<typeof traffic>[0]) =>
    run({
      duration: 399.5,
      window: 100,
      services: [service({ work: 0 })],
      traffic: [traffic(source)],
      faults: [fault({ effect: { kind: 'surge', factor }, on: ['users'], from: 99.9, until: 199.9 })],
    }).sources[0]!.windows.offered;

  it.each([
    [3, [10, 30, 10, 10]],
    [0.5, [10, 5, 10, 10]],
    [0, [10, 0, 10, 10]],
  ])('by %d of open traffic multiplies its rate while it lasts', (factor, offered) => {
    const found = surging(factor, { to: 'api', everyMs: 10 });
    found.forEach((count, window) => {
      expect(Math.abs(count - offered[window]!), `window ${window}`).toBeLessThanOrEqual(1);
    });
  });

  it.each([
    [3, [70, 210, 70, 70]],
    [0.5, [70, 40, 70, 70]],
    [0, [70, 0, 70, 70]],
  ])('by %d of a closed loop multiplies its users while it lasts', (factor, offered) => {
    const found = surging(factor, { to: 'api', users: { count: 7, thinkTime: 10 } });
    found.forEach((count, window) => {
      expect(Math.abs(count - offered[window]!), `window ${window}`).toBeLessThanOrEqual(21);
    });
    // One user more or less would make ten.
    expect(Math.abs(found[3]! - offered[3]!)).toBeLessThanOrEqual(7);
  });

  it('does not change the luck of the requests: the same come, only sooner', () => {
    const count = (factor: number) =>
      run({
        duration: 10_000,
        window: 1000,
        services: [service({ work: 0 })],
        traffic: [traffic({ to: 'api', perSecond: 100 })],
        faults: [fault({ effect: { kind: 'surge', factor }, on: ['users'], from: 0 })],
      }).sources[0]!.windows.offered;
    const single = count(1).reduce((sum, n) => sum + n, 0);
    const double = count(2)
      .subarray(0, 5)
      .reduce((sum, n) => sum + n, 0);
    expect(Math.abs(double - single)).toBeLessThanOrEqual(1);
  });
});

describe('a fault schedule', () => {
  it('repeats from start to start', () => {
    const record = run({
      duration: 100,
      services: [service({})],
      traffic: [traffic({ to: 'api', at: [] })],
      faults: [fault({ effect: hang, on: ['api'], from: 10, until: 15, every: 40 })],
    });
    expect(record.faults[0]!.episodes).toEqual([
      { start: ms(10), end: ms(15) },
      { start: ms(50), end: ms(55) },
      { start: ms(90), end: ms(95) },
    ]);
  });

  it('says of a fault that outlasts the run that it has no end', () => {
    const record = run({
      duration: 100,
      services: [service({})],
      traffic: [traffic({ to: 'api', at: [] })],
      faults: [fault({ effect: hang, on: ['api'], from: 10 })],
    });
    expect(record.faults[0]!.episodes).toEqual([{ start: ms(10), end: Infinity }]);
  });

  it('names what it struck', () => {
    const { log: entries } = run({
      duration: 100,
      services: [service({ replicas: 3 })],
      traffic: [traffic({ to: 'api', at: [] })],
      faults: [
        fault({ name: 'a', effect: crash, on: ['api[1]'], from: 10 }),
        fault({ name: 'b', effect: crash, on: ['api[0]', 'api[2]'], from: 20 }),
        fault({ name: 'c', effect: crash, on: ['api'], from: 30 }),
        fault({ name: 'd', effect: partition, on: ['users->api'], from: 40 }),
      ],
    });
    expect(entries.map(({ text }) => text)).toEqual([
      'api[1] crashes',
      '2 of 3 replicas of api crash',
      'api crashes',
      'users->api is cut off',
    ]);
  });

  it('says of several what is said of several', () => {
    const { log: entries } = run({
      duration: 100,
      services: [service({ edges: [{ to: 'db' }] }), service({ name: 'db' })],
      traffic: [traffic({ to: 'api', at: [] })],
      faults: [fault({ name: 'a', effect: { kind: 'crash', silent: true }, on: ['api', 'db'], from: 10 })],
    });
    expect(entries.map(({ text }) => text)).toEqual(['api and db are gone, silently']);
  });
});
