/**
 * Availability over time as one line of blocks per variant, the fault windows drawn under it. The top block is kept for
 * cells in which (to three nines) nothing failed, so that a small loss is visible; the others are seven equal steps.
 */
import type { FaultResult, Series } from '../results/result.ts';
import { availabilityCells, endOf } from './availability.ts';
import { clock, count } from './numbers.ts';
import { padEnd, truncated, widthOf } from './text.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
/** Of a cell in which nothing failed, or hardly anything. */
export const FLAWLESS = '█';
const NEARLY_ALL = 0.9995;
const NO_REQUESTS = ' ';

/** One character per cell, low to high; a space where no request ended. */
export const sparkline = (series: Series, cells: number): string =>
  availabilityCells(series, cells).map(blockOf).join('');

const blockOf = (availability: number | null): string => {
  if (availability === null) return NO_REQUESTS;
  return BLOCKS[availability >= NEARLY_ALL ? 7 : Math.min(6, Math.floor(availability * 7))] ?? NO_REQUESTS;
};

export const SPARKLINE_LEGEND = '▁ under 14 % … ▇ over 86 %, █ all of the requests that ended then succeeded';

export interface Lane {
  readonly label: string;
  readonly cells: string;
}

/** What stands under the lines: the warm-up, each fault (the first of its episodes), and the time axis. */
export function lanesUnder(
  series: Series,
  faults: Readonly<Record<string, FaultResult>>,
  warmup: number,
  cells: number,
): Lane[] {
  const lanes: Lane[] = [];
  const end = endOf(series);
  if (warmup > series.start) lanes.push({ label: 'warm-up', cells: marks('░', series.start, warmup, series, cells) });
  for (const [name, fault] of Object.entries(faults)) {
    if (fault.start === null) continue;
    const label = fault.episodes > 1 ? `${name}, first of ${count(Math.round(fault.episodes))}` : name;
    lanes.push({ label, cells: marks('━', fault.start, fault.end ?? end, series, cells) });
  }
  return [...lanes, { label: '', cells: axis(series.start, end, availabilityCells(series, cells).length) }];
}

/** Lanes with their labels in one column of at most `widest` cells. */
export function lanesWithLabels(lanes: readonly Lane[], widest: number): string[] {
  const width = Math.min(widest, Math.max(...lanes.map(({ label }) => widthOf(label))));
  return lanes.map(({ label, cells }) => `${padEnd(truncated(label, width), width)}  ${cells}`.trimEnd());
}

/** `mark` in every cell the stretch of time touches. */
function marks(mark: string, from: number, to: number, series: Series, cells: number): string {
  const used = availabilityCells(series, cells).length;
  const length = (endOf(series) - series.start) / used;
  const cellAt = (moment: number): number => (moment - series.start) / length;
  return Array.from({ length: used }, (_, cell) => (cell + 1 > cellAt(from) && cell < cellAt(to) ? mark : ' ')).join(
    '',
  );
}

function axis(start: number, end: number, cells: number): string {
  const [left, right] = [clock(start), clock(end)];
  return left + ' '.repeat(Math.max(1, cells - left.length - right.length)) + right;
}
