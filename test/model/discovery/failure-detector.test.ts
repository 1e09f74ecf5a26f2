import { describe, expect, it } from 'vitest';
import { FixedTimeout, PhiAccrual } from '../../../src/model/discovery/failure-detector.ts';

const SECOND = 1e9;

describe('a fixed timeout', () => {
  it('counts from the last heartbeat', () => {
    const detector = new FixedTimeout(3 * SECOND);
    detector.begin(0);
    expect(detector.deadline).toBe(3 * SECOND);
    detector.heard(2 * SECOND);
    expect(detector.deadline).toBe(5 * SECOND);
  });
});

describe('phi-accrual', () => {
  const phi = (threshold: number, more: Partial<ConstructorParameters<typeof PhiAccrual>[0]> = {}) =>
    new PhiAccrual({ threshold, window: 10, minDeviation: 0.1 * SECOND, pause: 0, interval: SECOND, ...more });

  const regular = (detector: PhiAccrual, beats: number) => {
    detector.begin(0);
    for (let beat = 1; beat <= beats; beat++) detector.heard(beat * SECOND);
    return detector.deadline / SECOND - beats;
  };

  it.each([
    // The normal quantile at 1 - 10^-phi: 1.2816, 3.0902, 5.6120.
    [1, 1.12816],
    [3, 1.30902],
    [8, 1.5612],
  ])('bears the silence that is exceeded with chance 10^-%i', (threshold, expected) => {
    expect(regular(phi(threshold), 20)).toBeCloseTo(expected, 4);
  });

  it('bears more where heartbeats come irregularly', () => {
    const detector = phi(8);
    detector.begin(0);
    let now = 0;
    for (let beat = 0; beat < 20; beat++) {
      now += (beat % 2 === 0 ? 0.5 : 1.5) * SECOND;
      detector.heard(now);
    }
    // Mean 1 s, deviation 0.5 s.
    expect((detector.deadline - now) / SECOND).toBeCloseTo(1 + 5.612 * 0.5, 3);
  });

  it('forgets gaps that are older than its window', () => {
    const detector = phi(8);
    detector.begin(0);
    detector.heard(100 * SECOND);
    let now = 100 * SECOND;
    for (let beat = 0; beat < 10; beat++) {
      now += SECOND;
      detector.heard(now);
    }
    expect((detector.deadline - now) / SECOND).toBeCloseTo(1.5612, 4);
  });

  it('begins with the interval it was promised, give or take a quarter', () => {
    const detector = phi(1);
    detector.begin(5 * SECOND);
    expect(detector.deadline / SECOND).toBeCloseTo(5 + 1 + 1.28155 * 0.25, 4);
  });

  it('forgives a pause on top', () => {
    expect(regular(phi(8, { pause: 2 * SECOND }), 20)).toBeCloseTo(3.5612, 4);
  });
});
