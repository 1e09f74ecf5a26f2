/**
 * `npm run reports`: runs every shipped scenario into reports/, and puts the comparison of retry-storm into the README.
 * Needs `npm run build`. What it writes is committed; test/e2e/scenarios.test.ts compares.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_PAINT } from '../src/report/paint.ts';
import { renderTerminal } from '../src/report/terminal.ts';
import type { Result } from '../src/results/result.ts';
import { withSample } from './readme.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const file of readdirSync(join(root, 'scenarios')).filter(name => name.endsWith('.yaml'))) {
  process.stderr.write(`${file}\n`);
  const words = ['dist/cli/main.js', 'run', `scenarios/${file}`, '--out', 'reports', '--quiet'];
  execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

const readme = join(root, 'README.md');
const result = JSON.parse(readFileSync(join(root, 'reports/retry-storm.json'), 'utf8')) as Result;
const sample = renderTerminal(result, { columns: 100, paint: NO_PAINT });
writeFileSync(readme, withSample(readFileSync(readme, 'utf8'), sample));
