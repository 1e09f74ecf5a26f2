import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS, runCommandLine } from '../../src/cli/command-line.ts';
import { recordedHost } from './host.ts';

async function scriptFor(shell?: string, environment = {}): Promise<string> {
  const host = recordedHost(environment);
  expect(await runCommandLine(shell === undefined ? ['completion'] : ['completion', shell], host)).toBe(0);
  return host.written.stdout;
}

const hasBash = spawnSync('bash', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'brownout-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['shop.yaml', 'my shop.yml', 'notes.txt', 'old.json']) writeFileSync(join(folder, name), '');
mkdirSync(join(folder, 'scenarios'));

/** What bash offers for the last of the words, as readline would ask. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const quoted = ['brownout', ...words].map(word => `'${word}'`).join(' ');
  const program = `${await scriptFor('bash')}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _brownout; ((\${#COMPREPLY[@]})) && printf '%s\\n' "\${COMPREPLY[@]}"; true`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', program], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(line => line !== '');
}

describe.skipIf(!hasBash)('completion in bash', () => {
  test('offers the commands', async () => {
    expect(await offered('')).toEqual([...COMMANDS.map(({ name }) => name), '--help', '--version']);
    expect(await offered('di')).toEqual(['diff-runs']);
  });

  test('offers the flags of the command and of no other', async () => {
    expect(await offered('run', 'shop.yaml', '--wa')).toEqual(['--warmup', '--watch']);
    expect(await offered('check', '--wat')).toEqual([]);
    expect(await offered('schema', '--')).toEqual(['--help']);
  });

  test('offers scenarios and folders where a scenario is wanted, results where those will do, names with spaces whole', async () => {
    expect((await offered('run', '')).sort()).toEqual(['my shop.yml', 'scenarios', 'shop.yaml']);
    expect((await offered('diff-runs', '')).sort()).toEqual(['my shop.yml', 'old.json', 'scenarios', 'shop.yaml']);
    expect(await offered('run', 'sh')).toEqual(['shop.yaml']);
  });

  test('offers the values of a flag that has a closed list, any file for a path, and nothing for a number', async () => {
    expect(await offered('spof', '--kind', 're')).toEqual(['region', 'replica']);
    expect(await offered('check', '--junit', 'no')).toEqual(['notes.txt']);
    expect(await offered('run', '--seed', '')).toEqual([]);
  });

  test('offers presets by name', async () => {
    expect(await offered('presets', 'show', 'env')).toEqual(['envoy']);
  });
});

describe('completion', () => {
  test('is for the shell that is named, else for the one in use, else for bash', async () => {
    expect(await scriptFor(undefined, { SHELL: '/usr/bin/fish' })).toBe(await scriptFor('fish'));
    expect(await scriptFor(undefined, { SHELL: '/bin/zsh' })).toBe(await scriptFor('zsh'));
    expect(await scriptFor(undefined, { SHELL: '/bin/tcsh' })).toBe(await scriptFor('bash'));
    expect(await scriptFor()).toBe(await scriptFor('bash'));
  });

  test.each(['zsh', 'fish'])('in %s knows every flag of every command', async shell => {
    const script = await scriptFor(shell);
    for (const { name, manual } of COMMANDS)
      for (const flag of Object.keys(manual.flags))
        expect(script).toMatch(
          shell === 'fish'
            ? new RegExp(`seen_subcommand_from ${name}' -l ${flag}\\b`)
            : new RegExp(`^ {4}${name}\\) .*'\\*?--${flag}\\[`, 'm'),
        );
  });
});
