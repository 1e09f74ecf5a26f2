/**
 * The commands of a page, carried out in a folder of its own that has the shipped scenarios and the files the page itself
 * writes (`yaml file=shop.yaml`). In a `console` block, lines after `$ ` are commands and what follows is their output; a
 * line `...` stands for any number of lines that are not shown. In an `sh` block every line is a command that succeeds.
 * A `ts` block is a program that uses the library; a `text output` block after it is what it prints. One with a file's name
 * is a file of the project: test/docs/contributing.test.ts puts it there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { type Block, blocksOf, wordOf } from './blocks.ts';

export interface Shell {
  /** Output of one command line, stdout and stderr together, in order of the streams. Throws when it is no brownout command. */
  readonly run: (command: string) => { readonly output: string; readonly exitCode: number };
  /** Output of a TypeScript program that may import `brownout`. */
  readonly evaluate: (program: string) => { readonly output: string; readonly exitCode: number };
  readonly write: (name: string, text: string) => void;
  readonly close: () => void;
}

/** `root` is the checkout, built. */
export function openShell(root: string): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'brownout-docs-'));
  symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'));
  const env = { PATH: process.env.PATH ?? '', COLUMNS: '80' };
  const started = (words: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8' });
    return { output: stdout + stderr, exitCode: status ?? -1 };
  };
  return {
    run: command => {
      const [program, ...words] = wordsOf(command);
      if (program !== 'brownout') throw new Error(`"${command}" is not a command of brownout`);
      return started([join(root, 'dist/cli/main.js'), ...words]);
    },
    evaluate: program => {
      const library = pathToFileURL(join(root, 'dist/index.js')).href;
      const compiled = program.replaceAll("from 'brownout'", `from '${library}'`);
      const { code } = transformSync(compiled, { loader: 'ts' });
      writeFileSync(join(folder, 'program.mjs'), code);
      return started(['program.mjs']);
    },
    write: (name, text) => void writeFileSync(join(folder, name), text),
    close: () => void rmSync(folder, { recursive: true }),
  };
}

/** Words of a command line as a shell would split it: quotes and nothing else are understood. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');

/** Commands that are not brownout's own: they are what CI does, or another test's. */
const ELSEWHERE = /^(npm|npx|git|cd|alias|export|node|gh)\b|^brownout run .*\| |^#|^$/;

/** The page with the output of every `console` block renewed, and what was wrong with its commands. */
export function carriedOut(
  page: string,
  shell: Shell,
): { readonly page: string; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let renewed = '';
  let copied = 0;
  let printed = '';
  for (const block of blocksOf(page)) {
    const file = wordOf(block, 'file');
    if (file !== null && block.language !== 'ts') shell.write(file, block.text);
    if (block.language === 'sh') problems.push(...failures(block, shell));
    if (block.language === 'ts' && file === null) {
      const { output, exitCode } = shell.evaluate(block.text);
      if (exitCode !== 0)
        problems.push(`line ${block.line}: the program exits with ${exitCode}: ${output.slice(0, 500)}`);
      printed = output;
    }
    const isOutput = block.language === 'text' && block.words.includes('output');
    if (block.language !== 'console' && !isOutput) continue;
    renewed += page.slice(copied, block.from) + (isOutput ? printed : session(block, shell));
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
