/** `brownout explain`: what a scenario will simulate, computed before anything runs; or what a code of a problem means. */
import { count, counted } from '../../report/numbers.ts';
import { shellWord } from '../../report/shell-word.ts';
import { renderTable } from '../../report/table.ts';
import { oneLine, wrapped } from '../../report/text.ts';
import {
  type Explanation,
  explainScenario,
  type ServiceExplanation,
  spoken,
} from '../../scenario/explanation/explanation.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { readNamedText, readText } from '../files.ts';
import type { Host } from '../host.ts';
import { terminalOptions } from '../paint.ts';
import { errorsIn, showProblems } from '../scenarios.ts';
import { type RawFlags, settingsOf } from '../settings.ts';
import { explainCode, isCode } from './explain-code.ts';

/** Resolves to the exit code. */
export function explain(flags: RawFlags, host: Host): number {
  const { files, overrides, run, variants } = settingsOf(flags);
  if (files.some(isCode)) return explainCodes(files, flags, host);
  const outputs = files.map(file => {
    const text = readText(file);
    return explainScenario({ path: file, text, read: readNamedText, overrides, adjust: run, variants });
  });
  const errors = outputs.flatMap(({ problems }) => errorsIn(problems));
  showProblems(host, errors);
  if (errors.length > 0) return EXIT.usage;
  const explanations = outputs.map(({ explanation }) => explanation).filter(explanation => explanation !== null);
  host.stdout.write(rendered(explanations, flags, host));
  const warnings = outputs.reduce((sum, { problems }) => sum + problems.length, 0);
  if (warnings > 0 && flags.json !== true && flags.resolved !== true)
    host.stdout.write(
      `\n${counted(warnings, 'warning')}; see ${warnings === 1 ? 'it' : 'them'} with:\n  brownout validate ${files.map(shellWord).join(' ')}\n`,
    );
  return EXIT.ok;
}

function explainCodes(words: readonly string[], flags: RawFlags, host: Host): number {
  const file = words.find(word => !isCode(word));
  if (file !== undefined) throw new UsageError(`explain either codes or files; ${file} is a file`);
  if (flags.json === true || flags.resolved === true)
    throw new UsageError('a code is explained in words; --json and --resolved are for scenarios');
  host.stdout.write(words.map(word => explainCode(word, host)).join('\n'));
  return EXIT.ok;
}

function rendered(explanations: readonly Explanation[], flags: RawFlags, host: Host): string {
  if (flags.json === true)
    return `${JSON.stringify(explanations.length === 1 ? explanations[0] : explanations, null, 2)}\n`;
  if (flags.resolved === true) return explanations.map(({ resolved }) => resolved).join('---\n');
  return explanations.map(explanation => inWords(explanation, host)).join('\n\n');
}

function inWords(explanation: Explanation, host: Host): string {
  const { columns, paint } = terminalOptions(host);
  const lines = (texts: readonly string[]): string[] =>
    texts.flatMap(text =>
      wrapped(oneLine(text), columns - 4).map((line, row) => `${row === 0 ? '  ' : '    '}${line}`),
    );
  const sections = [
    [paint.heading(oneLine(explanation.title)), ...wrapped(howOften(explanation), columns)],
    [paint.heading('Who asks'), ...lines(explanation.traffic.map(trafficLine))],
    [
      paint.heading('Services at rest'),
      ...serviceTable(explanation.services, columns, paint.faint),
      ...wrapped(AT_REST, columns).map(paint.faint),
      ...coldLines(explanation.services).flatMap(text => wrapped(oneLine(text), columns)),
    ],
    [paint.heading('Calls'), ...lines(explanation.services.flatMap(callLines))],
    [
      paint.heading('What goes wrong'),
      ...lines(explanation.faults.map(({ name, when, what }) => `${name}: ${when}: ${what}`)),
    ],
    ...explanation.variants
      .slice(1)
      .map(({ name, title, changes }) => [
        paint.heading(`Variant ${oneLine(name)}`),
        ...lines([title]).map(paint.faint),
        ...lines(changes.map(({ path, before, after }) => `${path}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`)),
      ]),
  ];
  return `${sections
    .filter(section => section.length > 1)
    .map(section => section.join('\n'))
    .join('\n\n')}\n`;
}

const AT_REST =
  'at rest: all is up, caches are full, nobody waits, nobody retries; worst: attempts in the long run if all fail, over the load at rest';

/** What a flush, or a start with empty caches, asks of the services behind them. */
function coldLines(services: readonly ServiceExplanation[]): string[] {
  const cold = services.flatMap(({ name, cold }) =>
    cold === null ? [] : [`${name} ${figure(cold.offeredPerSecond)}/s, ${percent(cold.utilisation)}`],
  );
  return cold.length === 0 ? [] : [`With empty caches: ${cold.join('; ')}.`];
}

function howOften({ name, run, variants }: Explanation): string {
  const more =
    run.maxReplications > run.replications ? ` (up to ${run.maxReplications} while a statement is undecided)` : '';
  const warmup = run.warmup > 0 ? `, the first ${spoken(run.warmup)} not measured` : '';
  const each = `${counted(run.replications, 'replication')}${more} of ${spoken(run.duration)}${warmup}`;
  const size = run.requests > 0 ? `; about ${counted(run.requests, 'request')} in all` : '';
  return `${oneLine(name)}: ${counted(variants.length, 'variant')}, each in ${each}; series in windows of ${spoken(run.window)}; seed ${run.seed}${size}.`;
}

function trafficLine({ name, to, perSecond, users, client }: Explanation['traffic'][number]): string {
  const load = users === null ? `${figure(perSecond)}/s` : `${counted(users, 'user')} in a closed loop`;
  return `${name} → ${to}: ${load}${client === '' ? '' : `, ${client}`}`;
}

function callLines({ calls }: ServiceExplanation): string[] {
  return calls.map(({ from, to, client }) => `${from} → ${to}: ${client === '' ? 'no timeout, no retry' : client}`);
}

function serviceTable(
  services: readonly ServiceExplanation[],
  width: number,
  paintHead: (text: string) => string,
): string[] {
  const column = (head: readonly [string, string], worth: number, cellOf: (service: ServiceExplanation) => string) => {
    const form = { head, cells: services.map(cellOf) };
    return { worth, short: form, full: form };
  };
  return renderTable(
    services.map(({ name }) => oneLine(name)),
    [
      column(['replicas', ''], 3, ({ replicas }) => String(replicas)),
      column(['slots', ''], 4, ({ slots }) => (slots === null ? 'unlimited' : count(slots))),
      column(['own work', ''], 5, ({ work }) => spoken(Number(work.toPrecision(3)))),
      column(['load', 'per s'], 8, ({ offeredPerSecond }) => figure(offeredPerSecond)),
      column(['capacity', 'per s'], 7, ({ capacityPerSecond }) => figure(capacityPerSecond)),
      column(['utilis-', 'ation'], 9, ({ utilisation }) => percent(utilisation)),
      column(['worst', ''], 6, ({ worstAmplification }) =>
        worstAmplification === null ? '–' : `×${figure(worstAmplification)}`,
      ),
    ],
    { width, paintHead },
  );
}

const percent = (share: number | null): string =>
  share === null
    ? '–'
    : share > 0 && share < 0.001
      ? '< 0.1 %'
      : `${share < 1 ? Math.round(1000 * share) / 10 : Math.round(100 * share)} %`;

/** Three digits: these are estimates. */
const figure = (value: number | null): string => (value === null ? '–' : count3(value));

const count3 = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 10_000 ? count(rounded) : String(rounded);
};
