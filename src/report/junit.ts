/**
 * Verdicts as JUnit XML, which every CI system reads: a suite per scenario, a case per statement and variant. An
 * undecided statement is skipped, never passed. Wall-clock times are left out so that the same run gives the same bytes.
 */
import type { Result } from '../results/result.ts';
import { type VerdictLine, verdictsOf } from './verdicts.ts';

/** One XML document for any number of results; ends with a line break. */
export function renderJunit(results: readonly Result[]): string {
  const suites = results.map(result => suite(result, verdictsOf(result)));
  const totals = attributes('brownout', results.flatMap(verdictsOf));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals}>\n${suites.join('')}</testsuites>\n`;
}

const suite = (result: Result, lines: readonly VerdictLine[]): string =>
  `  <testsuite ${attributes(result.scenario.name, lines)}>\n` +
  `${lines.map(line => testCase(result.scenario.name, line)).join('')}  </testsuite>\n`;

function attributes(name: string, lines: readonly VerdictLine[]): string {
  const failures = lines.filter(({ verdict }) => verdict === 'fails').length;
  const skipped = lines.filter(({ verdict }) => verdict === 'undecided').length;
  return `name="${escaped(name)}" tests="${lines.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
}

function testCase(scenario: string, line: VerdictLine): string {
  const head = `    <testcase classname="${escaped(`${scenario}.${line.variant}`)}" name="${escaped(line.statement)}" time="0"`;
  if (line.verdict === 'holds') return `${head}/>\n`;
  const message = escaped(`observed ${line.observed}: ${line.reason}`);
  const inner =
    line.verdict === 'fails' ? `<failure type="fails" message="${message}"/>` : `<skipped message="${message}"/>`;
  return `${head}>\n      ${inner}\n    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write most control characters and lone surrogates, not even escaped: they become U+FFFD. */
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, character => (/[\t\n\r]/.test(character) ? ' ' : '\ufffd'))
    .replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
