/**
 * The commands of a page, carried out in a folder of its own that has the shipped scenarios and the files the page itself
 * writes (`yaml file=shop.yaml`). In a `console` block, lines after `$ ` are commands and what follows is their output; a
 * line `...` stands for any number of lines that are not shown. In an `sh` block every line is a command that succeeds.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Block, blocksOf, wordOf } from './blocks.ts';

export interface Shell {
  /** Output of one command line, stdout and stderr together, in order of the streams. Throws when it is no brownout command. */
  readonly run: (command: string) => { readonly output: string; readonly exitCode: number };
  readonly write: (name: string, text: string) => void;
  readonly close: () => void;
}

/** `root` is the checkout, built. */
export function openShell(root: string): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-docs-'));
  cpSync(join(root, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
  const env = { PATH: process.env.PATH ?? '', COLUMNS: '80' };
  return {
    run: command => {
      const [program, ...words] = wordsOf(command);
      if (program !== 'brownout') throw new Error(`"${command}" is not a command of brownout`);
      const argv = [join(root, 'dist/cli/main.js'), ...words];
      const { stdout, stderr, status } = spawnSync(process.execPath, argv, { cwd: folder, env, encoding: 'utf8' });
      return { output: stdout + stderr, exitCode: status ?? -1 };
    },
    write: (name, text) => void writeFileSync(join(folder, name), text),
    close: () => void rmSync(folder, { recursive: true }),
  };
}

/** Words of a command line as a shell would split it: quotes and nothing else are understood. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/** Commands that are not brownout's own: they are what CI does, or another test's. */
const ELSEWHERE = /^(npm|npx|git|cd|export|node|gh)\b|^brownout run .*\| |^#|^$/;

/** The page with the output of every `console` block renewed, and what was wrong with its commands. */
export function carriedOut(
  page: string,
  shell: Shell,
): { readonly page: string; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let renewed = '';
  let copied = 0;
  for (const block of blocksOf(page)) {
    const file = wordOf(block, 'file');
    if (file !== null) shell.write(file, block.text);
    if (block.language === 'sh') problems.push(...failures(block, shell));
    if (block.language !== 'console') continue;
    renewed += page.slice(copied, block.from) + session(block, shell);
    copied = block.to;
  }
  return { page: renewed + page.slice(copied), problems };
}

function failures({ text, line }: Block, shell: Shell): string[] {
  return text.split('\n').flatMap(written => {
    const command = written.replace(/\s+#.*$/, '').trim();
    if (ELSEWHERE.test(command)) return [];
    const { exitCode, output } = shell.run(command);
    return exitCode === 0 ? [] : [`line ${line}: "${command}" exits with ${exitCode}: ${output.slice(0, 500)}`];
  });
}

/** Each command with its output; where the page leaves lines out, they stay out as long as the rest is as it was. */
function session({ text }: Block, shell: Shell): string {
  const parts = text.split(/^(?=\$ )/m).filter(part => part.startsWith('$ '));
  return parts
    .map(part => {
      const [command = '', ...shown] = part.split('\n');
      const { output } = shell.run(command.slice(2));
      const before = shown.join('\n');
      return `${command}\n${matches(before, output) ? before : output}`;
    })
    .join('');
}

/** Whether `shown` is `output` with some stretches of lines replaced by `...`. */
export function matches(shown: string, output: string): boolean {
  const pieces = `\n${shown.trimEnd()}\n`.split('\n...\n');
  let rest = `\n${output.trimEnd()}\n`;
  for (const [index, piece] of pieces.entries()) {
    const framed = index === 0 ? piece : `\n${piece}`;
    const at = rest.indexOf(framed);
    if (at === -1 || (index === 0 && at > 0)) return false;
    rest = rest.slice(at + framed.length);
  }
  return pieces.length > 1 && shown.trimEnd().endsWith('...') ? true : rest.trim() === '';
}
