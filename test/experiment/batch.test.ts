import { describe, expect, it } from 'vitest';
import { Batch } from '../../src/experiment/batch.ts';
import { Deal } from '../../src/experiment/deal.ts';
import { EngineFault } from '../../src/experiment/engine-fault.ts';
import { inTurns, tasksOf } from '../../src/experiment/replicate.ts';
import { runReplication } from '../../src/model/system.ts';
import { level, replicationRecord, SECOND, variantPlan, worldPlan } from './fixture.ts';

const tasks = tasksOf([variantPlan('a')], 7, 0, 4);
const record = replicationRecord({ ok: level(100, 100) });

describe('a deal', () => {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const [one, other] = [new Deal(shared, 5), new Deal(shared, 5)];

  it('gives every number once to those who share it, in order', () => {
    expect([one, other, other, one, one, other, one].map(deal => deal.take())).toEqual([0, 1, 2, 3, 4, null, null]);
  });

  it('gives nothing more once anybody has ended it', () => {
    const [left, right] = [new Deal(new Int32Array(1), 5), new Deal(new Int32Array(1), 5)];
    left.take();
    left.end();
    expect([left.take(), left.take(), right.take()]).toEqual([null, null, 0]);
  });
});

describe('a batch', () => {
  it('is worked off by several at a time, each task once', async () => {
    const batch = new Batch(tasks, {});
    const seen: string[] = [];
    const simulate = async (_: unknown, seed: string) => {
      await Promise.resolve();
      seen.push(seed);
      return { ...record, digest: seed };
    };
    await Promise.all([batch.work(simulate), batch.work(simulate)]);
    expect(seen).toEqual(['7/0', '7/1', '7/2', '7/3']);
    expect(batch.outcome().map(each => each!.digest)).toEqual(seen);
  });

  it('of which two tasks failed fails with the lower one, whichever came first', () => {
    const batch = new Batch(tasks, {});
    batch.failed(2, new Error('late'));
    batch.failed(1, new Error('early'));
    expect(() => batch.outcome()).toThrow(EngineFault);
    expect(() => batch.outcome()).toThrow('variant a, replication 1 (seed 7/1): early');
  });

  it('that lost a thread fails even if every task that is known of was carried out', async () => {
    const batch = new Batch(tasks, {});
    batch.lost(new Error('its worker thread ended unexpectedly'));
    await batch.work(() => record);
    expect(() => batch.outcome()).toThrow('ended unexpectedly');
  });

  it('blames a task rather than a lost thread when there is one', () => {
    const batch = new Batch(tasks, {});
    batch.lost(new Error('lost'));
    batch.failed(3, new Error('thrown'));
    expect(() => batch.outcome()).toThrow('thrown');
  });
});

describe('a replication that is carried out in turns', () => {
  const world = worldPlan({ duration: 2000 * SECOND });
  const running = { aborted: false };

  it('is the same as one that is carried out in one go, however often it pauses', async () => {
    const whole = runReplication(world, '7/0');
    for (const often of [1, 3]) {
      let asked = 0;
      let paused = 0;
      const pause = (): Promise<void> | null => {
        if (asked++ % often !== 0) return null;
        paused++;
        return Promise.resolve();
      };
      expect(await inTurns(pause)(world, '7/0', running)).toEqual(whole);
      // Before and after the world is built, and every few thousand events.
      expect(asked).toBe(2 + Math.floor(whole.events / 4096));
      expect(paused).toBe(Math.ceil(asked / often));
    }
  });

  it('does not begin when it is not wanted any more, and ends where it is then', async () => {
    for (const pauses of [1, 2, 5]) {
      const stop = { aborted: false };
      let paused = 0;
      const pause = async (): Promise<void> => {
        await Promise.resolve();
        stop.aborted = ++paused === pauses;
      };
      expect(await inTurns(pause)(world, '7/0', stop)).toBeNull();
      expect(paused).toBe(pauses);
    }
  });
});
