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
import { shortened, spread, timeLabel, timeTicks } from '../report/picture/labels.ts';
import { colour, element } from './dom.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip, Filler);

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  readonly dashed?: boolean;
  /** Belongs to the line before it and is not named at its end. */
  readonly quiet?: boolean;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a chart shows at one time. */
export interface Content {
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
}

export interface ChartKind {
  readonly title: string;
  /** Unit and whatever else a reader must know, after the title. */
  readonly about: string;
  readonly write: (value: number) => string;
  readonly logarithmic?: boolean;
  /** Values are milliseconds: a logarithmic axis then has ticks where people count time. */
  readonly durations?: boolean;
  readonly highest?: number;
  /** Shares that are worth a closer look when all of them are high. */
  readonly magnified?: boolean;
  /** Things that are counted: no ticks between whole numbers. */
  readonly whole?: boolean;
  readonly stacked?: boolean;
  /** Its lines are named nowhere else on the page, so they are named beneath where they cannot be at their ends. */
  readonly keyed?: boolean;
  /** Another axis than time. */
  readonly across?: { readonly write: (value: number) => string };
}

/** What all charts over time share. */
export interface TimeAxis {
  readonly duration: number;
  readonly warmup: number;
  readonly moment: () => number;
  readonly choose: (moment: number) => void;
}

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000] as const;
/** ms */
const ROUND_DURATIONS: readonly number[] = [
  ...[0.001, 0.01, 0.1, 1, 10, 100].flatMap(decade => [decade, 2 * decade, 5 * decade]),
  ...[1, 2, 5, 10, 20, 30].map(length => length * SECOND),
  ...[1, 2, 5, 10, 20, 30].map(length => length * MINUTE),
  ...[1, 2, 4, 8, 12].map(length => length * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map(length => length * DAY),
];

const FONT = 11;
/** Narrower charts have no names at the ends of lines. */
const ROOM_FOR_LABELS = 350;
const LABEL_WIDTH = 108;
/** Characters that fit in any case. */
const LONGEST_LABEL = 16;

export class TimeChart {
  readonly figure: HTMLElement;
  private readonly kind: ChartKind;
  private readonly time: TimeAxis;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly about = element('span');
  private readonly key = element('p', { class: 'key' });
  private chart: Chart<'line', Line['points'][number][]> | null = null;
  private bands: readonly Band[] = [];

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
    this.canvas.setAttribute(
      'aria-label',
      `${this.kind.title}, ${this.kind.about}: ${lines.map(({ name }) => name).join(', ')}`,
    );
    this.chart?.destroy();
    this.key.replaceChildren(...(this.kind.keyed && !this.labelled(lines) ? lines.map(keyEntry) : []));
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
  }

  private labelled(lines: readonly Line[]): boolean {
    if (this.kind.stacked) return false;
    // Where a name would be cut short it is better read beneath, in full.
    if (this.kind.keyed && lines.some(({ name }) => name.length > LONGEST_LABEL)) return false;
    return (
      lines.length >= (this.kind.keyed ? 1 : 2) && (this.canvas.parentElement?.clientWidth ?? 0) >= ROOM_FOR_LABELS
    );
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
      layout: { padding: { top: 14, right: this.labelled(lines) ? LABEL_WIDTH : 6 } },
      interaction: { mode: 'index' as const, intersect: false },
      scales: {
        x: this.horizontal(tick),
        y: {
          type: vertical,
          stacked: kind.stacked ?? false,
          ...(kind.logarithmic ? roundRange(lines, kind.durations ?? false) : { min: startOf(kind, lines) }),
          ...(kind.durations ? { afterBuildTicks: kind.logarithmic ? durationTicks(7) : evenDurations } : {}),
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

  private horizontal(tick: object) {
    const { across } = this.kind;
    if (across !== undefined)
      return {
        type: 'logarithmic' as const,
        border: { color: colour('rule') },
        grid: { display: false },
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

  private verticalTick(): (value: number | string, index: number, ticks: readonly { value: number }[]) => string {
    const { logarithmic, write } = this.kind;
    if (this.kind.durations) return value => (value === 0 ? '0' : lengthOf(Number(value), write));
    if (!logarithmic) return value => write(Number(value));
    return (value, _, ticks) => roundOf(Number(value), ticks, write);
  }

  private tooltip() {
    const { write, across } = this.kind;
    return {
      backgroundColor: colour('ink'),
      titleColor: colour('paper'),
      bodyColor: colour('paper'),
      boxWidth: 8,
      boxHeight: 2,
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
        ctx.font = `${FONT}px ${getComputedStyle(document.body).fontFamily}`;
        // All at once, so that episodes that overlap are no darker than one.
        ctx.fillStyle = colour('fault');
        ctx.beginPath();
        for (const { from, to } of this.bands) ctx.rect(at(from), top, Math.max(1, at(to) - at(from)), bottom - top);
        ctx.fill();
        let free = left;
        for (const { name, from } of this.bands) {
          if (name === '' || at(from) < free) continue;
          ctx.fillStyle = colour('fault-ink');
          const width = ctx.measureText(name).width;
          ctx.fillText(name, Math.min(at(from), right - width), top - 4);
          free = at(from) + width + 8;
        }
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
      ctx.font = `${FONT}px ${getComputedStyle(document.body).fontFamily}`;
      ctx.textBaseline = 'middle';
      for (const label of labels) {
        ctx.fillStyle = label.colour;
        ctx.fillText(
          shortened(label.text, text => ctx.measureText(text).width, LABEL_WIDTH - 10),
          chartArea.right + 6,
          label.y,
        );
      }
      ctx.restore();
    },
  };
}

/** Where a linear axis begins: at 0, unless it is about shares that are all high. */
function startOf({ magnified }: ChartKind, lines: readonly Line[]): number {
  if (!magnified) return 0;
  const values = lines.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []));
  const lowest = values.reduce((one, other) => Math.min(one, other), 1);
  return [0.99, 0.9].find(start => lowest >= start) ?? 0;
}

/** So low that on the whole scale it would look like nothing. */
const isLow = (highest: number, lines: readonly Line[]): boolean =>
  lines.every(({ points }) => points.every(({ y }) => (y ?? 0) < highest / 4));

/** A tick's length of time is exact. */
const lengthOf = (value: number, write: (value: number) => string): string => (value < 1 ? write(value) : span(value));

/** Lengths that people count in, `most` of them. */
const durationTicks =
  (most: number) =>
  (axis: { min: number; max: number; ticks: { value: number }[] }): void => {
    const within = ROUND_DURATIONS.filter(value => value >= axis.min * 0.999 && value <= axis.max * 1.001);
    const step = Math.ceil(within.length / most);
    axis.ticks = within.filter((_, index) => index % step === 0).map(value => ({ value }));
  };

/** Every so often from 0 on, at most six times. */
function evenDurations(axis: { max: number; ticks: { value: number }[] }): void {
  const step = ROUND_DURATIONS.find(length => axis.max / length <= 6) ?? axis.max;
  axis.ticks = Array.from({ length: Math.floor(axis.max / step + 1e-9) + 1 }, (_, tick) => ({ value: tick * step }));
}

/** Whole steps of 1, 2, 5, 10 around all values, never so close that a flat line looks like a storm. */
function roundRange(lines: readonly Line[], areDurations: boolean): { min?: number; max?: number } {
  const values = lines.flatMap(line => line.points.flatMap(({ y }) => (y !== null && y > 0 ? [y] : [])));
  if (values.length === 0) return {};
  const lowest = values.reduce((one, other) => Math.min(one, other));
  const highest = values.reduce((one, other) => Math.max(one, other));
  if (areDurations) {
    const min = ROUND_DURATIONS.findLast(bound => bound <= lowest) ?? lowest;
    const max = ROUND_DURATIONS.find(bound => bound >= highest) ?? highest;
    return { min, max: Math.max(max, 10 * min) };
  }
  const decade = (value: number): number => 10 ** Math.floor(Math.log10(value) + 1e-9);
  const below = [5, 2, 1].map(round => round * decade(lowest)).find(bound => bound <= lowest) ?? decade(lowest);
  const above = [1, 2, 5, 10].map(round => round * decade(highest)).find(bound => bound >= highest);
  return { min: below, max: Math.max(above ?? highest, 10 * below) };
}

/** Powers of ten on a logarithmic axis, and their double and five-fold where there are few. */
function roundOf(value: number, ticks: readonly { value: number }[], write: (value: number) => string): string {
  const mantissa = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  const [lowest = value, highest = value] = [ticks[0]?.value, ticks.at(-1)?.value];
  const wanted = highest / lowest < 500 ? [1, 2, 5] : [1];
  return wanted.some(round => Math.abs(mantissa - round) < 1e-6) ? write(value) : '';
}

function keyEntry({ name, colour: swatch }: Line): HTMLElement {
  const entry = element('span', {}, name);
  entry.style.setProperty('--swatch', swatch);
  return entry;
}
