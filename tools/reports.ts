/**
 * `npm run reports [-- NAME...]`: runs shipped scenarios into reports/ - all of them, or those named - then renews the
 * index of reports/, the matrix of remedies and causes, and the comparison in the README. Needs `npm run build`. What it writes is committed;
 * test/e2e/scenarios.test.ts compares. The pages (HTML) are written too, and are not committed.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_PAINT } from '../src/report/paint.ts';
import { renderTerminal } from '../src/report/terminal.ts';
import type { Result } from '../src/results/result.ts';
import { galleryOf } from './gallery.ts';
import { matrixOf } from './matrix.ts';
import { withSample } from './readme.ts';

/** The scenario the README shows. */
const SAMPLE = 'retry-storm';

/** Pages about all scenarios. */
const MADE_OF_ALL = ['README', 'matrix'];

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'reports');
const shipped = readdirSync(join(root, 'scenarios'))
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.replace(/\.yaml$/, ''));
const asked = process.argv.slice(2).map(name => name.replace(/^.*\//, '').replace(/\.yaml$/, ''));

const unknown = asked.filter(name => !shipped.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no scenario is named ${unknown.join(', ')}; there are ${shipped.join(', ')}\n`);
  process.exitCode = 2;
} else renew(asked.length > 0 ? asked : shipped);

function renew(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const started = performance.now();
    process.stderr.write(`${index + 1} of ${names.length}: ${name}`);
    const words = ['dist/cli/main.js', 'run', `scenarios/${name}.yaml`, '--out', 'reports', '--quiet'];
    execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    process.stderr.write(`, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
  leaveOutTheGone();
  const results = shipped.flatMap(resultOf);
  writeFileSync(join(reports, 'README.md'), galleryOf(results));
  writeFileSync(join(reports, 'matrix.md'), matrixOf(results));
  if (names.includes(SAMPLE)) writeSample();
}

/** None yet for a scenario that was never run here. */
function resultOf(name: string): Result[] {
  const file = readdirSync(reports).find(each => each === `${name}.json`);
  return file === undefined ? [] : [JSON.parse(readFileSync(join(reports, file), 'utf8')) as Result];
}

/** Reports of scenarios that are not shipped any more. */
function leaveOutTheGone(): void {
  for (const file of readdirSync(reports)) {
    const name = /^(.*)\.(md|json|png|html)$/.exec(file)?.[1];
    if (name !== undefined && !MADE_OF_ALL.includes(name) && !shipped.includes(name)) rmSync(join(reports, file));
  }
}

function writeSample(): void {
  const readme = join(root, 'README.md');
  const [result] = resultOf(SAMPLE);
  if (result === undefined) return;
  const sample = renderTerminal(result, { columns: 100, paint: NO_PAINT });
  writeFileSync(readme, withSample(readFileSync(readme, 'utf8'), sample));
}
