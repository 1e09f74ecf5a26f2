import { describe, expect, it } from 'vitest';
import { observe } from '../../src/experiment/observe.ts';
import { loggedEntries } from '../../src/experiment/story-log.ts';
import { summarise } from '../../src/experiment/summarise.ts';
import { supportedNumber } from '../../src/experiment/supported-number.ts';
import type { LogEntry, ReplicationRecord } from '../../src/model/record.ts';
import type { TimelineEntry } from '../../src/results/result.ts';
import { faultRecord, level, replicationRecord, SECOND, steady, variantPlan } from './fixture.ts';

const log = (at: number, what: string, subject: string, text: string): LogEntry => ({
  at: at * SECOND,
  what,
  subject,
  text,
});

const opens = (at: number): LogEntry => log(at, 'breaker-open', 'web->db', 'too many calls failed or were slow');
const closes = (at: number): LogEntry => log(at, 'breaker-closed', 'web->db', 'its probes were answered');

const timelineOf = (...records: readonly ReplicationRecord[]): readonly TimelineEntry[] => timelineWith([], ...records);

/** The same where the traffic's calls have these policies. */
function timelineWith(kinds: readonly string[], ...records: readonly ReplicationRecord[]): readonly TimelineEntry[] {
  const plan = variantPlan('baseline');
  const policies = kinds.map(kind => ({ kind, settings: {} }));
  const traffic = plan.world.traffic.map(source => ({ ...source, edge: { ...source.edge, policies } }));
  const world = { ...plan.world, traffic };
  return summarise(
    { ...plan, world },
    records.map(record => observe(record, world)),
  ).timeline;
}

const lines = (timeline: readonly TimelineEntry[]): string[] =>
  timeline.map(({ at, text }) => `${at / 1000} s: ${text}`);

describe('the log as sentences', () => {
  it('tells a flapping breaker once, with how often and for how long', () => {
    const flapping = Array.from({ length: 37 }, (_, i) => opens(50 + (i * 40) / 36));
    expect(lines(loggedEntries(flapping))).toEqual([
      '50 s: the breaker on web->db opens: too many calls failed or were slow (37 times in the next 40 s)',
    ]);
  });

  it('tells bursts that lie far apart one by one', () => {
    expect(loggedEntries([opens(10), opens(50)]).map(({ at }) => at)).toEqual([10_000, 50_000]);
  });

  it('tells the end of a trouble when it happens for the last time', () => {
    const entries = loggedEntries([opens(10), closes(15), opens(16), closes(21)]);
    expect(lines(entries)).toEqual([
      '10 s: the breaker on web->db opens: too many calls failed or were slow (2 times in the next 6 s)',
      '21 s: the breaker on web->db closes: its probes were answered',
    ]);
  });

  it('leaves half-open states out and keeps what it does not know', () => {
    const entries = loggedEntries([
      log(1, 'breaker-half-open', 'web->db', 'lets 5 calls through'),
      log(2, 'comet', 'db', 'a comet strikes'),
    ]);
    expect(lines(entries)).toEqual(['2 s: db: a comet strikes']);
  });

  it('keeps the episodes of a fault apart', () => {
    const entries = [1, 3].flatMap(at => [
      log(at, 'fault-start', 'f', 'crash of db'),
      log(at + 1, 'fault-end', 'f', ''),
    ]);
    expect(lines(loggedEntries(entries))).toEqual([
      '1 s: f begins: crash of db',
      '2 s: f ends',
      '3 s: f begins: crash of db',
      '4 s: f ends',
    ]);
  });
});

describe('the timeline', () => {
  const faults = [faultRecord('slow-db', [40, 50])];
  const faultLog = [log(40, 'fault-start', 'slow-db', 'slow of db'), log(50, 'fault-end', 'slow-db', 'slow of db')];
  const outage = (ok: readonly number[], changes: Partial<ReplicationRecord> = {}): ReplicationRecord =>
    replicationRecord(
      {
        ok: [...level(40, 100), ...level(10, 40), ...ok],
        failed: [...level(40, 0), ...level(10, 60), ...ok.map(n => 100 - n)],
      },
      { faults, log: faultLog, ...changes },
    );

  it('tells a fault, the fall, the return and the recovery in order', () => {
    const record = outage([...level(10, 40), ...level(40, 100)]);
    expect(lines(timelineOf(record, record))).toEqual([
      '40 s: slow-db begins: slow of db',
      '40 s: availability falls below 99 %, to about 40 % at its lowest',
      '50 s: slow-db ends',
      '60 s: availability is no longer below 99 %',
      '60 s: the system is as it was before slow-db',
    ]);
  });

  it('ends with what never came back', () => {
    const record = outage(level(50, 40));
    expect(lines(timelineOf(record, record)).slice(-2)).toEqual([
      '100 s: the system has not come back from slow-db',
      '100 s: metastable: all faults are over and the load is back to normal, but the failure keeps itself alive',
    ]);
  });

  it('says which replicas are missing instead of calling it metastable', () => {
    const record = outage(level(50, 40));
    record.services[0]!.windows.up.set([...level(40, 3), ...level(10, 0), ...level(50, 1)]);
    expect(lines(timelineOf(record, record)).slice(-1)).toEqual([
      '100 s: the system has not come back from slow-db; not up again: 2 of 3 replicas of db',
    ]);
  });

  it('says where a backlog gets less instead of calling it metastable', () => {
    const record = outage(level(50, 40));
    const draining = Array.from({ length: 50 }, (_, second) => 3000 - 30 * second);
    record.services[0]!.windows.queueLength.set([...level(40, 0), ...level(10, 3000), ...draining]);
    expect(lines(timelineOf(record, record)).slice(-1)).toEqual([
      '100 s: the system has not come back from slow-db; what waits for db is getting less',
    ]);
  });

  it('says in how many replications it is metastable where the one it tells of came back', () => {
    const [back, stuck] = [outage(level(50, 100)), outage(level(50, 40))];
    const told = lines(timelineOf(back, stuck, stuck));
    expect(told).toContain('50 s: the system is as it was before slow-db');
    expect(told.at(-1)).toMatch(/^100 s: metastable in 2 of 3 replications: /);
  });

  it('tells where a queue peaks, with the digits that the replications agree on', () => {
    const [one, two] = [1231, 1249].map(peak => {
      const record = replicationRecord(steady);
      record.services[0]!.windows.queueLength[55] = peak;
      return record;
    });
    expect(lines(timelineOf(one!, two!))).toEqual(['55 s: the queue of db reaches its peak of about 1200 waiting']);
  });

  it('says nothing of queues and retries that are as usual', () => {
    expect(timelineOf(replicationRecord(steady))).toEqual([]);
  });

  it.each([
    [['retry'], 'retries multiply'],
    [['attempt-timeout', 'hedge'], 'hedges multiply'],
    [['retry', 'hedge'], 'retries and hedges multiply'],
    [[], 'redeliveries multiply'],
  ])('tells when the load is multiplied, by how much, and what can do that (%j)', (kinds, words) => {
    const record = replicationRecord(steady);
    record.services[0]!.windows.arrivals.fill(300, 60, 80);
    expect(lines(timelineWith(kinds, record))).toEqual([`60 s: ${words} the load on db, up to about 3 times`]);
  });

  it('does not take a single bad window for a fall', () => {
    const ok = [...level(60, 100), 90, ...level(39, 100)];
    expect(timelineOf(replicationRecord({ ok, failed: ok.map(n => 100 - n) }))).toEqual([]);
  });

  it('tells the first falls of an availability that falls again and again, and counts the rest', () => {
    const ok = Array.from({ length: 10 }, () => [...level(8, 100), ...level(2, 50)]).flat();
    const told = timelineOf(replicationRecord({ ok, failed: ok.map(n => 100 - n) }));
    expect(told.filter(({ what }) => what === 'availability-back')).toHaveLength(4);
    expect(lines(told).at(-1)).toBe('58 s: availability goes on falling below 99 %, 5 more times');
  });

  it('says so when the log was too long to keep', () => {
    const record = replicationRecord(steady, { log: [opens(70)], logDropped: 12 });
    expect(lines(timelineOf(record)).at(-1)).toBe('70 s: 12 later events were not logged');
  });

  it('stays short, keeping the first time of each thing and the facts', () => {
    const noise = Array.from({ length: 200 }, (_, i) => log(i / 4, 'comet', `db[${i % 20}]`, `comet ${i}`));
    const timeline = timelineOf(outage(level(50, 100), { log: [...noise, ...faultLog] }));
    expect(timeline).toHaveLength(40);
    expect(new Set(timeline.map(({ subject }) => subject)).size).toBe(22);
    expect(timeline.map(({ what }) => what)).toContain('recovered');
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).sort((a, b) => a - b));
  });
});

describe('a number in a sentence', () => {
  it.each([
    [1234, 80, 4, '1230'],
    [1234, 80, 2, '1200'],
    [2.871, 0.03, 4, '2.87'],
    [40, 0, 2, '40'],
    [0.0456, 0.004, 3, '0.046'],
    [5, 90, 2, null],
    [0, 0, 2, '0'],
  ])('%f ± %f in at most %i digits is %s', (mean, half, digits, text) => {
    expect(supportedNumber({ mean, low: mean - half, high: mean + half }, digits)).toBe(text);
  });

  it('is missing without data', () => {
    expect(supportedNumber(null, 2)).toBeNull();
  });
});
