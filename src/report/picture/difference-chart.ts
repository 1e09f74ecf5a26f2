/** Differences to the baseline, best first: a dot per variant with its 95 % interval, figures beside it. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { Difference, Result } from '../../results/result.ts';
import { EFFECT_MARK } from '../comparison.ts';
import { amount, changeOf } from '../numbers.ts';
import { type Effect, ranked } from '../order.ts';
import { heading } from './heading.ts';
import { shortened } from './labels.ts';
import type { Story } from './story.ts';
import { BAD, GOOD, GRID, INK, MUTED, OPTIONS, RULE, SMALL, ticks } from './style.ts';

const NAMES = 132;
const FIGURES = 92;

interface Row {
  readonly name: string;
  readonly difference: Difference;
  readonly effect: Effect;
}

/** Of the variants that have one, best first. */
export function differencesIn(result: Result, story: Story): Row[] {
  const rows = ranked(result).flatMap(variant => {
    const difference = variant.difference?.[story.metric];
    return difference ? [{ name: variant.name, difference, effect: story.effectOf(variant, result) }] : [];
  });
  return story.metric === 'availability'
    ? rows
    : rows.sort((one, other) => one.difference.mean - other.difference.mean);
}

export function differenceChart(result: Result, story: Story, most: number): ChartConfiguration<'line'> {
  const rows = differencesIn(result, story).slice(0, most);
  const ends = [0, ...rows.flatMap(({ difference: { mean, low, high } }) => [mean, low ?? mean, high ?? mean])];
  const range = Math.max(...ends) - Math.min(...ends) || 0.01;
  const margin = 0.04 * range;
  return {
    type: 'line',
    data: {
      datasets: [
        { data: rows.map(({ difference }, row) => ({ x: difference.mean, y: row })), showLine: false, pointRadius: 0 },
      ],
    },
    options: {
      ...OPTIONS,
      events: [],
      layout: { padding: { top: 58, left: NAMES, right: FIGURES, bottom: 4 } },
      scales: {
        x: {
          type: 'linear',
          min: Math.min(...ends) - margin,
          max: Math.max(...ends) + margin,
          border: { color: RULE },
          grid: { color: GRID, drawTicks: false },
          afterBuildTicks: axis => {
            axis.ticks = roundTicks(axis.min, axis.max, roundStep(range, story.ticks));
          },
          ticks: ticks({ callback: (value: number | string) => story.change(Number(value)) }),
        },
        y: { min: -0.6, max: Math.max(0, rows.length - 1) + 0.6, reverse: true, display: false },
      },
    },
    plugins: [
      marks(rows, story),
      heading(`${story.title}, change to the baseline`, `${story.unit}; bars are 95 % intervals`),
    ],
  };
}

/** Between round numbers, at most so many of them beside 0. */
function roundStep(range: number, most: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(range / 3));
  return ([1, 2, 5, 10].find(round => range / (round * magnitude) <= most) ?? 10) * magnitude;
}

function roundTicks(min: number, max: number, step: number): { value: number }[] {
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, tick) => ({ value: (first + tick) * step }));
}

const COLOUR: Readonly<Record<Effect, string>> = {
  better: GOOD,
  worse: BAD,
  slight: MUTED,
  none: MUTED,
  unknown: MUTED,
};

function marks(rows: readonly Row[], { quantity }: Story): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw: ({ ctx, chartArea, scales: { x, y } }) => {
      if (x === undefined || y === undefined) return;
      const zero = x.getPixelForValue(0);
      ctx.save();
      ctx.textBaseline = 'middle';
      stroke(ctx, MUTED, 1, [zero, chartArea.top], [zero, chartArea.bottom]);
      for (const [index, { name, difference, effect }] of rows.entries()) {
        const { mean, low, high } = difference;
        const [at, from, to] = [mean, low ?? mean, high ?? mean].map(value => x.getPixelForValue(value));
        const height = y.getPixelForValue(index);
        ctx.globalAlpha = 0.4;
        stroke(ctx, COLOUR[effect], 1, [zero, height], [at!, height]);
        stroke(ctx, COLOUR[effect], 6, [from!, height], [to!, height]);
        ctx.globalAlpha = 1;
        ctx.fillStyle = COLOUR[effect];
        ctx.beginPath();
        ctx.arc(at!, height, 4.5, 0, 2 * Math.PI);
        ctx.fill();
        ctx.font = SMALL;
        ctx.fillText(`${amount(changeOf(difference, quantity))} ${EFFECT_MARK[effect]}`, chartArea.right + 8, height);
        ctx.fillStyle = INK;
        ctx.fillText(
          shortened(name, text => ctx.measureText(text).width, NAMES - 8),
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
