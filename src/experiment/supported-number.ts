/** Numbers for sentences: as many digits as the interval supports, and never more than asked for. */
import type { Interval } from '../measure/interval.ts';

/**
 * The mean rounded to the place of the leading digit of its half-width, and to `digits` significant digits; null when
 * there is no mean, or when not even its first digit is supported.
 */
export function supportedNumber(interval: Interval | null, digits: number): string | null {
  if (interval === null) return null;
  const { mean, high } = interval;
  if (mean === 0) return '0';
  const halfWidth = high === null ? 0 : high - mean;
  const place = Math.max(placeOf(halfWidth), placeOf(mean) - digits + 1);
  if (placeOf(mean) < placeOf(halfWidth)) return null;
  const step = Number(`1e${Math.abs(place)}`);
  return place >= 0 ? grouped(String(Math.round(mean / step) * step)) : String(Math.round(mean * step) / step);
}

/** Digits in groups of three from five digits on, with a narrow space that no line breaks at. */
const grouped = (whole: string): string => (whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, '\u202f'));

/** The decimal place of the leading digit: 0 for ones, 1 for tens; -Infinity for 0. */
const placeOf = (value: number): number =>
  value === 0 ? Number.NEGATIVE_INFINITY : Number(value.toExponential().split('e')[1]);
