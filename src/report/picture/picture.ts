/**
 * One result as one picture for a page that cannot run scripts: the variants compared, with their intervals, and what happened
 * over time. Chart.js draws it; here is only what it is told. Light, because a code host shows it on any
 * ground, and nothing in it depends on a machine's fonts.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../../results/result.ts';
import { answerOf } from '../answer.ts';
import { ranked } from '../order.ts';
import { type IntervalPlot, intervalChart, MOST_ROWS } from './interval-chart.ts';
import { overTimeChart } from './over-time-chart.ts';
import { type Story, storiesOf } from './story.ts';
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
const COMPARED = 400;
const ROW = 26;
const LEAST_HEIGHT = 250;

/** null when there is nothing to draw. */
export function pictureOf(result: Result): Picture | null {
  if (result.replications === 0 || result.variants.length === 0) return null;
  const stories = storiesOf(result);
  const heights = stories.map(({ compared }) => Math.max(LEAST_HEIGHT, 112 + ROW * rowsIn(compared)));
  const tops = heights.map((_, index) => sumOf(heights.slice(0, index)));
  const shown = stories.map(({ overTime: { title } }, index) => (index === 0 ? title : uncapitalised(title)));
  return {
    width: WIDTH,
    height: sumOf(heights),
    ground: PAPER,
    words: `${answerOf(result).headline} ${shown.join(' and ')} of ${ranked(result).length} variants.`,
    charts: stories.flatMap((story, index) => beside(result, story, tops[index]!, heights[index]!)),
  };
}

function beside(result: Result, { compared, overTime }: Story, y: number, height: number): PlacedChart[] {
  const left = compared === null ? 0 : COMPARED + GAP;
  const over = { x: left, y, width: WIDTH - left, height, configuration: overTimeChart(result, overTime) };
  if (compared === null) return [over];
  const drawn = { ...compared, rows: compared.rows.slice(0, MOST_ROWS) };
  return [{ x: 0, y, width: COMPARED, height, configuration: intervalChart(drawn) }, over];
}

const rowsIn = (compared: IntervalPlot | null): number => Math.min(MOST_ROWS, compared?.rows.length ?? 0);

const uncapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
