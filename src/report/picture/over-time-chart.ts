/** Availability (or latency) over time, a line per variant, named at its end; warm-up and faults of the baseline behind them. */
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { Result, VariantResult } from '../../results/result.ts';
import { windowsOf } from '../availability.ts';
import { ranked } from '../order.ts';
import { heading } from './heading.ts';
import { shortened, spread, timeLabel, timeTicks } from './labels.ts';
import type { Story } from './story.ts';
import { BAD, FAULT, GRID, lineColour, OPTIONS, PANEL, RULE, SMALL, ticks } from './style.ts';

const LABELS = 128;
const MOST_LINES = 7;
/** From the bottom of a scale of shares to its top. */
const STEPS = 4;
/** More points than a picture has pixels are drawn as their means. */
const MOST_POINTS = 480;

export function overTimeChart(result: Result, story: Story): ChartConfiguration<'line'> {
  const lines = linesOf(result, story).map(line => ({ ...line, data: points(line.variant, story, result.duration) }));
  const start = startOf(
    story,
    lines.flatMap(({ data }) => data.map(({ y }) => y)),
  );
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
          min: start,
          ...(story.highest === null ? {} : { max: story.highest }),
          border: { display: false },
          grid: { color: GRID, drawTicks: false },
          ticks: ticks({
            ...(story.highest === null ? { maxTicksLimit: 6 } : { stepSize: (story.highest - start) / STEPS }),
            callback: (value: number | string) => story.level(Number(value)),
          }),
        },
      },
    },
    plugins: [
      heading(`${story.title} over time`, `${story.about}${start > 0 ? `; from ${story.level(start)}` : ''}`),
      backdrop(result),
      names,
    ],
  };
}

/** The baseline, the best, and as many others as are told apart; each keeps the colour of its rank. */
function linesOf(result: Result, story: Story): { variant: VariantResult; rank: number }[] {
  const best = story.bestOf(result);
  const all = ranked(result).map((variant, rank) => ({ variant, rank }));
  const first = all.filter(({ variant, rank }) => rank === 0 || variant === best);
  const others = all.filter(line => !first.includes(line)).slice(0, MOST_LINES - first.length);
  // The first is drawn over the others: the baseline, which they are compared with.
  return [...first, ...others].sort((one, other) => one.rank - other.rank);
}

function points({ series }: VariantResult, story: Story, duration: number): { x: number; y: number }[] {
  const cells = story.cells(series, MOST_POINTS);
  const width = (windowsOf(series) * series.window) / cells.length;
  // A gap is not a number: Chart.js interrupts the line there.
  return cells.map((y, cell) => ({ x: Math.min(duration, (cell + 0.5) * width), y: y ?? Number.NaN }));
}

/** Shares that are all high are looked at closely. */
function startOf({ highest }: Story, levels: readonly number[]): number {
  const lowest = levels.reduce((one, other) => (other < one ? other : one), 1);
  return highest === null ? 0 : ([0.99, 0.9].find(start => lowest >= start) ?? 0);
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
      // All at once, so that episodes that overlap are no darker than one.
      ctx.fillStyle = FAULT;
      ctx.beginPath();
      for (const { start, end } of strikes) ctx.rect(at(start), top, Math.max(1, at(end) - at(start)), bottom - top);
      ctx.fill();
      let free = left;
      for (const { name, start } of strikes) {
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
