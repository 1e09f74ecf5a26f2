import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/results/result.ts';
import { brownout, ended, folderWith, start } from './brownout.ts';
import { endless, small } from './scenarios.ts';

describe('brownout run', () => {
  test('prints the comparison and writes both reports under reports/', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const { exitCode, stdout, stderr } = await brownout(folder, ['run', 'a.yaml']);
    expect(stderr).toContain(
      `Reports: ${join('reports', 'small.html')}, ${join('reports', 'small.md')}, ${join('reports', 'small.json')}, ${join('reports', 'small.png')}`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('One replica and a crash');
    expect(stdout).toContain('second-replica');
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['small.html', 'small.json', 'small.md', 'small.png']);
    const result = JSON.parse(readFileSync(join(folder, 'reports', 'small.json'), 'utf8')) as Result;
    expect(result.scenario).toMatchObject({ name: 'small', file: 'a.yaml' });
    expect(result.variants.map(({ name }) => name)).toEqual(['baseline', 'second-replica']);
    expect(readFileSync(join(folder, 'reports', 'small.md'), 'utf8')).toContain('# One replica and a crash');
  });

  test('without a canvas library writes everything but the picture, and says so', async () => {
    const refusal = `export const resolve = (name, context, next) => {
      if (name === '@napi-rs/canvas') throw new Error('no binary for this platform');
      return next(name, context);
    };`;
    const hooks = `import { register } from 'node:module'; register('./refuse.mjs', import.meta.url);`;
    const folder = folderWith({ 'a.yaml': small(), 'refuse.mjs': refusal, 'hooks.mjs': hooks });
    const { exitCode, stderr } = await brownout(folder, ['run', 'a.yaml'], { NODE_OPTIONS: '--import=./hooks.mjs' });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('No picture: this platform has no canvas library');
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['small.html', 'small.json', 'small.md']);
    expect(readFileSync(join(folder, 'reports', 'small.md'), 'utf8')).not.toContain('.png');
  });

  test('gives the same bytes twice, on one thread and on two', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const once = await brownout(folder, ['run', 'a.yaml', '--out', 'one', '--workers', '1']);
    const again = await brownout(folder, ['run', 'a.yaml', '--out', 'two', '--workers', '2']);
    expect(again.stdout).toBe(once.stdout);
    for (const file of ['small.md', 'small.json'])
      expect(readFileSync(join(folder, 'two', file))).toEqual(readFileSync(join(folder, 'one', file)));
  });

  test('with --json writes one document to stdout and nothing else', async () => {
    const folder = folderWith({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    const one = await brownout(folder, ['run', 'a.yaml', '--json', '--out', 'none']);
    expect((JSON.parse(one.stdout) as Result).scenario.name).toBe('a');
    const two = await brownout(folder, ['run', 'a.yaml', 'b.yaml', '--json', '--out', 'none']);
    expect((JSON.parse(two.stdout) as Result[]).map(({ scenario }) => scenario.name)).toEqual(['a', 'b']);
    expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
  });

  test('delivers a long document whole through a pipe', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const { stdout } = await brownout(folder, ['run', 'a.yaml', '--json', '--out', 'none', '--set', 'run.window=10ms']);
    expect(stdout.length).toBeGreaterThan(200_000);
    expect((JSON.parse(stdout) as Result).variants).toHaveLength(2);
  });

  test('with --out none writes no files', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    await brownout(folder, ['run', 'a.yaml', '--out', 'none']);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  test('obeys --seed, --replications, --duration, --warmup, --variant and --set', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const flags = ['--seed', '8', '--replications', '2', '--duration', '20s', '--warmup', '1s'];
    const words = [
      'run',
      'a.yaml',
      '--json',
      '--out',
      'none',
      ...flags,
      '--variant',
      'baseline',
      '--set',
      'services.api.replicas=3',
    ];
    const { stdout } = await brownout(folder, words);
    const result = JSON.parse(stdout) as Result;
    expect(result).toMatchObject({ seed: 8, replications: 2, duration: 20_000, warmup: 1000 });
    expect(result.variants.map(({ name }) => name)).toEqual(['baseline']);
    expect(result.variants[0]?.series.services.api?.up[0]).toBe(3);
  });

  test('keeps a seed that only looks like a number as it is written', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const { stdout } = await brownout(folder, ['run', 'a.yaml', '--json', '--out', 'none', '--seed', '007']);
    expect((JSON.parse(stdout) as Result).seed).toBe('007');
  });

  test('has no colours in a pipe, not even in CI, unless they are forced', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const words = ['run', 'a.yaml', '--out', 'none'];
    expect((await brownout(folder, words, { CI: 'true' })).stdout).not.toContain('\u001b');
    expect((await brownout(folder, words, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[');
    expect((await brownout(folder, words, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b');
  });

  test('says before it simulates anything that the folder of the reports is a file', async () => {
    const folder = folderWith({ 'a.yaml': small(), reports: 'a file where the folder should be' });
    const { exitCode, stdout, stderr } = await brownout(folder, ['run', 'a.yaml']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('reports: cannot write it: part of the path is a file, not a folder');
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('prints the comparison and leaves no temporary file behind when a report cannot be replaced', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    mkdirSync(join(folder, 'reports', 'small.md'), { recursive: true });
    writeFileSync(join(folder, 'reports', 'small.md', 'in-the-way'), '');
    const { exitCode, stdout, stderr } = await brownout(folder, ['run', 'a.yaml']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('second-replica');
    expect(stderr).toContain('it is a folder');
    expect(readdirSync(join(folder, 'reports'))).toEqual(['small.md']);
  });

  test('two runs that write the same report at the same time both succeed', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const outcomes = await Promise.all([1, 2].map(() => brownout(folder, ['run', 'a.yaml'])));
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['small.html', 'small.json', 'small.md', 'small.png']);
  });

  test('refuses two scenarios whose reports would replace each other', async () => {
    const folder = folderWith({ 'a.yaml': small(), 'b.yaml': small() });
    const { exitCode, stderr } = await brownout(folder, ['run', 'a.yaml', 'b.yaml']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a.yaml and b.yaml are both named small');
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });

  test('ends in silence when its reader goes away', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    const child = start(folder, ['run', 'a.yaml', '--out', 'none']);
    const outcome = ended(child);
    child.stdout?.destroy();
    expect(await outcome).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each(['1', '2'])(
    'interrupted in its second file, on %s, reports what is done as partial and exits with 130',
    async workers => {
      const folder = folderWith({ 'a.yaml': small(), 'b.yaml': endless() });
      const child = start(folder, ['run', 'a.yaml', 'b.yaml', '--json', '--workers', workers]);
      child.stderr?.once('data', () => child.kill('SIGINT'));
      const { exitCode, stdout, stderr } = await ended(child);
      expect(exitCode).toBe(130);
      const results = JSON.parse(stdout) as Result[];
      expect(results.map(({ partial }) => partial)).toEqual([false, true]);
      expect(stderr).toContain('Interrupted');
      expect(readdirSync(join(folder, 'reports')).sort()).toEqual([
        'small.html',
        'small.json',
        'small.md',
        'small.png',
      ]);
    },
  );

  test('reads a scenario it may not write next to', async () => {
    const folder = folderWith({ 'a.yaml': small() });
    chmodSync(join(folder, 'a.yaml'), 0o444);
    expect((await brownout(folder, ['run', join(folder, 'a.yaml'), '--out', 'none'])).exitCode).toBe(0);
  });
});
