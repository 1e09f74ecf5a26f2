/** The whole room over the real model: a retry storm, and what becomes of it without the retries. */
import { beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../../src/experiment/observe.ts';
import { inProcessRunner } from '../../src/experiment/replicate.ts';
import { runExperiment } from '../../src/experiment/run.ts';
import type { PolicyPlan, WorldPlan } from '../../src/model/plan.ts';
import { runReplication } from '../../src/model/system.ts';
import type { Result } from '../../src/results/result.ts';
import {
  edgePlan,
  experimentPlan,
  MS,
  SECOND,
  servicePlan,
  statement,
  trafficPlan,
  variantPlan,
  worldPlan,
} from './fixture.ts';

const timeout = (limit: number): PolicyPlan => ({ kind: 'attempt-timeout', settings: { limit } });
const retry = (attempts: number): PolicyPlan => ({
  kind: 'retry',
  settings: { attempts, backoff: { kind: 'none' }, on: ['timeout', 'queue-full', 'dependency-failed'], budget: null },
});

/** users -> web -> db; from 40 s to 50 s the database is ten times slower. Its slots are three quarters busy. */
const storm = (policies: readonly PolicyPlan[], perSecond = 300): WorldPlan =>
  worldPlan({
    services: [
      servicePlan('web', {
        concurrency: 200,
        edges: [edgePlan('web->db', 1, policies)],
        operations: [
          {
            name: 'default',
            access: 'write',
            work: { kind: 'constant', value: 0 },
            errors: 0,
            keys: null,
            flow: [
              { kind: 'calls', calls: [{ edge: 0, operation: 0, probability: 1, optional: false, onMiss: null }] },
            ],
          },
        ],
      }),
      servicePlan('db'),
    ],
    traffic: [trafficPlan('users', [{ at: 0, perSecond }], edgePlan('users->web', 0, [timeout(SECOND)]))],
    faults: [
      {
        name: 'slow-db',
        schedule: { kind: 'scheduled', at: 40 * SECOND, length: 10 * SECOND, every: null },
        crew: null,
        effect: { kind: 'slow', factor: 10, added: 0 },
        groups: [
          {
            replicas: [{ service: 1, replica: 0 }],
            links: [],
            sources: [],
            hosts: [],
            interconnects: [],
            deployments: [],
          },
        ],
      },
    ],
  });

const never = statement({ text: 'recovery = never', metric: 'recovery', comparison: '=', bound: 'never' });
const soon = statement({ text: 'recovery < 45s', metric: 'recovery', comparison: '<', bound: 45_000 });

const plan = experimentPlan({
  replications: 3,
  maxReplications: 6,
  variants: [
    variantPlan('baseline', { world: storm([timeout(300 * MS), retry(4)]), expect: [never] }),
    variantPlan('no-retry', { world: storm([timeout(300 * MS)]), expect: [soon] }),
  ],
});

const run = (): Promise<Result> =>
  runExperiment(plan, {
    runner: inProcessRunner(runReplication),
    version: '0',
    scenario: { name: 'storm', title: '', description: '', file: null, sha256: null },
    warnings: [],
  });

describe('a retry storm', () => {
  let result: Result;
  beforeAll(async () => {
    result = await run();
  });

  it('outlives its trigger with retries, and passes without', () => {
    const [baseline, without] = result.variants;
    expect(baseline!.expect[0]!.verdict).toBe('holds');
    expect(baseline!.metastable).toBe(true);
    expect(without!.faults['slow-db']!.neverShare).toBe(0);
    expect(without!.metastable).toBe(false);
  });

  it('is told in the timeline: the fault, the load that retries make, and that it does not end', () => {
    const whats = result.variants[0]!.timeline.map(({ what, subject }) => `${what} ${subject}`);
    expect(whats).toEqual(
      expect.arrayContaining([
        'fault-start slow-db',
        'amplification db',
        'never-recovered slow-db',
        'metastable system',
      ]),
    );
  });

  it('shows as a significant difference in availability and load', () => {
    const { availability, amplification } = result.variants[1]!.difference!;
    expect(availability).toMatchObject({ significant: true });
    expect(availability!.mean).toBeGreaterThan(0.1);
    expect(amplification).toMatchObject({ significant: true });
  });

  it('passes its audit', () => {
    for (const { audit } of result.variants) expect(audit).toEqual({ ok: true, violations: [] });
  });

  it('is the same when run again', async () => {
    expect(JSON.stringify(await run())).toBe(JSON.stringify(result));
  });
});

describe('a backlog', () => {
  /** 330/s too many for ten seconds, 3300 in all; afterwards the database is faster than they come by 30/s. */
  const long = storm([timeout(300 * MS)], 370);

  it('that is worked off more slowly than the run lasts is no metastable state, in a longer run it is over', () => {
    const short = observe(runReplication(long, '7'), long);
    expect(short.recoveries.get('slow-db')).toBe('never');
    expect(short.metastable).toBeNull();
    const whole = { ...long, duration: 300 * SECOND };
    const { recoveries, metastable } = observe(runReplication(whole, '7'), whole);
    expect(recoveries.get('slow-db')).toBeGreaterThan(60_000);
    expect(metastable).toBe(false);
  });
});
