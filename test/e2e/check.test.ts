import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/results/result.ts';
import { brownout, folderWith } from './brownout.ts';
import { type Expectations, small } from './scenarios.ts';

const HOLDING: Expectations = { baseline: ['availability > 1%'], 'second-replica': ['availability > 1%'] };

const check = (expectations: Expectations, ...words: string[]) =>
  brownout(folderWith({ 'a.yaml': small('small', expectations) }), ['check', 'a.yaml', '--out', 'none', ...words]);

describe('brownout check', () => {
  test('exits with 0 when every expectation holds', async () => {
    const { exitCode, stdout } = await check(HOLDING);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✓ second-replica  availability > 1%');
    expect(stdout).toContain('2 hold');
  });

  test('exits with 1 when an expectation fails, even if another is undecided', async () => {
    const { exitCode, stdout } = await check({ ...HOLDING, baseline: ['availability < 1%'] });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ baseline');
  });

  test('exits with 3 when an expectation is undecided: one replication proves nothing', async () => {
    const { exitCode, stdout } = await check(HOLDING, '--replications', '1', '--set', 'run.maxReplications=1');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('? baseline');
  });

  test('prints verdicts only', async () => {
    const { stdout } = await check(HOLDING);
    expect(stdout.split('\n')[0]).toBe('small');
    expect(stdout).not.toContain('Availability over time');
  });

  test('with --json still tells by its exit code', async () => {
    const { exitCode, stdout } = await check({ baseline: ['availability < 1%'] }, '--json');
    expect(exitCode).toBe(1);
    expect((JSON.parse(stdout) as Result).variants[0]?.expect[0]?.verdict).toBe('fails');
  });

  test('writes verdicts as JUnit XML', async () => {
    const folder = folderWith({ 'a.yaml': small('small', { baseline: ['availability < 1%'] }) });
    const { exitCode } = await brownout(folder, ['check', 'a.yaml', '--out', 'none', '--junit', 'deep/verdicts.xml']);
    expect(exitCode).toBe(1);
    expect(readFileSync(join(folder, 'deep', 'verdicts.xml'), 'utf8')).toContain('<failure type="fails"');
  });

  test('exits with 2 when the JUnit file cannot be written', async () => {
    const { exitCode, stderr } = await check({}, '--junit', '.');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot write it');
  });

  test('annotates failures in GitHub Actions', async () => {
    const folder = folderWith({ 'a.yaml': small('small', { baseline: ['availability < 1%'] }) });
    const { stderr } = await brownout(folder, ['check', 'a.yaml', '--out', 'none'], { GITHUB_ACTIONS: 'true' });
    expect(stderr).toContain('::error file=a.yaml::baseline: availability < 1%25 fails');
  });
});
