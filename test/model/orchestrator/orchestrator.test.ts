/** The orchestrator: scaling by the formula, rolling updates, roll-backs, and machines that die. */
import { describe, expect, test } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import { desiredReplicas, fewestAfterStep, mostAfterStep, stabilised } from '../../../src/model/orchestrator/hpa.ts';
import type { FaultPlan, WorldPlan } from '../../../src/model/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import type { RuntimePlan } from '../../../src/model/runtime-plan.ts';
import { placed, runtime } from '../../support/infrastructure.ts';
import {
  endings,
  fault,
  figureOf,
  healthCheck,
  log,
  ms,
  run,
  service,
  timeout,
  traffic,
  type WorldDraft,
} from '../../support/world.ts';

const figure = (record: ReplicationRecord, name: FigureName) => figureOf(record, 'api', name);

describe("the autoscaler's formula", () => {
  test('is the ratio of metric and target times the replicas, rounded up', () => {
    expect(desiredReplicas(4, 0.9, 0.5, 0.1)).toBe(8);
    expect(desiredReplicas(5, 1.5, 0.5, 0.1)).toBe(15);
    expect(desiredReplicas(20, 0.3, 0.6, 0.1)).toBe(10);
  });

  test('lets a ratio within the tolerance be', () => {
    expect([0.55, 0.65, 0.5401, 0.6599].map(metric => desiredReplicas(10, metric, 0.6, 0.1))).toEqual([10, 10, 10, 10]);
    expect([0.539, 0.661].map(metric => desiredReplicas(10, metric, 0.6, 0.1))).toEqual([9, 12]);
  });

  test('takes the most cautious wish of the window', () => {
    const wishes = [
      { at: 0, replicas: 9 },
      { at: 60, replicas: 4 },
      { at: 120, replicas: 6 },
    ];
    expect(stabilised(10, wishes, 120, 0, 300)).toBe(9);
    expect(stabilised(10, wishes, 120, 0, 60)).toBe(6);
    expect(stabilised(3, wishes, 120, 300, 300)).toBe(4);
    expect(stabilised(3, wishes, 120, 0, 300)).toBe(6);
    expect(stabilised(5, wishes, 120, 300, 300)).toBe(5);
  });

  test('goes up by four or doubles, whichever is more, and down as far as it is let', () => {
    const up = { stabilisation: 0, percent: 1, replicas: 4, period: 1 };
    expect([1, 4, 10].map(before => mostAfterStep(before, up))).toEqual([5, 8, 20]);
    expect(fewestAfterStep(10, { ...up, percent: 1, replicas: 0 })).toBe(0);
    expect(fewestAfterStep(10, { ...up, percent: 0.1, replicas: 2 })).toBe(8);
  });
});

const autoscaler = (changes: Partial<NonNullable<RuntimePlan['autoscaler']>> = {}): RuntimePlan['autoscaler'] => ({
  min: 1,
  max: 4,
  metric: 'utilisation',
  target: 0.5,
  syncPeriod: ms(100),
  tolerance: 0.1,
  scaleUp: { stabilisation: 0, percent: 1, replicas: 4, period: ms(100) },
  scaleDown: { stabilisation: ms(300), percent: 1, replicas: 0, period: ms(100) },
  ...changes,
});

describe('an autoscaled service', () => {
  // 8 ms of work every 10 ms on one slot: 80 % instead of 50 %; two replicas would have 40 %.
  const record = run(
    placed(
      {
        duration: 1000,
        window: 50,
        services: [service({ replicas: 4, work: 8, startup: 20 })],
        traffic: [
          traffic({
            to: 'api',
            arrivals: {
              kind: 'open',
              pacing: 'constant',
              rate: [
                { at: 0, perSecond: 100 },
                { at: ms(500), perSecond: 100 },
                { at: ms(500), perSecond: 10 },
              ],
              period: null,
            },
          }),
        ],
      },
      { zones: [], on: {}, runtimes: { api: runtime(1, { autoscaler: autoscaler() }) } },
    ),
  );

  test('orders what the formula says, once, and ends what is too much when the window for that is over', () => {
    // The last wish for two is of the sync at 500; 300 later it has left the window, and the sync after that acts.
    expect(log(record, 'scale-out', 'scale-in')).toEqual(['100 scale-out', '900 scale-in']);
    expect(figure(record, 'mostReplicas')).toBe(2);
  });

  test('is paid for from the order to the end, and not before or after', () => {
    // One all the time; the second from 100 to 900, and a look or two longer, until it is idle.
    const { replicaTime } = record.services[0]!;
    expect(replicaTime).toBeGreaterThanOrEqual(ms(1000 + 800));
    expect(replicaTime).toBeLessThanOrEqual(ms(1000 + 820));
  });

  test('serves with the second one only when it has started', () => {
    const { up } = record.services[0]!.windows;
    expect(up[1]).toBe(1);
    expect(up[2]).toBeCloseTo(1 + 30 / 50, 9);
    expect(up[3]).toBe(2);
  });
});

describe('a place for a replica that does not exist yet', () => {
  const record = run(
    placed(
      {
        duration: 1000,
        services: [service({ replicas: 4, work: 8, startup: 20 })],
        traffic: [
          traffic({
            to: 'api',
            everyMs: 10,
            healthCheck: healthCheck({ interval: 10, timeout: 4, unhealthy: 3, healthy: 2 }),
          }),
        ],
        faults: [fault({ effect: { kind: 'slow', factor: 1, added: 1 }, on: ['api[0]', 'api[1]'], from: 5, until: 6 })],
      },
      { zones: [], on: {}, runtimes: { api: runtime(3, { autoscaler: autoscaler({ min: 3, max: 4 }) }) } },
    ),
  );

  test('is probed by nobody', () => {
    expect(log(record, 'replica-out', 'replica-in')).toEqual([]);
    expect(figure(record, 'removals')).toBe(0);
  });

  test('does not count among the replicas that a fault is said to strike', () => {
    expect(record.log.find(({ what }) => what === 'fault-start')!.text).toMatch(/^2 of 3 replicas of api /);
  });
});

const deploy = (effect: Partial<Extract<FaultPlan['effect'], { kind: 'deploy' }>>, from: number, until = Infinity) => ({
  ...fault({
    name: 'release',
    effect: { kind: 'deploy', errors: 0, factor: 1, crashAfter: Infinity, isNeverReady: false, ...effect },
    from,
    ...(until === Infinity ? {} : { until }),
    on: ['api'],
  }),
});

/** The faults called `release` strike the deployment of the first service. */
function deployed(draft: WorldDraft, plan: RuntimePlan): WorldPlan {
  const world = placed(draft, { zones: [], on: {}, runtimes: { api: plan } });
  const faults = world.faults.map(each =>
    each.name === 'release'
      ? { ...each, groups: [{ replicas: [], links: [], sources: [], hosts: [], interconnects: [], deployments: [0] }] }
      : each,
  );
  return { ...world, faults };
}

describe('a rolling update', () => {
  const roll = (effect: Parameters<typeof deploy>[0], rollout: Partial<RuntimePlan['rollout']>, until = Infinity) =>
    run(
      deployed(
        {
          duration: 2000,
          window: 10,
          // Two replicas and the place of one more.
          services: [service({ replicas: 3, work: 1, concurrency: 9, startup: 30 })],
          traffic: [traffic({ to: 'api', everyMs: 10 })],
          faults: [deploy(effect, 100, until)],
        },
        runtime(2, { rollout }),
      ),
    );

  test('of a good version loses nothing: one more starts, then one old ends, and again', () => {
    const record = roll({}, {});
    expect(record.sources[0]!.failed).toBe(0);
    const { existing, up } = record.services[0]!.windows;
    // The third starts at 100 and serves from 130; the first ends there, and its place is taken at once.
    expect([existing![9], existing![10], existing![15], existing![19]]).toEqual([2, 3, 3, 2]);
    expect(Math.min(...up)).toBe(2);
  });

  test('of a version that is never ready stops where it is: the old ones stay', () => {
    const record = roll({ isNeverReady: true }, { progressDeadline: ms(200) });
    expect(record.sources[0]!.failed).toBe(0);
    expect(log(record, 'rollout', 'rollout-failed')).toEqual(['100 rollout', '300 rollout-failed']);
    expect(record.services[0]!.windows.existing!.at(-1)).toBe(3);
  });

  test('that failed is rolled back if that is wanted', () => {
    const record = roll({ isNeverReady: true }, { progressDeadline: ms(200), isRolledBack: true });
    expect(log(record, 'rollout', 'rollout-failed')).toEqual(['100 rollout', '300 rollout-failed', '300 rollout']);
    expect(record.services[0]!.windows.existing!.at(-1)).toBe(2);
  });

  test('of a version that answers with errors reaches everybody, unless somebody looks at the errors', () => {
    const blind = roll({ errors: 1 }, {});
    expect(blind.sources[0]!.failed).toBeGreaterThan(150);
    const watched = roll({ errors: 1 }, { isRolledBack: true, maxErrors: 0.1, interval: ms(50), minReady: ms(400) });
    expect(log(watched, 'rollout-failed')).toHaveLength(1);
    expect(watched.sources[0]!.failed).toBeLessThan(blind.sources[0]!.failed / 3);
    expect(watched.sources[0]!.windows.failed.slice(170).every(failed => failed === 0)).toBe(true);
  });

  test('is undone by whoever ends the fault', () => {
    const record = roll({ errors: 1 }, {}, 1000);
    expect(log(record, 'rollout')).toEqual(['100 rollout', '1000 rollout']);
    expect(record.sources[0]!.windows.failed.slice(115).every(failed => failed === 0)).toBe(true);
  });

  test('of a version that crashes goes on restarting it', () => {
    const record = roll({ crashAfter: ms(10) }, { minReady: ms(100) });
    expect(figure(record, 'restarts')).toBeGreaterThan(3);
    expect(record.services[0]!.windows.existing!.at(-1)).toBe(3);
  });
});

describe('a machine that dies', () => {
  const control = { lease: ms(10), check: ms(5), grace: ms(40), toleration: ms(300) };
  const outage = (until: number) =>
    run(
      placed(
        {
          duration: 1000,
          services: [service({ replicas: 2, work: 1, concurrency: 9, startup: 20 })],
          traffic: [traffic({ to: 'api', everyMs: 10 })],
          faults: [fault({ name: 'dark', effect: { kind: 'crash', silent: true }, from: 100, until, on: ['api'] })],
        },
        {
          zones: ['a'],
          machines: { m: 'a', n: 'a' },
          on: { api: ['m', 'n'] },
          choices: { api: [['m', 'n']] },
          runtimes: { api: runtime(2) },
          nodeControl: control,
          struck: { dark: ['m'] },
        },
      ),
    );
  const timeOf = (record: ReturnType<typeof run>, what: string) =>
    record.log.filter(entry => entry.what === what).map(({ at }) => at / 1e6 - 100);

  test('is noticed 30 to 45 ms later, and its replica is started elsewhere 300 ms after that', () => {
    const record = outage(2000);
    const [lost] = timeOf(record, 'node-lost');
    expect(lost).toBeGreaterThanOrEqual(30);
    expect(lost).toBeLessThanOrEqual(45);
    expect(timeOf(record, 'node-evicted')).toEqual([lost! + 300]);
    expect(record.services[0]!.windows.up.at(-1)).toBe(2);
    // Until it is noticed every other request runs into the dead one: nobody answers, and nobody waits for ever here.
    expect(record.sources[0]!.inFlight + record.sources[0]!.failed).toBeGreaterThanOrEqual(1);
  });

  test('that comes back in time keeps its replica', () => {
    const record = outage(200);
    expect(timeOf(record, 'node-evicted')).toEqual([]);
    expect(timeOf(record, 'node-found')).toHaveLength(1);
    expect(record.services[0]!.windows.up.at(-1)).toBe(2);
    expect(endings(record.sources[0]!).at(-1)).toContain('ok');
  });
});

describe('a machine that is cut off', () => {
  const control = { lease: ms(10), check: ms(5), grace: ms(40), toleration: ms(300) };
  const record = run(
    placed(
      {
        duration: 1000,
        window: 10,
        // Two replicas and the place of one more.
        services: [service({ replicas: 3, work: 1, concurrency: 9, startup: 20 })],
        traffic: [traffic({ to: 'api', everyMs: 10, policies: [timeout(5)] })],
        faults: [fault({ name: 'cut', effect: { kind: 'partition' }, from: 100, until: 700, on: ['api'] })],
      },
      {
        zones: ['a'],
        machines: { m: 'a', n: 'a' },
        on: { api: ['m', 'n'] },
        choices: { api: [['m', 'n']] },
        runtimes: { api: runtime(2) },
        nodeControl: control,
        struck: { cut: ['m'] },
      },
    ),
  );
  const [lost] = record.log.filter(({ what }) => what === 'node-lost').map(({ at }) => at / 1e6);
  const { existing, up } = record.services[0]!.windows;

  test('misses its leases like a dead one, and callers leave its replica alone from then on', () => {
    expect(lost).toBeGreaterThanOrEqual(130);
    expect(lost).toBeLessThanOrEqual(145);
    const { failed } = record.sources[0]!.windows;
    expect(failed.slice(0, 10).every(count => count === 0)).toBe(true);
    // Every other request until it is missed, one every ten.
    expect(record.sources[0]!.failed).toBeGreaterThanOrEqual(1);
    expect(failed.slice(16).every(count => count === 0)).toBe(true);
  });

  test('goes on running what is started elsewhere meanwhile: for a while there is one too many', () => {
    expect(log(record, 'node-evicted')).toEqual([`${lost! + 300} node-evicted`]);
    const evicted = Math.ceil((lost! + 300) / 10);
    expect([existing![evicted - 2], existing![evicted + 1], up[evicted - 2], up[evicted + 4]]).toEqual([2, 3, 2, 3]);
    expect([existing![69], existing![75], up[75]]).toEqual([3, 2, 2]);
  });

  test('is replaced so long after it was last heard of: grace, toleration and a start', () => {
    expect(figure(record, 'timeToServe')).toBe(ms(lost! + 300 + 20 - 100));
  });
});
