import { describe, expect, it } from 'vitest';
import { findWeaknesses, planWeaknesses, type WeaknessSettings } from '../../src/analysis/weaknesses.ts';
import { inProcessRunner } from '../../src/experiment/replicate.ts';
import { runReplication } from '../../src/model/system.ts';
import { NO_PAINT } from '../../src/report/paint.ts';
import { renderWeaknesses } from '../../src/report/weaknesses.ts';
import type { WeaknessReport } from '../../src/results/weakness.ts';

/** Five web servers on two power supplies, one database, and an adornment that nobody needs. */
const SHOP = `name: shop
run: { warmup: 5s, seed: 3 }
services:
  web:
    replicas: 5
    concurrency: 16
    queue: { capacity: 20 }
    work: 5ms
    zones: [a, b]
    calls:
      db: { timeout: 200ms }
      extras: { timeout: 50ms, optional: true }
  db: { concurrency: 16, queue: { capacity: 20 }, work: 5ms }
  extras: { replicas: 3, concurrency: 8, queue: { capacity: 20 }, work: 5ms }
traffic:
  shoppers: { to: web, rate: 40/s, timeout: 1s }
  cron: { to: extras, rate: 10/s, timeout: 1s }
shared:
  power: { services: [db], replicas: { web: 2 } }
faults:
  slow-db: { at: 1m, for: 10s, slow: { service: db, factor: 4 } }
monitors:
  slow: { watch: "shoppers: p(99) > 1s", then: [ { repair: slow-db } ] }
mitigations:
  try-another:
    patch: { traffic: { shoppers: { balancer: round-robin, retry: { attempts: 2, on: [connection-refused, connection-lost] } } } }
expect: { baseline: ["availability > 10%"] }
`;

const SETTINGS: WeaknessSettings = { outage: 10e9, replications: 4, kinds: [] };

const planned = (settings: Partial<WeaknessSettings> = {}, variants: readonly string[] = [], text = SHOP) =>
  planWeaknesses({ path: 'shop.yaml', text, read: () => '', overrides: [], variants }, { ...SETTINGS, ...settings });

async function found(
  settings: Partial<WeaknessSettings> = {},
  variants: readonly string[] = [],
): Promise<WeaknessReport> {
  const { plan } = planned(settings, variants);
  return findWeaknesses(plan!, { runner: inProcessRunner(runReplication), version: 'test', file: null });
}

const verdicts = ({ outages }: WeaknessReport): Readonly<Record<string, string>> =>
  Object.fromEntries(outages.map(({ kind, name, verdict }) => [`${kind} ${name}`, verdict]));

describe('the search for single points of failure', () => {
  it('lets everything that can fail as one fail once, and says what each costs', async () => {
    const report = await found();
    expect(verdicts(report)).toEqual({
      'service web': 'single-point',
      'service db': 'single-point',
      'service extras': 'single-point',
      'link web->db': 'single-point',
      'link shoppers->web': 'single-point',
      'link cron->extras': 'single-point',
      'shared power': 'single-point',
      'zone a': 'single-point',
      'zone b': 'weak-point',
      'replica web': 'weak-point',
      'replica extras': 'weak-point',
      'link web->extras': 'degrades',
    });
    expect(report.runs).toBe(13 * 4);
    expect(report.partial).toBe(false);
  });

  it('measures answers that are missing, whoever waits or is refused', async () => {
    const { outages } = await found({ kinds: ['service', 'replica'] });
    const lost = (kind: string, name: string) =>
      outages.find(outage => outage.kind === kind && outage.name === name)!.sources.shoppers!.lost!.mean;
    expect(lost('service', 'db')).toBeCloseTo(1, 2);
    expect(lost('replica', 'web')).toBeGreaterThan(0.15);
    expect(lost('replica', 'web')).toBeLessThan(0.25);
    expect(lost('service', 'extras')).toBeCloseTo(0, 2);
  });

  it('says whose requests are hit: the adornment is the cron’s life', async () => {
    const { outages } = await found({ kinds: ['service'] });
    const extras = outages.find(({ name }) => name === 'extras')!;
    expect(extras.blastRadius).toBeGreaterThan(0.15);
    expect(extras.blastRadius).toBeLessThan(0.25);
    expect(extras.sources.shoppers!.degraded!.mean).toBeGreaterThan(0.9);
  });

  it('puts the worst first', async () => {
    const { outages } = await found({ kinds: ['replica', 'service'] });
    const lost = outages.map(outage => outage.lost!.mean);
    expect(outages[0]!.verdict).toBe('single-point');
    expect(lost[0]).toBe(Math.max(...lost));
  });

  it('examines what is left of them with a mitigation', async () => {
    const report = await found({ kinds: ['replica'] }, ['try-another']);
    expect(report.mitigations).toEqual(['try-another']);
    expect(verdicts(report)['replica web']).toBe('tolerated');
  });

  it('tells the problems of a scenario that has some', () => {
    const { plan, problems } = planned({}, [], SHOP.replace('40/s', '40'));
    expect(plan).toBeNull();
    expect(problems.map(({ code }) => code)).toContain('BR012');
  });

  it('reads as a sentence and a table', async () => {
    const text = renderWeaknesses(await found({ kinds: ['service', 'replica'] }), { columns: 80, paint: NO_PAINT });
    expect(text).toContain('shop · 5 outages of 10 s, each alone · 4 replications · 24 runs of');
    expect(text).toMatch(/Single points of failure: service (web|db), service (web|db)/);
    expect(text).toMatch(/one of web +weak point/);
  });
});
