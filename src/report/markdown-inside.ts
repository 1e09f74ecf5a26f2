/** What went on inside the system, in tables: figures of components, causes of failure, services. */
import type { Estimate, Result, TrafficResult, VariantResult } from '../results/result.ts';
import { type FigureRow, figureRows } from './component-figures.ts';
import { names } from './markdown-comparison.ts';
import { code, folded, type MarkdownColumn, markdownTable, narrowTables, prose, unbroken } from './markdown-text.ts';
import { amount, figureOf, type Quantity, shareWithin } from './numbers.ts';
import { baselineOf, ranked } from './order.ts';
import { topicOf } from './topic.ts';

/** Figures by variant; those that are nothing in all of them in a sentence. */
export function components(result: Result): string[] {
  const all = figureRows(result);
  const rows = all.filter(row => !isNothing(row));
  const left = all.filter(isNothing);
  if (all.length === 0) return [];
  const labels = rows.map(({ subject, title }) => `${code(subject)} ${prose(title)}`);
  const columns = ranked(result).map(
    ({ name }, index): MarkdownColumn => ({
      head: code(name),
      align: 'right',
      cells: rows.map(({ cells }) => unbroken(cells[index]!.full)),
    }),
  );
  const nothing = left.map(({ subject, title }) => `${code(subject)} ${prose(title)}`).join('; ');
  return [
    '## What else was measured',
    '',
    ...(rows.length === 0 ? [] : narrowTables({ head: 'figure', align: 'left', cells: labels }, columns)),
    ...(rows.length === 0 || left.length === 0 ? [] : ['']),
    ...(left.length === 0 ? [] : [`Nothing in any variant: ${nothing}.`]),
  ];
}

const isNothing = ({ cells }: FigureRow): boolean => cells.every(({ full }) => /^0( \S+)?$/.test(full));

export function causes(result: Result): string[] {
  const seen = causeTable(result, ({ causes }) => causes);
  const roots = causeTable(result, ({ rootCauses }) => rootCauses);
  if (seen.length === 0) return [];
  const head = ['## Why requests fail', '', 'Share of all finished requests, by the cause the client saw'];
  if (seen.join() === roots.join())
    return [...join(head, ', which is the one at the bottom of the call tree:'), ...seen];
  return [...join(head, ':'), ...seen, '', 'By the cause at the bottom of the call tree:', '', ...roots];
}

const join = (lines: readonly string[], end: string): string[] => [...lines.slice(0, -1), `${lines.at(-1)}${end}`, ''];

function causeTable(result: Result, countsOf: (traffic: TrafficResult) => Readonly<Record<string, number>>): string[] {
  const variants = ranked(result);
  const totals = variants.map(({ traffic }) => sumOf(Object.values(traffic).map(countsOf)));
  const all = sumOf(totals.map(total => Object.fromEntries(total)));
  const ordered = [...all].filter(([, number]) => number > 0).sort(([, one], [, other]) => other - one);
  if (ordered.length === 0) return [];
  const columns = ordered.map(
    ([cause]): MarkdownColumn => ({
      head: prose(cause),
      align: 'right',
      cells: variants.map((variant, row) => causeShare(totals[row]?.get(cause) ?? 0, variant)),
    }),
  );
  return narrowTables(names(variants), columns);
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const entry of counts)
    for (const [cause, number] of Object.entries(entry)) sum.set(cause, (sum.get(cause) ?? 0) + number);
  return sum;
}

/** Causes are parts of what is missing from availability, so its interval says how fine they can be told. */
const causeShare = (number: number, variant: VariantResult): string =>
  number === 0 ? '0' : shareWithin(number / finishedIn(variant), variant.metrics.availability);

const finishedIn = ({ traffic }: VariantResult): number =>
  Object.values(traffic).reduce((sum, { requests }) => sum + requests.ok + requests.degraded + requests.failed, 0);

/** The variants a report tells of in full: the baseline, and the one its headline names. */
export function toldVariants(result: Result): VariantResult[] {
  const baseline = baselineOf(result);
  const { best } = topicOf(result);
  return baseline === undefined ? [] : [baseline, ...(best === null ? [] : [best])];
}

export function services(result: Result): string[] {
  const told = toldVariants(result);
  if (Object.keys(told[0]?.services ?? {}).length === 0) return [];
  const others = ranked(result).filter(variant => !told.includes(variant));
  return [
    '## Where the time goes',
    '',
    ...told.flatMap(variant => [`${code(variant.name)}:`, '', ...serviceTable(variant), '']),
    'Waiting is for a slot, sojourn from arrival to answer, p99 that of the sojourn. Digits are those the 95 % intervals support; the intervals are in the JSON result.',
    ...others.flatMap(variant => ['', ...folded(variant.name, serviceTable(variant))]),
  ];
}

/** Without margins, which would make it twice as wide. */
function serviceTable({ services }: VariantResult): string[] {
  const entries = Object.values(services);
  const cells = (estimateOf: (service: (typeof entries)[number]) => Estimate | null, quantity: Quantity): string[] =>
    entries.map(service => amount(figureOf(estimateOf(service), quantity)));
  return markdownTable([
    { head: 'service', align: 'left', cells: Object.keys(services).map(code) },
    { head: 'utilisation', align: 'right', cells: cells(({ utilisation }) => utilisation, 'share') },
    { head: 'queue', align: 'right', cells: cells(({ queueLength }) => queueLength, 'plain') },
    { head: 'waiting', align: 'right', cells: cells(({ waitingTime }) => waitingTime.mean, 'duration') },
    { head: 'sojourn', align: 'right', cells: cells(({ sojournTime }) => sojournTime.mean, 'duration') },
    { head: 'p99', align: 'right', cells: cells(({ sojournTime }) => sojournTime.p99, 'duration') },
    { head: 'rejected', align: 'right', cells: cells(({ rejected }) => rejected, 'share') },
    { head: 'amplified', align: 'right', cells: cells(({ amplification }) => amplification, 'plain') },
    { head: 'wasted', align: 'right', cells: cells(({ wastedWork }) => wastedWork, 'share') },
  ]);
}
