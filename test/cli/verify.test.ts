import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { recordedHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'brownout-verify-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const verify = async (...flags: readonly string[]) => {
  const host = recordedHost();
  const exitCode = await runCommandLine(['verify', '--fast', ...flags], host);
  return { exitCode, output: host.written.stdout, errors: host.written.stderr };
};

describe('brownout verify', () => {
  it('runs the chosen cases and sums up', async () => {
    const { exitCode, output } = await verify('--case', 'F-INVARIANT-SEED');
    expect(exitCode).toBe(0);
    expect(output).toContain('✅ F-INVARIANT-SEED');
    expect(output).toMatch(/All +1 +1 +0/);
  });

  it('chooses all cases whose id begins with what is given', async () => {
    const { output } = await verify('--case', 'A-ERLB', '--json');
    expect((JSON.parse(output) as { cases: { id: string }[] }).cases.map(({ id }) => id)).toEqual([
      'A-ERLB-10-8',
      'A-ERLB-INSENS-deterministic',
    ]);
  });

  it('writes the page', async () => {
    const page = join(folder, 'validation.md');
    await verify('--case', 'F-INVARIANT-SEED', '--markdown', page);
    expect(readFileSync(page, 'utf8')).toContain('# Validation');
  });

  it('refuses what is no case', async () => {
    const { exitCode, errors } = await verify('--area', 'Z');
    expect(exitCode).toBe(2);
    expect(errors).toContain('no such case in the fast subset: areas are A to I');
    expect((await verify('--case', 'A-MM-80')).errors).toContain('did you mean A-MM1-80?');
  });
});
