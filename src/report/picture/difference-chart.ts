/** Differences of availability to the baseline, best first: a dot per variant with its 95 % interval, figures beside it. */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { Difference, Result } from '../../results/result.ts';
import { EFFECT_MARK } from '../comparison.ts';
import { amount, changeOf } from '../numbers.ts';
import { availabilityEffect, type Effect, ranked } from '../order.ts';
import { heading } from './heading.ts';
import { shortened } from './labels.ts';
import { BAD, GOOD, GRID, INK, MUTED, OPTIONS, RULE, SMALL, ticks } from './style.ts';

const NAMES = 132;
const FIGURES = 92;

interface Row {
  readonly name: string;
  readonly difference: Difference;
  readonly effect: Effect;
}

/** Of the variants that have one, best first. */
export const differencesIn = (result: Result): Row[] =>
  ranked(result).flatMap(variant => {
    const difference = variant.difference?.availability;
    return difference ? [{ name: variant.name, difference, effect: availabilityEffect(variant, result) }] : [];
  });

export function differenceChart(result: Result, most: number): ChartConfiguration<'line'> {
  const rows = differencesIn(result).slice(0, most);
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
          ticks: ticks({
            stepSize: roundStep(range),
            includeBounds: false,
            callback: (value: number | string) => points(Number(value)),
          }),
        },
        y: { min: -0.6, max: Math.max(0, rows.length - 1) + 0.6, reverse: true, display: false },
      },
    },
    plugins: [
      marks(rows),
      heading('Availability, change to the baseline', 'percentage points; bars are 95 % intervals'),
    ],
  };
}

/** Percentage points. */
const points = (share: number): string =>
  `${share > 0 ? '+' : ''}${Number((100 * share).toPrecision(6))}`.replace('-', '\u2212');

/** Between round numbers, at most four of them. */
function roundStep(range: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(range / 3));
  return ([1, 2, 5, 10].find(round => range / (round * magnitude) <= 4) ?? 10) * magnitude;
}

const COLOUR: Readonly<Record<Effect, string>> = {
  better: GOOD,
  worse: BAD,
  slight: MUTED,
  none: MUTED,
  unknown: MUTED,
};

function marks(rows: readonly Row[]): Plugin<'line'> {
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
        ctx.fillText(`${amount(changeOf(difference, 'share'))} ${EFFECT_MARK[effect]}`, chartArea.right + 8, height);
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
