/** What other programs rely on: names in the result, exit codes, and what goes to which stream. Nothing of it is renamed. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/results/result.ts';
import { brownout, folderWith } from './brownout.ts';
import { small } from './scenarios.ts';

const SCENARIO = `name: contract
run: { duration: 20s, warmup: 2s, replications: 2, maxReplications: 2, seed: 7 }
services:
  shop:
    concurrency: 8
    queue: { capacity: 50 }
    work: 2ms
    calls: { db: { timeout: 200ms, retry: { attempts: 2, budget: 20% }, breaker: { failureRate: 50%, window: 5s, minimumCalls: 10, openFor: 1s } } }
  db: { concurrency: 4, queue: { capacity: 50 }, work: { exponential: 10ms } }
traffic: { shoppers: { to: shop, rate: 20/s, timeout: 1s } }
faults: { slow-db: { at: 8s, for: 4s, slow: { service: db, factor: 20 } } }
mitigations: { more: { title: Two databases, patch: { services: { db: { replicas: 2 } } } } }
expect: { baseline: ["availability > 1%", "recovery < 1h"] }
`;

/** Keys by path; `*` stands for any name, `#` for every element. */
const RESULT: Readonly<Record<string, string>> = {
  '': 'schema version scenario seed replications duration warmup partial variants',
  scenario: 'name file sha256',
  'variants.#':
    'name mitigations replications digest metrics traffic services calls faults metastable expect series timeline audit',
  'variants.#.metrics':
    'availability fullAvailability timeAvailability throughput goodput latency latencyAll amplification wastedWork replicaHours',
  'variants.#.metrics.availability': 'mean low high',
  'variants.#.metrics.latency': 'mean p50 p90 p95 p99 p999 max',
  'variants.#.metrics.latencyAll': 'mean p50 p90 p95 p99 p999 max',
  'variants.#.traffic.*': 'requests causes metrics',
  'variants.#.traffic.*.requests': 'offered ok degraded failed inFlight',
  'variants.#.services.*':
    'arrivals completions utilisation inService queueLength waitingTime sojournTime rejected amplification',
  'variants.#.services.*.waitingTime': 'mean p99',
  'variants.#.services.*.sojournTime': 'mean p50 p99',
  'variants.#.calls.*': 'calls attempts causes',
  'variants.#.calls.shop->db.breaker': 'opened openShare',
  'variants.#.faults.*': 'start end recovery',
  'variants.1.difference.availability': 'mean low high significant',
  'variants.0.expect.#': 'statement verdict observed',
  'variants.#.series': 'window start traffic services',
  'variants.#.series.traffic.*': 'offered ok degraded failed p50 p99',
  'variants.#.series.services.*': 'queueLength utilisation up',
  'variants.#.timeline.#': 'at what subject text',
  'variants.#.audit': 'ok violations',
};

/** Every value that a path leads to. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined || step === '') return [value];
  const inner = value as Readonly<Record<string, unknown>>;
  return step === '#' || step === '*'
    ? Object.values(inner).flatMap(each => valuesAt(each, rest))
    : valuesAt(inner[step], rest);
}

describe('the result on stdout', () => {
  const folder = folderWith({ 'contract.yaml': SCENARIO, 'a.yaml': small('a') });
  const running = brownout(folder, ['run', 'contract.yaml', '--json', '--out', 'none']);

  test.each(Object.entries(RESULT))('has at "%s" the keys %s', async (path, keys) => {
    const values = valuesAt(JSON.parse((await running).stdout), path.split('.'));
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(Object.keys(value as object)).toEqual(expect.arrayContaining(keys.split(' ')));
  });

  test('is in milliseconds, per second and shares, says nothing of a difference of the baseline, and adds up', async () => {
    const { exitCode, stdout, stderr } = await running;
    const result = JSON.parse(stdout) as Result;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(result).toMatchObject({
      schema: 'brownout/result/v1',
      seed: 7,
      replications: 2,
      duration: 20_000,
      warmup: 2000,
    });
    expect(result.scenario.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [baseline] = result.variants;
    expect(baseline).not.toHaveProperty('difference');
    expect(baseline!.faults['slow-db']).toMatchObject({ start: 8000, end: 12_000 });
    for (const { requests } of Object.values(baseline!.traffic)) {
      const { offered, ok, degraded, failed, inFlight } = requests;
      expect(offered).toBe(ok + degraded + failed + inFlight);
      expect(offered).toBeGreaterThan(600);
    }
    expect(baseline!.metrics.availability!.mean).toBeLessThanOrEqual(1);
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'contract.yaml']);
  });

  test('is nothing at all when the input is wrong, and an array for several files', async () => {
    const wrong = await brownout(folder, ['run', 'contract.yaml', 'none.yaml', '--json', '--out', 'none']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    const both = await brownout(folder, ['check', 'contract.yaml', 'a.yaml', '--json', '--out', 'none', '--quiet']);
    expect((JSON.parse(both.stdout) as Result[]).map(({ scenario }) => scenario.name)).toEqual(['contract', 'a']);
    expect(both).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

test('a bug of ours ends with 70, the seed and the command that repeats the run', async () => {
  const hooks = `import { register } from 'node:module'; register('./break.mjs', import.meta.url);`;
  const broken = `export const load = (url, context, next) => url.endsWith('/report/terminal.js')
    ? { format: 'module', shortCircuit: true, source: 'export function renderTerminal() { throw new Error("broken on purpose"); }' }
    : next(url, context);`;
  const folder = folderWith({ 'a.yaml': small(), 'break.mjs': broken, 'hooks.mjs': hooks });
  const words = ['run', 'a.yaml', '--out', 'none', '--seed', '9', '--set', 'services.api.concurrency=5'];
  const { exitCode, stdout, stderr } = await brownout(folder, words, { NODE_OPTIONS: '--import=./hooks.mjs' });
  expect([exitCode, stdout]).toEqual([70, '']);
  expect(stderr).toContain('internal error: broken on purpose');
  expect(stderr).toContain('seed: 9');
  expect(stderr).toContain('replay: brownout run a.yaml --seed 9 --replications 3 --set services.api.concurrency=5');
  expect(stderr).not.toMatch(/^ {4}at /m);
});
