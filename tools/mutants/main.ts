/**
 * `npm run mutants -- breaker retry`: lets Stryker try the mutants of these areas (of all, if none is named), keeps what it
 * found in docs/mutation-testing.json and renews the page. Takes minutes to an hour; not part of `npm test`. After tests
 * were added, `npm run mutants -- again breaker` tries those that lived.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AREAS, type Area, chosen } from './areas.ts';
import { EXPLANATIONS } from './explanations.ts';
import { type Scores, unexplained, withMutants } from './page.ts';
import {
  completedBy,
  IGNORED,
  LIVING,
  linesOf,
  type Measured,
  measuredIn,
  type StrykerReport,
  scoreOf,
  settled,
} from './report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SCORES = join(root, 'docs/mutation-testing.json');
const PAGE = join(root, 'docs/mutation-testing.md');
const STRYKER = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const REPORTS = join(root, 'coverage/mutants');

const readScores = (): Scores => JSON.parse(readFileSync(SCORES, 'utf8')) as Scores;

/** All files below a folder, from the root. */
const below = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    path => `${folder}/${path.replaceAll('\\', '/')}`,
  );

/** Runs Stryker on these files, or lines of files, with the tests of the area. */
function stryker({ name, tests }: Area, mutate: readonly string[], ...flags: readonly string[]): StrykerReport {
  // Not by --testFiles: with it, Stryker 9.6 does not activate mutants of code that runs while files are loaded.
  const { status } = spawnSync(
    process.execPath,
    [STRYKER, 'run', 'stryker.config.json', '--mutate', mutate.join(','), ...flags],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MUTANTS_ASK: chosen(tests, below('test')).join(' ') },
    },
  );
  if (status !== 0) throw new Error(`Stryker could not try the mutants of ${name}`);
  return settled(JSON.parse(readFileSync(join(REPORTS, 'report.json'), 'utf8')) as StrykerReport);
}

/**
 * Code that runs while files are loaded is tried last, and only where no test runs it as well: for it, all tests run, and
 * what then runs for ever does so before any test can end it.
 */
function tried(area: Area): StrykerReport {
  const report = stryker(area, chosen(area.files, below('src')), '--ignoreStatic');
  return completed(area, report, IGNORED);
}

/** Only those that lived when the area was tried last: tests have come, and none has gone. */
function triedAgain(area: Area): StrykerReport {
  const last = JSON.parse(readFileSync(reportOf(area), 'utf8')) as StrykerReport;
  const isChanged = Object.entries(last.files).some(
    ([file, { source }]) => source !== readFileSync(join(root, file), 'utf8'),
  );
  if (isChanged) throw new Error(`the code of ${area.name} has changed since it was tried last`);
  return completed(area, last, LIVING, '--ignoreStatic');
}

function completed(
  area: Area,
  report: StrykerReport,
  statuses: readonly string[],
  ...flags: readonly string[]
): StrykerReport {
  const lines = linesOf(report, statuses);
  return lines.length === 0 ? report : completedBy(report, stryker(area, lines, ...flags), statuses);
}

const reportOf = ({ name }: Area): string => join(REPORTS, `${name}.json`);

/** After every area: a run that is stopped loses one at most. */
function keep(name: string, measured: Measured): void {
  const scores = { ...readScores(), [name]: measured };
  const inOrder = AREAS.flatMap(area => (scores[area.name] ? [[area.name, scores[area.name]]] : []));
  writeFileSync(SCORES, `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`);
}

function renewPage(): void {
  writeFileSync(PAGE, withMutants(readFileSync(PAGE, 'utf8'), AREAS, readScores(), EXPLANATIONS));
}

const isAgain = process.argv[2] === 'again';
const named = process.argv.slice(isAgain ? 3 : 2);
const unknown = named.filter(name => !AREAS.some(area => area.name === name) && name !== 'page');
if (unknown.length > 0) {
  const known = AREAS.map(({ name }) => name).join(', ');
  process.stderr.write(
    `no area is called ${unknown.join(', ')}; there are ${known} (and page, which tries nothing; again in front of a name tries those that lived)\n`,
  );
  process.exit(1);
}
for (const area of AREAS.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const report = isAgain ? triedAgain(area) : tried(area);
  writeFileSync(reportOf(area), JSON.stringify(report));
  const measured = measuredIn(report);
  keep(area.name, measured);
  process.stderr.write(`${area.name}: ${(100 * scoreOf(measured)).toFixed(1)} % of ${measured.mutants} mutants\n`);
}
renewPage();
for (const { file, was, became } of unexplained(AREAS, readScores(), EXPLANATIONS))
  process.stderr.write(`${file}: lives and is not explained\n- ${was}\n+ ${became}\n`);
