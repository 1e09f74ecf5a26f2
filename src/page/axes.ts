/** Where axes begin and end and which ticks they have: the lengths people count time in, and round numbers. */
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000] as const;
/** ms */
const ROUND_DURATIONS: readonly number[] = [
  ...[0.001, 0.01, 0.1, 1, 10, 100].flatMap(decade => [decade, 2 * decade, 5 * decade]),
  ...[1, 2, 5, 10, 20, 30].map(length => length * SECOND),
  ...[1, 2, 5, 10, 20, 30].map(length => length * MINUTE),
  ...[1, 2, 4, 8, 12].map(length => length * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map(length => length * DAY),
];

interface Axis {
  min: number;
  max: number;
  ticks: { value: number }[];
}

/** Lengths that people count in, `most` of them. */
export const durationTicks =
  (most: number) =>
  (axis: Axis): void => {
    const within = ROUND_DURATIONS.filter(value => value >= axis.min * 0.999 && value <= axis.max * 1.001);
    const step = Math.ceil(within.length / most);
    axis.ticks = within.filter((_, index) => index % step === 0).map(value => ({ value }));
  };

/** Every so often from 0 on, at most six times. */
export function evenDurations(axis: Axis): void {
  const step = ROUND_DURATIONS.find(length => axis.max / length <= 6) ?? axis.max;
  axis.ticks = Array.from({ length: Math.floor(axis.max / step + 1e-9) + 1 }, (_, tick) => ({ value: tick * step }));
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Round numbers around all positive values, never so close that a flat line looks like a storm, and never along an axis. */
export function roundsAround(values: readonly number[]): Range {
  const positive = values.filter(value => value > 0);
  if (positive.length === 0) return {};
  const rounds = roundNumbers(least(positive) / 10, 10 * most(positive));
  const min = rounds.findLast(bound => bound < least(positive)) ?? least(positive);
  return { min, max: Math.max(rounds.find(bound => bound >= most(positive)) ?? most(positive), 10 * min) };
}

/** The same of lengths of time, ms; the least value may lie `on` the lower end or only `above` it. */
export function durationsAround(values: readonly number[], where: 'on' | 'above'): Range {
  const positive = values.filter(value => value > 0);
  if (positive.length === 0) return {};
  const [lowest, highest] = [least(positive), most(positive)];
  const min = ROUND_DURATIONS.findLast(bound => bound < lowest || (where === 'on' && bound === lowest)) ?? lowest;
  const max = ROUND_DURATIONS.find(bound => bound >= highest) ?? highest;
  return { min, max: Math.max(max, 10 * min) };
}

const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));

/** 1, 2 and 5 times all powers of ten from `low` to `high`. */
function roundNumbers(low: number, high: number): number[] {
  const found: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++)
    found.push(...[1, 2, 5].map(digit => Number(`${digit}e${exponent}`)));
  return found.filter(number => number >= low && number <= high);
}

/** Round numbers, or only powers of ten where those are too many for an axis. */
export const roundTicks =
  (count: number) =>
  (axis: Axis): void => {
    const all = roundNumbers(axis.min * 0.999, axis.max * 1.001);
    const some = all.length <= count ? all : all.filter(number => /^[^1-9]*1/.test(number.toExponential()));
    const step = Math.ceil(some.length / count);
    axis.ticks = some.filter((_, index) => index % step === 0).map(value => ({ value }));
  };
