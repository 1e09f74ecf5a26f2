import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/scenario/problems/problem.ts';
import { brownout, folderWith, type Outcome } from './brownout.ts';
import { BROKEN, small } from './scenarios.ts';

const refused = ({ exitCode, stdout, stderr }: Outcome, message: string): void => {
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
};

describe('wrong input ends with exit code 2 and a message, never with a stack', () => {
  const folder = folderWith({
    'a.yaml': small(),
    'broken.yaml': BROKEN,
    'latin1.yaml': new Uint8Array([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xe9]),
    'long.yaml': `# ${'x'.repeat(1024 * 1024)}\n`,
  });
  mkdirSync(join(folder, 'folder'));

  test.each([
    [['run', 'missing.yaml'], 'missing.yaml: cannot read it: there is no such file'],
    [['run', 'lattin1.yaml'], 'lattin1.yaml: cannot read it: there is no such file; did you mean latin1.yaml?'],
    [['run', './long.yml'], './long.yml: cannot read it: there is no such file; did you mean ./long.yaml?'],
    [['run', 'folder'], 'folder: cannot read it: it is a folder'],
    [['run', 'latin1.yaml'], 'latin1.yaml: not UTF-8 text'],
    [['run', 'long.yaml'], 'long.yaml: longer than 1 MiB'],
    [['run', '/dev/zero'], '/dev/zero: longer than 1 MiB'],
    [['run'], 'run needs a scenario file'],
    [['check'], 'check needs a scenario file'],
    [['validate'], 'validate needs a scenario file'],
    [[], 'say what to do'],
    [['runn', 'a.yaml'], 'did you mean run'],
    [['run', 'a.yaml', '--replicatons', '3'], 'unknown flag --replicatons (did you mean --replications?)'],
    [['run', 'a.yaml', '--seed'], 'seed'],
    [['run', 'a.yaml', '--seed', '1', '--seed', '2'], '--seed is given 2 times'],
    [['run', 'a.yaml', '--workers', '0'], '--workers 0: expected a whole number from 1 up'],
    [['run', 'a.yaml', '--workers', 'many'], '--workers many: expected a whole number from 1 up'],
    [['run', 'a.yaml', '--replications', 'abc'], '--replications'],
    [['run', 'a.yaml', '--duration', '60'], '--duration'],
    [['run', 'a.yaml', '--variant', 'secnd-replica'], 'second-replica'],
    [['run', 'a.yaml', '--set', 'services.api.replicas'], '--set'],
    [['run', 'a.yaml', '--set', 'services.api.replicsa=2'], 'did you mean "replicas"'],
    [['run', 'broken.yaml'], 'broken.yaml:4'],
  ])('brownout %j', async (words, message) => {
    refused(await brownout(folder, words), message);
  });

  test('messages are the same in every language of the machine', async () => {
    const outcome = await brownout(folder, ['run', 'a.yaml', '--replicatons', '3'], {
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'de_DE.UTF-8',
    });
    refused(outcome, 'unknown flag --replicatons (did you mean --replications?)');
  });

  test('nothing runs when one of several files is wrong', async () => {
    refused(await brownout(folder, ['run', 'a.yaml', 'broken.yaml']), 'broken.yaml:4');
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });
});

describe('brownout validate', () => {
  const folder = folderWith({ 'a.yaml': small(), 'broken.yaml': BROKEN });

  test('shows every problem with line, column and caret', async () => {
    const { exitCode, stdout, stderr } = await brownout(folder, ['validate', 'broken.yaml']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:4:\d+: error BR\d+: .*concurency/);
    expect(stderr).toContain('did you mean "concurrency"');
    expect(stderr).toContain('^');
    expect(stdout).toMatch(/^1 file: \d+ errors?, \d+ warnings?\nMore about a code: brownout explain BR\d{3}\n$/);
  });

  test('with --json prints an array of problems and nothing else', async () => {
    const { exitCode, stdout } = await brownout(folder, ['validate', 'broken.yaml', '--json']);
    const problems = JSON.parse(stdout) as Problem[];
    expect(exitCode).toBe(2);
    expect(problems.length).toBeGreaterThan(1);
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'broken.yaml', line: 4 });
  });

  test('accepts a sound file', async () => {
    const { exitCode, stdout } = await brownout(folder, ['validate', 'a.yaml', '--json']);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as Problem[]).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('annotates problems in GitHub Actions', async () => {
    const { stderr } = await brownout(folder, ['validate', 'broken.yaml'], { GITHUB_ACTIONS: 'true' });
    expect(stderr).toMatch(/^::error file=broken\.yaml,line=4,col=\d+::/m);
  });
});

describe('the other commands', () => {
  test.each(['run', 'check', 'validate', 'schema', 'init'])(
    'brownout %s --help explains itself with examples',
    async command => {
      const { exitCode, stdout, stderr } = await brownout(folderWith({}), [command, '--help']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toContain(`brownout ${command}`);
      expect(stdout).toContain('Examples:');
    },
  );

  test('brownout --help lists the commands and the exit codes', async () => {
    const { exitCode, stdout } = await brownout(folderWith({}), ['--help']);
    expect(exitCode).toBe(0);
    for (const command of ['run', 'check', 'validate', 'schema', 'init'])
      expect(stdout).toContain(`brownout ${command}`);
    expect(stdout).toContain('130 interrupted');
  });

  test('brownout --version is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await brownout(folderWith({}), ['--version'])).stdout).toBe(`${version}\n`);
  });

  test('brownout schema prints a JSON Schema', async () => {
    const { exitCode, stdout } = await brownout(folderWith({}), ['schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('draft-07'), type: 'object' });
  });

  test('brownout init writes a scenario that has an answer, says what to do with it, and overwrites nothing', async () => {
    const folder = folderWith({});
    const first = await brownout(folder, ['init', 'checkout']);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^Wrote checkout\.yaml\. Next:\n {2}brownout run checkout\.yaml /);
    const text = readFileSync(join(folder, 'checkout.yaml'), 'utf8');
    const { exitCode, stdout } = await brownout(folder, ['run', 'checkout.yaml', '--out', 'none']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\+ Best: .* lifts availability from [67]\d(\.\d)? % to 100 %/);
    expect(stdout).toMatch(/short-timeout +100 /);
    expect(stdout).toContain('4 hold');
    expect(stdout).not.toContain('warning');
    refused(await brownout(folder, ['init', 'checkout']), 'checkout.yaml: cannot write it: it exists already');
    expect(readFileSync(join(folder, 'checkout.yaml'), 'utf8')).toBe(text);
  });

  test('brownout init says why it cannot write', async () => {
    const folder = folderWith({ taken: 'a file' });
    refused(await brownout(folder, ['init', 'taken/checkout']), 'part of the path is a file, not a folder');
    refused(await brownout(folder, ['init', '/proc/checkout']), '/proc/checkout.yaml: cannot write it');
  });

  test('brownout init refuses what cannot be a name', async () => {
    refused(await brownout(folderWith({}), ['init', '../..']), 'cannot name a scenario');
  });
});
