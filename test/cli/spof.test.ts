import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { WeaknessReport } from '../../src/results/weakness.ts';
import { recordedHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'brownout-spof-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = join(folder, 'shop.yaml');
writeFileSync(
  file,
  `name: shop
services:
  web: { replicas: 3, concurrency: 8, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: web, rate: 20/s, timeout: 500ms, healthCheck: { interval: 1s, timeout: 200ms, unhealthyThreshold: 1 } }
`,
);

const spof = async (...flags: readonly string[]) => {
  const host = recordedHost();
  const quick = ['--outage', '10s', '--replications', '2', '--workers', '1'];
  const exitCode = await runCommandLine(['spof', file, ...quick, ...flags], host);
  return { exitCode, output: host.written.stdout, errors: host.written.stderr };
};

describe('brownout spof', () => {
  it('names the single points of failure, and its exit code says that there are some', async () => {
    const { exitCode, output } = await spof();
    expect(exitCode).toBe(1);
    expect(output).toMatch(/Single points of failure: (service web, link users->web|link users->web, service web)\./);
  });

  it('is content when nothing that it looked at is one', async () => {
    const { exitCode, output } = await spof('--kind', 'replica');
    expect(exitCode).toBe(0);
    expect(output).toContain('No outage of a single thing takes down half of anybody’s requests.');
  });

  it('writes one document for other programs', async () => {
    const { output } = await spof('--kind', 'service', '--json');
    const report = JSON.parse(output) as WeaknessReport;
    expect(report).toMatchObject({
      schema: 'brownout/spof/v1',
      runs: 4,
      replications: 2,
      outage: 10_000,
      partial: false,
    });
    expect(report.outages.map(({ kind, name, verdict }) => [kind, name, verdict])).toEqual([
      ['service', 'web', 'single-point'],
    ]);
  });

  it.each([
    [['--kind', 'router'], '--kind router'],
    [['--outage', '10'], '--outage'],
    [['--kind', 'zone'], 'nothing of this kind'],
    [['--variant', 'all'], 'unknown variant'],
  ])('refuses %j', async (flags, message) => {
    const host = recordedHost();
    expect(await runCommandLine(['spof', file, ...flags], host)).toBe(2);
    expect(host.written.stderr).toContain(message);
  });
});
