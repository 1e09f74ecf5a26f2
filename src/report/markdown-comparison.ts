/** The variants side by side, in tables that fit a page: levels, differences to the baseline, and who is served. */
import type { Estimate, Result, VariantResult } from '../results/result.ts';
import { EFFECT_MARK, EFFECT_WORDS, recoveryWritten } from './comparison.ts';
import { code, folded, type MarkdownColumn, narrowTables, prose } from './markdown-text.ts';
import { METRICS } from './metrics.ts';
import { changeOf, figureOf, NO_DATA, probability, type Quantity, written } from './numbers.ts';
import { availabilityEffect, costsDiffer, ranked } from './order.ts';
import { availabilityFor, sourcesOf } from './sources.ts';

export const column = (
  head: string,
  variants: readonly VariantResult[],
  cellOf: (variant: VariantResult) => string,
): MarkdownColumn => ({ head, align: 'right', cells: variants.map(cellOf) });

export const names = (variants: readonly VariantResult[]): MarkdownColumn => ({
  head: 'variant',
  align: 'left',
  cells: variants.map(({ name }) => code(name)),
});

export const estimated = (estimate: Estimate | null | undefined, quantity: Quantity): string =>
  written(figureOf(estimate ?? null, quantity));

export function comparison(result: Result): string[] {
  const variants = ranked(result);
  const compared = variants.length > 1 ? [column('change', variants, variant => changeMarked(variant, result))] : [];
  const cost = costsDiffer(result)
    ? [column('replica-hours', variants, ({ metrics }) => estimated(metrics.replicaHours, 'plain'))]
    : [];
  return [
    '## Comparison',
    '',
    ...narrowTables(names(variants), [
      column('availability', variants, ({ metrics }) => estimated(metrics.availability, 'share')),
      ...compared,
      column('p50', variants, ({ metrics }) => estimated(metrics.latency.p50, 'duration')),
      column('p99', variants, ({ metrics }) => estimated(metrics.latency.p99, 'duration')),
      column('recovery', variants, variant => recoveryWritten(variant, written)),
    ]),
    '',
    `${legend(variants)} Latencies are of the requests that were answered, from their intended arrival.`,
    ...meanings(variants),
    '',
    ...narrowTables(names(variants), [
      column('goodput', variants, ({ metrics }) => estimated(metrics.goodput, 'rate')),
      column('amplification', variants, ({ metrics }) => estimated(metrics.amplification, 'plain')),
      column('wasted work', variants, ({ metrics }) => estimated(metrics.wastedWork, 'share')),
      ...cost,
    ]),
    '',
    'Goodput is answered requests per second, amplification attempts per attempt that nobody repeats, wasted work the share whose result nobody used.',
    ...differences(variants),
  ];
}

/** `▲ +24.7 pp ± 0.6`; nothing for the baseline. */
export function changeMarked(variant: VariantResult, result: Result): string {
  if (variant.difference === undefined) return '';
  const change = changeOf(variant.difference.availability, 'share');
  return change === null ? NO_DATA : `${written(change)} ${EFFECT_MARK[availabilityEffect(variant, result)]}`;
}

/** What the marks mean where there is room to say that nothing measured is not nothing. */
const MARKED = { ...EFFECT_WORDS, none: 'no measurable difference' };

function legend(variants: readonly VariantResult[]): string {
  const margins = '± is half of the 95 % confidence interval.';
  if (variants.length < 2) return margins;
  const marks = (['better', 'worse', 'slight', 'none'] as const).map(
    effect => `${EFFECT_MARK[effect]} ${MARKED[effect]}`,
  );
  return `${margins} The change is that of availability, to the baseline: ${marks.join(', ')}.`;
}

function meanings(variants: readonly VariantResult[]): string[] {
  const lines = variants
    .slice(1)
    .filter(({ title }) => title !== '')
    .map(({ name, title, answers }) => {
      const against = answers.length === 0 ? '' : ` (answers ${answers.map(prose).join(', ')})`;
      return `- ${code(name)}: ${prose(title)}${against}`;
    });
  return lines.length > 0 ? ['', ...lines] : [];
}

/** All paired differences; a star marks those that are measurable after the correction for the number of variants. */
function differences(variants: readonly VariantResult[]): string[] {
  const others = variants.slice(1).filter(({ difference }) => difference !== undefined);
  if (others.length === 0) return [];
  const columns = METRICS.map(({ key, name, quantity }) =>
    column(name, others, ({ difference }) => {
      const change = changeOf(difference?.[key], quantity);
      const star = difference?.[key]?.significant === true ? ' \\*' : '';
      return change === null ? NO_DATA : `${written(change)}${star}`;
    }),
  );
  const pValues = column('p', others, ({ difference }) => probability(difference?.availability?.pValue ?? null));
  return [
    '',
    ...folded('All differences to the baseline', [
      'Paired over replications, ± half of their 95 % intervals; \\* marks those that are measurable, corrected for the number of variants (p is of availability, uncorrected).',
      '',
      ...narrowTables(names(others), [...columns.slice(0, 1), pValues, ...columns.slice(1)]),
    ]),
  ];
}

/** Where traffic has several sources: each by itself, because the largest of them makes up most of every figure above. */
export function served(result: Result): string[] {
  const sources = sourcesOf(result);
  if (sources.length < 2) return [];
  const variants = ranked(result);
  const tableOf = (cellOf: (source: string, variant: VariantResult) => string): string[] =>
    narrowTables(
      names(variants),
      sources.map(source => column(code(source), variants, variant => cellOf(source, variant))),
    );
  return [
    '## Who is served',
    '',
    'Availability for each source of traffic:',
    '',
    ...tableOf((source, variant) => estimated(availabilityFor(source, variant), 'share')),
    '',
    'And p99 of the answers it gets:',
    '',
    ...tableOf((source, { traffic }) => estimated(traffic[source]?.metrics.latency.p99, 'duration')),
  ];
}
