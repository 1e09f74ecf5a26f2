/**
 * The walk-throughs of CONTRIBUTING and of the library's page, walked: in a copy of the sources their files are written
 * where they say, `generate` is run, and what comes out is type-checked, tested and used. Nothing but these files and the
 * generated ones may be needed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, wordOf } from '../../tools/docs/blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shown = ['CONTRIBUTING.md', 'docs/library.md'].flatMap(page =>
  blocksOf(readFileSync(join(root, page), 'utf8')).flatMap(block => {
    const file = wordOf(block, 'file');
    return file === null ? [] : [{ file, text: block.text }];
  }),
);
const files = shown.map(({ file }) => file);
const USED = `
name: used
services:
  api: { concurrency: 4, queue: { capacity: 10 }, work: { guess: { best: 1ms, usual: 5ms, worst: 90ms } } }
traffic:
  users: { to: api, rate: 10/s, timeout: 1s, grace: 5s }
`;
let copy = '';

function carriedOut(...words: readonly string[]): { readonly exitCode: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('npx', words, { cwd: copy, encoding: 'utf8' });
  return { exitCode: status, output: stdout + stderr };
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'brownout-contributing-'));
  for (const part of ['src', 'tools', 'schema', 'docs', 'scenarios', 'test/support', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, text } of shown) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
});

afterAll(() => rmSync(copy, { recursive: true }));

test('a policy, its key and a test; and a distribution', () => {
  expect(files).toEqual([
    'src/model/mitigation/grace.ts',
    'src/scenario/kinds/grace.ts',
    'test/model/mitigation/grace.test.ts',
    'src/scenario/kinds/distribution-guess.ts',
  ]);
});

test('they are found by the generator, have the types that they say, pass their test, and can be used', {
  timeout: 300_000,
}, () => {
  expect(carriedOut('tsx', 'tools/generate.ts')).toEqual({ exitCode: 0, output: '' });
  writeFileSync(join(copy, 'tsconfig.shown.json'), JSON.stringify({ extends: './tsconfig.json', include: [], files }));
  expect(carriedOut('tsc', '-p', 'tsconfig.shown.json')).toEqual({ exitCode: 0, output: '' });
  const tested = carriedOut('vitest', 'run', '--root', '.', ...files.filter(file => file.startsWith('test/')));
  expect(tested).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 passed') });
  writeFileSync(join(copy, 'used.yaml'), USED);
  expect(carriedOut('tsx', 'src/cli/main.ts', 'validate', 'used.yaml')).toEqual({
    exitCode: 0,
    output: '1 file: 0 errors, 0 warnings\n',
  });
});
