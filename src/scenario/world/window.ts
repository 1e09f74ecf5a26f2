/** The width of the windows of all series. */

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Series of more windows cost memory and show nothing more. */
const MOST_WINDOWS = 3600;

const ROUND_WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map(n => n * HOUR),
];

/** As asked; else the smallest round width from 1 s on that gives at most 3600 windows. All in ns. */
export function windowOf(asked: number | undefined, duration: number): number {
  return asked ?? ROUND_WIDTHS.find(width => duration / width <= MOST_WINDOWS) ?? 24 * HOUR;
}
