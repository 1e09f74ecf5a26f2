/**
 * Figures as comma-separated values, for spreadsheets and notebooks: a head, one line per row, a full stop in numbers, an
 * empty cell where there is no data (RFC 4180). Ten digits, far beyond every interval; rounding to what it supports is for people.
 */
import type { Difference, Estimate, FigureKind, Metrics, Result, VariantResult } from '../results/result.ts';
import { ranked } from './order.ts';

export type Cell = string | number | boolean | null;

/** Rows of cells as a document. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');

/** What begins like a formula is text to a spreadsheet only behind an apostrophe. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Metric {
  readonly name: string;
  /** Durations are ms, shares 0..1. */
  readonly unit: string;
  readonly of: (metrics: Metrics) => Estimate | null;
  /** Its key among the differences. */
  readonly difference: string;
}

const METRICS: readonly Metric[] = [
  { name: 'availability', unit: 'share', of: ({ availability }) => availability, difference: 'availability' },
  { name: 'p50', unit: 'ms', of: ({ latency }) => latency.p50, difference: 'p50' },
  { name: 'p99', unit: 'ms', of: ({ latency }) => latency.p99, difference: 'p99' },
  { name: 'goodput', unit: 'per second', of: ({ goodput }) => goodput, difference: 'goodput' },
  { name: 'amplification', unit: 'factor', of: ({ amplification }) => amplification, difference: 'amplification' },
  { name: 'wasted work', unit: 'share', of: ({ wastedWork }) => wastedWork, difference: 'wastedWork' },
  { name: 'replica-hours', unit: 'hours', of: ({ replicaHours }) => replicaHours, difference: 'replicaHours' },
];

const HEAD = ['variant', 'metric', 'unit', 'mean', 'low', 'high', 'change', 'change_low', 'change_high', 'p_value'];

/** The comparison: a row per variant and metric with its 95 % interval, and the paired change to the baseline with its own. */
export const comparisonCsv = (result: Result): string =>
  csvOf([HEAD, ...ranked(result).flatMap(variant => [...metricRows(variant), ...figureRows(variant, result)])]);

const metricRows = ({ name, metrics, difference }: VariantResult): Cell[][] =>
  METRICS.map(metric => {
    const change = difference?.[metric.difference] ?? null;
    return [name, metric.name, metric.unit, ...ends(metric.of(metrics)), ...ends(change), change?.pValue ?? null];
  });

const figureRows = ({ name, figures }: VariantResult, { figureKinds }: Result): Cell[][] =>
  Object.entries(figures).flatMap(([subject, measured]) =>
    Object.entries(measured).map(([figure, estimate]) => {
      const unit = UNIT_WORDS[figureKinds[figure]?.unit ?? 'number'];
      return [name, `${subject} ${figure}`, unit, ...ends(estimate), ...ends(null), null];
    }),
  );

/** As columns and rows name units. */
export const UNIT_WORDS: Readonly<Record<FigureKind['unit'], string>> = {
  share: 'share',
  duration: 'ms',
  count: 'count',
  rate: 'per second',
  number: 'number',
};

const ends = (estimate: Estimate | Difference | null): Cell[] =>
  estimate === null ? [null, null, null] : [estimate.mean, estimate.low, estimate.high].map(tenDigits);

const tenDigits = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(10)));

/** A scenario's name as the beginning of a file's. */
export const fileNameOf = (name: string): string => name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'scenario';
