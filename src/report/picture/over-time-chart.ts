/** A quantity over time, a line per variant, named at its end; warm-up and faults of the baseline behind them. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { Result, VariantResult } from '../../results/result.ts';
import { windowsOf } from '../availability.ts';
import { span } from '../numbers.ts';
import { ranked } from '../order.ts';
import { backdrop } from './backdrop.ts';
import { heading } from './heading.ts';
import { beginningOf, shortened, spread, timeLabel, timeTicks } from './labels.ts';
import { GRID, lineColour, OPTIONS, RULE, roomFor, SMALL, ticks } from './style.ts';
import type { Axis } from './writing.ts';

export interface OverTimePlot {
  readonly title: string;
  readonly about: string;
  readonly axis: Axis;
  /** Of the axis: 1 of shares; null for as high as the lines reach. */
  readonly highest: 1 | null;
  /** The variant whose line must not be missing. */
  readonly best: VariantResult | null;
  /** A value for each of at most so many stretches of time; null where there is none. */
  readonly cells: (variant: VariantResult, most: number) => (number | null)[];
}

/** In logical pixels, of the names at the ends of the lines. */
const NARROWEST_NAMES = 128;
const WIDEST_NAMES = 176;
const MOST_LINES = 7;
/** From the bottom of a scale to its top. */
const STEPS = 5;
/** More points than a picture has pixels are drawn as their means. */
const MOST_POINTS = 480;

export function overTimeChart(result: Result, plot: OverTimePlot): ChartConfiguration<'line'> {
  const drawn = linesOf(result, plot);
  const { lines, stretch } = legible(drawn, plot, result);
  const levels = lines.flatMap(({ data }) => data.map(({ y }) => y)).filter(Number.isFinite);
  const start = startOf(plot, levels);
  const from = start > 0 ? `; from ${plot.axis.write(start)}` : '';
  const steps = stretch > 1 ? `; in steps of ${span(stretch * (drawn[0]?.variant.series.window ?? 0))}` : '';
  return {
    type: 'line',
    data: {
      datasets: lines.map(({ variant, rank, data }) => ({
        label: variant.name,
        data,
        borderColor: lineColour(rank),
        borderWidth: 1.75,
        pointRadius: 0,
        spanGaps: false,
      })),
    },
    options: {
      ...OPTIONS,
      events: [],
      layout: { padding: ({ chart }) => ({ top: 58, left: 2, bottom: 4, right: roomForNames(chart.ctx, drawn) }) },
      scales: {
        x: {
          type: 'linear',
          min: 0,
          max: result.duration,
          border: { color: RULE },
          grid: { display: false },
          afterBuildTicks: axis => {
            axis.ticks = timeTicks(result.duration);
          },
          ticks: ticks({ callback: (value: number | string) => timeLabel(Number(value), result.duration) }),
        },
        y: {
          min: start,
          ...(plot.highest === null ? {} : { max: plot.highest }),
          border: { display: false },
          grid: { color: GRID, drawTicks: false },
          ticks: ticks({
            stepSize: plot.highest === null ? plot.axis.step(highestOf(levels), STEPS) : beginningOf(levels).step,
            callback: (value: number | string) => plot.axis.write(Number(value)),
          }),
        },
      },
    },
    plugins: [heading(plot.title, `${plot.about}${steps}${from}`), backdrop(result), names],
  };
}

interface Line {
  readonly variant: VariantResult;
  readonly rank: number;
}

/** The baseline, the best, and as many others as are told apart; each keeps the colour of its rank. */
function linesOf(result: Result, { best }: OverTimePlot): Line[] {
  const all = ranked(result).map((variant, rank) => ({ variant, rank }));
  const first = all.filter(({ variant, rank }) => rank === 0 || variant === best);
  const others = all.filter(line => !first.includes(line)).slice(0, MOST_LINES - first.length);
  // The first is drawn over the others: the baseline, which they are compared with.
  return [...first, ...others].sort((one, other) => one.rank - other.rank);
}

const roomForNames = (ctx: Chart['ctx'], lines: readonly Line[]): number =>
  roomFor(
    ctx,
    lines.map(({ variant }) => variant.name),
    NARROWEST_NAMES,
    WIDEST_NAMES,
  );

interface DrawnLine extends Line {
  readonly data: { readonly x: number; readonly y: number }[];
}

/** How many times a line may run from the bottom of the plot to its top and back before it is a blot. */
const MOST_TRAVEL = 12;
/** Means of longer stretches than this would hide what happened. */
const FEWEST_POINTS = 60;

/** A line that goes up and down too often to be followed is drawn as means of longer stretches, and all others with it. */
function legible(drawn: readonly Line[], plot: OverTimePlot, { duration }: Result) {
  const windows = Math.max(1, ...drawn.map(({ variant }) => windowsOf(variant.series)));
  let stretch = Math.ceil(windows / MOST_POINTS);
  for (;;) {
    const most = Math.ceil(windows / stretch);
    const lines = drawn.map(
      (line): DrawnLine => ({ ...line, data: points(line.variant, plot.cells(line.variant, most), duration) }),
    );
    if (most < 2 * FEWEST_POINTS || mostTravel(lines, plot) <= MOST_TRAVEL) return { lines, stretch };
    stretch *= 2;
  }
}

function mostTravel(lines: readonly DrawnLine[], plot: OverTimePlot): number {
  const columns = lines.map(({ data }) => data.map(({ y }) => y).filter(Number.isFinite));
  const levels = columns.flat();
  const height = (plot.highest ?? highestOf(levels)) - startOf(plot, levels) || 1;
  const travel = (column: readonly number[]): number =>
    column.reduce((sum, level, at) => sum + Math.abs(level - (column[at - 1] ?? level)), 0) / height;
  return Math.max(0, ...columns.map(travel));
}

function points(
  { series }: VariantResult,
  cells: readonly (number | null)[],
  duration: number,
): { x: number; y: number }[] {
  const width = (windowsOf(series) * series.window) / cells.length;
  // A gap is not a number: Chart.js interrupts the line there.
  return cells.map((y, cell) => ({ x: Math.min(duration, (cell + 0.5) * width), y: y ?? Number.NaN }));
}

const highestOf = (levels: readonly number[]): number => levels.reduce((one, other) => Math.max(one, other), 0) || 1;

const startOf = ({ highest }: OverTimePlot, levels: readonly number[]): number =>
  highest === null ? 0 : beginningOf(levels).start;

const names: Plugin<'line'> = {
  id: 'names',
  afterDatasetsDraw: chart => {
    const { ctx, chartArea } = chart;
    const labels = chart.data.datasets.flatMap((dataset, index) => {
      const last = chart.getDatasetMeta(index).data.findLast(({ y }) => Number.isFinite(y));
      return last === undefined ? [] : [{ text: dataset.label ?? '', colour: String(dataset.borderColor), y: last.y }];
    });
    spread(labels, chartArea.top, chartArea.bottom);
    ctx.save();
    ctx.font = SMALL;
    ctx.textBaseline = 'middle';
    for (const { text, colour, y } of labels) {
      ctx.fillStyle = colour;
      ctx.fillText(
        shortened(text, part => ctx.measureText(part).width, chart.width - chartArea.right - 8),
        chartArea.right + 6,
        y,
      );
    }
    ctx.restore();
  },
};
