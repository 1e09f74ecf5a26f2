/** The comparison of variants as columns: the same figures for the terminal, short or in full, and for Markdown. */
import type { Estimate, Result, VariantResult } from '../results/result.ts';
import { COST } from './metrics.ts';
import {
  amount,
  bare,
  changeOf,
  type Figure,
  figureOf,
  intervalOf,
  NO_DATA,
  type Quantity,
  written,
} from './numbers.ts';
import { availabilityEffect, costsDiffer, type Effect, ranked } from './order.ts';
import type { Paint } from './paint.ts';
import { isAtOnce, recoveryFigure, worstRecovery } from './recovery.ts';
import type { Column } from './table.ts';

export const EFFECT_MARK: Readonly<Record<Effect, string>> = {
  better: '▲',
  worse: '▼',
  slight: '≈',
  none: '=',
  unknown: '?',
};

export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  better: 'better',
  worse: 'worse',
  slight: 'next to nothing',
  none: 'no difference',
  unknown: 'not known',
};

/** `+24.7 pp (24.1..25.3), better`; nothing for the baseline. */
function changeWritten(variant: VariantResult, result: Result): string {
  if (variant.difference === undefined) return '';
  const change = changeOf(variant.difference.availability, 'share');
  if (change === null) return NO_DATA;
  const interval = intervalOf(change);
  const figures = interval === null ? amount(change) : `${amount(change)} (${interval})`;
  return `${figures}, ${EFFECT_WORDS[availabilityEffect(variant, result)]}`;
}

/** `12 s`, `at once`, `never`, or an en dash. */
export function recoveryWritten(variant: VariantResult, write: (figure: Figure | null) => string): string {
  const recovery = worstRecovery(variant);
  if (recovery.kind === 'never') return 'never';
  return isAtOnce(recovery) ? 'at once' : write(recoveryFigure(recovery));
}

/** Columns of the comparison for the variants in the order of `ranked`. */
export function comparisonColumns(result: Result, paint: Paint): Column[] {
  const variants = ranked(result);
  const columns = [
    availabilityColumn(variants),
    latencyColumn(variants, 'p50', 3),
    latencyColumn(variants, 'p99', 7),
    amplificationColumn(variants),
    wastedColumn(variants),
    recoveryColumn(variants, paint),
  ];
  if (variants.length > 1) columns.splice(1, 0, changeColumn(variants, result, paint));
  if (costsDiffer(result)) columns.push(costColumn(variants));
  return columns;
}

const plain = (text: string): string => text;

const figures = (
  variants: readonly VariantResult[],
  estimateOf: (variant: VariantResult) => Estimate | null,
  quantity: Quantity,
): (Figure | null)[] => variants.map(variant => figureOf(estimateOf(variant), quantity));

function availabilityColumn(variants: readonly VariantResult[]): Column {
  const found = figures(variants, ({ metrics }) => metrics.availability, 'share');
  return {
    worth: 10,
    short: { head: ['available', '%'], cells: found.map(bare) },
    full: { head: ['availability', ''], cells: found.map(written) },
  };
}

function changeColumn(variants: readonly VariantResult[], result: Result, paint: Paint): Column {
  const painted = {
    better: paint.good,
    worse: paint.bad,
    slight: paint.faint,
    none: paint.faint,
    unknown: paint.doubtful,
  };
  return {
    worth: 9,
    short: { head: ['change', 'pp'], cells: variants.map(variant => changeMarked(variant, result)) },
    full: { head: ['change to baseline', ''], cells: variants.map(variant => changeWritten(variant, result)) },
    paint: variants.map(variant =>
      variant.difference === undefined ? plain : painted[availabilityEffect(variant, result)],
    ),
  };
}

function changeMarked(variant: VariantResult, result: Result): string {
  if (variant.difference === undefined) return '';
  const change = changeOf(variant.difference.availability, 'share');
  return change === null ? NO_DATA : `${change.value} ${EFFECT_MARK[availabilityEffect(variant, result)]}`;
}

function latencyColumn(variants: readonly VariantResult[], percentile: 'p50' | 'p99', worth: number): Column {
  const found = figures(variants, ({ metrics }) => metrics.latency[percentile], 'duration');
  return {
    worth,
    short: { head: [percentile, ''], cells: found.map(amount) },
    full: { head: [percentile, ''], cells: found.map(written) },
  };
}

function amplificationColumn(variants: readonly VariantResult[]): Column {
  const found = figures(variants, ({ metrics }) => metrics.amplification, 'plain');
  return {
    worth: 6,
    short: { head: ['ampli-', 'fied'], cells: found.map(amount) },
    full: { head: ['amplification', ''], cells: found.map(written) },
  };
}

function wastedColumn(variants: readonly VariantResult[]): Column {
  const found = figures(variants, ({ metrics }) => metrics.wastedWork, 'share');
  return {
    worth: 4,
    short: { head: ['wasted', '%'], cells: found.map(figure => figure?.value ?? NO_DATA) },
    full: { head: ['wasted work', ''], cells: found.map(written) },
  };
}

function recoveryColumn(variants: readonly VariantResult[], paint: Paint): Column {
  const never = (variant: VariantResult): boolean => worstRecovery(variant).kind === 'never';
  return {
    worth: 8,
    short: { head: ['recov-', 'ery'], cells: variants.map(variant => recoveryWritten(variant, amount)) },
    full: { head: ['recovery', ''], cells: variants.map(variant => recoveryWritten(variant, written)) },
    paint: variants.map(variant => (never(variant) ? paint.bad : plain)),
  };
}

function costColumn(variants: readonly VariantResult[]): Column {
  const found = figures(variants, ({ metrics }) => COST.of(metrics), COST.quantity);
  return {
    worth: 5,
    short: { head: ['replica-', 'hours'], cells: found.map(figure => figure?.value ?? NO_DATA) },
    full: { head: [COST.name, ''], cells: found.map(bare) },
  };
}
