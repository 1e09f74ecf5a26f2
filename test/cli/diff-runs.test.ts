import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { small } from '../e2e/scenarios.ts';
import { recordedHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'brownout-test-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function brownout(...words: readonly string[]) {
  const host = recordedHost();
  const exitCode = await runCommandLine(words, host);
  return { exitCode, ...host.written };
}

const scenario = file('small.yaml', small());

async function result(name: string, ...flags: readonly string[]): Promise<string> {
  const { stdout } = await brownout('run', scenario, '--json', '--out', 'none', '--quiet', ...flags);
  return file(name, stdout);
}

describe('brownout diff-runs', () => {
  it('of a scenario finds that it runs the same twice', async () => {
    const { exitCode, stdout } = await brownout('diff-runs', scenario, '--workers', '2');
    expect(stdout).toMatch(/^The same: 6 replications \(2 variants × 3\), [\d\u202f ]+ events\.\n$/);
    expect(exitCode).toBe(0);
  });

  it('of two results of the same run finds nothing', async () => {
    const [one, other] = [await result('a.json'), await result('b.json')];
    expect(await brownout('diff-runs', one, other)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('names the replication, the stretch and the first event in which two results part', async () => {
    const [one, other] = [await result('seven.json'), await result('eight.json', '--seed', '8')];
    const { exitCode, stdout } = await brownout('diff-runs', one, other);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Different: first in replication 0 of baseline, after event 0 and up to event /);
    expect(lines.at(-2)).toMatch(
      /seven\.json: event \d+ at 0:0\d\.\d \(\d+ ns\), actor \d+, kind \d+, argument -?\d+$/,
    );
    expect(lines.at(-1)).toMatch(/eight\.json: event \d+ at /);
    expect(exitCode).toBe(1);
  });

  it('says so when a result cannot be repeated from its scenario', async () => {
    const [one, other] = [
      await result('as-it-is.json'),
      await result('patched.json', '--set', 'services.api.concurrency=1'),
    ];
    const { exitCode, stdout } = await brownout('diff-runs', one, other);
    expect(stdout).toMatch(/patched\.json cannot be repeated here/);
    expect(stdout).not.toMatch(/as-it-is\.json cannot be repeated/);
    expect(exitCode).toBe(1);
  });

  it('compares as far as both go when one has more replications', async () => {
    const [one, other] = [await result('three.json'), await result('two.json', '--replications', '2')];
    expect(await brownout('diff-runs', one, other)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('As far as both go, the same.'),
    });
  });

  it.each(['{}', 'null', 'nonsense', '[]'])('refuses %s as a result', async text => {
    const broken = file('broken.json', text);
    const { exitCode, stderr } = await brownout('diff-runs', broken, broken);
    expect(stderr).toContain('broken.json: not the JSON result of one run');
    expect(exitCode).toBe(2);
  });

  it('says what to do with one result, which is no scenario', async () => {
    const { exitCode, stderr } = await brownout('diff-runs', await result('alone.json'));
    expect(stderr).toMatch(
      /alone\.json: this is a result that brownout has written, not a scenario; two results are compared/,
    );
    expect(exitCode).toBe(2);
  });

  it('refuses more than two files', async () => {
    expect(await brownout('diff-runs', scenario, scenario, scenario)).toMatchObject({ exitCode: 2 });
  });
});
