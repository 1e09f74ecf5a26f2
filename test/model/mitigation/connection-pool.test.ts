import { describe, expect, it } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import type { FaultEffect } from '../../../src/model/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  causes,
  connectionPool,
  endings,
  type FaultDraft,
  fault,
  figureOf,
  run,
  service,
  timeout,
  traffic,
} from '../../support/world.ts';

/** Work of 20 ms, as much at a time as there are connections. */
function pooled(
  pool: ReturnType<typeof connectionPool>,
  at: readonly number[],
  more: { readonly limit?: number; readonly faults?: readonly FaultDraft[] } = {},
) {
  const limit = more.limit === undefined ? [] : [timeout(more.limit)];
  return run({
    services: [service({ work: 20, concurrency: 100 })],
    traffic: [traffic({ to: 'api', at, policies: [pool, ...limit] })],
    faults: (more.faults ?? []).map(fault),
  });
}

const leak: FaultEffect = { kind: 'connection-leak', share: 1 };

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'users', name);

describe('a connection pool', () => {
  it('lets as many calls through as it has connections; the next one waits for one to come back', () => {
    const record = pooled(connectionPool(2), [10.5, 11.5, 12.5]);
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '31 ok', '50 ok']);
    expect(figure(record, 'poolWait')).toBe(6e6);
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
    const record = run({
      services: [
        service({
          name: 'web',
          concurrency: 100,
          edges: [{ to: 'api', policies: [connectionPool(1, { maxWait: 10 })] }],
        }),
        service({ work: 20, concurrency: 100 }),
      ],
      traffic: [traffic({ to: 'web', at: [10.5, 100.5, 300.5] })],
      faults: [
        fault({ effect: leak, on: ['web->api'], from: 0, until: 50 }),
        fault({ effect: { kind: 'crash', silent: false }, on: ['web'], from: 200, until: 210 }),
      ],
    });
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '110 failed', '320 ok']);
  });

  it('forgets those who give up while they wait', () => {
    const record = run({
      services: [service({ work: 20, concurrency: 100 })],
      traffic: [
        traffic({
          to: 'api',
          at: [10.5, 11.5, 12.5],
          policies: [connectionPool(1), { kind: 'total-timeout', settings: { limit: 30e6 } }],
        }),
      ],
    });
    // The third gives up at 42.5, before the second is done at 50.5 - which gives up itself at 41.5.
    expect(endings(record.sources[0]!)).toEqual(['30 ok', '41 failed', '42 failed']);
  });
});
