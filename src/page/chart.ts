/**
 * One chart of the page: lines over time with the faults behind them, the chosen moment, and names at the ends of the
 * lines instead of a legend where there is room. Clicking or dragging chooses a moment.
 */
import {
  Chart,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import { clock, span } from '../report/numbers.ts';
import { beginningOf, spread, timeLabel, timeTicks } from '../report/picture/labels.ts';
import { durationsAround, durationTicks, evenDurations, type Range, roundsAround, roundTicks } from './axes.ts';
import { placedNames } from './band-names.ts';
import type { Band, ChartKind, Content, Line } from './chart-kind.ts';
import { colour, element } from './dom.ts';
import { isPrinting } from './print.ts';
import { spokenChart } from './spoken.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip, Filler);

/** What all charts over time share. */
export interface TimeAxis {
  readonly duration: number;
  readonly warmup: number;
  readonly moment: () => number;
  readonly choose: (moment: number) => void;
}

const FONT = 11;
/** Dots of paper per pixel. */
const SHARP = 3;
/** Narrower charts have no names at the ends of lines. */
const ROOM_FOR_LABELS = 350;
/** Names take what the longest of them needs, and no more than this or this part of the chart. */
const WIDEST_LABEL = 152;
const LABELS_SHARE = 0.36;
/** Between a line's end and its name. */
const LABEL_GAP = 6;

export class TimeChart {
  readonly figure: HTMLElement;
  private readonly kind: ChartKind;
  private readonly time: TimeAxis;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly about = element('span');
  private readonly key = element('p', { class: 'key' });
  private chart: Chart<'line', Line['points'][number][]> | null = null;
  private bands: readonly Band[] = [];
  private lines: readonly Line[] = [];

  constructor(kind: ChartKind, time: TimeAxis) {
    this.kind = kind;
    this.time = time;
    const caption = element('figcaption', {}, element('b', {}, kind.title), ' ', this.about);
    this.figure = element(
      'figure',
      { class: 'chart' },
      caption,
      element('div', { class: 'canvas' }, this.canvas),
      this.key,
    );
    if (kind.across === undefined) this.chooseByPointer();
  }

  /** Draws everything anew, in the colours of the moment. */
  show({ lines, bands }: Content): void {
    this.bands = bands;
    this.figure.hidden = lines.length === 0;
    this.about.textContent = `${this.kind.about}${startOf(this.kind, lines) > 0 ? `; from ${this.kind.write(startOf(this.kind, lines))}` : ''}`;
    this.lines = lines;
    this.say();
    this.chart?.destroy();
    // On paper there are no switches that show whose colour is whose.
    const isNeeded = this.kind.keyed || isPrinting() || this.width() >= ROOM_FOR_LABELS;
    const isKeyed = isNeeded && !this.labelled(lines) && lines.length >= (this.kind.keyed ? 1 : 2);
    this.key.replaceChildren(...(isKeyed ? lines.filter(({ quiet }) => !quiet).map(keyEntry) : []));
    this.chart = null;
    if (lines.length === 0) return;
    this.chart = new Chart(this.canvas, {
      type: 'line',
      data: { datasets: lines.map((line, index) => this.dataset(line, index)) },
      options: this.options(lines),
      plugins: [this.backdrop(), this.cursor(), endLabels(this.labelled(lines) ? lines : [])],
    });
  }

  /** Only the moment has changed. */
  moved(): void {
    this.chart?.draw();
    this.say();
  }

  /** Takes away what points at a moment under the mouse. */
  withoutTooltip(): void {
    this.chart?.setActiveElements([]);
    this.chart?.tooltip?.setActiveElements([], { x: 0, y: 0 });
    this.chart?.draw();
  }

  private say(): void {
    this.canvas.setAttribute('aria-label', spokenChart(this.kind, this.lines, this.time.moment()));
  }

  private labelled(lines: readonly Line[]): boolean {
    if (this.kind.stacked) return false;
    // Where a name would be cut short it is better read beneath, in full.
    if (this.labelWidth(lines) > Math.min(WIDEST_LABEL, LABELS_SHARE * this.width())) return false;
    return lines.length >= (this.kind.keyed ? 1 : 2) && this.width() >= ROOM_FOR_LABELS;
  }

  private width(): number {
    return this.canvas.parentElement?.clientWidth ?? 0;
  }

  /** Of the longest name at the end of a line. */
  private labelWidth(lines: readonly Line[]): number {
    const pen = this.canvas.getContext('2d');
    if (pen === null) return 0;
    pen.font = chartFont();
    return lines
      .filter(({ quiet }) => !quiet)
      .reduce((most, { name }) => Math.max(most, Math.ceil(pen.measureText(name).width)), 0);
  }

  private dataset(line: Line, index: number): ChartDataset<'line', Line['points'][number][]> {
    return {
      label: line.name,
      data: [...line.points],
      borderColor: line.colour,
      backgroundColor: this.kind.stacked ? line.colour : 'transparent',
      borderWidth: this.kind.stacked ? 0 : 1.75,
      fill: this.kind.stacked ? (index === 0 ? 'origin' : '-1') : false,
      pointRadius: 0,
      pointHoverRadius: 3,
      tension: 0,
      spanGaps: false,
      ...(line.dashed ? { borderDash: [5, 4] } : {}),
    };
  }

  private options(lines: readonly Line[]) {
    const { kind } = this;
    const tick = { color: colour('muted'), font: { size: FONT }, maxRotation: 0 };
    const grid = { color: colour('grid'), drawTicks: false };
    const vertical = kind.logarithmic ? ('logarithmic' as const) : ('linear' as const);
    return {
      animation: false as const,
      parsing: false as const,
      normalized: true,
      maintainAspectRatio: false,
      ...(isPrinting() ? { devicePixelRatio: SHARP } : {}),
      layout: {
        padding: {
          top: 14,
          right: this.labelled(lines) ? LABEL_GAP + this.labelWidth(lines) : 6,
        },
      },
      interaction: this.interaction(),
      scales: {
        x: this.horizontal(tick, lines),
        y: {
          type: vertical,
          stacked: kind.stacked ?? false,
          ...(kind.logarithmic ? rangeOf(lines, kind.durations ?? false) : { min: startOf(kind, lines) }),
          ...this.verticalTicks(),
          ...(kind.highest === undefined || isLow(kind.highest, lines) ? {} : { max: kind.highest }),
          border: { display: false },
          grid,
          ticks: {
            ...tick,
            maxTicksLimit: 6,
            callback: this.verticalTick(),
            ...(kind.whole ? { precision: 0 } : {}),
          },
        },
      },
      plugins: { tooltip: this.tooltip() },
    };
  }

  /** Lines over time have their points at the same moments; those of a distribution only where they have requests. */
  private interaction() {
    const mode = this.kind.across === undefined ? ('index' as const) : ('nearest' as const);
    return { mode, axis: 'x' as const, intersect: false };
  }

  /** Ticks where people count; the others are the library's own. */
  private verticalTicks() {
    const { durations, logarithmic } = this.kind;
    if (durations) return { afterBuildTicks: logarithmic ? durationTicks(7) : evenDurations };
    return logarithmic ? { afterBuildTicks: roundTicks(6) } : {};
  }

  private horizontal(tick: object, lines: readonly Line[]) {
    const { across } = this.kind;
    if (across !== undefined)
      return {
        type: 'logarithmic' as const,
        border: { color: colour('rule') },
        grid: { display: false },
        ...durationsAround(
          lines.flatMap(({ points }) => points.map(({ x }) => x)),
          'on',
        ),
        ticks: {
          ...tick,
          maxTicksLimit: 7,
          callback: (value: number | string) => lengthOf(Number(value), across.write),
        },
        afterBuildTicks: durationTicks(5),
      };
    return {
      type: 'linear' as const,
      min: 0,
      max: this.time.duration,
      afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
        axis.ticks = timeTicks(this.time.duration);
      },
      border: { color: colour('rule') },
      grid: { display: false },
      ticks: {
        ...tick,
        callback: (value: number | string) => timeLabel(Number(value), this.time.duration),
      },
    };
  }

  private verticalTick(): (value: number | string) => string {
    const { durations, write } = this.kind;
    return value => (durations && value !== 0 ? lengthOf(Number(value), write) : write(Number(value)));
  }

  private tooltip() {
    const { write, across } = this.kind;
    return {
      backgroundColor: colour('ink'),
      titleColor: colour('paper'),
      bodyColor: colour('paper'),
      boxWidth: 8,
      boxHeight: 2,
      // A distribution comes down to 0 at its ends, where nobody is.
      filter: (item: { parsed: { y: number | null } }) => across === undefined || item.parsed.y !== 0,
      callbacks: {
        title: (items: { parsed: { x: number | null } }[]) => (across?.write ?? clock)(items[0]?.parsed.x ?? 0),
        label: (item: { dataset: { label?: string | undefined }; parsed: { y: number | null } }) =>
          ` ${item.dataset.label}: ${item.parsed.y === null ? '–' : write(item.parsed.y)}`,
      },
    };
  }

  /** Warm-up and faults, behind the lines. */
  private backdrop(): Plugin<'line'> {
    return {
      id: 'backdrop',
      beforeDatasetsDraw: ({ ctx, chartArea: { top, bottom, left, right }, scales }) => {
        const x = scales.x;
        if (x === undefined || this.kind.across !== undefined) return;
        const at = (moment: number): number => Math.max(left, Math.min(right, x.getPixelForValue(moment)));
        ctx.save();
        ctx.fillStyle = colour('panel');
        if (this.time.warmup > 0) ctx.fillRect(left, top, at(this.time.warmup) - left, bottom - top);
        ctx.font = chartFont();
        // All at once, so that episodes that overlap are no darker than one.
        ctx.fillStyle = colour('fault');
        ctx.beginPath();
        for (const { from, to } of this.bands) ctx.rect(at(from), top, Math.max(1, at(to) - at(from)), bottom - top);
        ctx.fill();
        ctx.fillStyle = colour('fault-ink');
        const named = this.bands.map(({ name, from }) => ({ name, at: at(from), width: ctx.measureText(name).width }));
        for (const { name, start } of placedNames(named, left, right)) ctx.fillText(name, start, top - 4);
        ctx.restore();
      },
    };
  }

  private cursor(): Plugin<'line'> {
    return {
      id: 'cursor',
      afterDatasetsDraw: ({ ctx, chartArea: { top, bottom }, scales }) => {
        const x = scales.x;
        if (x === undefined || this.kind.across !== undefined) return;
        const at = Math.round(x.getPixelForValue(this.time.moment())) + 0.5;
        ctx.save();
        ctx.strokeStyle = colour('ink');
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(at, top);
        ctx.lineTo(at, bottom);
        ctx.stroke();
        ctx.restore();
      },
    };
  }

  private chooseByPointer(): void {
    const choose = (event: PointerEvent): void => {
      const x = this.chart?.scales.x;
      const moment = x?.getValueForPixel(event.offsetX);
      if (moment !== undefined) this.time.choose(Math.max(0, Math.min(this.time.duration, moment)));
    };
    this.canvas.addEventListener('pointerdown', choose);
    this.canvas.addEventListener('pointermove', event => {
      if (event.buttons === 1 && event.pointerType === 'mouse') choose(event);
    });
  }
}

const chartFont = (): string => `${FONT}px ${getComputedStyle(document.body).fontFamily}`;

/** Names at the ends of the lines, moved apart where they would lie on each other. */
function endLabels(lines: readonly Line[]): Plugin<'line'> {
  return {
    id: 'end-labels',
    afterDatasetsDraw: chart => {
      const { ctx, chartArea } = chart;
      const labels = lines.flatMap((line, index) => {
        if (line.quiet) return [];
        const elements = chart.getDatasetMeta(index).data;
        const last = elements.findLast(point => !(point as PointElement).skip && Number.isFinite(point.y));
        return last === undefined ? [] : [{ text: line.name, colour: line.colour, y: last.y }];
      });
      spread(labels, chartArea.top, chartArea.bottom);
      ctx.save();
      ctx.font = chartFont();
      ctx.textBaseline = 'middle';
      for (const label of labels) {
        ctx.fillStyle = label.colour;
        ctx.fillText(label.text, chartArea.right + LABEL_GAP, label.y);
      }
      ctx.restore();
    },
  };
}

/** Where a linear axis begins: at 0, unless it is about shares that are all high. */
function startOf({ magnified }: ChartKind, lines: readonly Line[]): number {
  if (!magnified) return 0;
  return beginningOf(lines.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []))).start;
}

/** So low that on the whole scale it would look like nothing. */
const isLow = (highest: number, lines: readonly Line[]): boolean =>
  lines.every(({ points }) => points.every(({ y }) => (y ?? 0) < highest / 4));

/** A tick's length of time is exact. */
const lengthOf = (value: number, write: (value: number) => string): string => (value < 1 ? write(value) : span(value));

/** Around all values of a logarithmic axis. */
function rangeOf(lines: readonly Line[], areDurations: boolean): Range {
  const values = lines.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []));
  return areDurations ? durationsAround(values, 'above') : roundsAround(values);
}

function keyEntry({ name, colour: swatch }: Line): HTMLElement {
  const entry = element('span', {}, name);
  entry.style.setProperty('--swatch', swatch);
  return entry;
}
