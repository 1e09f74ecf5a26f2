import { describe, expect, it } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  type ClusterDraft,
  causes,
  crash,
  endings,
  type FaultDraft,
  fault,
  figureOf,
  log,
  partition,
  run,
  service,
  type TrafficDraft,
  timeout,
  traffic,
} from '../../support/world.ts';

/** A primary and its copies 5 ms away; a write is 1 ms of work. A member misses the leader after 100 ms. */
function database(
  cluster: ClusterDraft,
  faults: readonly FaultDraft[],
  sources: readonly TrafficDraft[],
  replicas = 3,
): ReplicationRecord {
  return run({
    services: [
      service({ name: 'db', replicas, concurrency: 10, work: 1, read: 1, cluster: { latency: 5, ...cluster } }),
    ],
    traffic: sources.map(traffic),
    faults: faults.map(fault),
  });
}

const writes = (at: readonly number[], more: Partial<TrafficDraft> = {}): TrafficDraft => ({ to: 'db', at, ...more });
const reads = (at: readonly number[], more: Partial<TrafficDraft> = {}): TrafficDraft => ({
  name: 'readers',
  to: 'db',
  at,
  operation: 1,
  ...more,
});

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'db', name);

describe('a write', () => {
  it('is answered at once when it is copied asynchronously', () => {
    const record = database({ replication: {} }, [], [writes([100.25])]);
    expect(endings(record.sources[0]!)).toEqual(['101 ok']);
    expect(figure(record, 'replicationLag')).toBe(5e6);
  });

  it('waits for so many members: there and back, and what the disk takes', () => {
    const record = database({ replication: { acks: 2, lag: 3 } }, [], [writes([100.25])]);
    expect(endings(record.sources[0]!)).toEqual(['114 ok']);
    expect(figure(record, 'commitWait')).toBe(13e6);
  });

  it('keeps its slot while it waits', () => {
    const record = run({
      services: [
        service({
          name: 'db',
          replicas: 3,
          concurrency: 1,
          work: 1,
          cluster: { latency: 5, replication: { acks: 2 } },
        }),
      ],
      traffic: [traffic(writes([100.25, 100.75]))],
    });
    expect(endings(record.sources[0]!)).toEqual(['111 ok', '122 ok']);
  });

  it('waits until it can be confirmed, by the next heartbeat when its own message was lost', () => {
    const record = database(
      { replication: { acks: 3 } },
      [{ effect: partition, on: ['db->db/1'], from: 100, until: 125 }],
      [writes([101.25])],
    );
    // The heartbeat at 130 says all there is to say.
    expect(endings(record.sources[0]!)).toEqual(['140 ok']);
  });

  it('is given up on by a caller without anybody else being told', () => {
    const record = database(
      { replication: { acks: 3 } },
      [{ effect: partition, on: ['db->db/1'], from: 100, until: 150 }],
      [writes([101.25, 200.25], { policies: [timeout(20)], cancellation: true })],
    );
    expect(endings(record.sources[0]!)).toEqual(['121 failed', '211 ok']);
  });

  it('is answered alone, semi-synchronously, when nobody confirms it for so long', () => {
    const record = database(
      { replication: { acks: 2, giveUp: 40 }, patience: 500 },
      [{ effect: partition, on: ['db->db/1'], from: 100, until: 300 }],
      [writes([101.25, 150.25, 350.25])],
    );
    // The second one does not wait any more; the third does again, since the others have caught up.
    expect(endings(record.sources[0]!)).toEqual(['142 ok', '151 ok', '361 ok']);
    expect(log(record, 'replication-alone')).toEqual(['142.25 replication-alone']);
  });

  it('that nobody confirmed fails with its leader when it resigns', () => {
    const record = database(
      { replication: { acks: 2 } },
      [{ effect: partition, on: ['db->db/1'], from: 203, until: 500 }],
      [writes([204.25])],
    );
    expect(endings(record.sources[0]!)).toEqual(['310 failed']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-lost': 1 });
    expect(figure(record, 'lostWrites')).toBe(0);
  });
});

describe('a failover', () => {
  const crashed = { effect: crash, on: ['db[0]'], from: 205 } as const;

  it('loses what was acknowledged and not yet copied', () => {
    // A write leaves the leader 20 ms after it was answered: those of 191.25, 196.25 and 201.25 die with it.
    const record = database(
      { replication: { lag: 20 } },
      [crashed],
      [writes([100.25, 170.25, 190.25, 195.25, 200.25, 600.25])],
    );
    expect(figure(record, 'lostWrites')).toBe(3);
    expect(figure(record, 'rpo')).toBe(30e6);
    expect(log(record, 'writes-lost')).toHaveLength(1);
  });

  it('loses nothing when each write is on a majority before it is acknowledged', () => {
    const record = database(
      { replication: { lag: 20, acks: 2 } },
      [crashed],
      [writes([100.25, 170.25, 190.25, 195.25, 200.25, 600.25])],
    );
    expect(figure(record, 'lostWrites')).toBe(0);
    expect(figure(record, 'rpo')).toBe(0);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-lost': 3 });
  });

  it('prefers the copy that has most', () => {
    // db[1] would stand first, but was cut off from 150 on; db[2] does not vote for it and wins a heartbeat later.
    const record = run({
      services: [service({ name: 'db', replicas: 3, concurrency: 10, work: 1, cluster: { replication: {} } })],
      traffic: [traffic(writes([160.25, 500.25]))],
      faults: [fault({ name: 'cut', effect: partition, on: ['db[1]'], from: 150, until: 206 }), fault(crashed)],
    });
    expect(record.log.filter(({ what }) => what === 'leader-elected').map(({ text }) => text)).toEqual(['db[2] leads']);
    expect(figure(record, 'lostWrites')).toBe(0);
  });

  it('loses what a primary acknowledges that nobody follows any more', () => {
    const record = database(
      { replication: {}, quorum: 'none', latency: 0 },
      [{ effect: partition, on: ['db->db'], from: 205, until: 600 }],
      [
        // Its clients cannot see the other primary: they stay with the one they know.
        writes([250.25, 350.25, 450.25], { name: 'near' }),
        writes([250.75, 350.75, 450.75, 800.25], { name: 'far' }),
      ],
      2,
    );
    // Until 300 there is one primary, with two writes that the other never gets; then everybody moves to the second.
    expect(figure(record, 'lostWrites')).toBe(2);
    expect(record.sources.map(({ ok }) => ok)).toEqual([3, 4]);
  });
});

describe('a read', () => {
  it('goes to the leader unless others may serve it', () => {
    const record = database({ replication: { lag: 50 } }, [], [writes([100.25]), reads([110.25, 120.25, 130.25])]);
    expect(figure(record, 'staleReads')).toBe(0);
  });

  it('of a copy misses what is on its way', () => {
    // Round robin over three members: the leader knows the write, a copy has it only from 156.25 on.
    const record = database(
      { replication: { lag: 50, reads: 'any' } },
      [],
      [writes([100.25]), reads([110.25, 120.25, 130.25, 160.25, 170.25, 180.25])],
    );
    expect(figure(record, 'staleReads')).toBeCloseTo(2 / 6, 12);
  });

  it('that asks a majority sees every write that a majority has', () => {
    const record = database(
      { replication: { acks: 2, reads: 'quorum' } },
      [],
      [writes([100.25]), reads([112.25, 120.25, 130.25])],
    );
    expect(endings(record.sources[1]!)).toEqual(['123 ok', '131 ok', '141 ok']);
    expect(figure(record, 'staleReads')).toBe(0);
  });

  it('is served by a copy while there is no leader', () => {
    const record = database(
      { replication: { reads: 'any' } },
      [{ effect: crash, on: ['db[0]'], from: 205, until: 400 }],
      [writes([0.25, 250.25]), reads([250.25, 251.25, 252.25])],
    );
    expect(record.sources.map(({ ok, failed }) => [ok, failed])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('what the client knows', () => {
  it('is as old as its last question: a refused write tells it too', () => {
    const slowly = { refresh: 10_000, replication: {} };
    const record = database(
      slowly,
      [{ effect: crash, on: ['db[0]'], from: 205, until: 400 }],
      [writes([350.25, 410.25, 420.25])],
    );
    // It asks every 10 s. At 350 it still writes to the dead one; at 410 that one is back, refuses and names the leader.
    expect(endings(record.sources[0]!)).toEqual(['350 failed', '410 failed', '421 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 1, 'no-healthy-replica': 1 });
  });
});
