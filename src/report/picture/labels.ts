/** What charts share, on the page and in pictures: where names may stand, how short they must be, where time has ticks. */
import { clock } from '../numbers.ts';

/** Height a label needs. */
const LABEL_HEIGHT = 13;

/** Moves labels apart that would lie on each other, within `top` and `bottom`; the highest stays first. */
export function spread(labels: { y: number }[], top: number, bottom: number): void {
  labels.sort((one, other) => one.y - other.y);
  let free = top;
  for (const label of labels) {
    label.y = Math.max(label.y, free);
    free = label.y + LABEL_HEIGHT;
  }
  let most = bottom;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, most);
    most = label.y - LABEL_HEIGHT;
  }
}

/** The text, or as much of it as is `width` wide, with an ellipsis. */
export function shortened(text: string, widthOf: (text: string) => number, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = text;
  while (kept.length > 1 && widthOf(`${kept}…`) > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}

export interface Beginning {
  readonly start: number;
  /** Between its ticks. */
  readonly step: number;
}

const ALL: Beginning = { start: 0, step: 0.2 };
const BEGINNINGS: readonly Beginning[] = [
  { start: 0.999, step: 0.0002 },
  { start: 0.99, step: 0.002 },
  { start: 0.95, step: 0.01 },
  { start: 0.9, step: 0.02 },
  { start: 0.8, step: 0.05 },
  { start: 0.5, step: 0.1 },
];

/** Where the axis of shares begins that are worth a closer look when all of them are high. */
export function beginningOf(shares: readonly number[]): Beginning {
  const lowest = shares.reduce((one, other) => Math.min(one, other), 1);
  return BEGINNINGS.find(({ start }) => lowest >= start) ?? ALL;
}

const SECOND = 1000;
const HOUR = 3600;
const DAY = 86_400;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, DAY];

/** Moments of ticks on an axis from 0 to `duration`, ms. */
export function timeTicks(duration: number): { value: number }[] {
  const step = timeStep(duration);
  return Array.from({ length: Math.floor(duration / step) + 1 }, (_, tick) => ({ value: tick * step }));
}

/** A moment on such an axis: days and hours by their number where all ticks are whole ones, else as on a clock. */
export function timeLabel(moment: number, duration: number): string {
  const step = timeStep(duration) / SECOND;
  const unit = [
    { name: 'd', length: DAY },
    { name: 'h', length: HOUR },
  ].find(({ length }) => step % length === 0);
  if (unit === undefined) return clock(moment);
  return moment === 0 ? '0' : `${moment / SECOND / unit.length} ${unit.name}`;
}

/** So that there are at most seven stretches. */
const timeStep = (duration: number): number =>
  (STEPS.find(seconds => duration / (seconds * SECOND) <= 7) ?? Math.ceil(duration / 7 / (DAY * SECOND)) * DAY) *
  SECOND;
