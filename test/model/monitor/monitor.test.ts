import { describe, expect, it } from 'vitest';
import type { FigureName } from '../../../src/model/figures.ts';
import type { ActionPlan, MonitoringPlan, MonitorPlan, RulePlan, TeamPlan } from '../../../src/model/monitor/plan.ts';
import type { ReplicationRecord } from '../../../src/model/record.ts';
import {
  causes,
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

const NOW = { kind: 'constant', value: 0 } as const;
const after = (milliseconds: number) => ({ kind: 'constant', value: ms(milliseconds) }) as const;

/** More than half of the requests of the first traffic source fail, over 4 s. */
const errorRate = (changes: Partial<RulePlan> = {}): RulePlan => ({
  signal: { metric: 'errorRate', quantile: null, of: { kind: 'traffic', index: 0 } },
  window: ms(4000),
  comparison: '>',
  bound: 0.5,
  ...changes,
});

/** Scrapes and evaluates every full second. */
const monitor = (changes: Partial<MonitorPlan> = {}): MonitorPlan => ({
  name: 'errors',
  rules: [errorRate()],
  offset: NOW,
  scrape: ms(1000),
  every: ms(1000),
  lag: 0,
  pendingFor: 0,
  keepFor: 0,
  missing: 'ok',
  needs: [],
  tolerance: 0,
  response: null,
  ...changes,
});

const automation = (actions: readonly ActionPlan[], delay = 0): MonitorPlan['response'] => ({
  team: null,
  delay: after(delay),
  again: Infinity,
  actions,
});

const paging = (team = 0): MonitorPlan['response'] => ({
  team,
  delay: NOW,
  again: Infinity,
  actions: [{ kind: 'end-fault', fault: 0 }],
});

const team = (changes: Partial<TeamPlan> = {}): TeamPlan => ({
  name: 'oncall',
  people: 1,
  notices: after(4000),
  acts: after(6000),
  hours: null,
  asleep: null,
  ...changes,
});

const watching = (monitors: readonly MonitorPlan[], teams: readonly TeamPlan[] = []): MonitoringPlan => ({
  monitors,
  teams,
});

/** Ten requests a second, in step with the clock; from 10 s on all of them fail. */
const failing = (changes: Partial<WorldDraft> = {}): WorldDraft => ({
  duration: 60_000,
  window: 1000,
  services: [service({})],
  traffic: [traffic({ to: 'api', everyMs: 100 })],
  faults: [fault({ name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api'], from: 10_000 })],
  ...changes,
});

const seconds = (record: ReplicationRecord, subject: string, name: FigureName): number | null => {
  const value = figureOf(record, subject, name);
  return value == null ? null : value / 1e9;
};

describe('a monitor', () => {
  it('sees a fault when its window has filled enough with it', () => {
    // At 12 s half of the last 4 s are bad, which is not more than half; at 13 s three quarters are.
    const record = run(failing({ monitoring: watching([monitor()]) }));
    expect(log(record, 'alert-fired')).toEqual(['13000 alert-fired']);
    expect(seconds(record, 'bad', 'timeToDetect')).toBe(3);
  });

  it('waits until the condition has held for long enough', () => {
    const record = run(failing({ monitoring: watching([monitor({ pendingFor: ms(2000) })]) }));
    expect(log(record, 'alert-fired')).toEqual(['15000 alert-fired']);
  });

  it('sees samples as late as they arrive', () => {
    const record = run(failing({ monitoring: watching([monitor({ lag: ms(5000) })]) }));
    expect(log(record, 'alert-fired')).toEqual(['18000 alert-fired']);
  });

  it('evaluates what the last scrape read, not what is true now', () => {
    // Scrapes at 0, 8, 16 s; two of them are in a window of 8 s. At 16 s six of the eight seconds were bad.
    const slow = monitor({ scrape: ms(8000), every: ms(8000), rules: [errorRate({ window: ms(8000) })] });
    expect(log(run(failing({ monitoring: watching([slow]) })), 'alert-fired')).toEqual(['16000 alert-fired']);
  });

  it('loses sight between two scrapes when its window is shorter than two of them', () => {
    const short = monitor({ scrape: ms(8000), rules: [errorRate({ window: ms(8000) })] });
    const record = run(failing({ duration: 30_000, monitoring: watching([short]) }));
    expect(log(record, 'alert-fired', 'alert-resolved')).toEqual([
      '16000 alert-fired',
      '17000 alert-resolved',
      '24000 alert-fired',
      '25000 alert-resolved',
    ]);
  });

  it('needs all of its rules: a short burn is not enough for the long window', () => {
    const rules = [errorRate({ window: ms(20_000), bound: 0.2 }), errorRate({ window: ms(2000), bound: 0.2 })];
    const firings = (until?: number) => {
      const bad = { name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api'], from: 30_000 } as const;
      const faults = [fault(until === undefined ? bad : { ...bad, until })];
      return log(run(failing({ faults, monitoring: watching([monitor({ rules })]) })), 'alert-fired');
    };
    // 3 s of 20 are 15 %; 5 s are 25 %, at 35 s.
    expect(firings(33_000)).toEqual([]);
    expect(firings()).toEqual(['35000 alert-fired']);
  });

  it('reads latencies between two scrapes, of answers only', () => {
    const slow = fault({ effect: { kind: 'slow', factor: 1, added: ms(50) }, on: ['api'], from: 10_000 });
    const rule: RulePlan = {
      signal: { metric: 'latency', quantile: 0.5, of: { kind: 'traffic', index: 0 } },
      window: ms(2000),
      comparison: '>',
      bound: ms(20),
    };
    const services = [service({ work: 1 })];
    const record = run(failing({ services, faults: [slow], monitoring: watching([monitor({ rules: [rule] })]) }));
    // At 11 s ten of the last twenty answers were slow, and the median is still a fast one.
    expect(log(record, 'alert-fired')).toEqual(['12000 alert-fired']);
  });

  it('reads gauges of a service: replicas that answer, and queues', () => {
    const crash = fault({ effect: { kind: 'crash', silent: false }, on: ['api[1]'], from: 10_000, until: 20_000 });
    const up: RulePlan = {
      signal: { metric: 'up', quantile: null, of: { kind: 'service', index: 0 } },
      window: ms(1000),
      comparison: '<',
      bound: 2,
    };
    const draft = failing({ services: [service({ replicas: 2 })], faults: [crash] });
    const record = run({ ...draft, monitoring: watching([monitor({ rules: [up] })]) });
    expect(log(record, 'alert-fired', 'alert-resolved')).toEqual(['10000 alert-fired', '22000 alert-resolved']);
  });

  it('counts as its callers do: whoever is refused or times out is an error of the service', () => {
    const crash = fault({ effect: { kind: 'crash', silent: true }, on: ['api'], from: 10_000 });
    const rule = errorRate({ signal: { metric: 'errorRate', quantile: null, of: { kind: 'service', index: 0 } } });
    const sources = [traffic({ to: 'api', everyMs: 100, policies: [timeout(500)] })];
    const record = run(
      failing({ traffic: sources, faults: [crash], monitoring: watching([monitor({ rules: [rule] })]) }),
    );
    // Errors end half a second later than they begin: at 13 s they are 25 of 40.
    expect(log(record, 'alert-fired')).toEqual(['13000 alert-fired']);
  });
});

describe('a monitor that depends on what it watches', () => {
  const crash = fault({ name: 'bad', effect: { kind: 'crash', silent: false }, on: ['api'], from: 10_000 });
  const blind = (missing: MonitorPlan['missing']) =>
    log(run(failing({ faults: [crash], monitoring: watching([monitor({ missing, needs: [0] })]) })), 'alert-fired');

  it('sees nothing when that is down, and calls it well', () => {
    expect(blind('ok')).toEqual([]);
    expect(blind('keep')).toEqual([]);
  });

  it('raises the alarm when silence is one', () => {
    // The sample of 9 s is the last; a rate needs two within 4 s, and from 13 s on there is one. Silence before the
    // first two samples is an alarm as well, and is over at 1 s.
    expect(blind('alert')).toEqual(['0 alert-fired', '13000 alert-fired']);
  });
});

describe('an alert that somebody answers', () => {
  it('has automation end the fault after its delay, and is resolved when the window has emptied', () => {
    const response = automation([{ kind: 'end-fault', fault: 0 }], 2000);
    const record = run(failing({ monitoring: watching([monitor({ response })]) }));
    expect(log(record, 'alert-fired', 'action', 'fault-end', 'alert-resolved')).toEqual([
      '13000 alert-fired',
      '15000 fault-end',
      '15000 action',
      '17000 alert-resolved',
    ]);
    expect(seconds(record, 'bad', 'timeToRepair')).toBe(5);
    expect(figureOf(record, 'errors', 'falseAlarms')).toBe(0);
    expect(figureOf(record, 'errors', 'missedFaults')).toBe(0);
    expect(figureOf(record, 'errors', 'actions')).toBe(1);
  });

  it('pages people, who notice, look and act in their own time', () => {
    const record = run(failing({ monitoring: watching([monitor({ response: paging() })], [team()]) }));
    expect(log(record, 'alert-fired', 'operator-looks', 'action')).toEqual([
      '13000 alert-fired',
      '17000 operator-looks',
      '23000 action',
    ]);
    expect(figureOf(record, 'oncall', 'pages')).toBe(1);
  });

  it('wastes the time of people when it is over before they look, and they do nothing', () => {
    const short = fault({
      name: 'bad',
      effect: { kind: 'errors', share: 1 },
      on: ['api'],
      from: 10_000,
      until: 13_000,
    });
    const record = run(failing({ faults: [short], monitoring: watching([monitor({ response: paging() })], [team()]) }));
    expect(log(record, 'alert-resolved', 'operator-looks', 'action')).toEqual([
      '15000 alert-resolved',
      '17000 operator-looks',
    ]);
  });

  it('waits for the only operator, who is busy with another', () => {
    const other = monitor({ name: 'other', response: { ...paging()!, actions: [] } });
    const monitors = [other, monitor({ response: paging() })];
    const alone = run(failing({ monitoring: watching(monitors, [team()]) }));
    const two = run(failing({ monitoring: watching(monitors, [team({ people: 2 })]) }));
    expect(log(alone, 'operator-looks')).toEqual(['17000 operator-looks', '27000 operator-looks']);
    expect(log(alone, 'action')).toEqual(['33000 action']);
    expect(log(two, 'action')).toEqual(['23000 action']);
  });

  it('waits for the morning, unless somebody is woken up', () => {
    const clock = 9 * 3_600_000 - 20_000;
    const hours = { from: 9 * 3600e9, until: 17 * 3600e9 };
    const at = (asleep: TeamPlan['asleep']) =>
      log(
        run(failing({ clock, monitoring: watching([monitor({ response: paging() })], [team({ hours, asleep })]) })),
        'action',
      );
    expect(at(null)).toEqual(['30000 action']);
    expect(at(after(5000))).toEqual(['24000 action']);
  });

  it('is answered again while it goes on', () => {
    const response = { ...automation([{ kind: 'purge', service: 0 }])!, again: ms(10_000) };
    const record = run(failing({ duration: 35_000, monitoring: watching([monitor({ response })]) }));
    expect(log(record, 'action')).toEqual(['13000 action', '23000 action', '33000 action']);
  });

  it('with a threshold in the noise is a false alarm, which is counted and answered', () => {
    const rule = errorRate({ bound: 0, comparison: '>=' });
    const response = automation([{ kind: 'end-fault', fault: 0 }]);
    const record = run(
      failing({ faults: failing().faults!, monitoring: watching([monitor({ rules: [rule], response })]) }),
    );
    expect(log(record, 'alert-fired', 'action')).toEqual(['1000 alert-fired', '1000 action']);
    expect(figureOf(record, 'errors', 'falseAlarms')).toBe(1);
    // It fired before the fault and goes on: no news.
    expect(figureOf(record, 'errors', 'missedFaults')).toBe(1);
    expect(figureOf(record, 'bad', 'timeToDetect')).toBeNull();
  });
});

describe('what can be done about an alert', () => {
  const then = (action: ActionPlan, changes: Partial<WorldDraft> = {}): ReplicationRecord =>
    run(failing({ monitoring: watching([monitor({ response: automation([action]) })]), ...changes }));

  it('limits what a service admits, for a while', () => {
    const record = then({ kind: 'limit', service: 0, ratePerSecond: 2, length: ms(10_000) });
    expect(log(record, 'action', 'action-undone')).toEqual(['13000 action', '23000 action-undone']);
    // 99 arrive in these ten seconds, from 13.1 s to 22.9 s: two find the full bucket, 19 what has been filled in.
    expect(causes(record.sources[0]!.causes)['rate-limited']).toBe(78);
  });

  it('empties a queue: whoever waits is turned away', () => {
    const hang = fault({ effect: { kind: 'slow', factor: 1, added: ms(600_000) }, on: ['api'], from: 10_000 });
    const queue: RulePlan = {
      signal: { metric: 'queueLength', quantile: null, of: { kind: 'service', index: 0 } },
      window: ms(1000),
      comparison: '>',
      bound: 20,
    };
    const response = automation([{ kind: 'purge', service: 0 }]);
    const monitoring = watching([monitor({ rules: [queue], response })]);
    const record = run(failing({ duration: 14_000, faults: [hang], monitoring }));
    // At 13 s, after the request of that moment: 31 have come since 10 s, one is in service.
    expect(record.log.find(({ what }) => what === 'action')?.text).toBe('the queue of api is emptied: 30 were waiting');
    expect(causes(record.sources[0]!.causes)['load-shed']).toBe(30);
  });

  it('restarts replicas one after another', () => {
    const record = then(
      { kind: 'restart', service: 0, pause: ms(5000) },
      { services: [service({ replicas: 2, startup: 1000 })] },
    );
    const { up } = record.services[0]!.windows;
    expect([...up].slice(12, 21)).toEqual([2, 1, 2, 2, 2, 2, 1, 2, 2]);
  });

  it('switches calls off, and answers are degraded without them', () => {
    const record = run({
      duration: 20_000,
      window: 1000,
      services: [service({ name: 'web', edges: [{ to: 'extras' }] }), service({ name: 'extras', errors: 1 })],
      traffic: [traffic({ to: 'web', everyMs: 100 })],
      monitoring: watching([
        monitor({ response: automation([{ kind: 'switch-off', service: 0, edges: [0], length: ms(5000) }]) }),
      ]),
    });
    // The first two samples are there at 1 s; the request of that moment is a little earlier than what is done.
    const { degraded, failed } = record.sources[0]!.windows;
    expect([...degraded].slice(0, 8)).toEqual([0, 9, 10, 10, 10, 10, 0, 0]);
    expect([...failed].slice(0, 8)).toEqual([9, 1, 0, 0, 0, 0, 10, 10]);
  });

  it('takes replicas out of every balancer', () => {
    const bad = fault({ name: 'bad', effect: { kind: 'errors', share: 1 }, on: ['api[0]'], from: 10_000 });
    const rule = errorRate({ bound: 0.3 });
    const action: ActionPlan = { kind: 'take-out', replicas: [{ service: 0, replica: 0 }], length: ms(10_000) };
    const record = run(
      failing({
        services: [service({ replicas: 2 })],
        faults: [bad],
        monitoring: watching([monitor({ rules: [rule], response: automation([action]) })]),
      }),
    );
    const { failed } = record.sources[0]!.windows;
    expect([...failed].slice(9, 26)).toEqual([0, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5]);
  });
});
