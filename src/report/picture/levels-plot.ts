/** Levels of all variants as a plot of intervals. */
import { EFFECT_MARK } from '../comparison.ts';
import type { LevelRow, Levels } from '../levels.ts';
import { type IntervalPlot, MOST_ROWS } from './interval-chart.ts';
import { BAD, BASELINE, GOOD, MUTED } from './style.ts';
import { AXES } from './writing.ts';

const COLOUR = { better: GOOD, worse: BAD, unknown: MUTED } as const;

/** The baseline always: it may be the last, and everything is compared with it. */
const isDrawn = ({ isBaseline }: LevelRow, index: number): boolean => isBaseline || index < MOST_ROWS - 1;

export const levelsPlot = ({ kind, reference, rows }: Levels): IntervalPlot => ({
  title: kind.title,
  about: `${kind.better} is better; bars are 95 % intervals, the line is the baseline`,
  reference,
  reaches: [0],
  rows: rows.filter(isDrawn).map(({ name, mean, low, high, isBaseline, effect, text }) => ({
    ...{ name, mean, low, high },
    text: effect === 'unknown' ? text : `${text} ${EFFECT_MARK[effect]}`,
    colour: isBaseline ? BASELINE : COLOUR[effect],
  })),
  axis: AXES[kind.unit],
  steps: 4,
});
