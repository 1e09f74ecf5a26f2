import { expect, it } from 'vitest';
import { sourceWindows } from '../../src/experiment/source-windows.ts';
import { type TimeAvailability, timeAvailability } from '../../src/experiment/time-availability.ts';
import { type Columns, level, SECOND, sourceRecord, worldPlan } from './fixture.ts';

/** The ten windows after a warm-up of ten that is all failures. */
function judge({ ok, failed, offered }: Columns): TimeAvailability {
  const world = worldPlan({ duration: 20 * SECOND });
  const columns = {
    ok: [...level(10, 0), ...ok],
    failed: [...level(10, 100), ...(failed ?? ok.map(() => 0))],
    offered: [...level(10, 100), ...(offered ?? ok.map((count, window) => count + (failed?.[window] ?? 0)))],
  };
  return timeAvailability(sourceWindows([sourceRecord(columns)], world), world);
}

it('is the share of windows that meet the objective, the warm-up left out', () => {
  const ok = [100, 100, 99, 98, 100, 50, 50, 100, 100, 100];
  expect(judge({ ok, failed: ok.map(count => 100 - count) })).toEqual({ share: 0.7, longestOutage: 2 * SECOND });
});

it('is 1 with no outage when all is well', () => {
  expect(judge({ ok: level(10, 5) })).toEqual({ share: 1, longestOutage: 0 });
});

it('counts silence as an outage when requests were offered', () => {
  const ok = [...level(5, 100), ...level(5, 0)];
  expect(judge({ ok, offered: level(10, 100) })).toEqual({ share: 0.5, longestOutage: 5 * SECOND });
});

it('leaves out silence in which hardly anybody asked', () => {
  const ok = [1, 0, 1, 0, 0, 2, 1, 1, 0, 1];
  expect(judge({ ok, offered: level(10, 1) })).toEqual({ share: 1, longestOutage: 0 });
});

it('lets an idle window neither end nor lengthen an outage', () => {
  const ok = [9, 0, 0, 0, 9, 9, 9, 9, 9, 9];
  expect(judge({ ok, failed: [0, 9, 0, 9, 0, 0, 0, 0, 0, 0] })).toEqual({
    share: 7 / 9,
    longestOutage: 2 * SECOND,
  });
});

it('is null when nothing happened', () => {
  expect(judge({ ok: level(10, 0) })).toEqual({ share: null, longestOutage: null });
});

it('leaves out a last window that the end of the run cuts short', () => {
  const world = worldPlan({ duration: 20.5 * SECOND });
  const columns = { ok: [...level(20, 10), 0], failed: [...level(20, 0), 10] };
  expect(timeAvailability(sourceWindows([sourceRecord(columns)], world), world).share).toBe(1);
});
