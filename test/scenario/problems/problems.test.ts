import { describe, expect, test } from 'vitest';
import { CODES } from '../../../src/scenario/problems/codes.ts';
import { renderProblem } from '../../../src/scenario/problems/problem.ts';
import { compile, errorsOf, small } from '../compile-text.ts';

const EIGHT_MISTAKES = `name: eight-mistakes
run: { duration: 60, warmup: 10s }
services:
  gateway:
    replica: 2
    work: { p50: 4ms, p98: 20ms }
    calls:
      ordes: { timeout: 500ms, retry: { attempts: 0 } }
\torders: {}
`;

describe('everything wrong is told at once, with its place', () => {
  test('eight mistakes give eight problems, each with its line and a caret', () => {
    const text = EIGHT_MISTAKES.replace('\torders: {}', '  orders: { queue: { discipline: liffo } }').concat(
      'traffic: { shoppers: { to: gateway, rate: 900 } }\nexpect: { baseline: ["p99 < 1s"] }\n',
    );
    const { plan, problems } = compile(text);
    expect(plan).toBeNull();
    expect(problems.map(renderProblem).join('\n')).toBe(
      `
what-if.yaml:2:18: error BR012: expected a duration such as 2m30s, found the bare number 60 (did you mean 60s?)
 2 | run: { duration: 60, warmup: 10s }
   |                  ^
what-if.yaml:5:5: error BR010: unknown key "replica" in services.gateway (did you mean "replicas"?)
 5 |     replica: 2
   |     ^
what-if.yaml:6:23: error BR010: unknown key "p98" in services.gateway.work (did you mean "p99"?)
 6 |     work: { p50: 4ms, p98: 20ms }
   |                       ^
what-if.yaml:8:7: error BR020: unknown service "ordes"; there is gateway and orders (did you mean "orders"?)
 8 |       ordes: { timeout: 500ms, retry: { attempts: 0 } }
   |       ^
what-if.yaml:8:51: error BR015: expected at least 1, found 0
 8 |       ordes: { timeout: 500ms, retry: { attempts: 0 } }
   |                                                   ^
what-if.yaml:9:34: error BR014: expected fifo, lifo, adaptive-lifo, priority or codel, found "liffo" (did you mean "lifo"?)
 9 |   orders: { queue: { discipline: liffo } }
   |                                  ^
what-if.yaml:10:43: error BR012: expected a rate such as 900/s or a map, found the bare number 900 (did you mean 900/s?)
 10 | traffic: { shoppers: { to: gateway, rate: 900 } }
    |                                           ^
what-if.yaml:11:23: error BR036: unknown metric "p99"; there is availability, fullAvailability, timeAvailability, longestOutage, throughput, goodput, mean, p(99), max, amplification, wastedWork, replicaHours, recovery, metastable, utilisation, queueLength, waitingTime, sojournTime and rejected (did you mean "p(99)"?)
 11 | expect: { baseline: ["p99 < 1s"] }
    |                       ^`.slice(1),
    );
  });

  test('a tab keeps the caret under its column', () => {
    const [problem] = compile(EIGHT_MISTAKES).problems;
    expect(problem).toMatchObject({ code: 'BR002', line: 9 });
    const rendered = renderProblem({ ...problem!, line: 9, column: 2, source: '\torders: {}' });
    expect(rendered.split('\n').slice(1)).toEqual([' 9 | \torders: {}', '   | \t^']);
  });

  test('a line of a thousand characters is shown around the column', () => {
    const line = `${'a'.repeat(700)}B${'a'.repeat(300)}`;
    const [, shown, caret] = renderProblem({ ...compile('').problems[0]!, column: 701, source: line }).split('\n');
    expect(shown!.length).toBeLessThan(200);
    expect(shown![caret!.indexOf('^')]).toBe('B');
  });

  test('every reported code has a title and the severity of its number', () => {
    for (const { code, severity } of compile(EIGHT_MISTAKES).problems) {
      expect(CODES[code]).toBeTruthy();
      expect(severity).toBe(Number(code.slice(2)) < 50 ? 'error' : 'warning');
    }
  });

  test('a file with thousands of mistakes tells two hundred of them', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `  s${i}: { wrk: 1ms }`).join('\n');
    expect(compile(`name: a\nservices:\n${many}\ntraffic: { t: { to: s0, rate: 1/s } }`).problems).toHaveLength(200);
  });
});

describe('what may be written for nothing', () => {
  test.each([
    ['a map', small().replace('api: {', 'db:\n  api: {'), 'write "db: {}" for all defaults'],
    ['a section', small('faults:'), 'indent below it what belongs to it, or leave the key out'],
    ['all services', 'name: a\nservices:\ntraffic: { t: { to: a, rate: 1/s } }', 'indent below it what belongs to it'],
    ['a text', small('title:'), null],
  ])('%s', (_, text, hint) => {
    expect(compile(text).problems).toMatchObject([{ code: 'BR013', hint }]);
  });
});

describe('a hint says what to write instead of', () => {
  const call = (policy: string): string => small().replace('timeout: 1s', policy);

  test.each([
    ['a number in quotes', small().replace('concurrency: 8', 'concurrency: "8"'), 'write 8, without quotes'],
    ['yes', call('deadline: yes'), 'write true'],
    ['off', call('deadline: off'), 'write false'],
    ['true for a map', call('breaker: true'), 'write "breaker: {}" for all defaults'],
    ['false for a map', call('breaker: false'), 'leave the key out; in a patch, `null` removes it'],
    ['a text for a list', small('expect: { baseline: availability > 9% }'), 'write ["availability > 9%"]'],
    [
      'a statement about somebody without quotes',
      small('expect: { baseline: [users: p(99) < 1s] }'),
      'put it in quotes: "users: p(99) < 1s"',
    ],
    [
      'a mitigation for a set of them',
      small('mitigations: { m: { patch: { services: { api: { replicas: 2 } } } } }\ncompare: [m]'),
      'write ["m"]',
    ],
    [
      'a percentage for a number',
      small('faults: { f: { at: 1m, for: 1m, slow: { service: api, factor: 300% } } }'),
      'write 3',
    ],
    ['names for maps', small().replace('work: 5ms', 'work: 5ms, calls: [db, cache]'), 'write { db: {}, cache: {} }'],
    ['a name for a map', small('zones: east'), 'write { east: {} }'],
    ['a file for a list of rates', small().replace('rate: 100/s', 'profile: { replay: rates.csv }'), null],
    ['a key without its colon', small().replace('work: 5ms', 'work 5ms'), 'did you mean "work: 5ms"?'],
  ])('%s', (_, text, hint) => {
    expect(compile(text).problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ hint }]);
  });

  test.each([
    ['true or false', (map: string) => small().replace('timeout: 1s', `deadline: ${map}`)],
    ['a text', (map: string) => small(`expect: { baseline: [${map}] }`)],
    ['a number', (map: string) => small().replace('concurrency: 8', `concurrency: ${map}`)],
    ['a list', (map: string) => small(`expect: { baseline: ${map} }`)],
    ['a map', (map: string) => small(`zones: [${map}]`)],
  ])('for %s nothing where it is a map with keys that mean something to JavaScript', (_, text) => {
    for (const map of ['{ toString: {} }', '{ toString: 1 }', '{ valueOf: { toString: {} } }'])
      expect(errorsOf(text(map)).map(error => error.slice(0, 5))).toEqual(['BR013']);
  });

  test('an unknown key that is like none: the keys there are', () => {
    const { problems } = compile(small().replace('work: 5ms', 'work: { gaussian: { mean: 5ms } }'));
    expect(problems).toMatchObject([{ code: 'BR010', hint: null }]);
    expect(problems[0]!.message).toMatch(/^unknown key "gaussian" in services.api.work; there is .*exponential/);
  });

  test('nothing: that there is nothing', () => {
    const { problems } = compile(
      small('mitigations: { m: { patch: { services: { api: { replicas: 2 } } } } }\ncompare: [[]]'),
    );
    expect(problems).toMatchObject([{ message: 'expected at least one entry, found an empty list' }]);
  });
});

test('two letters that have changed places are one slip, also in short names', () => {
  const hintOf = (name: string) => compile(small().replace('to: api', `to: ${name}`)).problems[0]!.hint;
  expect(hintOf('aip')).toBe('did you mean "api"?');
  expect(hintOf('pia')).toBeNull();
});

describe('services that are missing', () => {
  test.each(['service: { api: {} }', 'services:', 'services: [api]'])(
    'as in "%s" are not missed by all who name one',
    key => {
      const rest = 'traffic: { t: { to: api, rate: 1/s } }\nmitigations: { m: { patch: { services: { db: {} } } } }';
      expect(errorsOf(`name: a\n${key}\n${rest}`).filter(error => error.startsWith('BR020'))).toEqual([]);
    },
  );
});

describe('what is wrong with a patch alone', () => {
  const patched = (patch: string): string => `name: a
services: { web: { calls: { db: { timeout: 1s } } }, db: {} }
traffic: { users: { to: web, rate: 1/s } }
mitigations:
  m:
    patch: ${patch}
  n: { patch: { services: { db: { replicas: 2 } } } }`;

  test.each([
    ['{ services: { db: null } }', ['2:29 with the patch of "m": unknown service "db"; there is web']],
    ['{ traffic: null }', ['1:1 with the patch of "m": "traffic" is missing']],
    ['{ traffic: { users: null } }', ['3:1 with the patch of "m": there must be at least one traffic source']],
    ['{ services: { web: { calls: { dbb: {} } } } }', ['6:42 unknown service "dbb"; there is web and db']],
  ])('%s names it where the line itself is right', (patch, expected) => {
    const errors = compile(patched(patch)).problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(expected);
  });

  test('is told without the warning that nothing else is in it', () => {
    expect(compile(patched('{ run: { seed: 2 } }')).problems.map(({ code }) => code)).toEqual(['BR016']);
  });

  test('says which patches when it takes two of them', () => {
    const text = `name: a
services:
  web: { calls: { db: { timeout: 1s, operation: read } } }
  db: { operations: { read: {} } }
traffic: { users: { to: web, rate: 1/s } }
mitigations:
  m: { patch: { services: { db: { operations: { read: null } } } } }
  n: { patch: { services: { db: { operations: { write: {} } } } } }
compare: [[m, n]]`;
    expect(compile(text).problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { line: 3, message: expect.stringContaining('with the patch of "m": unknown operation') },
    ]);
  });

  test('is not what was wrong without it', () => {
    const { problems } = compile(patched('{ services: { db: { concurrency: 2 } } }').replace('to: web', 'to: wep'));
    expect(problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'unknown service "wep"; there is web and db',
    ]);
  });
});

describe('sets to compare', () => {
  const comparing = (compare: string): string =>
    small(`mitigations: { m: { patch: { services: { api: { replicas: 2 } } } } }\ncompare: ${compare}`);

  test.each([
    ['[[m, m]]', 'BR029 compare.0.1'],
    ['[{ name: x, mitigations: [m, m] }]', 'BR029 compare.0.mitigations.1'],
    ['[[m], [m]]', 'BR029 compare.1'],
    ['[{ name: baseline, mitigations: [m] }]', 'BR029 compare.0'],
  ])('%s has something twice', (compare, error) => {
    expect(errorsOf(comparing(compare))).toEqual([error]);
  });
});

describe('single mistakes', () => {
  test.each([
    ['a missing key', 'name: a\nservices: { s: {} }\ntraffic: { t: { rate: 1/s } }', ['BR011 traffic.t.to']],
    ['an empty service', small().replace('api: {', 'db:\n  api: {'), ['BR013 services.db']],
    ['a name with a dot', small().replace('api: {', 'a.b: {}\n  api: {'), ['BR019 services.a.b']],
    ['a share above one', small().replace('work: 5ms', 'work: 5ms, errors: 120%'), ['BR015 services.api.errors']],
    ['a duration of half a year', small('run: { duration: 180d }'), ['BR015 run.duration']],
    ['a word for a number', small().replace('capacity: 10', 'capacity: lots'), ['BR013 services.api.queue.capacity']],
    ['a text for a boolean', small().replace('timeout: 1s', 'deadline: sometimes'), ['BR013 traffic.users.deadline']],
    ['a warm-up as long as the run', small('run: { duration: 1m, warmup: 60s }'), ['BR030 run.warmup']],
    ['a source named as a service', small().replace('users:', 'api:'), ['BR029 traffic.api']],
    [
      'a rate and a profile',
      small().replace('rate:', 'profile: { steps: [{ at: 0s, rate: 1/s }] }, rate:'),
      ['BR016 traffic.users.profile'],
    ],
    ['no way of arriving', small().replace('rate: 100/s, ', ''), ['BR016 traffic.users']],
    ['users without think time', small().replace('rate: 100/s', 'users: 3'), ['BR011 traffic.users.users']],
    [
      'users who never pause',
      small().replace('rate: 100/s', 'users: 3, thinkTime: 0s'),
      ['BR015 traffic.users.thinkTime'],
    ],
    ['an unknown operation', small().replace('to: api', 'to: api/browse'), ['BR021 traffic.users.to']],
    [
      'an unfittable distribution',
      small().replace('work: 5ms', 'work: { p50: 9ms, p99: 3ms }'),
      ['BR017 services.api.work'],
    ],
    [
      'a breaker that counts both ways',
      small().replace('timeout: 1s', 'breaker: { failures: 3, failureRate: 50% }'),
      ['BR016 traffic.users.breaker'],
    ],
    [
      'weights for a random balancer',
      small().replace('timeout: 1s', 'balancer: { kind: random, weights: [1] }'),
      ['BR016 traffic.users.balancer'],
    ],
    [
      'too few weights',
      small().replace('timeout: 1s', 'balancer: { kind: weighted, weights: [1, 2] }'),
      ['BR034 traffic.users.balancer.weights'],
    ],
    [
      'a load balancer in front of nothing',
      small().replace('api: {', 'lb: { kind: load-balancer }\n  api: {'),
      ['BR033 services.lb'],
    ],
    ['a flow that forgets the work', small().replace('work: 5ms', 'work: 5ms, flow: []'), ['BR032 services.api.flow']],
    [
      'a flow that calls a stranger',
      small().replace('work: 5ms', 'work: 5ms, flow: [work, db]'),
      ['BR032 services.api.flow.1'],
    ],
    [
      'a fault of two kinds',
      small('faults: { f: { at: 1m, hang: { service: api }, crash: { service: api } } }'),
      ['BR016 faults.f'],
    ],
    ['a fault of no kind', small('faults: { f: { at: 1m } }'), ['BR016 faults.f']],
    ['a fault without a target', small('faults: { f: { at: 1m, hang: {} } }'), ['BR016 faults.f.hang']],
    [
      'a slow fault that slows nothing',
      small('faults: { f: { at: 1m, slow: { service: api } } }'),
      ['BR016 faults.f.slow'],
    ],
    [
      'a fault both planned and random',
      small('faults: { f: { at: 1m, mtbf: 1h, mttr: 1m, hang: { service: api } } }'),
      ['BR016 faults.f'],
    ],
    [
      'more replicas struck than there are',
      small('faults: { f: { at: 1m, hang: { service: api, replicas: 2 } } }'),
      ['BR035 faults.f.hang.replicas'],
    ],
    ['an unknown zone', small('faults: { f: { at: 1m, hang: { zone: a } } }'), ['BR023 faults.f.hang.zone']],
    [
      'a zone that is not among those declared',
      small('zones: { east: {} }\nnodes: { n: { zone: eats } }'),
      ['BR023 nodes.n.zone'],
    ],
    ['an unknown node', small('faults: { f: { at: 1m, crash: { node: n1 } } }'), ['BR200 faults.f.crash.node']],
    [
      'a machine of a kind that has fewer',
      small('nodes: { n: { count: 2 } }\nfaults: { f: { at: 1m, crash: { node: n-2 } } }'),
      ['BR200 faults.f.crash.node'],
    ],
    [
      'an autoscaler that aims at nothing, and begins outside of its bounds',
      small().replace('work: 5ms', 'work: 5ms, runtime: vm, autoscaler: { min: 2, max: 4 }'),
      ['BR016 services.api.autoscaler', 'BR204 services.api.autoscaler'],
    ],
    [
      'an autoscaler whose least is above its most',
      small().replace('work: 5ms', 'work: 5ms, runtime: vm, autoscaler: { min: 4, max: 2, queue: 1 }'),
      ['BR204 services.api.autoscaler.min'],
    ],
    [
      'an autoscaler and a rollout of a service that nobody looks after',
      small().replace('work: 5ms', 'work: 5ms, autoscaler: { max: 4, queue: 1 }, rollout: {}'),
      ['BR016 services.api.autoscaler', 'BR016 services.api.rollout'],
    ],
    [
      'a deployment of a service that nobody deploys',
      small('faults: { f: { at: 1m, for: 1m, deploy: { service: api, errors: 5% } } }'),
      ['BR205 faults.f.deploy.service'],
    ],
    ['an unknown region', small('faults: { f: { at: 1m, crash: { region: eu } } }'), ['BR201 faults.f.crash.region']],
    [
      'a zone of an undeclared region',
      small('regions: { eu: {} }\nzones: { a: { region: us } }'),
      ['BR201 zones.a.region'],
    ],
    ['a pair that is none', small('zones: { a: {} }\nnetwork: { pairs: { a: 1ms } }'), ['BR202 network.pairs.a']],
    [
      'a pair with an unknown end',
      small('zones: { a: {} }\nnetwork: { pairs: { a->b: 1ms } }'),
      ['BR023 network.pairs.a->b'],
    ],
    [
      'an unknown link',
      small('faults: { f: { at: 1m, partition: { link: api->db } } }'),
      ['BR024 faults.f.partition.link'],
    ],
    [
      'an unknown shared dependency',
      small('faults: { f: { at: 1m, hang: { shared: power } } }'),
      ['BR025 faults.f.hang.shared'],
    ],
    [
      'an unknown source',
      small('faults: { f: { at: 1m, surge: { traffic: user, factor: 2 } } }'),
      ['BR022 faults.f.surge.traffic'],
    ],
    [
      'an unknown mitigation',
      small('mitigations: { m: { patch: { services: { api: { replicas: 2 } } } } }\ncompare: [[n]]'),
      ['BR026 compare.0.0'],
    ],
    ['statements about an unknown variant', small('expect: { all: ["availability > 9%"] }'), ['BR027 expect.all']],
    [
      'a patch with a bad key',
      small('mitigations: { m: { patch: { services: { api: { replicaz: 2 } } } } }'),
      ['BR010 services.api.replicaz'],
    ],
    [
      'a patch of the experiment',
      small('mitigations: { m: { patch: { run: { seed: 2 } } } }'),
      ['BR016 mitigations.m.patch.run'],
    ],
    [
      'a mitigation called baseline',
      small('mitigations: { baseline: { patch: { services: { api: { replicas: 2 } } } } }'),
      ['BR029 mitigations.baseline'],
    ],
  ])('%s', (_, text, expected) => {
    expect(errorsOf(text)).toEqual(expected);
  });

  test('a cycle of certain calls is an error, with a way out of it a total outage and a cycle are legal', () => {
    const cycle = (probability: string): string =>
      `name: a\nservices: { a: { calls: { b: {} } }, b: { calls: { a: { probability: ${probability} } } } }\ntraffic: { t: { to: a, rate: 1/s } }\nfaults: { all: { at: 1m, for: 10s, crash: { service: a } } }`;
    expect(errorsOf(cycle('100%'))).toEqual(['BR028 services.a.calls.b']);
    expect(errorsOf(cycle('50%'))).toEqual([]);
  });

  test('a bad key in a patch is reported at its own line, once, however many variants it is in', () => {
    const text = small(
      'mitigations:\n  m: { patch: { services: { api: { replicas: 2 } } } }\n  n: { patch: { services: { api: { replicaz: 2 } } } }',
    );
    const { problems } = compile(text);
    expect(problems.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code: 'BR010', line: 8, column: 36 },
    ]);
  });
});
