/**
 * `npm run docs`: renews what the documents show - outputs of commands, numbers from results. Needs `npm run build` and
 * up-to-date reports. test/docs compares what is committed with what this would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pagesOf, renewed } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

for (const path of pagesOf(root)) {
  const { page, problems } = renewed(root, path);
  for (const problem of problems) process.stderr.write(`${path}: ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
  if (page !== readFileSync(join(root, path), 'utf8')) {
    writeFileSync(join(root, path), page);
    process.stderr.write(`${path} renewed\n`);
  }
}
