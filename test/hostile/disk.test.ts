import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { brownout, ENVIRONMENT, ended, folderWith, type Outcome, PROGRAM, start } from '../e2e/brownout.ts';
import { endless, small } from '../e2e/scenarios.ts';

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', [folder]);
});

/** A disk of 64 KiB at a folder; null where this user may not have one. */
function smallDisk(): string | null {
  const folder = folderWith({});
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  mounted.push(folder);
  return folder;
}

const hasFullDevice = existsSync('/dev/full');

/** With stdout going into a device, as a shell's `>` does it. */
function into(device: string, folder: string, ...words: string[]): Promise<Outcome> {
  const stdio: ['ignore', number, 'pipe'] = ['ignore', openSync(device, 'w'), 'pipe'];
  return ended(spawn(process.execPath, [PROGRAM, ...words], { cwd: folder, env: ENVIRONMENT, stdio }));
}

const reports = (folder: string): string[] => readdirSync(join(folder, 'reports')).sort();

describe('a report that cannot be written', () => {
  test('because the disk is full leaves nothing half written and what was there before', async context => {
    const disk = smallDisk();
    if (disk === null) return context.skip('only root may mount a small disk');
    const folder = folderWith({ 'a.yaml': small() });
    writeFileSync(join(disk, 'small.md'), 'what was there before');
    writeFileSync(join(disk, 'filler'), 'x'.repeat(48 * 1024));
    const { exitCode, stdout, stderr } = await brownout(folder, ['run', 'a.yaml', '--out', disk]);
    expect({ exitCode, told: stderr.includes('no space left on the device') }).toEqual({ exitCode: 2, told: true });
    expect(stdout).toContain('second-replica');
    expect(readdirSync(disk).filter(name => !['filler', 'small.md'].includes(name))).toEqual([]);
    expect(readFileSync(join(disk, 'small.md'), 'utf8')).toMatch(/^what was there before$|^# One replica[\s\S]*\n$/);
  });

  test.runIf(existsSync('/proc/self'))('because no folder can be made there ends at once', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const { exitCode, stderr } = await brownout(folder, ['run', 'a.yaml', '--out', '/proc/brownout/reports']);
    expect({ exitCode, told: stderr.includes('cannot write it') }).toEqual({ exitCode: 2, told: true });
  });

  test('because the folder is not ours to write in is told', async context => {
    if (process.getuid?.() === 0) return context.skip('root may write everywhere');
    const folder = folderWith({ 'a.yaml': small() });
    mkdirSync(join(folder, 'reports'), { mode: 0o555 });
    const { exitCode, stderr } = await brownout(folder, ['run', 'a.yaml']);
    expect({ exitCode, told: stderr.includes('permission denied') }).toEqual({ exitCode: 2, told: true });
  });

  test('over one that may only be read replaces it, as the folder allows', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    mkdirSync(join(folder, 'reports'));
    writeFileSync(join(folder, 'reports', 'small.md'), 'old');
    chmodSync(join(folder, 'reports', 'small.md'), 0o444);
    expect((await brownout(folder, ['run', 'a.yaml'])).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'reports', 'small.md'), 'utf8')).toContain('# One replica and a crash');
  });
});

describe('output that cannot be written', () => {
  test.runIf(hasFullDevice).each(['run', 'check', 'validate'])(
    'because the disk is full is told by %s, and its exit code claims nothing',
    async command => {
      const folder = folderWith({ 'a.yaml': small() });
      const { exitCode, stderr } = await into('/dev/full', folder, command, 'a.yaml');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('cannot write the output: ENOSPC');
      expect(stderr).not.toContain('    at ');
    },
  );
});

describe('a run that is killed while it writes', () => {
  test('leaves whole reports or none, and the next run does not mind what it left', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    mkdirSync(join(folder, 'reports'));
    const child = start(folder, ['run', 'a.yaml', '--set', 'run.window=2ms']);
    // The first file to appear is a temporary one: it is being written now.
    const watcher = watch(join(folder, 'reports'), () => child.kill('SIGKILL'));
    const { signal } = await ended(child);
    watcher.close();
    expect(signal).toBe('SIGKILL');
    for (const name of reports(folder).filter(each => each.startsWith('small.')))
      expectWhole(join(folder, 'reports', name));
    expect((await brownout(folder, ['run', 'a.yaml'])).exitCode).toBe(0);
    expect(reports(folder).filter(name => name.startsWith('small.'))).toEqual([
      'small.html',
      'small.json',
      'small.md',
      'small.png',
    ]);
    expectWhole(join(folder, 'reports', 'small.json'));
  });
});

function expectWhole(path: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  if (path.endsWith('.json')) expect(JSON.parse(text)).toMatchObject({ schema: 'brownout/result/v1' });
}

describe('an interrupt', () => {
  test('before any replication is done reports nothing, says so, and exits with 130', async () => {
    const folder = folderWith({ 'a.yaml': small(), 'b.yaml': endless() });
    const child = start(folder, ['run', 'a.yaml', 'b.yaml']);
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const { exitCode, stdout } = await ended(child);
    expect(exitCode).toBe(130);
    expect(stdout).toContain('nothing to report');
    expect(reports(folder)).toEqual(['small.html', 'small.json', 'small.md', 'small.png']);
  });

  test('followed by another ends the program at once', async () => {
    const folder = folderWith({ 'a.yaml': small(), 'b.yaml': endless() });
    const child = start(folder, ['run', 'a.yaml', 'b.yaml', '--workers', '1']);
    child.stderr?.once('data', () => {
      child.kill('SIGINT');
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    const { exitCode, signal } = await ended(child);
    // It may have come to its gentle end before the second one.
    expect(signal === 'SIGINT' || exitCode === 130).toBe(true);
  });
});

test('a scenario that outgrows memory is told what to bound, not that brownout has a bug', async () => {
  const scenario = {
    name: 'flood',
    run: { duration: '100s', replications: 1 },
    services: { api: { work: '100s' } },
    traffic: { crowd: { to: 'api', rate: { constant: '1000000/s' } } },
  };
  const folder = folderWith({ 'a.yaml': JSON.stringify(scenario) });
  const { exitCode, stderr } = await brownout(folder, ['run', 'a.yaml']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining(
      'a.yaml: variant baseline, replication 0: more than 1048576 calls are in progress at once',
    ),
  });
});
