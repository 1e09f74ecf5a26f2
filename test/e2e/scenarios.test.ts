/** Every shipped scenario does what it says, and the committed reports are what it prints. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { NO_PAINT } from '../../src/report/paint.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Result } from '../../src/results/result.ts';
import { galleryOf } from '../../tools/gallery.ts';
import { matrixOf } from '../../tools/matrix.ts';
import { withSample } from '../../tools/readme.ts';
import { differingShare } from '../support/pixels.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scenarios = readdirSync(join(root, 'scenarios')).filter(name => name.endsWith('.yaml'));
const out = mkdtempSync(join(tmpdir(), 'brownout-scenarios-'));
afterAll(() => rmSync(out, { recursive: true }));

const text = (...path: string[]): string => readFileSync(join(...path), 'utf8');

describe.each(scenarios)('scenarios/%s', file => {
  it('runs, holds all it expects, and gives the committed reports to the byte', { timeout: 600_000 }, async () => {
    const words = ['dist/cli/main.js', 'run', `scenarios/${file}`, '--out', out, '--quiet'];
    execFileSync(process.execPath, words, { cwd: root, stdio: 'pipe' });
    const name = file.replace(/\.yaml$/, '');
    const result = JSON.parse(text(out, `${name}.json`)) as Result;
    const missed = result.variants.flatMap(variant => variant.expect).filter(({ verdict }) => verdict !== 'holds');
    expect(missed).toEqual([]);
    expect(result.variants.flatMap(variant => variant.audit.violations)).toEqual([]);
    expect(result.variants.some(variant => variant.expect.length > 0)).toBe(true);
    // Compared as a yes or no: a difference of half a megabyte helps nobody. `npm run reports` shows it in the diff.
    for (const ending of ['md', 'json'])
      expect(text(out, `${name}.${ending}`) === text(root, 'reports', `${name}.${ending}`), ending).toBe(true);
    // Bytes of a picture differ between versions of the canvas library; what it shows does not.
    const pictures = [out, join(root, 'reports')].map(folder => readFileSync(join(folder, `${name}.png`)));
    expect(await differingShare(pictures[0]!, pictures[1]!)).toBeLessThan(0.02);
  });
});

it('shows in the README what the program prints for the committed result', () => {
  const result = JSON.parse(text(root, 'reports/retry-storm.json')) as Result;
  const readme = text(root, 'README.md');
  expect(withSample(readme, renderTerminal(result, { columns: 100, paint: NO_PAINT }))).toBe(readme);
});

it('has an index of the reports that says what they say', () => {
  const results = scenarios.map(file => JSON.parse(text(root, 'reports', file.replace(/\.yaml$/, '.json'))) as Result);
  expect(galleryOf(results)).toBe(text(root, 'reports/README.md'));
  expect(matrixOf(results)).toBe(text(root, 'reports/matrix.md'));
});

it('has a report for every scenario and none for anything else', () => {
  const names = scenarios.map(file => file.replace(/\.yaml$/, ''));
  const reported = readdirSync(join(root, 'reports'))
    .filter(file => !['README.md', 'matrix.md'].includes(file))
    .map(file => file.replace(/\.(md|json|png|html)$/, ''));
  expect([...new Set(reported)].sort()).toEqual(names.sort());
});
