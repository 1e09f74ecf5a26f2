import { describe, expect, it } from 'vitest';
import type { PolicyPlan } from '../../../src/model/plan.ts';
import {
  bulkhead,
  calling,
  causes,
  crash,
  edge,
  endings,
  exponential,
  fallback,
  fault,
  figureOf,
  hedge,
  ms,
  retry,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

/** Two replicas of which the first is five times slower: 10 ms of work, 50 ms there. */
const slowFirst = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api[0]'] });

const hedged = (policies: readonly PolicyPlan[], at: readonly number[] = [10.5], faults = [slowFirst]) =>
  calling({ work: 10, replicas: 2, concurrency: 4 }, { at, policies }, { duration: 400, faults });

describe('a hedge', () => {
  it('asks another replica when the answer is late, and takes the first answer', () => {
    const record = hedged([hedge(20)]);
    // To the slow one at 10.5, a copy to the other at 30.5.
    expect(endings(record.sources[0]!)).toEqual(['40 ok']);
    expect(record.sources[0]!.attempts).toBe(2);
    expect(record.sources[0]!.firstTries).toBe(1);
    expect(record.edges[0]!.calls).toBe(1);
    // The loser is worked on to its end, for nothing.
    expect(record.services[0]!.completions).toBe(2);
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(10), wastedWork: ms(50) });
  });

  it('stops the loser when it cancels', () => {
    const record = hedged([hedge(20, { cancel: true })]);
    expect(endings(record.sources[0]!)).toEqual(['40 ok']);
    expect(record.services[0]!.completions).toBe(1);
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(10), wastedWork: ms(30) });
  });

  it('sends no copy when the answer comes in time', () => {
    const record = hedged([hedge(20)], [10.5, 100.5], []);
    expect(endings(record.sources[0]!)).toEqual(['20 ok', '110 ok']);
    expect(record.sources[0]!.attempts).toBe(2);
  });

  it('sends as many copies as it may, one delay after the other', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'] });
    const record = hedged([hedge(10, { max: 3 })], [10.5], [slow]);
    expect(record.sources[0]!.attempts).toBe(4);
    expect(endings(record.sources[0]!)).toEqual(['60 ok']);
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(50), wastedWork: ms(150) });
  });

  /** A fast replica among slow ones that is asked by the first of two copies, sent 8 and 16 ms after the call. */
  const secondFast = (cancel: boolean) =>
    calling(
      { work: 10, replicas: 3, concurrency: 4 },
      { at: [10.5], policies: [hedge(8, { max: 2, cancel })] },
      { duration: 400, faults: [fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api[0]', 'api[2]'] })] },
    );

  it('lets go of the copies before and after the one that wins', () => {
    // 10.5 to 60.5, 18.5 to 28.5, 26.5 to 76.5.
    const [kept, stopped] = [secondFast(false), secondFast(true)];
    for (const record of [kept, stopped]) {
      expect(endings(record.sources[0]!)).toEqual(['28 ok']);
      expect(figureOf(record, 'users', 'hedges')).toBe(2);
      expect(figureOf(record, 'users', 'hedgesWon')).toBe(1);
    }
    expect(kept.sources[0]).toMatchObject({ usefulWork: ms(10), wastedWork: ms(100) });
    expect(stopped.sources[0]).toMatchObject({ usefulWork: ms(10), wastedWork: ms(18 + 2) });
  });

  it('goes on without a copy that has failed', () => {
    const record = calling(
      { work: 10, replicas: 3, concurrency: 4 },
      { at: [10.5], policies: [hedge(8, { max: 2, cancel: true })] },
      {
        duration: 400,
        faults: [
          fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api[0]', 'api[2]'] }),
          fault({ name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api[1]'] }),
        ],
      },
    );
    expect(endings(record.sources[0]!)).toEqual(['60 ok']);
    expect(figureOf(record, 'users', 'hedgesWon')).toBe(0);
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(50), wastedWork: ms(10 + 34) });
  });

  it('may send its copies at once', () => {
    const record = hedged([hedge(0)]);
    expect(endings(record.sources[0]!)).toEqual(['20 ok']);
    expect(record.sources[0]!.attempts).toBe(2);
  });

  it('sends no more copies per call than its budget', () => {
    const at = Array.from({ length: 10 }, (_, i) => 10.5 + 60 * i);
    const slow = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'] });
    const record = calling(
      { work: 10, replicas: 2, concurrency: 4 },
      { at, policies: [hedge(20, { budget: 0.2 })] },
      { duration: 1000, faults: [slow] },
    );
    expect(record.sources[0]!.attempts).toBe(12);
  });

  it('waits for the copy when the first attempt fails, and fails when all have', () => {
    const refusing = fault({ effect: { kind: 'errors', share: 1 }, on: ['api'] });
    const failing = hedged([hedge(5)], [10.5], [refusing]);
    // An error at 20.5 and one at 25.5.
    expect(endings(failing.sources[0]!)).toEqual(['25 failed']);
    const half = hedged([hedge(5)], [10.5], [fault({ effect: { kind: 'errors', share: 1 }, on: ['api[0]'] })]);
    expect(endings(half.sources[0]!)).toEqual(['25 ok']);
  });

  it('fails at once, without a copy, when the first attempt fails before the delay', () => {
    const record = hedged([hedge(30)], [10.5], [fault({ effect: { kind: 'errors', share: 1 }, on: ['api'] })]);
    expect(endings(record.sources[0]!)).toEqual(['20 failed']);
    expect(record.sources[0]!.attempts).toBe(1);
  });

  it('lies within retries and around the timeout of each attempt', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'] });
    const record = hedged([retry({ attempts: 2 }), hedge(20), timeout(30)], [10.5], [slow]);
    // 10.5 times out at 40.5, its copy of 30.5 at 60.5; the retry of 60.5 likewise, at 110.5.
    expect(endings(record.sources[0]!)).toEqual(['110 failed']);
    expect(record.sources[0]!.attempts).toBe(4);
    expect(causes(record.sources[0]!.causes)).toEqual({ timeout: 1 });
  });

  it('lets everything go when its caller gives up, dies or falls back', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'] });
    const given = hedged([fallback(), totalTimeout(25), hedge(20)], [10.5], [slow]);
    expect(endings(given.sources[0]!)).toEqual(['35 degraded']);
    const nested = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'api', policies: [hedge(5, { cancel: true })] })] }),
        service({ work: 30, replicas: 2 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5, 100.5] })],
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['front'], from: 20, until: 25 })],
    });
    expect(endings(nested.sources[0]!)).toEqual(['20 failed', '130 ok']);
    expect(nested.services[1]!.completions).toBe(3);
  });

  it('hands what the copy did further down to the call it is a copy of', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'api', policies: [hedge(20, { cancel: true })] })] }),
        service({ work: 10, replicas: 2, edges: [edge({ to: 'back' })] }),
        service({ name: 'back', work: 3 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
      faults: [slowFirst],
    });
    expect(endings(record.sources[0]!)).toEqual(['43 ok']);
    expect(record.sources[0]).toMatchObject({ usefulWork: ms(13), wastedWork: ms(33) });
  });

  it('after a percentile waits for twenty calls before it believes in one', () => {
    const record = calling(
      { work: { kind: 'uniform', low: ms(9), high: ms(11) }, replicas: 2, concurrency: 10 },
      { at: Array.from({ length: 30 }, (_, i) => 10.5 + 100 * i), policies: [hedge({ percentile: 0.95 })] },
      { duration: 4000, faults: [fault({ ...slowFirst, from: 1900 })] },
    );
    // Twenty calls of 9 to 11 ms, to 1910.5. Each of the ten after them goes to the slow replica and its copy to the
    // other one, so that in turn it is the slow one's turn again.
    expect(record.sources[0]!.attempts).toBe(40);
    expect(record.sources[0]!.latency.max).toBeGreaterThan(ms(19));
    expect(record.sources[0]!.latency.max).toBeLessThan(ms(22));
  });

  /** Every 100 ms from 50 ms on, work of 10 ms; slower, on all replicas, for a time. */
  const paced = (count: number, slow: readonly (readonly [from: number, until: number, factor: number])[]) =>
    calling(
      { work: 10, replicas: 2, concurrency: 10 },
      { at: Array.from({ length: count }, (_, i) => 50 + 100 * i), policies: [hedge({ percentile: 0.5 })] },
      {
        duration: 25_000,
        window: 1000,
        faults: slow.map(([from, until, factor]) =>
          fault({ name: `slow-${from}`, effect: { kind: 'slow', factor, added: 0 }, on: ['api'], from, until }),
        ),
      },
    );

  it('after a percentile keeps to it for ten seconds, and then takes that of those ten seconds', () => {
    const copies = (...slow: Parameters<typeof paced>[1]) => figureOf(paced(125, slow), 'users', 'hedges');
    // The median of twenty calls is 20 ms, and no call after them takes so long. From 10 s on it is 10 ms, for ten seconds
    // whatever comes: twenty calls of 30 ms have copies, and four of 15 ms as well.
    const before = [0, 2000, 2] as const;
    expect(copies(before)).toBe(0);
    expect(copies(before, [10_000, 10_100, 1.5], [10_100, 12_100, 3], [12_100, 12_600, 1.5])).toBe(24);
  });

  it('after a percentile counts the answers of copies from when the call began', () => {
    const record = calling(
      { work: 10, replicas: 2, concurrency: 10 },
      { at: Array.from({ length: 103 }, (_, i) => 50 + 100 * i), policies: [hedge({ percentile: 0.5 })] },
      {
        duration: 11_000,
        window: 1000,
        faults: [
          fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], until: 2000 }),
          fault({ name: 'one', effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api[0]'], from: 2000 }),
        ],
      },
    );
    // 20 ms, twenty times; then a copy after 20 ms brings the answer after 30, eighty times. After ten seconds that is the
    // median, and a copy that goes out so late brings the answer after 40 ms.
    expect(record.sources[0]!.latency.max).toBe(ms(40));
  });

  it('after a percentile learns nothing from calls that fail', () => {
    const record = calling(
      { work: 10, replicas: 2, concurrency: 10 },
      { at: Array.from({ length: 39 }, (_, i) => 50 + 100 * i), policies: [hedge({ percentile: 0.5 })] },
      {
        duration: 4000,
        window: 1000,
        faults: [
          fault({ effect: { kind: 'errors', share: 1 }, on: ['api'], until: 2000 }),
          fault({ name: 'slow', effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'], from: 2000 }),
        ],
      },
    );
    expect(figureOf(record, 'users', 'hedges')).toBe(0);
  });

  it('after a percentile learns nothing from calls that fail with all their copies', () => {
    const record = calling(
      { work: 10, replicas: 2, concurrency: 100 },
      {
        at: [
          ...Array.from({ length: 20 }, (_, i) => 50 + 100 * i),
          ...Array.from({ length: 40 }, (_, i) => 3050 + 100 * i),
          ...[10_050, 10_250],
        ],
        policies: [hedge({ percentile: 0.5 })],
      },
      {
        duration: 12_000,
        window: 1000,
        faults: [
          fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'], from: 3000 }),
          fault({ name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api'], from: 3000, until: 10_000 }),
        ],
      },
    );
    // Twenty calls of 10 ms; forty that fail after 50, and their copies after 60; two more of 50 ms. The last one begins
    // when ten seconds are over, of which 10 ms are still the median.
    expect(figureOf(record, 'users', 'hedges')).toBe(42);
  });

  /** Twenty calls of 20 ms at first, then at these moments calls of 10 ms, or 15 if they come in `slow`. */
  const copiesOf = (at: readonly number[], slow: readonly (readonly [from: number, until: number])[]) =>
    figureOf(
      calling(
        { work: 10, replicas: 2, concurrency: 10 },
        { at: [...Array.from({ length: 20 }, (_, i) => 50 + 100 * i), ...at], policies: [hedge({ percentile: 0.5 })] },
        {
          duration: 25_000,
          window: 1000,
          faults: [
            fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], until: 2000 }),
            ...slow.map(([from, until]) =>
              fault({
                name: `slow-${from}`,
                effect: { kind: 'slow', factor: 1.5, added: 0 },
                on: ['api'],
                from,
                until,
              }),
            ),
          ],
        },
      ),
      'users',
      'hedges',
    );

  it('after a percentile takes a new one with the call that ends when ten seconds are just over', () => {
    const thirty = Array.from({ length: 30 }, (_, i) => 3000 + 100 * i);
    // The next call, of 15 ms, has a copy if the median is 10 ms by then, and none if it is still 20.
    expect(copiesOf([...thirty, 9990, 10_005], [[10_001, 10_050]])).toBe(1);
    expect(copiesOf([...thirty, 9989, 10_005], [[10_001, 10_050]])).toBe(0);
  });

  it('after a percentile keeps to it until twenty calls have come, however long that takes', () => {
    // The median of ten seconds is 20 ms still, with the one call of 10 ms that ends them at 10 060. Nineteen more until
    // 20 600; then two of 15 ms: the twentieth without a copy, the next one with it, as the median is 10 ms by then.
    const nineteen = Array.from({ length: 19 }, (_, i) => 11_050 + 530 * i);
    expect(copiesOf([10_050, ...nineteen, 21_050, 22_050], [[21_000, 23_000]])).toBe(1);
  });

  it('sends every call the copies it may have, whoever had its place before', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'] });
    const record = hedged([hedge(10, { max: 3 })], [10.5, 110.5, 210.5], [slow]);
    expect(figureOf(record, 'users', 'hedges')).toBe(9);
  });

  it('leaves alone what the policies around it remember of a call', () => {
    const record = hedged([totalTimeout(100), bulkhead(5), hedge(20)], [10.5, 100.5]);
    // The limit of the first call, until 110.5, is lifted with its answer; the second one has its place by then.
    expect(endings(record.sources[0]!)).toEqual(['40 ok', '130 ok']);
  });

  it('takes no other call’s alarm away when a call without one ends', () => {
    const record = calling(
      { work: 50, replicas: 2, concurrency: 100 },
      { at: Array.from({ length: 20 }, (_, i) => 10.5 + 5 * i), policies: [hedge(20)] },
      { duration: 400 },
    );
    expect(figureOf(record, 'users', 'hedges')).toBe(20);
  });

  it('leaves to nobody what was done below a copy that failed', () => {
    const record = run({
      duration: 200,
      services: [
        service({ name: 'front', edges: [edge({ to: 'api', policies: [hedge(20)] })] }),
        service({ work: 10, replicas: 2, edges: [edge({ to: 'back' })] }),
        service({ name: 'back', work: 3 }),
      ],
      traffic: [traffic({ to: 'front', at: [10.5] })],
      faults: [slowFirst, fault({ name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api[1]'] })],
    });
    // The copy of 30.5 has failed by 43.5; the call itself has its answer at 63.5, from 50 ms of work and 3 below.
    expect(endings(record.sources[0]!)).toEqual(['63 ok']);
    expect(record.sources[0]!.usefulWork).toBe(ms(53));
  });

  it('after a percentile knows none again when its process starts anew', () => {
    const record = run({
      duration: 6000,
      window: 1000,
      services: [
        service({
          name: 'front',
          concurrency: 100,
          edges: [edge({ to: 'api', policies: [hedge({ percentile: 0.5 })] })],
        }),
        service({ work: 10, replicas: 2, concurrency: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: Array.from({ length: 50 }, (_, i) => 50 + 100 * i) })],
      faults: [
        fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], until: 2900 }),
        fault({ name: 'slower', effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'], from: 3100 }),
        fault({ name: 'dies', effect: crash, on: ['front'], from: 3010, until: 3020 }),
      ],
    });
    // Nine calls of 20 ms after the first twenty, each as long as the median and so with a copy; then those of the new
    // process, of which nothing is known for twenty calls.
    expect(figureOf(record, 'front', 'hedges')).toBe(9);
  });

  it('begins its budget anew with its process', () => {
    const record = run({
      duration: 2000,
      services: [
        service({
          name: 'front',
          concurrency: 100,
          edges: [edge({ to: 'api', policies: [hedge(20, { budget: 0.2 })] })],
        }),
        service({ work: 10, replicas: 2, concurrency: 10 }),
      ],
      traffic: [traffic({ to: 'front', at: Array.from({ length: 15 }, (_, i) => 50.5 + 100 * i) })],
      faults: [
        fault({ effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'], from: 1100 }),
        fault({ name: 'dies', effect: crash, on: ['front'], from: 1010, until: 1020 }),
      ],
    });
    // Ten calls have saved up for two copies, and the process forgets them. The fifth call after that may have one.
    expect(figureOf(record, 'front', 'hedges')).toBe(1);
  });

  it('keeps the books under chance, faults and everything around it', () => {
    for (const cancel of [true, false]) {
      const record = run({
        duration: 20_000,
        window: 1000,
        services: [
          service({
            name: 'front',
            concurrency: 50,
            edges: [
              edge({
                to: 'api',
                latency: exponential(1),
                loss: 0.01,
                policies: [retry({ attempts: 3 }), hedge(8, { max: 2, cancel }), timeout(60)],
              }),
            ],
          }),
          service({ work: exponential(10), replicas: 4, queue: { capacity: 10 } }),
        ],
        traffic: [traffic({ to: 'front', perSecond: 120, policies: [totalTimeout(150)] })],
        faults: [
          fault({ effect: { kind: 'crash', silent: false }, on: ['api[1]'], from: 5000, until: 7000 }),
          fault({ name: 'hung', effect: { kind: 'hang' }, on: ['api[2]'], from: 9000, until: 9500 }),
          fault({ name: 'front', effect: { kind: 'crash', silent: true }, on: ['front'], from: 12_000, until: 12_500 }),
        ],
      });
      expect(record.sources[0]!.ok).toBeGreaterThan(1500);
      expect(record.edges[0]!.attempts).toBeGreaterThan(record.edges[0]!.calls * 1.1);
    }
  });
});
