/** Availability over time, a line per variant, named at its end; warm-up and faults of the baseline behind them. */
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { Result, VariantResult } from '../../results/result.ts';
import { availabilityCells, windowsOf } from '../availability.ts';
import { bestOf, ranked } from '../order.ts';
import { heading } from './heading.ts';
import { shortened, spread, timeLabel, timeTicks } from './labels.ts';
import { BAD, FAULT, GRID, lineColour, OPTIONS, PANEL, RULE, SMALL, ticks } from './style.ts';

const LABELS = 128;
const MOST_LINES = 7;
/** More points than a picture has pixels are drawn as their means. */
const MOST_POINTS = 480;

export function availabilityChart(result: Result): ChartConfiguration<'line'> {
  const lines = linesOf(result);
  return {
    type: 'line',
    data: {
      datasets: lines.map(({ variant, rank }) => ({
        label: variant.name,
        data: points(variant, result.duration),
        borderColor: lineColour(rank),
        borderWidth: 1.75,
        pointRadius: 0,
        spanGaps: false,
      })),
    },
    options: {
      ...OPTIONS,
      events: [],
      layout: { padding: { top: 58, right: LABELS, left: 2, bottom: 4 } },
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
          min: 0,
          max: 1,
          border: { display: false },
          grid: { color: GRID, drawTicks: false },
          ticks: ticks({
            stepSize: 0.25,
            callback: (value: number | string) => `${Math.round(100 * Number(value))} %`,
          }),
        },
      },
    },
    plugins: [
      heading('Availability over time', 'share of the requests ending then that succeed'),
      backdrop(result),
      names,
    ],
  };
}

/** The baseline, the best, and as many others as are told apart; each keeps the colour of its rank. */
function linesOf(result: Result): { variant: VariantResult; rank: number }[] {
  const best = bestOf(result);
  const all = ranked(result).map((variant, rank) => ({ variant, rank }));
  const first = all.filter(({ variant, rank }) => rank === 0 || variant === best);
  const others = all.filter(line => !first.includes(line)).slice(0, MOST_LINES - first.length);
  // The first is drawn over the others: the baseline, which they are compared with.
  return [...first, ...others].sort((one, other) => one.rank - other.rank);
}

function points({ series }: VariantResult, duration: number): { x: number; y: number }[] {
  const cells = availabilityCells(series, Math.min(MOST_POINTS, windowsOf(series)));
  const width = (windowsOf(series) * series.window) / cells.length;
  // A gap is not a number: Chart.js interrupts the line there.
  return cells.map((y, cell) => ({ x: Math.min(duration, (cell + 0.5) * width), y: y ?? Number.NaN }));
}

/** Of the baseline, and of other variants those it does not have: a load balancer can only fail where there is one. */
function strikesIn({ variants, duration }: Result): { name: string; start: number; end: number }[] {
  const faults = new Map(variants.toReversed().flatMap(variant => Object.entries(variant.faults)));
  return [...faults]
    .flatMap(([name, { strikes }]) =>
      strikes.map(({ start, end }, index) => ({ name: index === 0 ? name : '', start, end: end ?? duration })),
    )
    .sort((one, other) => one.start - other.start);
}

function backdrop(result: Result): Plugin<'line'> {
  const { warmup } = result;
  const strikes = strikesIn(result);
  return {
    id: 'backdrop',
    beforeDatasetsDraw: ({ ctx, chartArea: { top, bottom, left, right }, scales }) => {
      const at = (moment: number): number =>
        Math.max(left, Math.min(right, scales.x?.getPixelForValue(moment) ?? left));
      ctx.save();
      ctx.font = SMALL;
      ctx.fillStyle = PANEL;
      if (warmup > 0) ctx.fillRect(left, top, at(warmup) - left, bottom - top);
      let free = left;
      for (const { name, start, end } of strikes) {
        ctx.fillStyle = FAULT;
        ctx.fillRect(at(start), top, Math.max(1, at(end) - at(start)), bottom - top);
        if (name === '' || at(start) < free) continue;
        ctx.fillStyle = BAD;
        const width = ctx.measureText(name).width;
        ctx.fillText(name, Math.min(at(start), right - width), top - 5);
        free = at(start) + width + 8;
      }
      ctx.restore();
    },
  };
}

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
        shortened(text, part => ctx.measureText(part).width, LABELS - 10),
        chartArea.right + 6,
        y,
      );
    }
    ctx.restore();
  },
};
