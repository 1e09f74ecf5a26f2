import { describe, expect, it } from 'vitest';
import { compile, errorsOf, warningsOf, worldOf } from '../compile-text.ts';

const S = 1e9;

const watching = (monitors: string, rest = ''): string => `name: watched
run: { duration: 2h, startsAt: 8h }
services:
  web: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, zone: a, calls: { extras: { timeout: 100ms, optional: true } } }
  extras: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, replicas: 2, zones: [a, b] }
traffic:
  users: { to: web, rate: 100/s, timeout: 1s }
faults:
  bad: { at: 1h, config: { service: web, errors: 50% } }
  slow: { at: 1h, for: 1m, slow: { service: extras, factor: 2 } }
people:
  oncall: { notices: 5m, acts: { lognormal: { p50: 5m, p99: 20m } }, hours: 9h-17h, asleep: 20m }
monitors:
  ${monitors}
${rest}`;

const first = (monitors: string) => worldOf(watching(monitors)).monitoring.monitors[0]!;

describe('monitors', () => {
  it('read as rules on signals, with what a scraper knows', () => {
    const monitor = first(
      `errors: { watch: "users: errorRate > 5%", window: 2m, for: 30s, page: oncall, then: [ { rollBack: bad } ] }`,
    );
    expect(monitor).toMatchObject({
      name: 'errors',
      rules: [
        {
          signal: { metric: 'errorRate', quantile: null, of: { kind: 'traffic', index: 0 } },
          window: 120 * S,
          comparison: '>',
          bound: 0.05,
        },
      ],
      offset: { kind: 'uniform', low: 0, high: 15 * S },
      scrape: 15 * S,
      every: 15 * S,
      pendingFor: 30 * S,
      missing: 'ok',
      tolerance: 150 * S,
      response: { team: 0, again: Infinity, actions: [{ kind: 'end-fault', fault: 0 }] },
    });
  });

  it.each([
    ['users: p(99) > 300ms', { metric: 'latency', quantile: 0.99, of: { kind: 'traffic', index: 0 } }, 3e8],
    ['users:goodput<50/s', { metric: 'goodput', quantile: null, of: { kind: 'traffic', index: 0 } }, 50],
    ['web: up < 2', { metric: 'up', quantile: null, of: { kind: 'service', index: 0 } }, 2],
    ['extras: utilisation >= 80%', { metric: 'utilisation', quantile: null, of: { kind: 'service', index: 1 } }, 0.8],
  ])('understand "%s"', (watch, signal, bound) => {
    expect(first(`m: { watch: "${watch}" }`).rules[0]).toMatchObject({ signal, bound });
  });

  it('turn a burn rate into error rates over two windows', () => {
    const { rules } = first('m: { burnRate: { of: users, objective: 99.9%, factor: 14.4, long: 1h, short: 5m } }');
    expect(rules.map(({ window }) => window / S)).toEqual([3600, 300]);
    for (const { bound } of rules) expect(bound).toBeCloseTo(0.0144, 10);
  });

  it('say what is done, one thing after another', () => {
    const actions = `[ { restart: web, pause: 5s }, { limit: web, to: 20/s, for: 1m }, { purge: extras }, { switchOff: web -> extras }, { takeOut: { zone: a } }, { takeOut: { service: extras, replicas: 1 }, for: 1m }, { repair: slow } ]`;
    expect(first(`m: { watch: "web: up < 1", then: ${actions} }`).response?.actions).toEqual([
      { kind: 'restart', service: 0, pause: 5 * S },
      { kind: 'limit', service: 0, ratePerSecond: 20, length: 60 * S },
      { kind: 'purge', service: 1 },
      { kind: 'switch-off', service: 0, edges: [0], length: Infinity },
      {
        kind: 'take-out',
        replicas: [
          { service: 0, replica: 0 },
          { service: 1, replica: 0 },
        ],
        length: Infinity,
      },
      { kind: 'take-out', replicas: [{ service: 1, replica: 0 }], length: 60 * S },
      { kind: 'end-fault', fault: 1 },
    ]);
  });

  it('know the time of day', () => {
    const { clock, monitoring } = worldOf(watching('m: { watch: "web: up < 1" }'));
    expect(clock).toBe(8 * 3600 * S);
    expect(monitoring.teams[0]).toMatchObject({ hours: { from: 9 * 3600 * S, until: 17 * 3600 * S }, people: 1 });
  });

  it.each([
    ['m: { watch: "nobody: errorRate > 5%" }', 'BR600 monitors.m.watch'],
    ['m: { watch: "users: errorRat > 5%" }', 'BR600 monitors.m.watch'],
    ['m: { watch: "users: errorRate > 5" }', 'BR600 monitors.m.watch'],
    ['m: { watch: "users: up < 1" }', 'BR600 monitors.m.watch'],
    ['m: { watch: "web: p(99) > 1s" }', 'BR600 monitors.m.watch'],
    ['m: { watch: "nonsense" }', 'BR600 monitors.m.watch'],
    ['m: { watch: ["web: up < 1", "nonsense"] }', 'BR600 monitors.m.watch.1'],
    ['m: { page: oncall }', 'BR016 monitors.m'],
    ['m: { watch: "web: up < 1", page: oncal }', 'BR601 monitors.m.page'],
    ['m: { watch: "web: up < 1", page: oncall, after: 1s }', 'BR016 monitors.m.after'],
    ['m: { watch: "web: up < 1", then: [ { repair: nothing } ] }', 'BR602 monitors.m.then.0.repair'],
    ['m: { watch: "web: up < 1", then: [ { rollBack: slow } ] }', 'BR603 monitors.m.then.0.rollBack'],
    ['m: { watch: "web: up < 1", then: [ { restart: wb } ] }', 'BR020 monitors.m.then.0.restart'],
    ['m: { watch: "web: up < 1", then: [ { switchOff: web->nobody } ] }', 'BR024 monitors.m.then.0.switchOff'],
    ['m: { watch: "web: up < 1", then: [ { takeOut: { zone: c } } ] }', 'BR023 monitors.m.then.0.takeOut.zone'],
    ['m: { watch: "web: up < 1", then: [ { takeOut: {} } ] }', 'BR016 monitors.m.then.0.takeOut'],
    ['m: { watch: "web: up < 1", window: 10s }', 'BR604 monitors.m.window'],
    [
      'm: { burnRate: { of: users, objective: 50%, factor: 3, long: 1h, short: 5m } }',
      'BR604 monitors.m.burnRate.factor',
    ],
    [
      'm: { burnRate: { of: users, objective: 99%, factor: 3, long: 5m, short: 1h } }',
      'BR604 monitors.m.burnRate.short',
    ],
    ['users: { watch: "web: up < 1" }', 'BR029 monitors.users'],
  ])('refuse %s', (text, problem) => {
    expect(errorsOf(watching(text))).toContain(problem);
  });

  it('refuse to take out a zone in which nothing runs, which is not to say that there is none', () => {
    const zones = 'zones: { a: {}, b: {}, empty: {} }';
    const { problems } = compile(
      watching('m: { watch: "web: up < 1", then: [ { takeOut: { zone: empty } } ] }', zones),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'BR035',
        path: 'monitors.m.then.0.takeOut.zone',
        message: 'no replica runs in the zone empty: there is nothing to take out',
      }),
    );
  });

  it.each([
    ['users: errorRate => 5%', 'did you mean "users: errorRate >= 5%"?'],
    ['users: p(99) > 300 ms', 'did you mean "users: p(99) > 300ms"?'],
    ['errorRate > 5%', 'did you mean "users: errorRate > 5%"?'],
    ['users: p99 > 300ms', 'did you mean "p(99)"?'],
    ['nonsense', null],
  ])('say what "%s" should have been', (watch, hint) => {
    expect(compile(watching(`m: { watch: "${watch}" }`)).problems).toContainEqual(
      expect.objectContaining({ code: 'BR600', hint }),
    );
  });

  it('warn of windows that never fill, or see too little', () => {
    expect(warningsOf(watching('m: { watch: "web: up < 1", window: 3h }'))).toContain('BR650 monitors.m.window');
    expect(warningsOf(watching('m: { watch: "web: up < 1", window: 20s }'))).toContain('BR651 monitors.m.window');
  });

  it.each([
    ['users: errorRate > 100%', 'this alert can never fire: errorRate is never above 100%'],
    ['users: errorRate >= 0%', 'this alert fires as soon as there is data: errorRate is never below 0%'],
    ['users: p(99.9) < 0s', 'this alert can never fire: p(99.9) is never below 0s'],
    ['users: rate < 0/s', 'this alert can never fire: rate is never below 0/s'],
    ['web: up < 0', 'this alert can never fire: up is never below 0'],
  ])('warn of what no measurement can change: %s', (watch, message) => {
    const { problems } = compile(watching(`m: { watch: ["web: up < 1", "${watch}"] }`));
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'BR652', path: 'monitors.m.watch.1', message }),
    );
  });

  it('do not warn of a bound that can be met', () => {
    const watch = '["users: errorRate >= 100%", "web: up <= 0", "users: p(99) > 0s", "web: queueLength > 9999"]';
    expect(warningsOf(watching(`m: { watch: ${watch} }`)).filter(warning => warning.startsWith('BR652'))).toEqual([]);
  });

  it('may be what a mitigation brings', () => {
    const mitigation = 'mitigations: { watch: { patch: { monitors: { m: { for: 1m } } } } }';
    expect(errorsOf(watching('m: { watch: "web: up < 1" }', mitigation))).toEqual([]);
  });

  it('may be what a statement is about, as people and faults may', () => {
    const statements = 'expect: { baseline: ["m: falseAlarms = 0", "oncall: pages < 2", "bad: timeToDetect < 5m"] }';
    expect(errorsOf(watching('m: { watch: "web: up < 1" }', statements))).toEqual([]);
  });
});

describe('a chaos experiment', () => {
  const chaos = (fault: string): string => `name: chaos
services:
  web: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, replicas: 2 }
  db: { concurrency: 8, queue: { capacity: 10 }, work: 5ms }
traffic:
  users: { to: web, rate: 100/s, timeout: 1s }
faults:
  monkey: ${fault}
`;

  it('strikes single replicas of the services it names, at random times', () => {
    const text =
      '{ at: 1m, for: 3m, random: { services: [web], between: 20s, lasts: 10s, budget: 5, during: 22h-6h, kinds: { crash: 3, slow: 1 }, factor: 4 } }';
    expect(worldOf(chaos(text)).faults[0]).toMatchObject({
      schedule: {
        kind: 'chaos',
        at: 60 * S,
        until: 240 * S,
        between: { kind: 'exponential', mean: 20 * S },
        lasts: { kind: 'constant', value: 10 * S },
        budget: 5,
        atOnce: 1,
        hours: { from: 22 * 3600 * S, until: 6 * 3600 * S },
      },
      effect: {
        kind: 'one-of',
        choices: [
          { weight: 3, effect: { kind: 'crash', silent: false } },
          { weight: 1, effect: { kind: 'slow', factor: 4, added: 0 } },
        ],
      },
      groups: [{ replicas: [{ service: 0, replica: 0 }] }, { replicas: [{ service: 0, replica: 1 }] }],
    });
  });

  it('strikes everybody when it names nobody', () => {
    expect(worldOf(chaos('{ random: { between: 20s, lasts: 10s } }')).faults[0]!.groups).toHaveLength(3);
  });

  it.each([
    ['{ random: { services: [wb], between: 20s, lasts: 10s } }', 'BR020 faults.monkey.random.services'],
    ['{ random: { between: 20s, lasts: 10s, during: 9h } }', 'BR012 faults.monkey.random.during'],
    ['{ random: { between: 20s, lasts: 10s, during: 9h-9h } }', 'BR012 faults.monkey.random.during'],
    ['{ random: { between: 20s, lasts: 10s, kinds: {} } }', 'BR035 faults.monkey.random.kinds'],
    ['{ every: 1m, random: { between: 20s, lasts: 10s } }', 'BR016 faults.monkey.every'],
    ['{ random: { between: 20s, lasts: 10s }, crash: { service: web } }', 'BR016 faults.monkey.crash'],
    ['{ random: { between: 1us, lasts: 10s } }', 'BR031 faults.monkey'],
  ])('refuses %s', (text, problem) => {
    expect(errorsOf(chaos(text))).toEqual([problem]);
  });
});

describe('a bad change', () => {
  const changed = (fault: string): string => `name: changed
services:
  web: { concurrency: 8, queue: { capacity: 10 }, work: 5ms, replicas: 10 }
traffic:
  users: { to: web, rate: 100/s, timeout: 1s }
faults:
  bad: ${fault}
`;

  it('goes out in waves and does one thing to a replica', () => {
    const text = '{ at: 1m, config: { service: web, waves: [10%, 100%], pause: 2m, slow: 3, undo: 5s } }';
    expect(worldOf(changed(text)).faults[0]!.effect).toEqual({
      kind: 'config',
      waves: [0.1, 1],
      pause: 120 * S,
      undo: 5 * S,
      effect: { kind: 'slow', factor: 3, added: 0 },
    });
  });

  it.each([
    ['{ at: 1m, config: { service: web } }', 'BR016 faults.bad.config'],
    ['{ at: 1m, config: { service: web, slow: 3, errors: 10% } }', 'BR016 faults.bad.config'],
    ['{ at: 1m, config: { service: web, slow: 3, waves: [50%, 10%] } }', 'BR016 faults.bad.config'],
    ['{ at: 1m, for: 10s, every: 1m, config: { service: web, slow: 3 } }', 'BR016 faults.bad'],
    ['{ mtbf: 1m, mttr: 10s, config: { service: web, slow: 3 } }', 'BR016 faults.bad'],
  ])('refuses %s', (text, problem) => {
    expect(errorsOf(changed(text))).toEqual([problem]);
  });
});
