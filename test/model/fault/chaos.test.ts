import { describe, expect, it } from 'vitest';
import { untilHours } from '../../../src/model/clock-time.ts';
import type { FaultSchedule, PlainEffect, WorldPlan } from '../../../src/model/plan.ts';
import { fault, log, ms, run, service, traffic, world } from '../../support/world.ts';

type Chaos = Extract<FaultSchedule, { kind: 'chaos' }>;

const constant = (milliseconds: number) => ({ kind: 'constant', value: ms(milliseconds) }) as const;
const CRASH: PlainEffect = { kind: 'crash', silent: false };

/** A turn every 10 ms, each strike lasts 25 ms, on three replicas, for 100 ms. */
function experiment(schedule: Partial<Chaos> = {}, kinds: readonly PlainEffect[] = [CRASH], clock = 0): WorldPlan {
  const plan = world({
    duration: 100,
    clock,
    services: [service({ replicas: 3 })],
    traffic: [traffic({ to: 'api', everyMs: 1 })],
    faults: [fault({ effect: CRASH, on: ['api'], apart: true })],
  });
  return {
    ...plan,
    faults: [
      {
        name: 'monkey',
        crew: null,
        schedule: {
          kind: 'chaos',
          at: 0,
          until: Infinity,
          between: constant(10),
          lasts: constant(25),
          budget: Infinity,
          atOnce: 3,
          hours: null,
          seed: '',
          ...schedule,
        },
        effect: { kind: 'one-of', choices: kinds.map(effect => ({ weight: 1, effect })) },
        groups: plan.faults[0]!.groups,
      },
    ],
  };
}

const starts = (plan: WorldPlan, seed = '1/0') => run(plan, seed).faults[0]!.episodes.map(({ start }) => start / 1e6);

describe('a chaos experiment', () => {
  it('strikes at every turn while it may', () => {
    expect(starts(experiment())).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it('never has more than it may at once: turns that come too early pass', () => {
    const record = run(experiment({ atOnce: 1 }));
    expect(record.faults[0]!.episodes.map(({ start }) => start / 1e6)).toEqual([10, 40, 70, 100]);
    expect([...record.services[0]!.windows.up].every(up => up >= 2)).toBe(true);
  });

  it('stops when its budget is spent', () => {
    expect(starts(experiment({ budget: 2 }))).toEqual([10, 20]);
  });

  it('begins and ends with its schedule', () => {
    expect(starts(experiment({ at: ms(45), until: ms(80) }))).toEqual([55, 65, 75]);
  });

  it('strikes in office hours, and its next turn after them is in the morning', () => {
    const from = 9 * 3600e9;
    // The office opens at 42 ms and closes at 72 ms: the turn of 10 ms passes, and the next one is 10 ms after opening.
    const plan = experiment({ hours: { from, until: from + ms(30) } }, [CRASH], 9 * 3_600_000 - 42);
    expect(starts(plan)).toEqual([52, 62]);
  });

  it('strikes each healthy replica alike, and every one of them sooner or later', () => {
    const struck = new Set<string>();
    for (let seed = 0; seed < 20; seed++)
      for (const { what, text } of run(experiment({ budget: 1 }), `1/${seed}`).log)
        if (what === 'fault-start') struck.add(text);
    expect([...struck].sort()).toEqual(['api[0] crashes', 'api[1] crashes', 'api[2] crashes']);
  });

  it('never strikes what is struck already', () => {
    for (let seed = 0; seed < 20; seed++) {
      const down = new Set<string>();
      for (const { what, text } of run(experiment(), `1/${seed}`).log) {
        if (what === 'fault-start') expect(down.has(text)).toBe(false);
        if (what === 'fault-start') down.add(text);
        if (what === 'fault-end') down.delete(text);
      }
    }
  });

  it('chooses among what it may do', () => {
    const kinds: readonly PlainEffect[] = [CRASH, { kind: 'hang' }, { kind: 'slow', factor: 3, added: 0 }];
    const done = new Set<string>();
    for (let seed = 0; seed < 20; seed++)
      for (const { what, text } of run(experiment({}, kinds), `1/${seed}`).log)
        if (what === 'fault-start') done.add(text.replace(/api\[\d\] /, ''));
    expect([...done].sort()).toEqual(['crashes', 'hangs', 'is 3 times slower']);
  });

  it('is another one under another seed, and changes nobody else’s luck', () => {
    const one = run(experiment({ seed: 'a' }));
    const other = run(experiment({ seed: 'b' }));
    const text = (record: typeof one) =>
      record.log.filter(({ what }) => what === 'fault-start').map(entry => entry.text);
    expect(text(one)).not.toEqual(text(other));
    expect(one.sources[0]!.windows.offered).toEqual(other.sources[0]!.windows.offered);
  });

  it('is called off by whoever ends it', () => {
    const plan = experiment();
    const monitoring = {
      teams: [],
      monitors: [
        {
          name: 'watch',
          rules: [
            {
              signal: { metric: 'up', quantile: null, of: { kind: 'service', index: 0 } },
              window: ms(1),
              comparison: '<',
              bound: 3,
            },
          ],
          offset: constant(0),
          scrape: ms(1),
          every: ms(1),
          lag: 0,
          pendingFor: ms(14),
          keepFor: 0,
          missing: 'ok',
          needs: [],
          tolerance: 0,
          response: { team: null, delay: constant(0), again: Infinity, actions: [{ kind: 'end-fault', fault: 0 }] },
        },
      ],
    } as const;
    const record = run({ ...plan, monitoring });
    expect(log(record, 'fault-start', 'fault-end', 'action')).toEqual([
      '10 fault-start',
      '20 fault-start',
      '24 fault-end',
      '24 fault-end',
      '24 action',
    ]);
  });
});

describe('office hours', () => {
  const HOUR = 3600e9;
  const office = { from: 9 * HOUR, until: 17 * HOUR };
  it.each([
    ['before them', 8, 1],
    ['when they begin', 9, 0],
    ['within them', 12, 0],
    ['when they end', 17, 16],
    ['in the night', 23, 10],
    ['two days later', 48 + 8, 1],
  ])('%s', (_, now, wait) => {
    expect(untilHours(office, 0, now * HOUR)).toBe(wait * HOUR);
  });

  it('go over midnight', () => {
    const night = { from: 22 * HOUR, until: 6 * HOUR };
    expect([21, 22, 2, 6].map(now => untilHours(night, 0, now * HOUR) / HOUR)).toEqual([1, 0, 0, 16]);
  });

  it('count from the time of day at the start', () => {
    expect(untilHours(office, 8 * HOUR, HOUR / 2)).toBe(HOUR / 2);
  });
});
