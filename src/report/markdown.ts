/**
 * One result as a Markdown report, the page people read on a code host: the question, the answer, the evidence, how sure
 * it is and how to get it again. Same result, same bytes: no wall-clock dates, no machine, no locale.
 */
import type { Result, VariantResult } from '../results/result.ts';
import { answerOf } from './answer.ts';
import { comparison, served } from './markdown-comparison.ts';
import { causes, components, services, toldVariants } from './markdown-inside.ts';
import { code, fenced, type MarkdownColumn, markdownTable, prose } from './markdown-text.ts';
import { mermaid } from './mermaid.ts';
import { clock, count, counted, factor, span } from './numbers.ts';
import { baselineOf, ranked } from './order.ts';
import { shellWord } from './shell-word.ts';
import { FLAWLESS, lanesUnder, lanesWithLabels, SPARKLINE_LEGEND, sparkline } from './sparkline.ts';
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
    served(result),
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

/** The same that the page (HTML) begins with. */
function answer(result: Result): string[] {
  const { headline, parts } = answerOf(result);
  const asked = (question: string): string => `${question}${question.startsWith('Did') ? '?' : '.'}`;
  const told = parts.map(({ question, text }) => `- **${asked(question)}** ${prose(text)}`);
  return ['## The answer', '', `**${prose(headline)}**`, ...(told.length === 0 ? [] : ['', ...told])];
}

/** The file's name is a part of an address there: what would end it, or its text, is taken out of both. */
const pictured = (picture: ReportPicture | null): string[] =>
  picture === null ? [] : [`![${prose(picture.words)}](${encodeURIComponent(picture.file)})`];

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
  if (lines.every(({ cells }) => cells.split('').every(cell => cell === FLAWLESS)))
    return [
      '## Availability over time',
      '',
      'At all times, in all variants, at least 99.95 % of the requests succeed.',
    ];
  const lanes = [...lines, ...lanesUnder(baseline.series, baseline.faults, result.warmup, CELLS)];
  const safe = lanes.map(lane => ({ ...lane, label: oneLine(lane.label) }));
  return ['## Availability over time', '', ...fenced(lanesWithLabels(safe, WIDEST_LABEL)), '', `${SPARKLINE_LEGEND}.`];
}

function expectations(result: Result): string[] {
  const lines = verdictsOf(result);
  if (lines.length === 0) return [];
  const allHold = lines.every(({ verdict }) => verdict === 'holds');
  const because: MarkdownColumn = { head: 'because', align: 'left', cells: lines.map(({ reason }) => prose(reason)) };
  const table = markdownTable([
    { head: '', align: 'left', cells: lines.map(({ verdict }) => `${VERDICT_MARK[verdict]} ${verdict}`) },
    { head: 'variant', align: 'left', cells: lines.map(({ variant }) => code(variant)) },
    { head: 'expected', align: 'left', cells: lines.map(({ statement }) => code(statement)) },
    { head: 'observed', align: 'right', cells: lines.map(({ observed }) => observed) },
    ...(allHold ? [] : [because]),
  ]);
  const reasons = [...new Set(lines.map(({ reason }) => prose(reason)))].join('; ');
  return ['## Expectations', '', ...table, '', `${tally(lines)}${allHold ? `: ${reasons}` : ''}.`];
}

const STORY = 20;

const stories = (result: Result): string[][] => toldVariants(result).map(story);

function story({ name, timeline }: VariantResult): string[] {
  const lines = storyOf(timeline, STORY).map(({ at, text, repeats }) => {
    return `- **${clock(at, true)}** ${prose(text)}${again(repeats)}`;
  });
  return lines.length === 0
    ? []
    : [
        `## What happened: ${code(name)}`,
        '',
        'Events are those of the first replication; levels, such as availability and queues, are of all of them.',
        '',
        ...lines,
      ];
}

/** The repeats may be about other replicas of the same service. */
function again(repeats: number): string {
  if (repeats === 0) return '';
  return repeats === 1 ? '; one more like it follows' : `; ${count(repeats)} more like it follow`;
}

function confidence(result: Result): string[] {
  const violations = result.variants.flatMap(({ name, audit }) =>
    audit.violations.map(text => `- ${code(name)}: ${prose(text)}`),
  );
  const warmup = result.warmup > 0 ? `; the first ${span(result.warmup)} of each is not measured` : '';
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
    `- ${counted(result.replications, 'replication')} of ${span(result.duration)}${warmup}.`,
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
    '## Run it again',
    '',
    ...fenced([words.map(word => shellWord(oneLine(word))).join(' ')], 'sh'),
    '',
    `brownout ${version}, scenario ${code(scenario.name)}${hash}. The same version, file and seed give the same bytes.`,
  ];
}
