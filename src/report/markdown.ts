/**
 * One result as a Markdown report, the page people read on a code host: the question, the answer, the evidence, how sure
 * it is and how to get it again. Same result, same bytes: no wall-clock dates, no machine, no locale.
 */
import type { Estimate, Result, TrafficResult, VariantResult } from '../results/result.ts';
import { changeWritten, recoveryWritten } from './comparison.ts';
import { figureRows } from './component-figures.ts';
import { findingsOf } from './findings.ts';
import { code, fenced, html, type MarkdownColumn, markdownTable, prose } from './markdown-text.ts';
import { mermaid } from './mermaid.ts';
import {
  amount,
  changeOf,
  clock,
  count,
  factor,
  figureOf,
  intervalOf,
  NO_DATA,
  probability,
  type Quantity,
  shareWithin,
  span,
  written,
} from './numbers.ts';
import { baselineOf, bestOf, costsDiffer, ranked } from './order.ts';
import { shellWord } from './shell-word.ts';
import { lanesUnder, lanesWithLabels, SPARKLINE_LEGEND, sparkline } from './sparkline.ts';
import { storyOf } from './story.ts';
import { oneLine } from './text.ts';
import { tally, VERDICT_MARK, verdictsOf } from './verdicts.ts';
import { WORTH_COLUMNS, worthTable } from './worth.ts';

/** A picture that lies beside the report. */
export interface ReportPicture {
  readonly file: string;
  /** What it shows, for those who do not see it. */
  readonly words: string;
}

/**
 * The whole report; ends with a line break. `flags` are those that shaped the experiment besides the seed, as words of a
 * command line: the result does not know them, and the command that repeats the run needs them.
 */
export function renderMarkdown(
  result: Result,
  flags: readonly string[] = [],
  picture: ReportPicture | null = null,
): string {
  const sections = [
    question(result),
    answer(result),
    pictured(picture),
    comparison(result),
    worth(result),
    components(result),
    overTime(result),
    system(result),
    expectations(result),
    causes(result),
    services(result),
    ...stories(result),
    confidence(result),
    reproduction(result, flags),
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

function question({ scenario }: Result): string[] {
  const paragraphs = scenario.description.split(/\n\s*\n/).filter(paragraph => paragraph.trim() !== '');
  const quoted = paragraphs.map(paragraph => `> ${prose(paragraph)}`).join('\n>\n');
  return [`# ${prose(scenario.title === '' ? scenario.name : scenario.title)}`, ...(quoted === '' ? [] : ['', quoted])];
}

const TONE_MARK = { good: '✅', bad: '❌', plain: '▪️', doubtful: '⚠️' } as const;

const answer = (result: Result): string[] => [
  '## The answer',
  '',
  ...findingsOf(result).map(({ tone, text }) => `- ${TONE_MARK[tone]} ${prose(text)}`),
];

/** The file's name is a part of an address there: what would end it, or its text, is taken out of both. */
const pictured = (picture: ReportPicture | null): string[] =>
  picture === null ? [] : [`![${prose(picture.words)}](${encodeURIComponent(picture.file)})`];

const column = (
  head: string,
  variants: readonly VariantResult[],
  cellOf: (variant: VariantResult) => string,
): MarkdownColumn => ({ head, align: 'right', cells: variants.map(cellOf) });

const names = (variants: readonly VariantResult[]): MarkdownColumn => ({
  head: 'variant',
  align: 'left',
  cells: variants.map(({ name }) => code(name)),
});

const estimated = (estimate: Estimate | null | undefined, quantity: Quantity): string =>
  written(figureOf(estimate ?? null, quantity));

function comparison(result: Result): string[] {
  const variants = ranked(result);
  const compared =
    variants.length > 1 ? [column('change to baseline', variants, variant => changeWritten(variant, result))] : [];
  const cost = costsDiffer(result)
    ? [column('replica-hours', variants, ({ metrics }) => estimated(metrics.replicaHours, 'plain'))]
    : [];
  const table = markdownTable([
    names(variants),
    column('availability', variants, ({ metrics }) => estimated(metrics.availability, 'share')),
    ...compared,
    column('p50', variants, ({ metrics }) => estimated(metrics.latency.p50, 'duration')),
    column('p99', variants, ({ metrics }) => estimated(metrics.latency.p99, 'duration')),
    column('goodput', variants, ({ metrics }) => estimated(metrics.goodput, 'rate')),
    column('amplification', variants, ({ metrics }) => estimated(metrics.amplification, 'plain')),
    column('wasted work', variants, ({ metrics }) => estimated(metrics.wastedWork, 'share')),
    column('recovery', variants, variant => recoveryWritten(variant, written)),
    ...cost,
  ]);
  return ['## Comparison', '', ...table, '', ...legend(variants), ...differences(variants)];
}

function legend(variants: readonly VariantResult[]): string[] {
  const lines = variants
    .slice(1)
    .filter(({ title }) => title !== '')
    .map(({ name, title, answers }) => {
      const against = answers.length === 0 ? '' : ` (answers ${answers.map(prose).join(', ')})`;
      return `- ${code(name)}: ${prose(title)}${against}`;
    });
  return [
    '± is half of the 95 % confidence interval. Latencies are of the requests that were answered, from their intended arrival.',
    ...(lines.length > 0 ? ['', ...lines] : []),
  ];
}

const DIFFERENCES: readonly (readonly [string, string, Quantity])[] = [
  ['availability', 'availability', 'share'],
  ['p50', 'p50', 'duration'],
  ['p99', 'p99', 'duration'],
  ['goodput', 'goodput', 'rate'],
  ['amplification', 'amplification', 'plain'],
  ['wastedWork', 'wasted work', 'share'],
];

/** All paired differences; a star marks those that are measurable after the correction for the number of variants. */
function differences(variants: readonly VariantResult[]): string[] {
  const others = variants.slice(1).filter(({ difference }) => difference !== undefined);
  if (others.length === 0) return [];
  const columns = DIFFERENCES.map(([key, head, quantity]) =>
    column(head, others, ({ difference }) => {
      const change = changeOf(difference?.[key], quantity);
      if (change === null) return NO_DATA;
      const interval = intervalOf(change);
      const star = difference?.[key]?.significant === true ? ' \\*' : '';
      return interval === null ? amount(change) : `${amount(change)} (${interval})${star}`;
    }),
  );
  const pValues = column('p', others, ({ difference }) => probability(difference?.availability?.pValue ?? null));
  return [
    '',
    'Differences to the baseline, paired over replications, with their 95 % intervals; \\* marks those that are measurable, corrected for the number of variants (p is of availability, uncorrected):',
    '',
    ...markdownTable([names(others), ...columns.slice(0, 1), pValues, ...columns.slice(1)]),
  ];
}

function worth(result: Result): string[] {
  const table = worthTable(result);
  if (table === null) return [];
  const columns = WORTH_COLUMNS.map(
    (head, index): MarkdownColumn => ({
      head,
      align: 'right',
      cells: table.rows.map(({ cells }) => (cells[index] ?? '').replace('*', '\\*')),
    }),
  );
  const first: MarkdownColumn = { head: 'mitigation', align: 'left', cells: table.rows.map(({ name }) => code(name)) };
  return [`## ${table.heading}`, '', ...markdownTable([first, ...columns]), '', prose(table.note)];
}

function components(result: Result): string[] {
  const rows = figureRows(result);
  if (rows.length === 0) return [];
  const columns = ranked(result).map(
    ({ name }, index): MarkdownColumn => ({
      head: code(name),
      align: 'right',
      cells: rows.map(({ cells }) => cells[index]!.full),
    }),
  );
  const labels = rows.map(({ subject, title }) => `${code(subject)} ${prose(title)}`);
  const table = markdownTable([{ head: 'figure', align: 'left', cells: labels }, ...columns]);
  return ['## What else was measured', '', ...table];
}

/** Of the baseline. */
function system(result: Result): string[] {
  const baseline = baselineOf(result);
  if (baseline === undefined || baseline.topology.nodes.length === 0) return [];
  return ['## Who calls whom', '', ...fenced(mermaid(baseline.topology), 'mermaid')];
}

const CELLS = 72;
const WIDEST_LABEL = 28;

function overTime(result: Result): string[] {
  const variants = ranked(result);
  const [baseline] = variants;
  if (baseline === undefined) return [];
  const lines = variants.map(({ name, series }) => ({ label: name, cells: sparkline(series, CELLS) }));
  const lanes = [...lines, ...lanesUnder(baseline.series, baseline.faults, result.warmup, CELLS)];
  const safe = lanes.map(lane => ({ ...lane, label: oneLine(lane.label) }));
  return ['## Availability over time', '', ...fenced(lanesWithLabels(safe, WIDEST_LABEL)), '', `${SPARKLINE_LEGEND}.`];
}

function expectations(result: Result): string[] {
  const lines = verdictsOf(result);
  if (lines.length === 0) return [];
  const table = markdownTable([
    { head: '', align: 'left', cells: lines.map(({ verdict }) => `${VERDICT_MARK[verdict]} ${verdict}`) },
    { head: 'variant', align: 'left', cells: lines.map(({ variant }) => code(variant)) },
    { head: 'expected', align: 'left', cells: lines.map(({ statement }) => code(statement)) },
    { head: 'observed', align: 'right', cells: lines.map(({ observed }) => observed) },
    { head: 'because', align: 'left', cells: lines.map(({ reason }) => prose(reason)) },
  ]);
  return ['## Expectations', '', ...table, '', `${tally(lines)}.`];
}

function causes(result: Result): string[] {
  const seen = causeTable(result, ({ causes }) => causes);
  if (seen.length === 0) return [];
  return [
    '## Why requests fail',
    '',
    'Share of all finished requests, by the cause the client saw:',
    '',
    ...seen,
    '',
    'By the cause at the bottom of the call tree:',
    '',
    ...causeTable(result, ({ rootCauses }) => rootCauses),
  ];
}

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
  return markdownTable([names(variants), ...columns]);
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

function services(result: Result): string[] {
  const [baseline, best] = [baselineOf(result), bestOf(result)];
  if (baseline === undefined || Object.keys(baseline.services).length === 0) return [];
  const shown = best === null ? [baseline] : [baseline, best];
  const others = ranked(result).filter(variant => !shown.includes(variant));
  return [
    '## Where the time goes',
    '',
    ...shown.flatMap((variant, index) => [
      ...(index > 0 ? [''] : []),
      `${code(variant.name)}:`,
      '',
      ...serviceTable(variant),
    ]),
    ...others.flatMap(variant => ['', ...folded(variant.name, serviceTable(variant))]),
  ];
}

/** A part that opens on a click. */
const folded = (summary: string, lines: readonly string[]): string[] => [
  '<details>',
  `<summary>${html(summary)}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
];

function serviceTable({ services }: VariantResult): string[] {
  const entries = Object.values(services);
  const cells = (estimateOf: (service: (typeof entries)[number]) => Estimate | null, quantity: Quantity): string[] =>
    entries.map(service => estimated(estimateOf(service), quantity));
  return markdownTable([
    { head: 'service', align: 'left', cells: Object.keys(services).map(code) },
    { head: 'utilisation', align: 'right', cells: cells(({ utilisation }) => utilisation, 'share') },
    { head: 'queue', align: 'right', cells: cells(({ queueLength }) => queueLength, 'plain') },
    { head: 'waiting', align: 'right', cells: cells(({ waitingTime }) => waitingTime.mean, 'duration') },
    { head: 'sojourn', align: 'right', cells: cells(({ sojournTime }) => sojournTime.mean, 'duration') },
    { head: 'sojourn p99', align: 'right', cells: cells(({ sojournTime }) => sojournTime.p99, 'duration') },
    { head: 'rejected', align: 'right', cells: cells(({ rejected }) => rejected, 'share') },
    { head: 'amplification', align: 'right', cells: cells(({ amplification }) => amplification, 'plain') },
    { head: 'wasted', align: 'right', cells: cells(({ wastedWork }) => wastedWork, 'share') },
  ]);
}

const STORY = 20;

function stories(result: Result): string[][] {
  const told = [baselineOf(result), bestOf(result)].filter(variant => variant !== null && variant !== undefined);
  return told.map(story);
}

function story({ name, timeline }: VariantResult): string[] {
  const lines = storyOf(timeline, STORY).map(({ at, text, repeats }) => {
    const again = repeats > 0 ? ` (and ${count(repeats)} more time${repeats === 1 ? '' : 's'})` : '';
    return `- **${clock(at, true)}** ${prose(text)}${again}`;
  });
  return lines.length === 0
    ? []
    : [
        `## What happened: ${code(name)}`,
        '',
        'Events of the first replication, levels over all of them:',
        '',
        ...lines,
      ];
}

function confidence(result: Result): string[] {
  const violations = result.variants.flatMap(({ name, audit }) =>
    audit.violations.map(text => `- ${code(name)}: ${prose(text)}`),
  );
  const warmup = result.warmup > 0 ? `, of which the first ${span(result.warmup)} are not measured` : '';
  const paired =
    result.variants.length > 1
      ? '- All variants see the same arrivals and the same random draws, replication by replication (common random numbers), so differences are paired.'
      : '';
  const audit =
    violations.length === 0
      ? '- The audit (conservation of requests, Little’s law, utilisation law) holds in every run.'
      : '- **The audit found violations; do not trust these figures:**';
  return [
    '## How sure this is',
    '',
    `- ${count(result.replications)} replications of ${span(result.duration)}${warmup}.`,
    ...(paired === '' ? [] : [paired]),
    ...varianceReduction(result),
    ...warmupLine(result),
    ...(result.partial ? ['- **The run was interrupted: fewer replications than planned.**'] : []),
    audit,
    ...violations.map(line => `  ${line}`),
    ...warningLines(result),
  ];
}

/** One sentence for all variants: the median of their factors. */
function varianceReduction({ variants }: Result): string[] {
  const factors = variants
    .map(({ difference }) => difference?.availability?.varianceReduction ?? null)
    .filter(value => value !== null)
    .sort((one, other) => one - other);
  const median = factors[Math.floor((factors.length - 1) / 2)];
  if (median === undefined) return [];
  const [least, most] = [factors[0], factors.at(-1)].map(value => factor(value ?? median));
  const spread = least === most ? '' : ` (${least} to ${most} over the variants)`;
  const said =
    median < WORTH_SAYING
      ? `Common random numbers saved nothing here: independent runs would have needed ${factor(median)} times the replications`
      : `Common random numbers saved a factor of ${factor(median)}: independent runs would have needed about that many times the replications to tell the availability differences as finely`;
  return [`- ${said}${spread}.`];
}

const WORTH_SAYING = 1.1;

function warmupLine({ warmupCheck: { suggested, drifting } }: Result): string[] {
  if (suggested === null || drifting.length > 0) return [];
  const found = suggested === 0 ? 'no start-up transient' : `a start-up transient of about ${span(suggested)}`;
  return [`- The baseline’s own figures show ${found}: the warm-up is long enough.`];
}

const warningLines = ({ warnings }: Result): string[] =>
  warnings.length === 0
    ? []
    : [
        `- ${warnings.length} warning${warnings.length === 1 ? '' : 's'} about the scenario:`,
        ...warnings.map(({ code: number, message, path }) => `  - ${number} ${code(path)}: ${prose(message)}`),
      ];

function reproduction({ scenario, seed, version }: Result, flags: readonly string[]): string[] {
  const words = ['brownout', 'run', oneLine(scenario.file ?? 'FILE'), '--seed', String(seed), ...flags];
  const hash = scenario.sha256 === null ? '' : ` (SHA-256 ${code(scenario.sha256.slice(0, 16))}…)`;
  return [
    '## Again',
    '',
    ...fenced([words.map(word => shellWord(oneLine(word))).join(' ')], 'sh'),
    '',
    `brownout ${version}, scenario ${code(scenario.name)}${hash}. The same version, file and seed give the same bytes.`,
  ];
}
