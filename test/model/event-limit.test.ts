import { describe, expect, test } from 'vitest';
import { Checkpoints } from '../../src/engine/checkpoints.ts';
import { EventLimit } from '../../src/model/event-limit.ts';

/** Pretends that so many events fire, and says what ended that; `timeOf` is the clock at an event. */
function endOf(events: number, timeOf: (fired: number) => number): string | null {
  const limit = new EventLimit(new Checkpoints(1e6));
  try {
    for (let fired = limit.next; fired <= events; fired = limit.next)
      limit.watch({ now: timeOf(fired), eventsFired: fired, digest: '' });
    return null;
  } catch (thrown) {
    return String(thrown);
  }
}

describe('a run', () => {
  test('that goes on in time may have billions of events', () => {
    expect(endOf(19e9, fired => fired)).toBeNull();
  });

  test('that has still more is ended with what to do about it', () => {
    expect(endOf(3e10, fired => fired)).toMatch(
      /^TooMuchError: more than 20000000000 events until 20\.\d+ s of simulated/,
    );
  });

  test('in which a hundred million events happen at one moment goes on', () => {
    expect(endOf(1.5e8, () => 5e9)).toBeNull();
  });

  test('in which time stands still is ended, and says when that was', () => {
    const stuck = (fired: number): number => Math.min(fired, 7e8) * 10;
    expect(endOf(5e9, stuck)).toMatch(/^TooMuchError: time stands still at 7 s of simulated time/);
  });
});
