import { describe, expect, it } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import type { FaultEffect, PolicyPlan } from '../../../src/model/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  calling,
  causes,
  connectionPool,
  endings,
  type FaultDraft,
  fault,
  figureOf,
  run,
  service,
  timeout,
  totalTimeout,
  traffic,
} from '../../support/world.ts';

/** Work of 20 ms, as much at a time as there are connections. */
function pooled(
  pool: ReturnType<typeof connectionPool>,
  at: readonly number[],
  more: { readonly limit?: number; readonly faults?: readonly FaultDraft[] } = {},
) {
  const limit = more.limit === undefined ? [] : [timeout(more.limit)];
  return calling(
    { work: 20, concurrency: 100 },
    { at, policies: [pool, ...limit] },
    { faults: (more.faults ?? []).map(fault) },
  );
}

/** One connection that takes 50 to open, calls that wait no longer than 40 in all, and a first answer that comes too late. */
const impatient = (at: readonly number[]): ReplicationRecord =>
  calling(
    { work: 20, concurrency: 100 },
    { at, policies: [totalTimeout(40), connectionPool(1, { connect: 50 }), timeout(30)] },
    { faults: [fault({ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], until: 15 })] },
  );

const leak: FaultEffect = { kind: 'connection-leak', share: 1 };

/** The calls of `web`, whose first connections leak until `leaks`, and whose process is dead from `dies` to `lives`. */
const startedAnew = (
  pool: PolicyPlan,
  at: readonly number[],
  { leaks, dies, lives }: Readonly<Record<'leaks' | 'dies' | 'lives', number>>,
): ReplicationRecord =>
  run({
    services: [
      service({ name: 'web', concurrency: 100, edges: [{ to: 'api', policies: [pool] }] }),
      service({ work: 20, concurrency: 100 }),
    ],
    traffic: [traffic({ to: 'web', at })],
    faults: [
      fault({ effect: leak, on: ['web->api'], from: 0, until: leaks }),
      fault({ name: 'dies', effect: { kind: 'crash', silent: false }, on: ['web'], from: dies, until: lives }),
    ],
  });

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'users', name);

describe('a connection pool', () => {
  it('lets as many calls through as it has connections; the next one waits for one to come back', () => {
    const record = pooled(connectionPool(2), [10.5, 11.5, 12.5]);
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '31 ok', '50 ok']);
    expect(figure(record, 'poolWait')).toBe(6e6);
  });

  it('shows at the end of every window how many of its connections are in use', () => {
    const { figureSeries } = pooled(connectionPool(2), [10.5, 11.5, 12.5]);
    const { values } = figureSeries.find(({ name }) => name === 'poolInUse')!;
    // The third call has the connection of the first one from 30.5 on.
    expect([10, 11, 12, 31, 51].map(window => values[window - 1])).toEqual([0, 1, 2, 2, 0]);
    expect([values[30], values[49]]).toEqual([2, 1]);
  });

  it('fails a call that has waited too long', () => {
    const record = pooled(connectionPool(1, { maxWait: 5 }), [10.5, 11.5, 40.5]);
    expect(endings(record.sources[0]!)).toEqual(['16 failed', '30 ok', '60 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'bulkhead-full': 1 });
  });

  it('opens a connection in place of one whose call timed out', () => {
    const record = pooled(connectionPool(1, { connect: 50 }), [10.5, 100.5], { limit: 15 });
    // The first gives up at 25.5; the second waits for its connection before its own patience begins.
    expect(endings(record.sources[0]!)).toEqual(['25 failed', '165 failed']);
  });

  it('needs no new connection after an answer', () => {
    const record = pooled(connectionPool(1, { connect: 50 }), [10.5, 100.5]);
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '120 ok']);
  });

  it('loses to a leak what is not given back, until nobody gets through', () => {
    const faults = [{ effect: leak, on: ['users->api'], from: 0, until: 50 }];
    const record = pooled(connectionPool(2, { maxWait: 30 }), [10.5, 11.5, 100.5], { faults });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '31 ok', '130 failed']);
    expect(figure(record, 'poolLeaked')).toBe(2);
  });

  it('takes leaked connections back after a while, when it is told to, and opens them anew', () => {
    const faults = [{ effect: leak, on: ['users->api'], from: 0, until: 50 }];
    const record = pooled(connectionPool(1, { reclaimAfter: 100, connect: 3 }), [10.5, 100.5], { faults });
    // The call ends at 30.5; its connection is taken back at 130.5, opened until 133.5 and used for 20 ms.
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '153 ok']);
    expect(figure(record, 'poolLeaked')).toBe(0);
  });

  it('is whole again when its process starts anew', () => {
    const record = startedAnew(connectionPool(1, { maxWait: 10 }), [10.5, 100.5, 300.5], {
      leaks: 50,
      dies: 200,
      lives: 210,
    });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '110 failed', '320 ok']);
  });

  it('forgets those who give up while they wait', () => {
    const record = calling(
      { work: 20, concurrency: 100 },
      { at: [10.5, 11.5, 12.5], policies: [connectionPool(1), { kind: 'total-timeout', settings: { limit: 30e6 } }] },
    );
    // The third gives up at 42.5, before the second is done at 50.5 - which gives up itself at 41.5.
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '41 failed', '42 failed']);
  });

  it.each<[string, FaultEffect, string, number]>([
    ['refused its call', { kind: 'crash', silent: false }, 'api', 5],
    ['broke', { kind: 'crash', silent: false }, 'api', 20],
    ['led nowhere', { kind: 'loss', share: 1 }, 'users->api', 5],
  ])('opens a connection in place of one that %s', (_, effect, on, from) => {
    const faults = [{ effect, on: [on], from, until: 60 }];
    const record = pooled(connectionPool(1, { connect: 50 }), [10.5, 100.5], { limit: 30, faults });
    expect(endings(record.sources[0]!).at(-1)).toBe('170 ok');
  });

  it('takes an open connection before it opens another', () => {
    // One of two times out at 25.5. At 100.5 the other is idle; at 101.5 only the place of the closed one is.
    const record = pooled(connectionPool(2, { connect: 50 }), [10.5, 100.5, 101.5], {
      limit: 25,
      faults: [{ effect: { kind: 'slow', factor: 2, added: 0 }, on: ['api'], until: 15 }],
    });
    expect(endings(record.sources[0]!)).toEqual(['35 failed', '120 ok', '171 ok']);
  });

  it('takes a connection for open that somebody has begun to open and not waited for', () => {
    const record = impatient([10.5, 100.5, 160.5]);
    // The first gives up its attempt at 40.5, the second itself while it waits for its connection, at 140.5.
    expect(endings(record.sources[0]!)).toEqual(['40 failed', '140 failed', '180 ok']);
  });

  it('lets the next in line have the place of a call that has given up on its connection', () => {
    const record = impatient([10.5, 100.5, 130.5]);
    // Of the third, which waits for its place from 130.5 to 140.5.
    expect(endings(record.sources[0]!)).toEqual(['40 failed', '140 failed', '160 ok']);
  });

  it('counts the wait of those who got nothing, too, and none that began before it measures', () => {
    expect(figure(pooled(connectionPool(1, { maxWait: 5 }), [10.5, 11.5]), 'poolWait')).toBe(2.5e6);
    const record = calling(
      { work: 20, concurrency: 100 },
      { at: [10.5, 11.5], policies: [connectionPool(1)] },
      { warmup: 25 },
    );
    // The first got its connection at once, before the warm-up was over; the second after 19 ms.
    expect(figure(record, 'poolWait')).toBe(19e6);
  });

  it('loses connections while any leak goes on, and none after the last', () => {
    const leaks = (until: number, name: string) => ({ name, effect: leak, on: ['users->api'], from: 0, until });
    const record = pooled(connectionPool(3), [10.5, 60.5, 120.5, 150.5], { faults: [leaks(50, 'a'), leaks(100, 'b')] });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '80 ok', '140 ok', '170 ok']);
    expect(figure(record, 'poolLeaked')).toBe(2);
  });

  it('takes nothing back for a process that has been started anew meanwhile', () => {
    const record = startedAnew(connectionPool(1, { reclaimAfter: 100 }), [10.5, 120.5, 121.5, 122.5], {
      leaks: 40,
      dies: 50,
      lives: 60,
    });
    // The leak of 30.5 would come back at 130.5, to a pool that has its one connection in use.
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '140 ok', '160 ok', '180 ok']);
    expect(figureOf(record, 'web', 'poolLeaked')).toBe(0);
  });

  it('opens a connection in place of one whose call was given up from outside', () => {
    const record = calling(
      { work: 20, concurrency: 100 },
      { at: [10.5, 100.5], policies: [totalTimeout(80), connectionPool(1, { connect: 50 })] },
      { faults: [fault({ effect: { kind: 'slow', factor: 10, added: 0 }, on: ['api'], until: 15 })] },
    );
    expect(endings(record.sources[0]!)).toEqual(['90 failed', '170 ok']);
  });

  it('does not count a connection that has leaked among those it could take', () => {
    const record = pooled(connectionPool(2, { connect: 50 }), [10.5, 40.5, 100.5], {
      limit: 30,
      faults: [
        { effect: leak, on: ['users->api'], from: 0, until: 35 },
        { name: 'slow', effect: { kind: 'slow', factor: 5, added: 0 }, on: ['api'], from: 36, until: 45 },
      ],
    });
    // The first leaks at 30.5, the second is closed at 70.5: the third has to open one.
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '70 failed', '170 ok']);
  });

  it('loses the share of connections that leaks, and no more', () => {
    const record = pooled(
      connectionPool(40),
      Array.from({ length: 40 }, (_, i) => 10.5 + i),
      { faults: [{ effect: { kind: 'connection-leak', share: 0.5 }, on: ['users->api'], from: 0, until: 500 }] },
    );
    expect(figure(record, 'poolLeaked')).toBeGreaterThan(7);
    expect(figure(record, 'poolLeaked')).toBeLessThan(33);
  });

  it('takes back what leaks from a process that was started anew before', () => {
    const record = startedAnew(connectionPool(1, { reclaimAfter: 100 }), [10.5, 100.5], {
      leaks: 40,
      dies: 5,
      lives: 8,
    });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '150 ok']);
  });
});
