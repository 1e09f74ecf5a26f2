/** A replica that is stopped in an orderly way says goodbye to its registry; one that dies is missed only when its lease is over. */
import { describe, expect, test } from 'vitest';
import type { RuntimePlan } from '../../../src/model/runtime-plan.ts';
import { placed, runtime } from '../../support/infrastructure.ts';
import {
  causes,
  type FaultDraft,
  fault,
  figureOf,
  log,
  ms,
  registry,
  run,
  service,
  timeout,
  traffic,
} from '../../support/world.ts';

/** Half of the slots are to be in use, nearly none are: one of two replicas is too many from 100 on. */
const SHRINKS: RuntimePlan['autoscaler'] = {
  min: 1,
  max: 2,
  metric: 'utilisation',
  target: 0.5,
  syncPeriod: ms(100),
  tolerance: 0.1,
  scaleUp: { stabilisation: 0, percent: 1, replicas: 4, period: ms(100) },
  scaleDown: { stabilisation: 0, percent: 1, replicas: 0, period: ms(100) },
};

interface Draft {
  readonly runtime: Partial<RuntimePlan>;
  readonly initial?: number;
  readonly faults?: readonly FaultDraft[];
}

/** Leases of 60 ms, renewed every 20; the client looks every 20 and sends a request every millisecond. */
const shop = ({ runtime: plan, initial, faults }: Draft) =>
  run(
    placed(
      {
        duration: 400,
        services: [
          service({ name: 'names', kind: 'registry', replicas: 3, concurrency: 1000, work: 0, registry: registry() }),
          service({
            name: 'api',
            replicas: 2,
            work: 0.1,
            concurrency: 100,
            register: { with: 'names', heartbeat: 20, ttl: 60 },
          }),
        ],
        traffic: [
          traffic({ to: 'api', everyMs: 1, policies: [timeout(0.5)], discovery: { from: 'names', refresh: 20 } }),
        ],
        faults: faults ?? [],
      },
      { zones: [], on: {}, runtimes: { api: runtime(initial ?? 2, plan) } },
    ),
  );

describe('a replica that is no longer needed', () => {
  test('says goodbye at once: the client stops calling it within a refresh, and the lease does not matter', () => {
    const record = shop({ runtime: { autoscaler: SHRINKS } });
    expect(log(record, 'scale-in', 'deregistered', 'expired')).toEqual(['100 scale-in', '100 deregistered']);
    const refused = causes(record.sources[0]!.causes)['connection-refused']!;
    // Every second request of one per millisecond, until the next look.
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(10);
    expect(figureOf(record, 'api', 'staleness')).toBeLessThanOrEqual(ms(20));
    expect(figureOf(record, 'api', 'falseRemovals')).toBe(0);
  });

  test('loses nothing when it waits for a refresh before it closes', () => {
    const record = shop({ runtime: { autoscaler: SHRINKS, preStop: ms(21) } });
    expect(log(record, 'deregistered')).toEqual(['100 deregistered']);
    expect(record.sources[0]!.failed).toBe(0);
    expect(figureOf(record, 'api', 'requestsToDead')).toBe(0);
  });

  test('whose goodbye gets lost goes when its lease is over, like a dead one', () => {
    const record = shop({
      runtime: { autoscaler: SHRINKS, preStop: ms(21) },
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['names'], from: 99, until: 101 })],
    });
    expect(log(record, 'deregistered')).toEqual([]);
    expect(log(record, 'expired')).toHaveLength(1);
    // It closes at 121; its lease, as good as new with the leader, lasts until 161 at least.
    expect(causes(record.sources[0]!.causes)['connection-refused']).toBeGreaterThanOrEqual(19);
    expect(figureOf(record, 'api', 'falseRemovals')).toBe(0);
  });
});

describe('a replica that dies', () => {
  test('says nothing: it draws requests until its lease is over and the client has looked', () => {
    const record = shop({
      runtime: { restart: null },
      faults: [fault({ effect: { kind: 'crash', silent: false }, on: ['api[0]'], from: 100 })],
    });
    expect(log(record, 'deregistered')).toEqual([]);
    // Its last heartbeat came within the 20 ms before its death.
    const stale = figureOf(record, 'api', 'staleness')!;
    expect(stale).toBeGreaterThanOrEqual(ms(40 - 2));
    expect(stale).toBeLessThanOrEqual(ms(60 + 20));
  });
});

describe('a place for a replica that does not exist yet', () => {
  test('is on no list: nobody calls it, and nothing expires', () => {
    const record = shop({ runtime: {}, initial: 1 });
    expect(record.sources[0]!.failed).toBe(0);
    expect(log(record, 'expired', 'registered')).toEqual([]);
    expect(record.figureSeries.find(({ name }) => name === 'listed')!.values[0]).toBe(1);
  });
});
