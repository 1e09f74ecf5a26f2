/**
 * One result as text for a terminal: what was run, what came out in sentences, the comparison, availability over time,
 * verdicts, the short story of the baseline and of the best variant, and how far to trust it all. Fits the given number
 * of columns; everything a scenario wrote is stripped of control characters first.
 */
import type { Result, VariantResult } from '../results/result.ts';
import { comparisonColumns, EFFECT_MARK } from './comparison.ts';
import { figureRows } from './component-figures.ts';
import { type Finding, findingsOf, leadOf } from './findings.ts';
import { clock, count, counted, span } from './numbers.ts';
import { baselineOf, bestOf, ranked } from './order.ts';
import type { Paint } from './paint.ts';
import { shellWord } from './shell-word.ts';
import { lanesUnder, lanesWithLabels, SPARKLINE_LEGEND, sparkline } from './sparkline.ts';
import { storyOf, wholeStory } from './story.ts';
import { type Column, renderTable } from './table.ts';
import { oneLine, padEnd, widthOf, wrapped } from './text.ts';
import { tally, VERDICT_MARK, type VerdictLine, verdictsOf } from './verdicts.ts';
import { WORTH_COLUMNS, worthTable } from './worth.ts';

export interface TerminalOptions {
  /** Cells in a line; fewer than 60 are treated as 60. */
  readonly columns: number;
  readonly paint: Paint;
  /** Every sentence, every variant's story, and all of it. */
  readonly verbose?: boolean;
}

/** The report of one result; ends with a line break. */
export function renderTerminal(result: Result, options: TerminalOptions): string {
  const fitted = { ...options, columns: Math.max(60, options.columns) };
  const sections = result.replications === 0 ? [header(result, fitted), [NOTHING_DONE]] : sectionsOf(result, fitted);
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

const NOTHING_DONE = 'Interrupted before a replication was finished: nothing to report.';

function sectionsOf(result: Result, fitted: TerminalOptions): string[][] {
  return [
    header(result, fitted),
    findings(result, fitted),
    comparison(result, fitted),
    worth(result, fitted),
    components(result, fitted),
    overTime(result, fitted),
    verdictSection(result, fitted),
    ...stories(result, fitted),
    closing(result, fitted),
  ];
}

/** Only the verdicts of one result, for `check`; ends with a line break. */
export function renderVerdicts(result: Result, options: TerminalOptions): string {
  const lines = verdictSection(result, options);
  const name = options.paint.heading(oneLine(result.scenario.name));
  return lines.length === 0 ? `${name}: nothing is expected\n` : `${[name, ...lines.slice(1)].join('\n')}\n`;
}

function header(result: Result, { columns, paint }: TerminalOptions): string[] {
  const { name, title } = result.scenario;
  const warmup = result.warmup > 0 ? `, ${span(result.warmup)} of it warm-up` : '';
  const runs = `${counted(result.replications, 'replication')} of ${span(result.duration)}${warmup}`;
  const facts = [name, `seed ${result.seed}`, runs].map(oneLine).join(' · ');
  const headings = wrapped(oneLine(title === '' ? name : title), columns).map(paint.heading);
  return [...headings, ...wrapped(facts, columns).map(paint.faint)];
}

const TONE_MARK: Readonly<Record<Finding['tone'], string>> = { good: '+', bad: '-', plain: '·', doubtful: '!' };

function findings(result: Result, { columns, paint, verbose }: TerminalOptions): string[] {
  const painted = { good: paint.good, bad: paint.bad, plain: paint.faint, doubtful: paint.doubtful };
  const all = findingsOf(result);
  const told = verbose === true ? all : all.filter(finding => mattersMost(all, result).includes(finding));
  const left = all.length - told.length;
  const more = left > 0 ? [paint.faint(`  … ${left} more with --verbose, and in the report`)] : [];
  const lines = told.flatMap(({ tone, text }) =>
    wrapped(oneLine(text), columns - 2).map(
      (line, index) => `${index === 0 ? painted[tone](TONE_MARK[tone]) : ' '} ${line}`,
    ),
  );
  return [...lines, ...more];
}

const SENTENCES = 3;

/**
 * What happens without help, what is worst about it, and what helps most - and whatever casts doubt on all of it. Where
 * one of them is missing, the next sentence in order takes its place.
 */
function mattersMost(all: readonly Finding[], result: Result): readonly Finding[] {
  const [first] = all;
  const worst = all.find(({ tone }) => tone === 'bad');
  const best = all.find(({ topic }) => topic === leadOf(result));
  const chosen = [first, worst, best].filter(finding => finding !== undefined);
  const rest = all.filter(finding => !chosen.includes(finding) && finding.tone !== 'doubtful');
  const doubts = all.filter(finding => finding.tone === 'doubtful' && !chosen.includes(finding));
  return [...new Set([...chosen, ...rest])].slice(0, SENTENCES).concat(doubts);
}

function comparison(result: Result, { columns, paint }: TerminalOptions): string[] {
  const names = ranked(result).map(({ name }) => oneLine(name));
  const table = renderTable(names, comparisonColumns(result, paint), { width: columns, paintHead: paint.faint });
  const { better, worse, slight, none } = EFFECT_MARK;
  const legend =
    result.variants.length < 2
      ? '± are 95 % intervals'
      : `± and .. are 95 % intervals; ${better} better, ${worse} worse, ${slight} next to nothing, ${none} no measurable difference to the baseline`;
  return [...table, ...wrapped(legend, columns).map(paint.faint)];
}

function worth(result: Result, { columns, paint }: TerminalOptions): string[] {
  const table = worthTable(result);
  if (table === null) return [];
  const names = table.rows.map(({ name }) => oneLine(name));
  const columnsOf = WORTH_COLUMNS.map((head, index): Column => {
    const cells = table.rows.map(({ cells }) => cells[index] ?? '');
    const short = cells.map(cell => cell.replace(/ \(.*\)/, ''));
    return { worth: -index, short: { head: [head, ''], cells: short }, full: { head: [head, ''], cells } };
  });
  return [
    paint.heading(table.heading),
    ...renderTable(names, columnsOf, { width: columns, paintHead: paint.faint }),
    ...wrapped(table.note, columns).map(paint.faint),
  ];
}

/** The baseline and as many of the best variants as fit. */
function components(result: Result, { columns, paint }: TerminalOptions): string[] {
  const rows = figureRows(result);
  if (rows.length === 0) return [];
  const variants = ranked(result).map(({ name }, index): Column => {
    const head = [oneLine(name), ''] as const;
    const form = (kind: 'short' | 'full') => ({ head, cells: rows.map(({ cells }) => cells[index]![kind]) });
    return { worth: -index, short: form('short'), full: form('full') };
  });
  const labels = rows.map(({ label }) => oneLine(label));
  const table = renderTable(labels, variants, { width: columns, paintHead: paint.faint });
  return [paint.heading('What else was measured'), ...table];
}

const WIDEST_LABEL = 24;
const WIDEST_LINE = 120;

function overTime(result: Result, { columns, paint }: TerminalOptions): string[] {
  const variants = ranked(result);
  const [baseline] = variants;
  if (baseline === undefined) return [];
  const named = [...variants.map(({ name }) => name), ...Object.keys(baseline.faults), 'warm-up'].map(oneLine);
  const label = Math.min(WIDEST_LABEL, Math.max(...named.map(widthOf)));
  const cells = Math.min(WIDEST_LINE, columns - label - 2);
  const lines = variants.map(({ name, series }) => ({ label: oneLine(name), cells: sparkline(series, cells) }));
  const under = lanesUnder(baseline.series, baseline.faults, result.warmup, cells);
  const lanes = [...lines, ...under.map(lane => ({ ...lane, label: oneLine(lane.label) }))];
  return [
    paint.heading('Availability over time'),
    ...lanesWithLabels(lanes, label).map((line, index) => (index < lines.length ? line : paint.faint(line))),
    ...wrapped(SPARKLINE_LEGEND, columns).map(paint.faint),
  ];
}

function verdictSection(result: Result, { columns, paint }: TerminalOptions): string[] {
  const lines = verdictsOf(result);
  if (lines.length === 0) return [];
  const widest = (part: (line: VerdictLine) => string): number => Math.max(...lines.map(line => widthOf(part(line))));
  const [variantWidth, statementWidth] = [
    widest(({ variant }) => oneLine(variant)),
    widest(({ statement }) => oneLine(statement)),
  ];
  const painted = { holds: paint.good, fails: paint.bad, undecided: paint.doubtful };
  const indented = (text: string): string[] => wrapped(text, columns - 4).map(part => `    ${part}`);
  const shown = lines.flatMap(line => {
    const [variant, statement] = [oneLine(line.variant), oneLine(line.statement)];
    const text = `${padEnd(variant, variantWidth)}  ${padEnd(statement, statementWidth)}  ${line.observed}`.trimEnd();
    const [first = '', ...rest] =
      widthOf(text) + 2 <= columns
        ? [text]
        : [...wrapped(`${variant}  ${statement}`, columns - 2), ...indented(line.observed)];
    const why = line.verdict === 'undecided' ? indented(oneLine(line.reason)) : [];
    return [`${painted[line.verdict](VERDICT_MARK[line.verdict])} ${first}`, ...rest, ...why.map(paint.faint)];
  });
  return [paint.heading('Expectations'), ...shown, paint.faint(tally(lines))];
}

const SHORT_STORY = 10;
const FIRST = '(first replication)';

function stories(result: Result, options: TerminalOptions): string[][] {
  const told = options.verbose === true ? ranked(result) : [baselineOf(result), bestOf(result)];
  return told.filter(variant => variant !== null && variant !== undefined).map(variant => story(variant, options));
}

function story({ name, timeline }: VariantResult, { columns, paint, verbose }: TerminalOptions): string[] {
  const lines = verbose === true ? wholeStory(timeline) : storyOf(timeline, SHORT_STORY);
  if (lines.length === 0) return [];
  const moments = lines.map(({ at }) => clock(at, true));
  const width = Math.max(...moments.map(moment => moment.length));
  const told = lines.flatMap(({ text, repeats }, index) => {
    const again = repeats > 0 ? ` (and ${count(repeats)} more time${repeats === 1 ? '' : 's'})` : '';
    const parts = wrapped(oneLine(text) + again, columns - width - 4);
    return parts.map((part, row) => `  ${(row === 0 ? (moments[index] ?? '') : '').padStart(width)}  ${part}`);
  });
  const left = timeline.length - lines.reduce((sum, { repeats }) => sum + 1 + repeats, 0);
  const more = left > 0 ? [paint.faint(`  … and ${count(left)} more`)] : [];
  const heading = wrapped(`What happened: ${oneLine(name)} ${FIRST}`, columns).map(line =>
    line.endsWith(FIRST)
      ? paint.heading(line.slice(0, -FIRST.length).trimEnd()) + paint.faint(` ${FIRST}`)
      : paint.heading(line),
  );
  return [...heading, ...told, ...more];
}

function closing(result: Result, { columns, paint }: TerminalOptions): string[] {
  const violations = result.variants.flatMap(({ name, audit }) => audit.violations.map(text => `${name}: ${text}`));
  const sound = violations.length === 0;
  const audit = sound
    ? "Audit: conservation of requests and Little's law hold in every run."
    : `Audit: ${counted(violations.length, 'violation')}, please report:`;
  const listed = violations.slice(0, 10).flatMap(text => wrapped(oneLine(text), columns - 2).map(line => `  ${line}`));
  return [...wrapped(audit, columns).map(sound ? paint.faint : paint.bad), ...listed, ...warnings(result, paint)];
}

function warnings({ warnings, scenario }: Result, paint: Paint): string[] {
  if (warnings.length === 0) return [];
  const told = `${counted(warnings.length, 'warning')} about the scenario`;
  if (scenario.file === null) return [paint.doubtful(told)];
  // The command has a line of its own, so that it can be copied whatever its length.
  const it = warnings.length === 1 ? 'it' : 'them';
  return [paint.doubtful(`${told}; see ${it} with:`), `  brownout validate ${shellWord(oneLine(scenario.file))}`];
}
