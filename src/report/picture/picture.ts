/**
 * One result as one picture for a page that cannot run scripts: the differences to the baseline with their intervals, and
 * availability over time. Chart.js draws it; here is only what it is told. Light, because a code host shows it on any
 * ground, and nothing in it depends on a machine's fonts.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../../results/result.ts';
import { answerOf } from '../answer.ts';
import { ranked } from '../order.ts';
import { differenceChart, differencesIn } from './difference-chart.ts';
import { overTimeChart } from './over-time-chart.ts';
import { storyOf } from './story.ts';
import { PAPER } from './style.ts';

export interface Picture {
  /** In logical pixels. */
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  /** What it says, for those who do not see it. */
  readonly words: string;
  readonly charts: readonly PlacedChart[];
}

export interface PlacedChart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly configuration: ChartConfiguration<'line'>;
}

const WIDTH = 960;
const GAP = 24;
const DIFFERENCES = 400;
const ROW = 26;
const LEAST_HEIGHT = 250;
/** Of more variants than this only the first are drawn: they are ranked. */
const MOST_ROWS = 14;

/** null when there is nothing to draw. */
export function pictureOf(result: Result): Picture | null {
  if (result.replications === 0 || result.variants.length === 0) return null;
  const story = storyOf(result);
  const rows = Math.min(MOST_ROWS, differencesIn(result, story).length);
  const height = Math.max(LEAST_HEIGHT, 112 + ROW * rows);
  const left = rows > 0 ? DIFFERENCES + GAP : 0;
  const over = { x: left, y: 0, width: WIDTH - left, height, configuration: overTimeChart(result, story) };
  const difference = {
    x: 0,
    y: 0,
    width: DIFFERENCES,
    height,
    configuration: differenceChart(result, story, MOST_ROWS),
  };
  return {
    width: WIDTH,
    height,
    ground: PAPER,
    words: `${answerOf(result).headline} ${story.title} over time of ${ranked(result).length} variants.`,
    charts: rows > 0 ? [difference, over] : [over],
  };
}
