/** The programs that the documents show have the types that they say: they are run elsewhere (examples.test.ts), unchecked. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { blocksOf, wordOf } from '../../tools/docs/blocks.ts';
import { pagesOf } from '../../tools/docs/pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = pagesOf(root).flatMap(path =>
  blocksOf(readFileSync(join(root, path), 'utf8'))
    .filter(block => block.language === 'ts' && wordOf(block, 'file') === null)
    .map(({ line, text }) => ({ name: `${path.replaceAll('/', '-')}-line-${line}.mts`, text })),
);

test('the programs in the documents have the types that they say', { timeout: 300_000 }, () => {
  expect(programs.length).toBeGreaterThan(1);
  const folder = mkdtempSync(join(tmpdir(), 'brownout-programs-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { name, text } of programs) writeFileSync(join(folder, name), text);
    const settings = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { paths: { brownout: [join(root, 'src/index.ts')] } },
      include: [],
      files: programs.map(({ name }) => name),
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const { status, stdout } = spawnSync('npx', ['tsc', '-p', '.'], { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
