/** Runtimes: restarts with back-off, probes, memory, lists, ends with grace. */
import { describe, expect, test } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import type { WorldPlan } from '../../../src/model/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import { BackOff } from '../../../src/model/runtime/back-off.ts';
import { shareOut } from '../../../src/model/runtime/cpu-sharing.ts';
import type { RuntimePlan } from '../../../src/model/runtime-plan.ts';
import { placed, runtime } from '../../support/infrastructure.ts';
import {
  causes,
  endings,
  fault,
  figureOf,
  log,
  ms,
  run,
  service,
  timeout,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

/** One service under this runtime, nowhere in particular. */
const tended = (draft: WorldDraft, plan: RuntimePlan): WorldPlan =>
  placed(draft, { zones: [], on: {}, runtimes: { api: plan } });

/** A crash without an end, as the scenario's compiler hands it on: it is over at once, and the runtime repairs it. */
const kill = (at: number, on = 'api[0]') =>
  fault({ name: `kill-${at}`, effect: { kind: 'crash', silent: false }, from: at, until: at, on: [on] });

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'api', name);

describe('the back-off', () => {
  const plan = { after: 0, base: 10, factor: 2, max: 300, resetAfter: 600 };

  test('is nothing, then 10, 20, 40 ... up to 300', () => {
    const backOff = new BackOff(plan);
    expect(Array.from({ length: 8 }, () => backOff.next(1))).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('begins anew after a process that ran long enough', () => {
    const backOff = new BackOff(plan);
    expect([1, 1, 1, 600, 1, 599].map(ran => backOff.next(ran))).toEqual([0, 10, 20, 0, 10, 20]);
  });
});

describe('a process that dies', () => {
  const dying = (faults: WorldDraft['faults'], at: readonly number[], plan: Parameters<typeof runtime>[1] = {}) =>
    run(
      tended(
        {
          duration: 400,
          services: [service({ work: 1, startup: 5 })],
          traffic: [traffic({ to: 'api', at })],
          faults: faults ?? [],
        },
        runtime(1, { isListed: false, ...plan }),
      ),
    );

  test('is started again at once, and serves when it has started', () => {
    const record = dying([kill(20)], [10.5, 20.5, 24.5, 25.5]);
    expect(endings(record.sources[0]!)).toEqual(['11 ok', '20 failed', '24 failed', '26 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-refused': 2 });
    expect(figure(record, 'restarts')).toBe(1);
    expect(figure(record, 'timeToServe')).toBe(ms(5));
  });

  test('for the second time waits for the back-off', () => {
    // Dead at 20, back at 25; dead at 30, started again at 40, back at 45.
    const record = dying([kill(20), kill(30)], [28.5, 44.5, 45.5]);
    expect(endings(record.sources[0]!)).toEqual(['29 ok', '44 failed', '46 ok']);
  });

  test('cannot come back while the fault lasts, and the back-off that grew meanwhile goes on after it', () => {
    // Restarts fail at 20, 30, 50; the fault ends at 60; the next restart is at 90, and 5 later it serves.
    const outage = fault({ effect: { kind: 'crash', silent: false }, from: 20, until: 60, on: ['api'] });
    const record = dying([outage], [61.5, 94.5, 95.5]);
    expect(endings(record.sources[0]!)).toEqual(['61 failed', '94 failed', '96 ok']);
    expect(figure(record, 'restarts')).toBe(4);
  });

  test('stays dead without a restart', () => {
    const outage = fault({ effect: { kind: 'crash', silent: false }, from: 20, on: ['api'] });
    const record = dying([outage], [300.5], { restart: null });
    expect(endings(record.sources[0]!)).toEqual(['300 failed']);
  });
});

describe('a list of who is ready', () => {
  test('is followed by callers after its propagation, both ways', () => {
    const record = run(
      tended(
        {
          duration: 60,
          services: [service({ replicas: 2, work: 1, startup: 5 })],
          // Round robin: 0, 1, 0 ... while both are listed.
          traffic: [traffic({ to: 'api', at: [10.5, 20.5, 22.5, 25.5, 30.5, 32.5] })],
          faults: [kill(20)],
        },
        // Unlisted from 23, listed again from 28: it serves from 25.
        runtime(2, { propagation: ms(3) }),
      ),
    );
    // 10.5 to the first; 20.5 to the second; 22.5 to the dead first; 25.5 to the second, alone on the list; then in turn.
    expect(endings(record.sources[0]!)).toEqual(['11 ok', '21 ok', '22 failed', '26 ok', '31 ok', '33 ok']);
  });
});

describe('a readiness probe', () => {
  test('takes a hung replica off the list after its threshold, and brings it back', () => {
    const record = run(
      tended(
        {
          duration: 400,
          services: [service({ replicas: 2, work: 1, concurrency: 9 })],
          traffic: [traffic({ to: 'api', everyMs: 10, policies: [timeout(5)] })],
          faults: [fault({ effect: { kind: 'hang' }, from: 100, until: 200, on: ['api[0]'] })],
        },
        runtime(2, {
          readiness: {
            initialDelay: 0,
            period: ms(10),
            timeout: ms(2),
            failureThreshold: 3,
            successThreshold: 1,
            work: null,
          },
        }),
      ),
    );
    // Detected within 22 to 32 ms of 100: two or three requests run into the hung one; back within 10 ms of 200.
    const { failed } = record.sources[0]!;
    expect(failed).toBeGreaterThanOrEqual(1);
    expect(failed).toBeLessThanOrEqual(2);
    expect(record.services[0]!.windows.up.every(up => up === 2)).toBe(true);
  });

  test('lets nobody in before a new process has passed it', () => {
    const record = run(
      tended(
        {
          duration: 60,
          services: [service({ work: 1, startup: 5 })],
          traffic: [traffic({ to: 'api', at: [20.5, 26.5, 31.5] })],
          faults: [kill(20)],
        },
        // Serves from 25, passes its first probe at 30.
        runtime(1, {
          readiness: {
            initialDelay: ms(5),
            period: ms(10),
            timeout: ms(2),
            failureThreshold: 1,
            successThreshold: 1,
            work: null,
          },
        }),
      ),
    );
    expect(endings(record.sources[0]!)).toEqual(['20 failed', '26 failed', '32 ok']);
    expect(causes(record.sources[0]!.causes)).toEqual({ 'not-discovered': 2 });
  });
});

describe('a liveness probe', () => {
  test('has a hung process killed after its grace, and the next one does not hang', () => {
    const record = run(
      tended(
        {
          duration: 200,
          services: [service({ work: 1, startup: 5 })],
          traffic: [traffic({ to: 'api', at: [30.5, 150.5] })],
          faults: [fault({ effect: { kind: 'hang' }, from: 30, on: ['api'] })],
        },
        runtime(1, {
          terminationGrace: ms(20),
          liveness: {
            initialDelay: 0,
            period: ms(10),
            timeout: ms(2),
            failureThreshold: 2,
            successThreshold: 1,
            work: null,
          },
        }),
      ),
    );
    expect(log(record, 'liveness-failed')).toHaveLength(1);
    expect(endings(record.sources[0]!).at(-1)).toBe('151 ok');
    expect(causes(record.sources[0]!.causes)).toEqual({ 'connection-lost': 1 });
  });
});

describe('memory', () => {
  const plan = (memory: RuntimePlan['memory']) => runtime(1, { memory, isListed: false });

  test('over its limit kills the process and everybody in it', () => {
    const record = run(
      tended(
        {
          duration: 60,
          services: [service({ work: 10, startup: 5 })],
          traffic: [traffic({ to: 'api', at: [10.5, 11.5, 12.5, 30.5] })],
        },
        // Two fit: the third is one too many.
        plan({ limit: 100, base: 50, perRequest: 20 }),
      ),
    );
    expect(causes(record.sources[0]!.causes)).toEqual({ 'out-of-memory': 3 });
    expect(endings(record.sources[0]!)).toEqual(['12 failed', '12 failed', '12 failed', '40 ok']);
    expect(figure(record, 'outOfMemoryKills')).toBe(1);
    expect(figure(record, 'memoryPeak')).toBeCloseTo(1.1, 9);
  });

  test('that leaks over time is full when the leak has filled it', () => {
    const record = run(
      tended(
        {
          duration: 200,
          services: [service({ work: 1 })],
          traffic: [traffic({ to: 'api', at: [1] })],
          // 50 bytes are free; 1000 bytes a second fill them in 50 ms: at 70, and again 50 after each restart.
          faults: [fault({ effect: { kind: 'memory-leak', perRequest: 0, perSecond: 1000 }, from: 20, on: ['api'] })],
        },
        plan({ limit: 100, base: 50, perRequest: 0 }),
      ),
    );
    // The second restart waits for 10.
    expect(log(record, 'out-of-memory')).toEqual(['70 out-of-memory', '120 out-of-memory', '180 out-of-memory']);
  });

  test('that leaks with every request is full after so many', () => {
    const record = run(
      tended(
        {
          duration: 200,
          services: [service({ work: 1 })],
          traffic: [traffic({ to: 'api', everyMs: 10 })],
          faults: [fault({ effect: { kind: 'memory-leak', perRequest: 10, perSecond: 0 }, on: ['api'] })],
        },
        // The sixth request finds 50 + 5 x 10 and has nothing of its own: not yet; the seventh finds one more.
        plan({ limit: 100, base: 50, perRequest: 0 }),
      ),
    );
    expect(log(record, 'out-of-memory')[0]).toBe('70 out-of-memory');
  });
});

describe('cores of a machine', () => {
  const plan = (request: number, limit = Infinity, isReserved = false) => ({ request, limit, isReserved });

  test('are shared by weight, and what one does not want goes to the others', () => {
    expect(shareOut(4, [4, 4], [plan(1), plan(1)])).toEqual([2, 2]);
    expect(shareOut(4, [4, 4], [plan(3), plan(1)])).toEqual([3, 1]);
    expect(shareOut(4, [1, 9], [plan(3), plan(1)])).toEqual([1, 3]);
    expect(shareOut(8, [2, 3], [plan(1), plan(1)])).toEqual([2, 3]);
  });

  test('that are reserved are their owner’s, however busy the neighbours are', () => {
    expect(shareOut(4, [2, 20], [plan(2, 2, true), plan(1)])).toEqual([2, 2]);
    expect(shareOut(4, [0, 20], [plan(2, 2, true), plan(1)])).toEqual([0, 4]);
  });

  const neighbours = (isReserved: boolean) => {
    const record = run(
      placed(
        {
          duration: 3000,
          window: 100,
          warmup: 500,
          services: [service({ work: 10, concurrency: 9 }), service({ name: 'noisy', work: 100_000, concurrency: 3 })],
          traffic: [traffic({ to: 'api', everyMs: 50 }), traffic({ name: 'batch', to: 'noisy', at: [1, 2, 3] })],
        },
        {
          zones: ['a'],
          machines: { m: 'a' },
          cores: 2,
          on: { api: ['m'], noisy: ['m'] },
          runtimes: {
            api: runtime(1, { cpu: { request: 1, limit: Infinity, isReserved } }),
            noisy: runtime(1),
          },
        },
      ),
    );
    return record.sources[0]!.latency;
  };

  test('a container is slowed by a noisy neighbour at the moments both want more than there is; reserved cores are not', () => {
    expect(neighbours(true).max).toBe(ms(10));
    expect(neighbours(false).max).toBeGreaterThanOrEqual(ms(10));
  });
});
