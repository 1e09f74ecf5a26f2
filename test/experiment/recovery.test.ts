import { describe, expect, it } from 'vitest';
import { judgeRecovery, longestOf, type RecoveryJudgement } from '../../src/experiment/recovery.ts';
import type { WorldPlan } from '../../src/model/plan.ts';
import type { FaultRecord } from '../../src/model/record.ts';
import { type Columns, faultRecord, level, SECOND, sourceRecord, trafficPlan, worldPlan } from './fixture.ts';

/** A fault from 40 s to 50 s of a run of 100 s. */
const fault = faultRecord('slow-db', [40, 50]);

const judge = (columns: Columns, world: WorldPlan = worldPlan(), faults: FaultRecord[] = [fault]): RecoveryJudgement =>
  judgeRecovery(faults, [sourceRecord(columns)], world);

/** 100 requests a second succeed before the fault and none during it; `after` says what becomes of the 50 s after. */
const withAftermath = (ok: readonly number[]): Columns => ({
  ok: [...level(40, 100), ...level(10, 0), ...ok],
  failed: [...level(40, 0), ...level(10, 100), ...ok.map(count => 100 - count)],
});

describe('recovery', () => {
  it('takes no time when the windows right after the end are as before', () => {
    const { recoveries, metastable } = judge(withAftermath(level(50, 100)));
    expect(recoveries.get('slow-db')).toBe(0);
    expect(metastable).toBe(false);
  });

  it('is counted in milliseconds from the end to the start of the first five good windows', () => {
    expect(judge(withAftermath([...level(12, 30), ...level(38, 100)])).recoveries.get('slow-db')).toBe(12_000);
  });

  it('is counted from the end also where the fault ends within a window', () => {
    const faults = [faultRecord('slow-db', [40, 49.75])];
    expect(judge(withAftermath(level(50, 100)), worldPlan(), faults).recoveries.get('slow-db')).toBe(250);
  });

  it('is late when it is late', () => {
    expect(judge(withAftermath([...level(45, 0), ...level(5, 100)])).recoveries.get('slow-db')).toBe(45_000);
  });

  it('waits until flapping is over', () => {
    const flapping = Array.from({ length: 6 }, () => [100, 100, 100, 100, 20]).flat();
    expect(judge(withAftermath([...flapping, ...level(20, 100)])).recoveries.get('slow-db')).toBe(30_000);
  });

  it('never comes while the system flaps to the end', () => {
    const flapping = Array.from({ length: 10 }, () => [100, 100, 100, 100, 20]).flat();
    expect(judge(withAftermath(flapping))).toMatchObject({
      recoveries: new Map([['slow-db', 'never']]),
      metastable: true,
    });
  });

  it('allows for one percentage point of success and no more', () => {
    expect(judge(withAftermath(level(50, 99))).recoveries.get('slow-db')).toBe(0);
    expect(judge(withAftermath(level(50, 98))).recoveries.get('slow-db')).toBe('never');
  });

  it('is not there when what ends succeeds but half of it does not end', () => {
    const { recoveries } = judge({
      ok: [...level(40, 100), ...level(10, 0), ...level(50, 50)],
      offered: level(100, 100),
    });
    expect(recoveries.get('slow-db')).toBe('never');
  });

  it('does not take a burst of late answers for recovery', () => {
    const ok = [...level(40, 100), ...level(10, 0), 1000, ...level(49, 0)];
    expect(judge({ ok, offered: level(100, 100) }).recoveries.get('slow-db')).toBe('never');
  });

  it('allows for the chance that was there before', () => {
    const wobble = Array.from({ length: 90 }, (_, i) => 100 + [-12, 5, 9, -6, 4][i % 5]!);
    const ok = [...wobble.slice(0, 40), ...level(10, 0), ...wobble.slice(40, 90)];
    expect(judge({ ok }).recoveries.get('slow-db')).toBe(0);
  });

  it('is not there while nothing succeeds, however rare requests are', () => {
    const rare = (windows: number): number[] => Array.from({ length: windows }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const ok = [...rare(40), ...level(30, 0), ...rare(30)];
    expect(judge({ ok }).recoveries.get('slow-db')).toBeGreaterThan(15_000);
  });

  it('expects less where the scenario itself offers less', () => {
    const falling = worldPlan({
      traffic: [
        trafficPlan('users', [
          { at: 0, perSecond: 100 },
          { at: 45 * SECOND, perSecond: 100 },
          { at: 45 * SECOND, perSecond: 40 },
        ]),
      ],
    });
    const columns = { ok: [...level(40, 100), ...level(10, 0), ...level(50, 40)] };
    expect(judge(columns, falling).recoveries.get('slow-db')).toBe(0);
    expect(judge(columns).recoveries.get('slow-db')).toBe('never');
  });

  it('cannot be told when the run ends too early after the fault', () => {
    const faults = [faultRecord('slow-db', [40, 80])];
    const columns = { ok: [...level(40, 100), ...level(60, 0)], failed: [...level(40, 0), ...level(60, 100)] };
    expect(judge(columns, worldPlan(), faults)).toEqual({
      recoveries: new Map([['slow-db', null]]),
      metastable: null,
    });
  });

  it('cannot be told when the fault outlasts the run or never strikes', () => {
    const faults = [faultRecord('lasting', [40, Number.POSITIVE_INFINITY]), faultRecord('absent')];
    const { recoveries, metastable } = judge(withAftermath(level(50, 100)), worldPlan(), faults);
    expect([...recoveries]).toEqual([
      ['lasting', null],
      ['absent', null],
    ]);
    expect(metastable).toBeNull();
  });

  it('cannot be told without windows from before the fault', () => {
    const faults = [faultRecord('early', [2, 50])];
    expect(judge(withAftermath(level(50, 100)), worldPlan(), faults).recoveries.get('early')).toBeNull();
  });

  it('is measured against the time before the first fault, not against the damage of an earlier one', () => {
    const faults = [faultRecord('first', [30, 35]), faultRecord('second', [65, 66])];
    const columns = { ok: [...level(30, 100), ...level(70, 10)], failed: [...level(30, 0), ...level(70, 90)] };
    const { recoveries } = judge(columns, worldPlan(), faults);
    expect(recoveries.get('second')).toBe('never');
  });

  it('leaves the warm-up out of what is normal where it can', () => {
    const columns = { ok: [...level(10, 500), ...level(5, 100), ...level(35, 0), ...level(50, 100)] };
    const faults = [faultRecord('slow-db', [15, 50])];
    expect(judge(columns, worldPlan(), faults).recoveries.get('slow-db')).toBe(0);
    expect(judge(columns, worldPlan({ warmup: 0 }), faults).recoveries.get('slow-db')).toBe('never');
  });
});

describe('recovery from something that takes no time', () => {
  const flush = [faultRecord('flush', [40, 40])];
  const of = (ok: readonly number[]): RecoveryJudgement =>
    judge(
      { ok: [...level(40, 100), ...ok], failed: [...level(40, 0), ...ok.map(count => 100 - count)] },
      worldPlan(),
      flush,
    );

  it('is not declared before the effect shows', () => {
    expect(of([...level(7, 100), ...level(53, 10)])).toEqual({
      recoveries: new Map([['flush', 'never']]),
      metastable: true,
    });
    expect(of([...level(7, 100), ...level(13, 10), ...level(40, 100)]).recoveries.get('flush')).toBe(20_000);
  });

  it('takes no time when it has no effect, and chance is none', () => {
    expect(of(level(60, 100)).recoveries.get('flush')).toBe(0);
    expect(of([...level(7, 100), 98, ...level(52, 100)]).recoveries.get('flush')).toBe(0);
  });

  it('is not held up by what the next fault does', () => {
    const faults = [...flush, faultRecord('crash', [50, 60])];
    const columns = { ok: [...level(50, 100), ...level(50, 0)], failed: [...level(50, 0), ...level(50, 100)] };
    const { recoveries } = judge(columns, worldPlan(), faults);
    expect([...recoveries.values()]).toEqual([0, 'never']);
  });
});

describe('a metastable state', () => {
  it('is a failure that outlives its trigger at normal load', () => {
    expect(judge(withAftermath(level(50, 5))).metastable).toBe(true);
  });

  it('is not there when the scenario keeps the load up after the fault', () => {
    const rising = worldPlan({
      traffic: [
        trafficPlan('users', [
          { at: 0, perSecond: 100 },
          { at: 45 * SECOND, perSecond: 100 },
          { at: 45 * SECOND, perSecond: 200 },
        ]),
      ],
    });
    const { recoveries, metastable } = judge(withAftermath(level(50, 5)), rising);
    expect(recoveries.get('slow-db')).toBe('never');
    expect(metastable).toBe(false);
  });

  it('counts extra requests of impatient users as part of the failure, not as load', () => {
    const columns = withAftermath(level(50, 5));
    const doubled = { ...columns, offered: [...level(50, 100), ...level(50, 200)] };
    expect(judge(doubled).metastable).toBe(true);
  });

  it('is not called while another fault goes on', () => {
    const faults = [fault, faultRecord('other', [45, Number.POSITIVE_INFINITY])];
    expect(judge(withAftermath(level(50, 5)), worldPlan(), faults).metastable).toBeNull();
  });

  describe('where capacity was lost', () => {
    /** Four replicas, of which the fault took `lost`; `after` is how many are up in the 50 s after it. */
    const staffed = (after: readonly number[], lost = 3): RecoveryJudgement =>
      judgeRecovery([fault], [sourceRecord(withAftermath(level(50, 5)))], worldPlan(), {
        levels: [[...level(40, 4), ...level(10, 4 - lost), ...after]],
        waiting: [],
      });

    it('cannot be told while replicas are still starting', () => {
      expect(staffed(level(50, 1))).toEqual({ recoveries: new Map([['slow-db', 'never']]), metastable: null });
      expect(staffed([...level(10, 1), ...level(20, 2), ...level(20, 3)]).metastable).toBeNull();
    });

    it('cannot be told when they were back too late', () => {
      expect(staffed([...level(21, 1), ...level(29, 4)]).metastable).toBeNull();
      expect(staffed([...level(20, 1), ...level(30, 4)]).metastable).toBe(true);
    });

    it('is there when all came and the overload takes them down again', () => {
      const flapping = Array.from({ length: 10 }, () => [1, 2, 1, 1, 2]).flat();
      expect(staffed(flapping).metastable).toBe(true);
    });

    it('does not ask for more than there was at the least before', () => {
      const few = judgeRecovery([fault], [sourceRecord(withAftermath(level(50, 5)))], worldPlan(), {
        levels: [[...level(35, 4), ...level(5, 3), ...level(10, 0), ...level(50, 3)], level(100, Number.NaN)],
        waiting: [],
      });
      expect(few.metastable).toBe(true);
    });
  });

  describe('where work waits', () => {
    /** 500 requests wait when the fault ends; `queues` are what waits in each service in the 50 s after it. */
    const queueing = (...queues: (readonly number[])[]): boolean | null =>
      judgeRecovery([fault], [sourceRecord(withAftermath(level(50, 5)))], worldPlan(), {
        levels: [],
        waiting: queues.map((after, i) => ({
          name: `service-${i}`,
          queueLength: [...level(40, 0), ...level(10, 500), ...after],
        })),
      }).metastable;
    const from = (start: number, step: number): number[] => Array.from({ length: 50 }, (_, i) => start + step * i);

    it('cannot be told while the backlog drains', () => {
      expect(queueing(from(500, -5))).toBeNull();
      expect(queueing(from(500, -5), from(100, 2))).toBeNull();
    });

    it('is there when the backlog grows, stays, or drains so slowly that no end is in sight', () => {
      expect(queueing(from(500, 5))).toBe(true);
      expect(queueing(level(50, 500))).toBe(true);
      expect(queueing(from(500, -1))).toBe(true);
      expect(queueing(from(500, -5), from(100, 5))).toBe(true);
    });

    it('is there when the backlog has drained to a level that it keeps', () => {
      expect(queueing([...from(500, -20).slice(0, 20), ...level(30, 120)])).toBe(true);
    });

    it('is there when the backlog only wanders', () => {
      const wandering = Array.from({ length: 50 }, (_, i) => 500 + [0, 60, -30, 40, -70][i % 5]!);
      expect(queueing(wandering)).toBe(true);
    });
  });

  it('needs a fault', () => {
    expect(judge(withAftermath(level(50, 5)), worldPlan(), []).metastable).toBe(false);
  });
});

describe('the longest of several recoveries', () => {
  it('is never when one is never, and null when none can be told', () => {
    expect(longestOf([3, 'never', 5])).toBe('never');
    expect(longestOf([3, null, 5])).toBe(5);
    expect(longestOf([null])).toBeNull();
    expect(longestOf([])).toBeNull();
  });
});
