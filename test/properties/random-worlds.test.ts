import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorldPlan } from '../../src/model/plan.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import { runReplication } from '../../src/model/system.ts';
import { randomWorld } from '../support/random-world.ts';
import { world } from '../support/world.ts';

const RUNS = { numRuns: 250, seed: 20 };

/** Attempts of one call at most, by edge: a reload begins all of them anew. */
function attemptBound(policies: WorldPlan['traffic'][0]['edge']['policies']): number {
  const setting = (kind: string, key: string): number => {
    const policy = policies.find(own => own.kind === kind);
    return policy ? (policy.settings as Record<string, number>)[key]! : 0;
  };
  return Math.max(1, setting('retry', 'attempts')) * (1 + setting('reload', 'max'));
}

function edgesOf(plan: WorldPlan) {
  return [...plan.services.flatMap(service => service.edges), ...plan.traffic.map(source => source.edge)];
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

function expectConserved(record: ReplicationRecord): void {
  for (const { offered, ok, degraded, failed, inFlight, causes, rootCauses, latency, latencyAll } of record.sources) {
    expect(offered).toBe(ok + degraded + failed + inFlight);
    expect(inFlight).toBeGreaterThanOrEqual(0);
    expect([sum(causes), sum(rootCauses)]).toEqual([failed, failed]);
    expect([latency.count, latencyAll.count]).toEqual([ok + degraded, ok + degraded + failed]);
  }
}

describe('in any world, whatever fails in it and whoever mitigates', () => {
  it('the audit finds nothing: requests, calls and attempts are conserved, and Little’s law holds', () => {
    fc.assert(
      fc.property(randomWorld, fc.nat(1000), (draft, seed) => {
        const record = runReplication(world(draft), `properties/${seed}`);
        expect(record.violations).toEqual([]);
        expectConserved(record);
      }),
      RUNS,
    );
  });

  it('attempts never exceed what retries and reloads allow', () => {
    fc.assert(
      fc.property(randomWorld, draft => {
        const plan = world({ ...draft, warmup: 0 });
        const record = runReplication(plan, '1/0');
        for (const { name, policies } of edgesOf(plan)) {
          const { calls, attempts } = record.edges.find(edge => edge.name === name)!;
          expect(attempts, name).toBeLessThanOrEqual(calls * attemptBound(policies));
        }
      }),
      RUNS,
    );
  });

  it('the same seed gives the same record twice', () => {
    fc.assert(
      fc.property(randomWorld, draft => {
        const plan = world(draft);
        expect(runReplication(plan, '1/0')).toEqual(runReplication(plan, '1/0'));
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('a service with traffic that has nothing to do with the others changes nobody’s numbers', () => {
    fc.assert(
      fc.property(randomWorld, draft => {
        const alone = runReplication(world(draft), '1/0');
        const beside = runReplication(
          world({
            ...draft,
            services: [{ name: 'elsewhere', work: 2, concurrency: 2 }, ...draft.services],
            traffic: [{ name: 'strangers', to: 'elsewhere', perSecond: 500 }, ...draft.traffic],
          }),
          '1/0',
        );
        expect(beside.sources.slice(1)).toEqual(alone.sources);
        expect(beside.services.slice(1)).toEqual(alone.services);
        expect(beside.faults).toEqual(alone.faults);
      }),
      { ...RUNS, numRuns: 120 },
    );
  });

  it('work is useful or wasted, once: what the sources are charged is what the services did', () => {
    fc.assert(
      fc.property(randomWorld, draft => {
        const plan = world({ ...draft, warmup: 0 });
        const record = runReplication(plan, '1/0');
        const charged = sum(record.sources.map(({ usefulWork, wastedWork }) => usefulWork + wastedWork));
        const done = sum(record.services.map(({ usefulWork, wastedWork }) => usefulWork + wastedWork));
        // Probes work for no source, and a request in flight is charged for nothing yet.
        expect(charged).toBeLessThanOrEqual(done + 1);
      }),
      { ...RUNS, numRuns: 120 },
    );
  });
});
