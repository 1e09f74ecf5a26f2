/** The comparison and the other tables of the page: the same figures as in the Markdown report. */
import type { Estimate, Result, VariantResult } from '../../results/result.ts';
import { recoveryWritten } from '../comparison.ts';
import { figureRows } from '../component-figures.ts';
import { figureOf, type Quantity, written } from '../numbers.ts';
import { availabilityEffect, bestOf, costsDiffer, ranked } from '../order.ts';
import { worstRecovery } from '../recovery.ts';
import { tally, VERDICT_MARK, verdictsOf } from '../verdicts.ts';
import { WORTH_COLUMNS, worthTable } from '../worth.ts';
import { breakable, line, words } from './markup.ts';

interface Column {
  readonly head: string;
  /** Said on the head's tooltip. */
  readonly about: string;
  readonly cellOf: (variant: VariantResult) => string;
  readonly toneOf?: (variant: VariantResult) => string;
}

/** The baseline first, then best first; each row chooses its variant. */
export function comparisonTable(result: Result): string {
  const variants = ranked(result);
  const columns = columnsOf(result);
  const best = bestOf(result);
  const rows = variants.map(variant => {
    const cells = columns.map(
      ({ cellOf, toneOf }) => `<td class="${toneOf?.(variant) ?? ''}">${words(cellOf(variant))}</td>`,
    );
    const kind = variant === variants[0] ? 'baseline' : variant === best ? 'best' : '';
    return `<tr class="${kind}" data-variant="${line(variant.name)}"><th scope="row">${breakable(variant.name)}</th><td class="words">${words(variant.title)}</td>${cells.join('')}</tr>`;
  });
  const heads = columns.map(({ head, about }) => `<th scope="col" title="${about}">${head}</th>`);
  return scrolling(
    'comparison',
    'Comparison of the variants; ± is half of the 95 % confidence interval',
    `<thead><tr><th scope="col">variant</th><th scope="col" class="words">what it is</th>${heads.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>`,
  );
}

function columnsOf(result: Result): Column[] {
  const figure =
    (estimateOf: (variant: VariantResult) => Estimate | null, quantity: Quantity) =>
    (variant: VariantResult): string =>
      written(figureOf(estimateOf(variant), quantity));
  const availability = {
    head: 'availability',
    about: 'requests answered, fallbacks included, of all that ended',
    cellOf: figure(({ metrics }) => metrics.availability, 'share'),
    toneOf: (variant: VariantResult): string =>
      variant.difference === undefined ? '' : availabilityEffect(variant, result),
  };
  const recovery = {
    head: 'recovery',
    about: 'time from the end of the fault until the system is as before',
    cellOf: (variant: VariantResult): string => recoveryWritten(variant, written),
    toneOf: (variant: VariantResult): string => (worstRecovery(variant).kind === 'never' ? 'worse' : ''),
  };
  const plain = (head: string, about: string, cellOf: Column['cellOf']): Column => ({ head, about, cellOf });
  const cost = plain(
    'replica-hours',
    'replicas paid for, over time',
    figure(v => v.metrics.replicaHours, 'plain'),
  );
  return [
    availability,
    recovery,
    plain(
      'p50',
      'median latency of answered requests',
      figure(v => v.metrics.latency.p50, 'duration'),
    ),
    plain(
      'p99',
      '99 % of the answers come within this time',
      figure(v => v.metrics.latency.p99, 'duration'),
    ),
    plain(
      'goodput',
      'requests answered per second',
      figure(v => v.metrics.goodput, 'rate'),
    ),
    plain(
      'amplification',
      'attempts sent per attempt nobody repeats',
      figure(v => v.metrics.amplification, 'plain'),
    ),
    plain(
      'wasted work',
      'share of the work whose result nobody used',
      figure(v => v.metrics.wastedWork, 'share'),
    ),
    ...(costsDiffer(result) ? [cost] : []),
  ];
}

function scrolling(kind: string, caption: string, body: string): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${line(caption)}"><table class="${kind}">
<caption>${line(caption)}</caption>
${body}
</table></div>`;
}

/** One row of heads and rows of cells; the first cell of a row is its head, and what follows a line break is less. */
export function plainTable(
  kind: string,
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const head = heads.map(text => `<th scope="col">${breakable(text)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...cells]) =>
      `<tr><th scope="row">${breakable(first)}</th>${cells.map(cell => `<td>${cellText(cell)}</td>`).join('')}</tr>`,
  );
  return scrolling(kind, caption, `<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>`);
}

function cellText(cell: string): string {
  const [first = '', ...others] = cell.split('\n').map(words);
  return [first, ...others.map(text => `<small>${text}</small>`)].join('<br>');
}

/** What components measured of their own; nothing when they measured nothing. */
export function figuresTable(result: Result): string {
  const rows = figureRows(result);
  if (rows.length === 0) return '';
  const heads = ['figure', ...ranked(result).map(({ name }) => name)];
  return plainTable(
    'figures',
    'Figures of components',
    heads,
    rows.map(({ label, cells }) => [label, ...cells.map(({ full }) => full)]),
  );
}

export function worthSection(result: Result): string {
  const table = worthTable(result);
  if (table === null) return '';
  const rows = table.rows.map(({ name, cells }) => [name, ...cells]);
  return `<section><h2>${line(table.heading)}</h2><p class="note">${line(table.note)}</p>
${plainTable('worth', table.heading, ['mitigation', ...WORTH_COLUMNS], rows)}</section>`;
}

export function expectationSection(result: Result): string {
  const lines = verdictsOf(result);
  if (lines.length === 0) return '';
  const rows = lines.map(({ verdict, variant, statement, observed, reason }) => [
    `${VERDICT_MARK[verdict]} ${verdict}`,
    variant,
    statement,
    observed,
    reason,
  ]);
  return `<section id="expectations"><h2>Expectations</h2><p class="note">${tally(lines)}.</p>
${plainTable('verdicts', 'Expectations', ['verdict', 'variant', 'expected', 'observed', 'because'], rows)}</section>`;
}

export function serviceTable({ services, name }: VariantResult): string {
  const figure = (estimate: Estimate | null, quantity: Quantity): string => written(figureOf(estimate, quantity));
  const rows = Object.entries(services).map(([service, of]) => [
    service,
    figure(of.utilisation, 'share'),
    figure(of.queueLength, 'plain'),
    figure(of.waitingTime.mean, 'duration'),
    figure(of.sojournTime.mean, 'duration'),
    figure(of.sojournTime.p99, 'duration'),
    figure(of.rejected, 'share'),
    figure(of.amplification, 'plain'),
    figure(of.wastedWork, 'share'),
  ]);
  const heads = 'service,utilisation,queue,waiting,sojourn,sojourn p99,rejected,amplification,wasted'.split(',');
  return plainTable('services', `Services of ${name}`, heads, rows);
}
