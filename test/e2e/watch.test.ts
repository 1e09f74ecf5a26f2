/** `run --watch` with real files and a real file system. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ended, folderWith, start } from './brownout.ts';
import { small } from './scenarios.ts';

const WORDS = ['run', 'shop.yaml', '--watch', '--out', 'none', '--replications', '2', '--set', 'run.maxReplications=2'];
const READY = 'Watching for changes';

test('runs again after every way of saving, survives a mistake, and ends when it is interrupted', async () => {
  const folder = folderWith({ 'shop.yaml': JSON.stringify({ extends: './base/shop.yaml', name: 'shop' }) });
  const at = (...path: string[]): string => join(folder, ...path);
  mkdirSync(at('base'));
  writeFileSync(at('base', 'shop.yaml'), small('base'));
  const child = start(folder, WORDS);
  const outcome = ended(child);
  let told = '';
  child.stderr?.on('data', text => {
    told += text;
  });
  /** Resolves when the program has run once more since the last time; gives what it said. */
  let seen = 0;
  const again = async (): Promise<string> => {
    for (;;) {
      const end = told.indexOf(READY, seen);
      if (end !== -1) {
        const said = told.slice(seen, end);
        seen = end + READY.length;
        return said;
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };
  const title = (text: string): string => JSON.stringify({ extends: './base/shop.yaml', name: 'shop', title: text });

  await again();
  writeFileSync(at('shop.yaml'), title('Written in place'));
  expect(await again()).toContain('shop.yaml changed');
  // As vim and sed do: a new file takes the place of the old one, twice.
  for (const text of ['Put in place', 'Put in place again']) {
    writeFileSync(at('shop.tmp'), title(text));
    renameSync(at('shop.tmp'), at('shop.yaml'));
    expect(await again()).toContain('shop.yaml changed');
  }
  rmSync(at('shop.yaml'));
  expect(await again()).toContain('shop.yaml: cannot read it: there is no such file');
  writeFileSync(at('shop.yaml'), '{ name: [');
  expect(await again()).toMatch(/error BR\d+/);
  writeFileSync(at('shop.yaml'), title('Mended'));
  await again();
  writeFileSync(at('base', 'shop.yaml'), small('base').replace('50/s', '60/s'));
  expect(await again()).toContain('shop.yaml changed');
  // Not read by the scenario: no reason to run.
  writeFileSync(at('other.yaml'), small('other'));
  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await outcome;
  expect(exitCode).toBe(130);
  expect(stderr).not.toContain('other.yaml');
  for (const text of ['Written in place', 'Put in place again', 'Mended']) expect(stdout).toContain(text);
});
