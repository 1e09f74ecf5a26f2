import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/engine/checkpoints.ts';
import { Actor, Simulator } from '../../src/engine/simulator.ts';

/** Pretends that events fire, each with its number as the digest. Who asks for one that is past is never told. */
function advanced(events: number, checkpoints: Checkpoints): Checkpoints {
  for (let fired = 1; fired <= events; fired++)
    if (fired === checkpoints.next) checkpoints.watch({ now: 0, eventsFired: fired, digest: String(fired) });
  return checkpoints;
}

describe('checkpoints', () => {
  it('are taken at whole multiples of their distance', () => {
    expect(advanced(35, new Checkpoints(10))).toMatchObject({ spacing: 10, digests: ['10', '20', '30'], next: 40 });
  });

  it('lose every second one and double the distance when there are too many', () => {
    expect(advanced(40_960, new Checkpoints(10)).digests).toHaveLength(4096);
    const { spacing, digests, next } = advanced(40_979, new Checkpoints(10));
    expect({ spacing, count: digests.length, first: digests[0], last: digests.at(-1), next }).toEqual({
      spacing: 20,
      count: 2048,
      first: '20',
      last: '40960',
      next: 40_980,
    });
  });

  it('stay at whole multiples however often that happens', () => {
    const { spacing, digests } = advanced(1_000_000, new Checkpoints(10));
    expect(spacing).toBe(320);
    expect(digests).toEqual(Array.from({ length: 3125 }, (_, index) => String((index + 1) * 320)));
  });
});

class Metronome extends Actor {
  on(): void {
    this.simulator.schedule(10, this.id, 0, 0);
  }
}

function ticking(): Simulator {
  const simulator = new Simulator();
  const metronome = new Metronome(simulator);
  simulator.schedule(0, metronome.id, 5, 77);
  return simulator;
}

describe('a watched simulator', () => {
  it('takes a checkpoint every 65 536 events', () => {
    const simulator = ticking();
    simulator.run(2 * 655_360 - 10);
    expect(simulator.eventsFired).toBe(131_072);
    expect(simulator.checkpoints.digests).toHaveLength(2);
    expect(simulator.checkpoints.digests.at(-1)).toBe(simulator.digest);
  });

  it('tells its watcher which event is about to happen', () => {
    const simulator = ticking();
    const seen: unknown[] = [];
    simulator.watchedBy({
      next: 1,
      watch({ now, eventsFired }, actor, kind, argument) {
        seen.push([eventsFired, now, actor, kind, argument]);
        (this as { next: number }).next = eventsFired + 2;
      },
    });
    simulator.run(30);
    expect(seen).toEqual([
      [1, 0, 0, 5, 77],
      [3, 20, 0, 0, 0],
    ]);
  });
});
