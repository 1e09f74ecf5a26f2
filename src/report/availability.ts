/**
 * Availability over simulated time, read off the series: the share of the requests ending in a stretch of time that
 * ended ok or degraded, over all traffic. A stretch in which no request ended has no availability.
 */
import type { Series } from '../results/result.ts';

/** Availability between two moments (ms, widened to whole windows); null when no request ended. */
export function availabilityBetween(series: Series, from: number, to: number): number | null {
  const first = Math.max(0, Math.floor((from - series.start) / series.window));
  return availabilityOf(series, first, Math.ceil((to - series.start) / series.window));
}

/** The whole series in at most `cells` stretches of nearly equal length. */
export function availabilityCells(series: Series, cells: number): (number | null)[] {
  const windows = windowsOf(series);
  const used = Math.min(cells, windows);
  return Array.from({ length: used }, (_, cell) =>
    availabilityOf(series, Math.floor((cell * windows) / used), Math.floor(((cell + 1) * windows) / used)),
  );
}

/** How many windows the series has. */
export const windowsOf = (series: Series): number =>
  Math.max(0, ...Object.values(series.traffic).map(({ offered }) => offered.length));

/** End of the last window, ms. */
export const endOf = (series: Series): number => series.start + windowsOf(series) * series.window;

function availabilityOf(series: Series, from: number, to: number): number | null {
  let answered = 0;
  let finished = 0;
  for (const { ok, degraded, failed } of Object.values(series.traffic)) {
    for (let window = from; window < to; window++) {
      const good = (ok[window] ?? 0) + (degraded[window] ?? 0);
      answered += good;
      finished += good + (failed[window] ?? 0);
    }
  }
  return finished === 0 ? null : answered / finished;
}
