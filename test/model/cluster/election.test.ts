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
  hang,
  hedge,
  log,
  partition,
  registry,
  run,
  service,
  type TrafficDraft,
  traffic,
} from '../../support/world.ts';

/** Three members by default, a heartbeat every 10 ms from 0 on, 100 ms of patience and 10 ms more for each rank. */
function led(
  cluster: ClusterDraft,
  faults: readonly FaultDraft[],
  more: Partial<TrafficDraft> & { readonly replicas?: number; readonly duration?: number } = {},
) {
  const { replicas = 3, duration = 1000, ...source } = more;
  return run({
    duration,
    services: [service({ name: 'db', replicas, concurrency: 10, work: 1, cluster })],
    traffic: [traffic({ to: 'db', at: [0.25], ...source })],
    faults: faults.map(fault),
  });
}

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'db', name);

describe('a leader', () => {
  it('gets the copy of a hedged write as well: nobody else may do it', () => {
    // It is paused from 5 to 50 ms; the copy of 20.25 waits beside what it is a copy of.
    const record = led(
      { heartbeat: 100, patience: 1000 },
      [fault({ effect: hang, on: ['db[0]'], from: 5, until: 50 })],
      {
        at: [10.25],
        policies: [hedge(10)],
      },
    );
    expect(record.services[0]!.arrivals).toBe(2);
    expect(record.services[0]!.completions).toBe(2);
    expect(record.services[0]!.refused.every(count => count === 0)).toBe(true);
  });

  it('that is on no list any more is not discovered, as any other replica', () => {
    const record = run({
      services: [
        service({ name: 'registry', kind: 'registry', concurrency: 100, registry: registry() }),
        service({
          name: 'db',
          replicas: 3,
          concurrency: 10,
          work: 1,
          cluster: { heartbeat: 100, patience: 1000 },
          register: { with: 'registry', heartbeat: 10, ttl: 30 },
        }),
      ],
      traffic: [traffic({ to: 'db', at: [500.25], discovery: { from: 'registry', refresh: 10 } })],
      faults: [fault({ effect: crash, on: ['db'], from: 200 })],
    });
    expect(causes(record.sources[0]!.causes)).toEqual({ 'not-discovered': 1 });
  });

  it('serves what only a leader may, and the others refuse it', () => {
    const record = led({}, [], { at: [0.25, 10.25] });
    expect(endings(record.sources[0]!)).toEqual(['1 ok', '11 ok']);
    expect(log(record)).toEqual([]);
    expect(figure(record, 'leaderless')).toBe(0);
  });

  it('that dies is missed after the patience since its last heartbeat, and a majority elects another', () => {
    // Heartbeats at 0, 10, ... 200; the crash comes at 205; db[1] waits until 300 and asks db[2], which heard the last
    // heartbeat 100 ms ago too, and agrees. Clients ask every millisecond who leads.
    const record = led({}, [{ effect: crash, on: ['db[0]'], from: 205 }], { at: [204.25, 250.25, 299.25, 310.25] });
    expect(log(record)).toEqual(['205 fault-start', '300 leader-missed', '300 leader-elected']);
    expect(endings(record.sources[0]!)).toEqual(['205 failed', '250 failed', '299 failed', '311 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 2, 'connection-lost': 1 });
    expect(figure(record, 'leaderDetection')).toBe(95e6);
    expect(figure(record, 'leaderless')).toBe(0.095);
    expect(figure(record, 'elections')).toBe(1);
  });

  it('has the outage counted from its last answer to the first of the next one', () => {
    const record = led({}, [{ effect: crash, on: ['db[0]'], from: 205 }], { at: [100.25, 310.25] });
    expect(figure(record, 'rto')).toBe(210e6);
  });

  it('needs its promotion before it serves, while its heartbeats hold the others still', () => {
    const record = led({ promotion: 300 }, [{ effect: crash, on: ['db[0]'], from: 205 }], {
      at: [590.25, 610.25],
    });
    expect(log(record, 'leader-missed', 'leader-elected')).toEqual(['300 leader-missed', '600 leader-elected']);
    expect(endings(record.sources[0]!)).toEqual(['590 failed', '611 ok']);
  });

  it('is replaced when it hangs, and learns on waking that it is not the leader any more', () => {
    const record = led({}, [{ effect: hang, on: ['db[0]'], from: 205, until: 500 }]);
    expect(log(record)).toEqual([
      '205 fault-start',
      '300 leader-missed',
      '300 leader-elected',
      '500 fault-end',
      '500 leader-resigned',
    ]);
    expect(figure(record, 'splitBrain')).toBe(0);
  });

  it('goes on when it wakes before anybody misses it', () => {
    const record = led({}, [{ effect: hang, on: ['db[0]'], from: 205, until: 280 }]);
    expect(log(record)).toEqual(['205 fault-start', '280 fault-end']);
    expect(figure(record, 'leaderless')).toBe(0.075);
  });

  it('resigns when it has not heard from a majority for its patience: two never lead for long', () => {
    // Cut off at 205; the last answers to its heartbeats came at 200. At 310 it finds that this is too long ago.
    const record = led({}, [{ effect: partition, on: ['db->db/1'], from: 205, until: 600 }]);
    expect(log(record)).toEqual([
      '205 fault-start',
      '300 leader-missed',
      '300 leader-elected',
      '310 leader-resigned',
      '600 fault-end',
    ]);
    expect(figure(record, 'splitBrain')).toBe(0.01);
  });

  it('is not deposed by a member that comes back from being cut off', () => {
    const record = run({
      services: [service({ name: 'db', replicas: 3, concurrency: 10, work: 1, cluster: {} })],
      traffic: [traffic({ to: 'db', at: [900.25] })],
      faults: [fault({ effect: partition, on: ['db[2]'], from: 205, until: 700 })],
    });
    expect(log(record, 'leader-elected', 'leader-resigned')).toEqual([]);
    expect(endings(record.sources[0]!)).toEqual(['901 ok']);
  });

  it('cannot be had by less than a majority', () => {
    const record = led({}, [{ effect: crash, on: ['db[0]', 'db[1]'], from: 205, until: 500 }], {
      at: [490.25, 800.25],
    });
    expect(endings(record.sources[0]!)).toEqual(['490 failed', '801 ok']);
    expect(log(record, 'leader-elected')).toHaveLength(1);
    expect(figure(record, 'leaderless')).toBeGreaterThan(0.295);
  });
});

describe('active and passive', () => {
  const pair = { quorum: 'none', promotion: 30, patience: 100 } as const;

  it('takes over without asking: detection, then promotion', () => {
    const record = led(pair, [{ effect: crash, on: ['db[0]'], from: 205, until: 500 }], { replicas: 2 });
    expect(log(record)).toEqual(['205 fault-start', '300 leader-missed', '330 leader-elected', '500 fault-end']);
  });

  it('waits for an operator to decide', () => {
    const record = led({ ...pair, decision: 200 }, [{ effect: crash, on: ['db[0]'], from: 205 }], { replicas: 2 });
    expect(log(record, 'leader-missed', 'leader-elected')).toEqual(['300 leader-missed', '530 leader-elected']);
  });

  it('does not take over when the leader is back before the operator has decided', () => {
    const record = led({ ...pair, decision: 200 }, [{ effect: hang, on: ['db[0]'], from: 205, until: 400 }], {
      replicas: 2,
    });
    expect(log(record, 'leader-missed', 'leader-elected')).toEqual(['300 leader-missed']);
  });

  it('fails back when the first has been there again for so long', () => {
    const record = led({ ...pair, failBack: 200 }, [{ effect: crash, on: ['db[0]'], from: 205, until: 500 }], {
      replicas: 2,
    });
    // db[1] leads from 300 (and serves from 330), beating every 10 ms: it first sees db[0] back at 510, resigns at 710.
    expect(log(record, 'leader-elected', 'leader-resigned')).toEqual([
      '330 leader-elected',
      '710 leader-resigned',
      '740 leader-elected',
    ]);
  });

  it('splits the brain when the two lose sight of each other, until they meet again', () => {
    const record = led({ ...pair, promotion: 0 }, [{ effect: partition, on: ['db->db'], from: 205, until: 600 }], {
      replicas: 2,
    });
    expect(log(record)).toEqual([
      '205 fault-start',
      '300 leader-missed',
      '300 leader-elected',
      '600 fault-end',
      '600 leader-resigned',
    ]);
    expect(figure(record, 'splitBrain')).toBe(0.3);
  });

  it('has nobody take over without failover, and the primary serve again when it is back', () => {
    const record = led({ failover: false, quorum: 'none' }, [{ effect: crash, on: ['db[0]'], from: 205, until: 500 }], {
      at: [480.25, 510.25],
    });
    expect(log(record)).toEqual(['205 fault-start', '500 fault-end', '500 leader-elected']);
    expect(endings(record.sources[0]!)).toEqual(['480 failed', '511 ok']);
    expect(figure(record, 'elections')).toBe(0);
  });
});
