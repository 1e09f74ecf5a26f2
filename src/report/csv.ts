/**
 * Figures as comma-separated values, for spreadsheets and notebooks: a head, one line per row, a full stop in numbers, an
 * empty cell where there is no data (RFC 4180). Ten digits, far beyond every interval; rounding to what it supports is for people.
 */
import type { Difference, Estimate, FigureKind, Result, VariantResult } from '../results/result.ts';
import { COST, METRICS } from './metrics.ts';
import type { Quantity } from './numbers.ts';
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

/** Plain is only what multiplies. */
const UNIT_OF: Readonly<Record<Quantity, string>> = {
  share: 'share',
  duration: 'ms',
  rate: 'per second',
  hours: 'hours',
  plain: 'factor',
};

const HEAD = ['variant', 'metric', 'unit', 'mean', 'low', 'high', 'change', 'change_low', 'change_high', 'p_value'];

/** The comparison: a row per variant and metric with its 95 % interval, and the paired change to the baseline with its own. */
export const comparisonCsv = (result: Result): string =>
  csvOf([HEAD, ...ranked(result).flatMap(variant => [...metricRows(variant), ...figureRows(variant, result)])]);

const metricRows = ({ name, metrics, difference }: VariantResult): Cell[][] =>
  [...METRICS, COST].map(metric => {
    const change = difference?.[metric.key] ?? null;
    const unit = UNIT_OF[metric.quantity];
    return [name, metric.name, unit, ...ends(metric.of(metrics)), ...ends(change), change?.pValue ?? null];
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
