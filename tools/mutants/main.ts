/**
 * `npm run mutants -- breaker retry`: lets Stryker try the mutants of these areas (of all, if none is named), keeps what it
 * found in docs/mutation-testing.json and renews the page. Takes minutes to an hour; not part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AREAS, type Area, chosen } from './areas.ts';
import { EXPLANATIONS } from './explanations.ts';
import { type Scores, unexplained, withMutants } from './page.ts';
import { completedBy, ignoredIn, type Measured, measuredIn, type StrykerReport, scoreOf } from './report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SCORES = join(root, 'docs/mutation-testing.json');
const PAGE = join(root, 'docs/mutation-testing.md');
const STRYKER = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const REPORT = join(root, 'coverage/mutants/report.json');

const readScores = (): Scores => JSON.parse(readFileSync(SCORES, 'utf8')) as Scores;

/** All files below a folder, from the root. */
const below = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    path => `${folder}/${path.replaceAll('\\', '/')}`,
  );

/**
 * Code that runs while files are loaded is tried last, and only where no test runs it as well: for it, all tests run, and
 * what then runs for ever does so before any test can end it.
 */
function tried({ name, files, tests }: Area): Measured {
  const stryker = (mutate: readonly string[], ...flags: readonly string[]): StrykerReport => {
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
    return JSON.parse(readFileSync(REPORT, 'utf8')) as StrykerReport;
  };
  const report = stryker(chosen(files, below('src')), '--ignoreStatic');
  const ignored = ignoredIn(report);
  return measuredIn(ignored.length === 0 ? report : completedBy(report, stryker(ignored)));
}

/** After every area: a run that is stopped loses one at most. */
function keep(name: string, measured: Measured): void {
  const scores = { ...readScores(), [name]: measured };
  const inOrder = AREAS.flatMap(area => (scores[area.name] ? [[area.name, scores[area.name]]] : []));
  writeFileSync(SCORES, `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`);
}

function renewPage(): void {
  writeFileSync(PAGE, withMutants(readFileSync(PAGE, 'utf8'), AREAS, readScores(), EXPLANATIONS));
}

const named = process.argv.slice(2);
const unknown = named.filter(name => !AREAS.some(area => area.name === name) && name !== 'page');
if (unknown.length > 0) {
  const known = AREAS.map(({ name }) => name).join(', ');
  process.stderr.write(`no area is called ${unknown.join(', ')}; there are ${known} (and page, which tries nothing)\n`);
  process.exit(1);
}
for (const area of AREAS.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const measured = tried(area);
  keep(area.name, measured);
  process.stderr.write(`${area.name}: ${(100 * scoreOf(measured)).toFixed(1)} % of ${measured.mutants} mutants\n`);
}
renewPage();
for (const { file, was, became } of unexplained(AREAS, readScores(), EXPLANATIONS))
  process.stderr.write(`${file}: lives and is not explained\n- ${was}\n+ ${became}\n`);
