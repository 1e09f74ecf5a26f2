/**
 * The validation table as text and as Markdown: simulated against expected, with the interval, what the case allows, the
 * verdict and the source. Same verdicts, same bytes: no wall-clock dates, no machine, no locale.
 */
import type { Verification, VerifiedCase, VerifiedField } from '../results/verification.ts';
import { code, type MarkdownColumn, markdownTable, prose } from './markdown-text.ts';
import { capitalised, padEnd, padStart, widthOf } from './text.ts';

const AREAS: Readonly<Record<string, string>> = {
  A: 'Queues',
  B: 'Load balancing',
  C: 'Availability',
  D: 'Retries, breakers, limits and tails',
  E: 'Metastable failures',
  F: 'Overload and invariants',
  G: 'Operations and vendors',
  H: 'Real topologies',
  I: 'Caches, scaling and omission',
};

const MARK = { green: '✅', red: '❌', 'not expressible': '▪️' } as const;

// ---- text

/** One case with its fields, for a terminal; ends with a line break. */
export function renderVerifiedCase(verified: VerifiedCase): string {
  const { id, verdict, title, source } = verified;
  const head = `${MARK[verdict]} ${id}  ${title}`;
  const why = [verified.reason, verified.detail].filter(text => text !== null).join(': ');
  const measured = verified.fields.map(cellsOf);
  const rows = measured.length === 0 ? [] : [HEADS, ...measured];
  const lines = [head, ...(why === '' ? [] : [`   ${why}`]), ...aligned(rows), `   source: ${source}`];
  return `${lines.join('\n')}\n`;
}

const HEADS = ['', 'expected', 'simulated', '95 % interval', 'allowed', ''];

/** How many cases of each area agree; ends with a line break. */
export function renderVerificationSummary({ cases }: Verification): string {
  const rows = countsByArea(cases).map(({ area, counts }) => [area, ...counts.map(String)]);
  return `${aligned([['area', ...COUNTED], ...rows]).join('\n')}\n`;
}

/** The name is flush left, numbers are flush right, the last cell is free text. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => widthOf(row[column] ?? ''))));
  return rows.map(row => {
    const cells = row.map((cell, column) => (column === 0 ? padEnd : padStart)(cell, widths[column] ?? 0));
    return `   ${cells.join('  ')}`.trimEnd();
  });
}

// ---- Markdown

/** The whole table, the page docs/validation.md; ends with a line break. */
export function renderVerificationMarkdown(verification: Verification): string {
  const sections = [
    introduction(verification),
    summary(verification.cases),
    reasons(verification.cases),
    ...areasIn(verification.cases).map(area => areaSection(area, verification.cases)),
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

const introduction = ({ cases, effort }: Verification): string[] => [
  '# Validation',
  '',
  `What the simulator says against what should come out, ${cases.length} cases: closed forms, solved Markov chains, public`,
  'simulators, published figures, and reference simulations written only for their number. Written by',
  `\`brownout verify${effort === 'fast' ? ' --fast' : ''} --markdown docs/validation.md\`; the seeds are fixed, so running it again gives this page again.`,
  '',
  'A field is green when the mean over independent replications is within the allowed distance of the expectation',
  '(`±`, the tolerance of the case), or when the 99.9 % interval of that mean contains the expectation (`interval`).',
  'Units are in the names of the fields; percentiles are of the sojourn time unless a field says wait.',
];

const COUNTED = ['cases', 'green', 'red', 'not expressible', 'fields measured', 'by interval only'] as const;

function countsByArea(cases: readonly VerifiedCase[]): readonly { readonly area: string; counts: readonly number[] }[] {
  const parts = areasIn(cases).map(area => ({
    area: titleOf(area),
    counts: countsOf(cases.filter(verified => verified.area === area)),
  }));
  return [...parts, { area: 'All', counts: countsOf(cases) }];
}

function countsOf(cases: readonly VerifiedCase[]): readonly number[] {
  const having = (verdict: VerifiedCase['verdict']): number => cases.filter(own => own.verdict === verdict).length;
  const fields = cases.flatMap(({ fields }) => fields);
  const measured = fields.filter(({ kind }) => kind !== 'unmeasured').length;
  const wide = fields.filter(field => field.kind === 'figure' && field.by === 'interval').length;
  return [cases.length, having('green'), having('red'), having('not expressible'), measured, wide];
}

function summary(cases: readonly VerifiedCase[]): string[] {
  const rows = countsByArea(cases);
  return markdownTable([
    { head: 'Area', align: 'left', cells: rows.map(({ area }) => area) },
    ...COUNTED.map((head, index): MarkdownColumn => {
      return { head, align: 'right', cells: rows.map(({ counts }) => String(counts[index])) };
    }),
  ]);
}

/** Why cases are not expressible, the commonest first. */
function reasons(cases: readonly VerifiedCase[]): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of cases) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return [];
  const sorted = [...counts].toSorted((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  return [
    '## What cannot be expressed yet',
    '',
    ...markdownTable([
      { head: 'Reason', align: 'left', cells: sorted.map(([reason]) => prose(reason)) },
      { head: 'Cases', align: 'right', cells: sorted.map(([, count]) => String(count)) },
    ]),
  ];
}

function areaSection(area: string, cases: readonly VerifiedCase[]): string[] {
  const own = cases.filter(verified => verified.area === area);
  const families = [...new Set(own.map(({ family }) => family))];
  const parts = families.flatMap(family => familySection(own.filter(verified => verified.family === family)));
  return [`## ${titleOf(area)}`, ...parts];
}

function familySection(cases: readonly VerifiedCase[]): string[] {
  const expressible = cases.filter(({ fields }) => fields.length > 0);
  const rows = expressible.flatMap(verified =>
    verified.fields.map((field, index) => [verified, field, index] as const),
  );
  const name = cases[0]?.family ?? '';
  const others = cases.filter(({ fields }) => fields.length === 0);
  return [
    '',
    `### ${prose(capitalised(name))}`,
    '',
    ...sourcesOf(expressible),
    ...(rows.length === 0 ? [] : ['', ...fieldTable(rows)]),
    ...(others.length === 0 ? [] : ['', ...unmeasuredLines(others)]),
  ];
}

function sourcesOf(cases: readonly VerifiedCase[]): string[] {
  const lines = cases.map(({ title, kind, source }) => `- ${prose(title)} (${prose(kind)}: ${prose(source)})`);
  return [...new Set(lines)];
}

/** One line for all cases that lack the same thing. */
function unmeasuredLines(cases: readonly VerifiedCase[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { id, verdict, reason, detail } of cases) {
    const why = `${MARK[verdict]} ${prose([reason, detail].filter(text => text !== null).join(': '))}`;
    lines.set(why, [...(lines.get(why) ?? []), code(id)]);
  }
  return [...lines].map(([why, ids]) => `- ${why} (${ids.join(', ')})`);
}

type FieldRow = readonly [verified: VerifiedCase, field: VerifiedField, index: number];

function fieldTable(rows: readonly FieldRow[]): string[] {
  const cells = rows.map(([, field]) => markdownCells(field));
  const column = (head: string, index: number): MarkdownColumn => {
    return { head, align: index < 1 ? 'left' : 'right', cells: cells.map(row => row[index] ?? '') };
  };
  return markdownTable([
    { head: 'Case', align: 'left', cells: rows.map(([{ id }, , index]) => (index === 0 ? code(id) : '')) },
    ...['Field', 'Expected', 'Measured', '99.9 % interval', '±', ''].map(column),
  ]);
}

/** Numbers need no escapes; names are code; the rest is text. */
function markdownCells(field: VerifiedField): readonly string[] {
  const [name = '', ...rest] = cellsOf(field);
  return [code(name), ...(field.kind === 'figure' ? rest : rest.map(prose))];
}

// ---- shared

/** Field, expected, measured, interval, allowed distance, verdict. */
function cellsOf(field: VerifiedField): readonly string[] {
  if (field.kind === 'claim') return [field.field, '', field.found, '', '', MARK[field.verdict]];
  if (field.kind === 'unmeasured') return [field.field, '', '', '', '', field.reason];
  const { expected, measured, low, high, tolerance, by } = field;
  const interval = low === null || high === null ? '' : `${digits(low)} .. ${digits(high)}`;
  const verdict = by === 'interval' ? `${MARK.green} interval` : MARK[field.verdict];
  return [field.field, digits(expected), digits(measured), interval, digits(tolerance), verdict];
}

/** Five significant digits, as the expectations have. */
const digits = (value: number): string => String(Number(value.toPrecision(5)));

const areasIn = (cases: readonly VerifiedCase[]): readonly string[] => [...new Set(cases.map(({ area }) => area))];

const titleOf = (area: string): string => `${area} ${AREAS[area] ?? ''}`.trim();
