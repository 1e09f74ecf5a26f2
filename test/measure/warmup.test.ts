import { expect, it } from 'vitest';
import { truncationPoint } from '../../src/measure/warmup.ts';

/** A steady wobble around 10, after `rise` values that climb to it. */
const series = (rise: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (i < rise ? (10 * i) / rise : 10) + ((i * 7919) % 13) / 26 - 0.25);

/** The slow twin: every cut scored from scratch. */
function slowTruncation(values: readonly number[]): number | null {
  const batches = Array.from(
    { length: Math.floor(values.length / 5) },
    (_, b) => values.slice(5 * b, 5 * b + 5).reduce((a, v) => a + v, 0) / 5,
  );
  const scores = batches.slice(0, Math.floor(batches.length / 2) + 1).map((_, cut) => {
    const rest = batches.slice(cut);
    const mean = rest.reduce((a, v) => a + v, 0) / rest.length;
    return rest.reduce((a, v) => a + (v - mean) ** 2, 0) / rest.length ** 2;
  });
  const best = scores.indexOf(Math.min(...scores));
  return best === scores.length - 1 ? null : 5 * best;
}

it('a series that climbs for 40 values and then holds is cut at the end of the climb', () => {
  const cut = truncationPoint(series(40, 400))!;
  expect(cut).toBeGreaterThanOrEqual(35);
  expect(cut).toBeLessThanOrEqual(45);
});

it('a steady series is cut little or not at all', () => {
  expect(truncationPoint(Array(100).fill(3))).toBe(0);
});

it.each([0, 3, 20, 60, 90])('the cut after a climb of %i values is that of scoring every cut from scratch', rise => {
  expect(truncationPoint(series(rise, 203))).toBe(slowTruncation(series(rise, 203)));
});

it('a series still climbing at its middle has no cut to offer', () => {
  expect(truncationPoint(series(400, 400))).toBeNull();
});

it('a series too short to tell has no cut to offer', () => {
  expect(truncationPoint([5, 4, 3, 2, 1])).toBeNull();
});

it('twenty values are enough to tell, and nineteen are not', () => {
  expect(truncationPoint(Array(20).fill(3))).toBe(0);
  expect(truncationPoint(Array(19).fill(3))).toBeNull();
});
