/** A row per variant, best first: a dot with its 95 % interval on a common scale, its figures in words beside it. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import { heading } from './heading.ts';
import { shortened } from './labels.ts';
import { GRID, INK, MUTED, OPTIONS, RULE, roomFor, SMALL, ticks } from './style.ts';
import type { Axis } from './writing.ts';

/** What is drawn: changes around 0, or levels beside that of the baseline. */
export interface IntervalPlot {
  readonly title: string;
  readonly about: string;
  /** Where a line stands that everything is compared with, and where the stems of the dots begin. */
  readonly reference: number;
  /** Where the scale must reach to besides all intervals. */
  readonly reaches: readonly number[];
  readonly rows: readonly IntervalRow[];
  readonly axis: Axis;
  /** Between ticks, at most. */
  readonly steps: number;
}

export interface IntervalRow {
  readonly name: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The figures in words. */
  readonly text: string;
  readonly colour: string;
}

/** Of more variants than this only the first are drawn: they are ranked. */
export const MOST_ROWS = 14;

/** In logical pixels: of names, which end in an ellipsis beyond that, and of figures, which are never cut. */
const NARROWEST_NAMES = 132;
const WIDEST_NAMES = 190;
const NARROWEST_FIGURES = 92;
const WIDEST_FIGURES = 140;
/** Between text and the plot. */
const GUTTER = 8;

export function intervalChart(plot: IntervalPlot): ChartConfiguration<'line'> {
  const { rows, reaches, axis, steps, title, about } = plot;
  const ends = [...reaches, ...rows.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean])];
  const range = Math.max(...ends) - Math.min(...ends) || 0.01;
  const margin = 0.04 * range;
  return {
    type: 'line',
    data: { datasets: [{ data: rows.map(({ mean }, row) => ({ x: mean, y: row })), showLine: false, pointRadius: 0 }] },
    options: {
      ...OPTIONS,
      events: [],
      layout: { padding: ({ chart }) => ({ top: 58, bottom: 4, ...roomsOf(plot, chart) }) },
      scales: {
        x: {
          type: 'linear',
          min: Math.min(...ends) - margin,
          max: Math.max(...ends) + margin,
          border: { color: RULE },
          grid: { color: GRID, drawTicks: false },
          afterBuildTicks: scale => {
            scale.ticks = roundTicks(scale.min, scale.max, axis.step(range, steps));
          },
          ticks: ticks({ callback: (value: number | string) => axis.write(Number(value)) }),
        },
        y: { min: -0.6, max: Math.max(0, rows.length - 1) + 0.6, reverse: true, display: false },
      },
    },
    plugins: [marks(plot), heading(title, about)],
  };
}

const roomsOf = ({ rows }: IntervalPlot, { ctx }: Chart): { left: number; right: number } => ({
  left: roomFor(
    ctx,
    rows.map(({ name }) => name),
    NARROWEST_NAMES,
    WIDEST_NAMES,
  ),
  right: roomFor(
    ctx,
    rows.map(({ text }) => text),
    NARROWEST_FIGURES,
    WIDEST_FIGURES,
  ),
});

function roundTicks(min: number, max: number, step: number): { value: number }[] {
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, tick) => ({ value: (first + tick) * step }));
}

function marks({ rows, reference }: IntervalPlot): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw: ({ ctx, chartArea, scales: { x, y } }) => {
      if (x === undefined || y === undefined) return;
      const origin = x.getPixelForValue(reference);
      ctx.save();
      ctx.textBaseline = 'middle';
      stroke(ctx, MUTED, 1, [origin, chartArea.top], [origin, chartArea.bottom]);
      for (const [index, { name, mean, low, high, text, colour }] of rows.entries()) {
        const [at, from, to] = [mean, low ?? mean, high ?? mean].map(value => x.getPixelForValue(value));
        const height = y.getPixelForValue(index);
        ctx.globalAlpha = 0.4;
        stroke(ctx, colour, 1, [origin, height], [at!, height]);
        stroke(ctx, colour, 6, [from!, height], [to!, height]);
        ctx.globalAlpha = 1;
        ctx.fillStyle = colour;
        ctx.beginPath();
        ctx.arc(at!, height, 4.5, 0, 2 * Math.PI);
        ctx.fill();
        ctx.font = SMALL;
        ctx.fillText(text, chartArea.right + GUTTER, height);
        ctx.fillStyle = INK;
        ctx.fillText(
          shortened(name, part => ctx.measureText(part).width, chartArea.left - GUTTER),
          2,
          height,
        );
      }
      ctx.restore();
    },
  };
}

type Point = readonly [number, number];

function stroke(ctx: Chart['ctx'], colour: string, width: number, from: Point, to: Point): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineCap = width > 1 ? 'round' : 'butt';
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
