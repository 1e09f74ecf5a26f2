import { describe, expect, it } from 'vitest';
import {
  causes,
  crash,
  type FaultDraft,
  fault,
  figureOf,
  log,
  ms,
  registry,
  run,
  service,
  timeout,
  traffic,
} from '../../support/world.ts';

const when = (entries: readonly string[]): readonly number[] => entries.map(entry => Number(entry.split(' ')[0]));

interface Draft {
  readonly nodes?: number;
  readonly registry?: Parameters<typeof registry>[0];
  readonly replicas?: number;
  readonly heartbeat?: number;
  readonly ttl?: number;
  readonly refresh?: number;
  readonly loss?: number;
  readonly duration?: number;
  readonly faults?: readonly FaultDraft[];
  readonly everyMs?: number;
}

/** Replicas that send heartbeats every 10 ms and expire after 30, clients that look every 20. */
function found(draft: Draft) {
  return run({
    duration: draft.duration ?? 1000,
    services: [
      service({
        name: 'registry',
        kind: 'registry',
        replicas: draft.nodes ?? 3,
        concurrency: 1000,
        registry: registry(draft.registry),
      }),
      service({
        name: 'api',
        replicas: draft.replicas ?? 3,
        work: 0.1,
        concurrency: 100,
        register: { with: 'registry', heartbeat: draft.heartbeat ?? 10, ttl: draft.ttl ?? 30, loss: draft.loss ?? 0 },
      }),
    ],
    traffic: [
      traffic({
        to: 'api',
        everyMs: draft.everyMs ?? 1,
        policies: [timeout(0.5)],
        discovery: { from: 'registry', refresh: draft.refresh ?? 20 },
      }),
    ],
    faults: draft.faults ?? [],
  });
}

describe('a replica that dies', () => {
  it('is removed when its time to live is over, and gets requests until the client looks again', () => {
    const record = found({ faults: [fault({ effect: crash, on: ['api[0]'], from: 200, until: 500 })] });
    const [removal] = when(log(record, 'expired'));
    // Its last heartbeat came within 10 ms before its death.
    expect(removal).toBeGreaterThan(220);
    expect(removal).toBeLessThanOrEqual(230);
    expect(figureOf(record, 'api', 'timeToRemove')).toBe(ms(removal! - 200));
    const stale = figureOf(record, 'api', 'staleness')!;
    expect(stale).toBeGreaterThan(ms(removal! - 200 - 4));
    expect(stale).toBeLessThanOrEqual(ms(removal! - 200 + 20));
    const refused = causes(record.sources[0]!.causes)['connection-refused']!;
    // Every third request of one per millisecond.
    expect(Math.abs(refused - stale / ms(3))).toBeLessThan(2);
    expect(figureOf(record, 'api', 'requestsToDead')).toBe(refused);
    expect(figureOf(record, 'api', 'falseRemovals')).toBe(0);
  });

  it('registers as soon as it is back', () => {
    const record = found({ faults: [fault({ effect: crash, on: ['api[0]'], from: 200, until: 500 })] });
    expect(when(log(record, 'registered'))).toEqual([500]);
    const series = record.figureSeries.find(({ name }) => name === 'listed')!.values;
    expect([series[150], series[300], series[600]]).toEqual([3, 2, 3]);
  });

  it('is removed later by sweeps than at once', () => {
    const record = found({
      registry: { sweep: 100 * 1e6 },
      faults: [fault({ effect: crash, on: ['api[0]'], from: 200 })],
    });
    expect(when(log(record, 'expired'))[0]).toBeGreaterThan(220);
    expect(when(log(record, 'expired'))[0]).toBeLessThanOrEqual(330);
  });

  it('leaves nobody to call when it was the last one: not-discovered, without a message', () => {
    const record = found({ replicas: 1, faults: [fault({ effect: crash, on: ['api'], from: 200 })] });
    const failed = causes(record.sources[0]!.causes);
    expect(failed['not-discovered']).toBeGreaterThan(700);
    expect(failed['connection-refused']! + failed['not-discovered']!).toBe(record.sources[0]!.failed);
    expect(record.sources[0]!.attempts).toBe(record.sources[0]!.offered - failed['not-discovered']!);
  });
});

describe('heartbeats', () => {
  it('that get lost remove live replicas, which come back with the next one', () => {
    const record = found({ loss: 0.5, duration: 3000, ttl: 20 });
    expect(figureOf(record, 'api', 'falseRemovals')).toBeGreaterThan(10);
    expect(log(record, 'registered').length).toBeGreaterThan(10);
    expect(figureOf(record, 'api', 'timeToRemove')).toBeNull();
    expect(figureOf(record, 'api', 'heartbeatsFailed')).toBeGreaterThan(500);
  });

  it('stop while a process hangs, so that it is removed like a dead one, and returns when it goes on', () => {
    const record = found({ faults: [fault({ effect: { kind: 'hang' }, on: ['api[1]'], from: 200, until: 400 })] });
    expect(when(log(record, 'expired'))[0]).toBeLessThanOrEqual(230);
    expect(when(log(record, 'registered'))).toEqual([400]);
    expect(figureOf(record, 'api', 'falseRemovals')).toBe(0);
  });

  it('do not reach the registry from behind a partition: a live replica is removed', () => {
    const record = found({ faults: [fault({ effect: { kind: 'partition' }, on: ['api[1]'], from: 200, until: 400 })] });
    expect(log(record, 'expired')).toHaveLength(1);
    expect(figureOf(record, 'api', 'falseRemovals')).toBe(1);
  });
});

describe('a registry that dies', () => {
  const outage = [fault({ effect: crash, on: ['registry'], from: 200, until: 800 })];

  it('is not noticed by those who have a list that is still true', () => {
    const record = found({ faults: outage });
    expect(record.sources[0]!.failed).toBe(0);
    expect(figureOf(record, 'users->api', 'lookupsFailed')).toBe(30);
    // Nothing expires while nobody leads, and everybody gets a new lease afterwards.
    expect(log(record, 'expired')).toEqual([]);
  });

  it('keeps everybody on a list with a dead replica', () => {
    const record = found({ faults: [...outage, fault({ name: 'api', effect: crash, on: ['api[0]'], from: 300 })] });
    expect(causes(record.sources[0]!.causes)['connection-refused']).toBeGreaterThan(180);
    expect(when(log(record, 'expired'))[0]).toBeGreaterThan(800);
  });

  it('is what a client that starts meanwhile cannot do without', () => {
    const record = run({
      duration: 1000,
      services: [
        service({ name: 'registry', kind: 'registry', concurrency: 100, registry: registry() }),
        service({ name: 'api', work: 0.1, concurrency: 100, register: { with: 'registry', heartbeat: 10, ttl: 1000 } }),
        service({
          name: 'front',
          work: 0.1,
          concurrency: 100,
          edges: [{ to: 'api', policies: [timeout(1)], discovery: { from: 'registry', refresh: 20 } }],
        }),
      ],
      traffic: [traffic({ to: 'front', everyMs: 1, policies: [timeout(3)] })],
      faults: [
        fault({ name: 'registry', effect: crash, on: ['registry'], from: 100, until: 500 }),
        fault({ name: 'front', effect: crash, on: ['front'], from: 200, until: 210 }),
      ],
    });
    const roots = causes(record.sources[0]!.rootCauses);
    expect(roots['not-discovered']).toBeGreaterThan(280);
    expect(roots['not-discovered']).toBeLessThan(320);
  });
});

describe('a registry with a quorum', () => {
  it('elects another leader when it loses its own, and stands still until then', () => {
    const record = found({ faults: [fault({ effect: crash, on: ['registry[0]'], from: 200 })] });
    const [elected] = when(log(record, 'leader-elected'));
    // One to two timeouts of 50 ms after the last heartbeat, which came within the 5 ms before.
    expect(elected).toBeGreaterThan(245);
    expect(elected).toBeLessThan(300);
    // A share of the run, which lasts a second.
    const gap = figureOf(record, 'registry', 'leaderless')! * ms(1000);
    expect(gap).toBeGreaterThanOrEqual(ms(elected! - 200));
    expect(gap).toBeLessThanOrEqual(ms(elected! - 200 + 5));
    expect(record.sources[0]!.failed).toBe(0);
  });

  it('takes no changes without a majority, and answers only those who read locally', () => {
    const minority = (reads: 'quorum' | 'local') =>
      found({
        registry: { reads },
        faults: [
          fault({ name: 'nodes', effect: crash, on: ['registry[0]', 'registry[1]'], from: 200 }),
          fault({ name: 'api', effect: crash, on: ['api[0]'], from: 300 }),
        ],
      });
    for (const reads of ['quorum', 'local'] as const) {
      expect(log(minority(reads), 'expired')).toEqual([]);
      expect(log(minority(reads), 'leader-elected')).toEqual([]);
    }
    const failedLookups = (reads: 'quorum' | 'local') => figureOf(minority(reads), 'users->api', 'lookupsFailed')!;
    expect(failedLookups('quorum')).toBe(40);
    // One of three lookups asks the node that is left.
    expect(failedLookups('local')).toBeLessThan(28);
  });

  it('goes on when one of three is cut off; what that one says is old until it is back', () => {
    const record = found({
      registry: { reads: 'local' },
      faults: [
        fault({ name: 'cut', effect: { kind: 'partition' }, on: ['registry[2]'], from: 200, until: 600 }),
        fault({ name: 'api', effect: crash, on: ['api[0]'], from: 300 }),
      ],
    });
    expect(log(record, 'leader-elected')).toEqual([]);
    expect(when(log(record, 'expired'))[0]).toBeLessThanOrEqual(330);
  });
});

describe('a registry of peers', () => {
  const peers = { consistency: 'peers', reads: 'local' } as const;

  it('needs no majority to notice a death', () => {
    const record = found({
      registry: peers,
      faults: [
        fault({ name: 'nodes', effect: crash, on: ['registry[0]', 'registry[1]'], from: 200 }),
        fault({ name: 'api', effect: crash, on: ['api[0]'], from: 300 }),
      ],
    });
    // Of three heartbeats one arrives, which is what the 30 ms just allow.
    expect(log(record, 'expired').length).toBeGreaterThan(0);
    expect(figureOf(record, 'api', 'timeToRemove')).toBeLessThan(ms(35));
  });

  it('comes back with the list of another one', () => {
    const record = found({
      registry: peers,
      ttl: 100,
      faults: [fault({ effect: crash, on: ['registry[0]'], from: 200, until: 300 })],
    });
    expect(record.sources[0]!.failed).toBe(0);
    expect(log(record, 'registered')).toEqual([]);
  });

  it('comes back empty when it was alone, and fills with the heartbeats', () => {
    const record = found({
      nodes: 1,
      registry: peers,
      refresh: 1,
      ttl: 100,
      faults: [fault({ effect: crash, on: ['registry'], from: 200, until: 300 })],
    });
    expect(log(record, 'registered')).toHaveLength(3);
    expect(causes(record.sources[0]!.causes)['not-discovered'] ?? 0).toBeLessThan(10);
  });

  /** Eureka's times: heartbeats every 30 s, a lease of 180 s. At 3 min half of the replicas are cut off for 5 min. */
  const cut = (selfPreservation: number) =>
    found({
      registry: { ...peers, selfPreservation },
      replicas: 10,
      heartbeat: 30_000,
      ttl: 180_000,
      everyMs: 100,
      refresh: 30_000,
      duration: 600_000,
      faults: [
        fault({
          effect: { kind: 'partition' },
          on: Array.from({ length: 5 }, (_, i) => `api[${i}]`),
          from: 180_000,
          until: 480_000,
        }),
      ],
    });

  it('that preserves itself removes nobody when too many are silent at once', () => {
    expect(figureOf(cut(0), 'api', 'falseRemovals')).toBe(5);
    const preserved = cut(0.85);
    expect(figureOf(preserved, 'api', 'falseRemovals')).toBe(0);
    expect(log(preserved, 'self-preservation').length).toBeGreaterThan(0);
  });
});
