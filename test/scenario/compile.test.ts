import { describe, expect, test } from 'vitest';
import type { EdgePlan, WorldPlan } from '../../src/model/plan.ts';
import { compile, EXAMPLE, errorsOf, planOf, small, warningsOf, worldOf } from './compile-text.ts';

const MS = 1e6;
const S = 1e9;

const policiesOf = (edge: EdgePlan | undefined): Record<string, object> =>
  Object.fromEntries(edge!.policies.map(({ kind, settings }) => [kind, settings]));

const edgeOf = (world: WorldPlan, name: string): EdgePlan => {
  const edges = [...world.services.flatMap(({ edges }) => edges), ...world.traffic.map(({ edge }) => edge)];
  return edges.find(edge => edge.name === name)!;
};

describe('the example of the documentation', () => {
  const plan = planOf(EXAMPLE);
  const [baseline] = plan.variants;

  test('becomes an experiment of five variants', () => {
    expect(plan).toMatchObject({
      name: 'retry-storm',
      seed: 7,
      replications: 10,
      maxReplications: 40,
      compare: 'each',
    });
    expect(plan.variants.map(({ name, mitigations, answers }) => ({ name, mitigations, answers }))).toEqual([
      { name: 'baseline', mitigations: [], answers: [] },
      { name: 'backoff-with-jitter', mitigations: ['backoff-with-jitter'], answers: ['unbounded-retries'] },
      { name: 'retry-budget', mitigations: ['retry-budget'], answers: [] },
      { name: 'circuit-breaker', mitigations: ['circuit-breaker'], answers: [] },
      {
        name: 'all',
        mitigations: ['backoff-with-jitter', 'retry-budget', 'circuit-breaker'],
        answers: ['unbounded-retries'],
      },
    ]);
  });

  test('has the run, in nanoseconds', () => {
    expect(baseline!.world).toMatchObject({ duration: 360 * S, warmup: 60 * S, window: S, objective: 0.99 });
  });

  test('has services with their slots, queues and distributions', () => {
    const { services } = baseline!.world;
    expect(
      services.map(({ name, replicas, concurrency, queue }) => [name, replicas, concurrency, queue.capacity]),
    ).toEqual([
      ['storefront', 4, 64, 256],
      ['orders', 3, 32, Number.POSITIVE_INFINITY],
      ['orders-db', 1, 16, Number.POSITIVE_INFINITY],
      ['recommendations', 2, 1, Number.POSITIVE_INFINITY],
    ]);
    expect(services.map(({ operations }) => operations[0]!.work.kind)).toEqual([
      'lognormal',
      'constant',
      'exponential',
      'lognormal',
    ]);
    expect(services[2]!.operations[0]!.work).toEqual({ kind: 'exponential', mean: 8 * MS });
    expect(services[0]!.operations).toMatchObject([
      {
        name: 'default',
        errors: 0,
        flow: [
          { kind: 'work', share: 1 },
          { kind: 'calls', calls: [{ edge: 0, operation: 0, probability: 1, optional: false }] },
          { kind: 'calls', calls: [{ edge: 1, operation: 0, probability: 1, optional: true }] },
        ],
      },
    ]);
  });

  test('has edges with their policies', () => {
    expect(edgeOf(baseline!.world, 'storefront->orders')).toMatchObject({
      target: 1,
      latency: null,
      loss: 0,
      balancer: { kind: 'random', weights: [], decay: 10e9, panicThreshold: 0, slowStart: null, shards: null },
      healthCheck: null,
      outlierDetection: null,
      discovery: null,
      cancellation: false,
      deadline: false,
      scope: 'replica',
    });
    expect(policiesOf(edgeOf(baseline!.world, 'storefront->orders'))).toMatchObject({
      'attempt-timeout': { limit: 500 * MS },
      retry: { attempts: 4, backoff: { kind: 'none' }, budget: null },
    });
    expect(policiesOf(edgeOf(baseline!.world, 'shoppers->storefront'))).toEqual({
      'attempt-timeout': { limit: 3 * S },
    });
  });

  test('strikes the database as one', () => {
    expect(baseline!.world.faults).toEqual([
      {
        name: 'slow-db',
        schedule: { kind: 'scheduled', at: 120 * S, length: 30 * S, every: null },
        crew: null,
        effect: { kind: 'slow', factor: 8, added: 0 },
        groups: [
          {
            replicas: [{ service: 2, replica: 0 }],
            links: [],
            sources: [],
            hosts: [],
            interconnects: [],
            deployments: [],
          },
        ],
      },
    ]);
  });

  test('has patched worlds', () => {
    const all = plan.variants[4]!.world;
    expect(policiesOf(edgeOf(all, 'orders->orders-db'))).toMatchObject({
      'attempt-timeout': { limit: 400 * MS },
      retry: {
        attempts: 3,
        backoff: { kind: 'exponential', base: 50 * MS, factor: 2, max: 2 * S, jitter: 'full' },
        budget: { kind: 'ratio', ratio: 0.1, minPerSecond: 0, window: 10 * S },
      },
      breaker: {
        trip: { kind: 'time-window', length: 10 * S, minimumCalls: 20, failureRate: 0.5 },
        openFor: 5 * S,
        halfOpenCalls: 5,
      },
    });
    expect(policiesOf(edgeOf(baseline!.world, 'orders->orders-db')).breaker).toBeUndefined();
  });

  test('has its statements where they belong', () => {
    expect(plan.variants.map(variant => variant.expect.map(({ text }) => text))).toEqual([
      ['recovery = never'],
      [],
      [],
      [],
      ['availability >= 99%', 'p(99) < 1s', 'recovery < 20s', 'amplification < 1.3'],
    ]);
  });

  test('is warned about, once per place', () => {
    expect(warningsOf(EXAMPLE)).toEqual([
      'BR051 services.storefront.calls.orders.timeout',
      'BR052 services.storefront.calls.orders.retry',
      'BR053 services.orders',
      'BR052 services.orders.calls.orders-db.retry',
      'BR053 services.orders-db',
      'BR050 services.recommendations',
      'BR053 services.recommendations',
    ]);
  });
});

describe('what the command line changes', () => {
  test('--set is a merge patch that every variant gets', () => {
    const plan = planOf(EXAMPLE, {
      overrides: ['services.orders-db.replicas=2', 'traffic.shoppers.rate={ constant: 5/s }'],
    });
    for (const { world } of plan.variants) {
      expect(world.services[2]!.replicas).toBe(2);
      expect(world.traffic[0]!.arrivals).toMatchObject({ pacing: 'constant', rate: [{ at: 0, perSecond: 5 }] });
    }
  });

  test('an empty value removes', () => {
    const plan = planOf(EXAMPLE, { overrides: ['services.storefront.calls.orders.retry='] });
    expect(policiesOf(edgeOf(plan.variants[0]!.world, 'storefront->orders')).retry).toBeUndefined();
  });

  test('each is laid over what those before it have made', () => {
    const overrides = [
      'faults.f={ at: 1s, for: 1s, hang: { service: api } }',
      'faults.f.at=2s',
      'services.api.replicas=3',
      'services.api.replicas=null',
    ];
    const { faults, services } = planOf(small(), { overrides }).variants[0]!.world;
    expect(faults).toMatchObject([{ schedule: { at: 2e9 } }]);
    expect(services[0]!.replicas).toBe(1);
  });

  test('what is not there to be removed is told with the names that are', () => {
    expect(compile(small(), { overrides: ['services.api.queu.capacity=null'] }).problems).toMatchObject([
      { message: 'there is no services.api.queu to remove', hint: 'did you mean "queue"?' },
    ]);
  });

  test.each([
    ['services.api.replicas', 'BR007'],
    ['services..replicas=2', 'BR007'],
    ['services.apu.replicas=2', 'BR007'],
    ['services.__proto__.replicas=2', 'BR004'],
    ['services.api.replicaz=2', 'BR010'],
    ['services.api.replicas={', 'BR002'],
    ['services.api.replicaz=null', 'BR007'],
    ['services.apu=null', 'BR007'],
    ['toString=null', 'BR007'],
    ['traffic.users.timeuot=', 'BR007'],
    ['traffic.users.timeuot=# none', 'BR007'],
    ['extends=base.yaml', 'BR007'],
    ['extends=null', 'BR007'],
    ['run.seed=!!binary aGk=', 'BR003'],
    ['services.api.replicas=two', 'BR013'],
  ])('--set %s is refused', (override, code) => {
    const { plan, problems } = compile(small(), { overrides: [override] });
    expect(plan).toBeNull();
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code, file: '--set', source: override },
    ]);
  });

  test('flags replace what run says', () => {
    const plan = planOf(EXAMPLE, { adjust: { seed: '9', replications: '3', duration: '90s', warmup: '5s' } });
    expect(plan).toMatchObject({ seed: 9, replications: 3, maxReplications: 12 });
    expect(plan.variants[1]!.world).toMatchObject({ duration: 90 * S, warmup: 5 * S });
  });

  test('a seed with leading zeros stays as it is', () => {
    expect(planOf(small(), { adjust: { seed: '007' } }).seed).toBe('007');
  });

  test('a bad flag is told by its name', () => {
    expect(compile(small(), { adjust: { replications: 'abc' } }).problems).toMatchObject([
      { code: 'BR013', file: '--replications', line: 1, column: 1, source: 'abc' },
    ]);
  });

  test('only the chosen variants are compiled, the baseline always', () => {
    expect(planOf(EXAMPLE, { variants: ['all'] }).variants.map(({ name }) => name)).toEqual(['baseline', 'all']);
    expect(compile(EXAMPLE, { variants: ['al'] }).problems).toMatchObject([
      ...warningsOf(EXAMPLE).map(() => ({})),
      { code: 'BR027', file: '--variant', hint: 'did you mean "all"?' },
    ]);
  });
});

describe('operations, flows and edges', () => {
  const text = `name: shop
services:
  web:
    work: 4ms
    errors: 1%
    calls:
      db: { timeout: 100ms }
      ads: { timeout: 20ms, optional: true }
    operations:
      browse: {}
      buy:
        work: 9ms
        errors: 0%
        calls:
          db: { operation: write, probability: 50% }
          ads: { timeout: 5ms }
        flow: [{ work: 40% }, { parallel: [db, ads] }, work]
      ping: { calls: {} }
  db: { operations: { read: { work: 1ms }, write: { work: 3ms } } }
  ads: {}
traffic:
  users: { to: web, rate: 1/s, operations: { browse: 80, buy: 20 } }
  robots: { to: web/ping, rate: { constant: 60/min }, clients: 3, priority: -1 }
`;
  const world = worldOf(text);
  const [web] = world.services;

  test('an operation inherits what it does not say', () => {
    expect(web!.operations.map(({ name, work, errors }) => ({ name, work, errors }))).toEqual([
      { name: 'browse', work: { kind: 'constant', value: 4 * MS }, errors: 0.01 },
      { name: 'buy', work: { kind: 'constant', value: 9 * MS }, errors: 0 },
      { name: 'ping', work: { kind: 'constant', value: 4 * MS }, errors: 0.01 },
    ]);
    expect(web!.operations[0]!.flow).toHaveLength(3);
    expect(web!.operations[2]!.flow).toEqual([{ kind: 'work', share: 1 }]);
  });

  test('a flow has shares of work and calls in parallel', () => {
    expect(web!.operations[1]!.flow).toEqual([
      { kind: 'work', share: 0.4 },
      {
        kind: 'calls',
        calls: [
          { edge: 0, operation: 1, probability: 0.5, optional: false, onMiss: null },
          { edge: 2, operation: 0, probability: 1, optional: true, onMiss: null },
        ],
      },
      { kind: 'work', share: 0.6 },
    ]);
  });

  test('an operation shares the edge of its service unless it has client-side settings of its own', () => {
    expect(web!.edges.map(edge => [edge.name, policiesOf(edge)])).toEqual([
      ['web->db', { 'attempt-timeout': { limit: 100 * MS } }],
      ['web->ads', { 'attempt-timeout': { limit: 20 * MS } }],
      ['web/buy->ads', { 'attempt-timeout': { limit: 5 * MS } }],
    ]);
  });

  test('traffic is a mix of operations or one of them', () => {
    expect(world.traffic.map(({ mix, clients, priority }) => ({ mix, clients, priority }))).toEqual([
      {
        mix: [
          { operation: 0, weight: 80 },
          { operation: 1, weight: 20 },
        ],
        clients: 1,
        priority: 0,
      },
      { mix: [{ operation: 2, weight: 1 }], clients: 3, priority: -1 },
    ]);
    expect(world.traffic[1]!.arrivals).toMatchObject({ pacing: 'constant', rate: [{ at: 0, perSecond: 1 }] });
  });

  test('a load balancer takes no slot, no work and no thread', () => {
    const [balancer] = worldOf(`name: a
services: { lb: { kind: load-balancer, calls: { s: { balancer: round-robin } } }, s: {} }
traffic: { t: { to: lb, rate: 1/s } }`).services;
    expect(balancer).toMatchObject({
      kind: 'load-balancer',
      concurrency: Number.POSITIVE_INFINITY,
      threading: 'async',
    });
    expect(balancer!.operations[0]!.flow).toEqual([
      { kind: 'calls', calls: [{ edge: 0, operation: 0, probability: 1, optional: false, onMiss: null }] },
    ]);
    expect(balancer!.edges[0]!.balancer.kind).toBe('round-robin');
  });
});

describe('faults strike groups', () => {
  const world = (fault: string): WorldPlan =>
    worldOf(`name: a
services:
  a: { replicas: 3, zones: [east, west], calls: { b: {} } }
  b: { replicas: 2, zone: east, operations: { x: { calls: { c: { timeout: 1s } } }, y: { calls: { c: {} } } } }
  c: {}
shared: { power: { services: [c], replicas: { a: 1 }, zones: [west] } }
traffic: { t: { to: a, rate: 1/s } }
faults: { f: { ${fault} } }`);
  const groups = (fault: string) => world(fault).faults[0]!.groups;
  const replica = (service: number, n: number) => ({ service, replica: n });
  const only = (part: object) => ({
    replicas: [],
    links: [],
    sources: [],
    hosts: [],
    interconnects: [],
    deployments: [],
    ...part,
  });

  test.each([
    ['at: 1m, hang: { service: a, replicas: 2 }', [only({ replicas: [replica(0, 0), replica(0, 1)] })]],
    ['at: 1m, hang: { zone: east }', [only({ hosts: [0] })]],
    ['at: 1m, hang: { shared: power }', [only({ replicas: [replica(2, 0), replica(0, 0)], hosts: [1] })]],
    ['at: 1m, partition: { link: a->b }', [only({ links: [{ service: 0, edge: 0 }] })]],
    [
      'at: 1m, partition: { link: b -> c }',
      [
        only({
          links: [
            { service: 1, edge: 0 },
            { service: 1, edge: 1 },
          ],
        }),
      ],
    ],
    ['at: 1m, partition: { link: b/x->c }', [only({ links: [{ service: 1, edge: 0 }] })]],
    ['at: 1m, loss: { link: t->a, share: 5% }', [only({ links: [{ service: null, edge: 0 }] })]],
    ['at: 1m, surge: { traffic: t, factor: 3 }', [only({ sources: [0] })]],
    [
      'mtbf: 1h, mttr: 1m, hang: { service: b }',
      [only({ replicas: [replica(1, 0)] }), only({ replicas: [replica(1, 1)] })],
    ],
    ['mtbf: 1h, mttr: 1m, together: true, hang: { service: b }', [only({ replicas: [replica(1, 0), replica(1, 1)] })]],
    ['mtbf: 1h, mttr: 1m, hang: { zone: west }', [only({ hosts: [1] })]],
  ])('%s', (fault, expected) => {
    expect(groups(fault)).toEqual(expected);
  });

  test.each([
    ['at: 1m, crash: { service: b }', { kind: 'crash', silent: false }],
    ['at: 1m, crash: { zone: east }', { kind: 'crash', silent: true }],
    ['at: 1m, crash: { shared: power }', { kind: 'crash', silent: true }],
    ['at: 1m, crash: { shared: power, silent: false }', { kind: 'crash', silent: false }],
    ['at: 1m, slow: { service: b, added: 2ms }', { kind: 'slow', factor: 1, added: 2 * MS }],
    ['at: 1m, slow: { link: a->b, factor: 3 }', { kind: 'slow', factor: 3, added: 0 }],
    ['at: 1m, errors: { service: b, share: 20% }', { kind: 'errors', share: 0.2 }],
    ['at: 1m, loss: { service: b, share: 20% }', { kind: 'loss', share: 0.2 }],
    ['at: 1m, capacity: { service: b, lost: 50% }', { kind: 'capacity', share: 0.5 }],
    ['at: 1m, partition: { zone: east }', { kind: 'partition' }],
  ])('%s has its effect', (fault, effect) => {
    expect(world(fault).faults[0]!.effect).toEqual(effect);
  });

  test('a random fault has exponential times by their mean, or any distribution', () => {
    const [fault] = world('mtbf: 1h, mttr: { uniform: { min: 1m, max: 3m } }, hang: { service: b }').faults;
    expect(fault!.schedule).toEqual({
      kind: 'random',
      timeToFailure: { kind: 'exponential', mean: 3600 * S },
      timeToRepair: { kind: 'uniform', low: 60 * S, high: 180 * S },
    });
  });

  test('a scheduled fault may repeat', () => {
    expect(world('at: 1m, for: 5s, every: 30s, hang: { service: b }').faults[0]!.schedule).toEqual({
      kind: 'scheduled',
      at: 60 * S,
      length: 5 * S,
      every: 30 * S,
    });
  });
});

describe('warnings', () => {
  test.each([
    ['a load that cannot be served', small().replace('100/s', '2000/s'), ['BR050 services.api']],
    [
      'an unbounded queue',
      small().replace('capacity: 10', 'capacity: unbounded'),
      ['BR053 services.api.queue.capacity'],
    ],
    ['a call that may wait for ever', small().replace(', timeout: 1s', ''), ['BR054 traffic.users']],
    [
      'retries that nothing holds back',
      small().replace('timeout: 1s', 'timeout: 1s, retry: { attempts: 3 }'),
      ['BR052 traffic.users.retry'],
    ],
    ['retries with a budget', small().replace('timeout: 1s', 'timeout: 1s, retry: { attempts: 3, budget: 10% }'), []],
    ['a fault without an end', small('faults: { f: { at: 1m, hang: { service: api } } }'), ['BR055 faults.f']],
    [
      'a fault that ends too late',
      small('faults: { f: { at: 1m, for: 1h, hang: { service: api } } }'),
      ['BR055 faults.f.for'],
    ],
    [
      'a fault after the end',
      small('faults: { f: { at: 1h, for: 1m, hang: { service: api } } }'),
      ['BR056 faults.f.at'],
    ],
    [
      'a fault in the warm-up',
      small('run: { warmup: 1m }\nfaults: { f: { at: 5s, for: 1m, hang: { service: api } } }'),
      ['BR056 faults.f.at'],
    ],
    [
      'a verdict from one replication',
      small('run: { replications: 1 }\nexpect: { baseline: ["availability > 9%"] }'),
      ['BR057 run.replications'],
    ],
    [
      'a service that nobody calls',
      small().replace('api: {', 'apy: { queue: { capacity: 1 } }\n  api: {'),
      ['BR058 services.apy'],
    ],
    [
      'an unheard-of cause',
      small('mitigations: { m: { answers: bad-luck, patch: { services: { api: { replicas: 2 } } } } }'),
      ['BR059 mitigations.m.answers'],
    ],
    [
      'a patch that changes nothing',
      small('mitigations: { m: { patch: { services: { api: { work: 5ms } } } } }'),
      ['BR060 mitigations.m.patch'],
    ],
    [
      'a patch that removes what is not there',
      small('mitigations: { m: { patch: { services: { api: { work: 6ms, cache: null } } } } }'),
      ['BR060 mitigations.m.patch.services.api.cache'],
    ],
    [
      'a patch that removes what a later one sets a key of',
      small(
        'mitigations: { m: { patch: { services: { api: { queue: null } } } }, n: { patch: { services: { api: { queue: { capacity: 9 } } } } } }',
      ),
      ['BR053 services.api', 'BR062 mitigations.m.patch.services.api.queue'],
    ],
    [
      'but not when the later one removes it, or they are not compared together',
      small(
        'compare: [[m], [n], [n, m]]\nmitigations: { m: { patch: { services: { api: { queue: null } } } }, n: { patch: { services: { api: { queue: { capacity: 9 } } } } } }',
      ),
      ['BR053 services.api'],
    ],
    [
      'but not one that removes what another brings',
      small(
        'mitigations: { m: { patch: { services: { api: { replicas: 2 } } } }, n: { patch: { services: { api: { work: 6ms, replicas: null } } } } }',
      ),
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(warningsOf(text)).toEqual(expected);
    expect(errorsOf(text)).toEqual([]);
  });

  test('a blocking caller needs slots for as long as its callee takes', () => {
    const text = (threading: string): string => `name: a
services:
  front: { concurrency: 4, threading: ${threading}, queue: { capacity: 1 }, work: 1ms, calls: { back: { timeout: 1s, latency: 2ms } } }
  back: { concurrency: 100, queue: { capacity: 1 }, work: 95ms }
traffic: { t: { to: front, rate: 41/s, timeout: 2s } }`;
    // 1 ms + 2 * 2 ms + 95 ms = 100 ms per request: 4 slots serve 40/s.
    expect(compile(text('blocking')).problems).toMatchObject([
      { code: 'BR050', message: 'front can serve about 40/s, but 41/s are sent to it on average' },
    ]);
    expect(compile(text('async')).problems).toEqual([]);
  });
});

describe('the lines of a mitigation', () => {
  const text = [
    'name: lines',
    'run: { duration: 10s, replications: 2, seed: 1 }',
    'services: { api: { concurrency: 4, queue: { capacity: 9 }, work: 5ms } }',
    'traffic: { users: { to: api, rate: 10/s, timeout: 1s } }',
    'mitigations:',
    '  two: { patch: { services: { api: { replicas: 2 } } } }',
    '  # what follows is longer',
    '  three:',
    '    title: Three',
    '    patch:',
    '      services: { api: { replicas: 3 } }',
    '',
    'compare: each',
  ].join('\n');

  test('are its key and all that is indented below it', () => {
    const { mitigationLines } = compile(text);
    expect(mitigationLines).toEqual({ two: [6, 6], three: [8, 11] });
  });

  test('are not those of another file', () => {
    const child = 'extends: base.yaml\nname: child\n';
    const { mitigationLines } = compile(child, { files: { 'base.yaml': text } });
    expect(mitigationLines).toEqual({});
  });
});

describe('where things run', () => {
  const layout = (text: string) => worldOf(`name: a\n${text}\ntraffic: { t: { to: a, rate: 1/s } }`).infrastructure!;

  test('a service is spread over its zones in turn, and over the machines there as evenly as can be', () => {
    const plan = layout(`
zones: { east: { region: eu }, west: { region: us } }
nodes: { n: { zone: east, count: 2 }, m: { zone: west } }
services: { a: { replicas: 5, zones: [east, west] }, b: { replicas: 1, zone: east } }`);
    expect(plan.hosts).toMatchObject([
      { name: 'n-0', zone: 0 },
      { name: 'n-1', zone: 0 },
      { name: 'm', zone: 1 },
    ]);
    expect(plan.placements.map(({ hosts }) => hosts)).toEqual([[0, 2, 1, 2, 0], [1]]);
  });

  test('a zone without machines is one host; nowhere is a place too', () => {
    const plan = layout('services: { a: { replicas: 2, zones: [east, west] }, b: {} }');
    expect(plan.hosts).toMatchObject([
      { name: null, zone: 0 },
      { name: null, zone: 1 },
    ]);
    expect(plan.placements.map(({ hosts }) => hosts)).toEqual([[0, 1], [-1]]);
  });

  test('packed replicas share the first machine; named machines need no zone', () => {
    const plan = layout(`
nodes: { n: { count: 3 } }
services: { a: { replicas: 3, placement: { nodes: [n], spread: pack } }, b: { replicas: 2, placement: { nodes: [n-1, n-2] } } }`);
    expect(plan.placements.map(({ hosts }) => hosts)).toEqual([
      [0, 0, 0],
      [1, 2],
    ]);
  });

  test('the network is by pair, by region, by zone, in this order', () => {
    const { distances } = layout(`
zones: { a: { region: eu }, b: { region: eu }, c: { region: us } }
network: { sameZone: 1ms, betweenZones: 2ms, betweenRegions: 40ms, pairs: { c -> a: 30ms } }
services: { a: { zone: a } }`);
    const values = distances!.map(row => row.map(cell => (cell as { value: number }).value / MS));
    expect(values).toEqual([
      [1, 2, 30],
      [2, 1, 40],
      [30, 40, 1],
    ]);
  });

  test('a fault strikes a machine, all of a kind, or a region', () => {
    const struck = (target: string) =>
      worldOf(`name: a
zones: { east: { region: eu }, west: { region: us } }
nodes: { n: { zones: [east, west], count: 3 } }
shared: { rack: { nodes: [n-0], replicas: { a: 2 } } }
services: { a: { replicas: 3, zones: [east, west] } }
traffic: { t: { to: a, rate: 1/s } }
faults: { f: { at: 1m, crash: { ${target} } } }`).faults[0]!.groups[0]!;
    expect(struck('node: n-1').hosts).toEqual([1]);
    expect(struck('node: n').hosts).toEqual([0, 1, 2]);
    expect(struck('region: eu').hosts).toEqual([0, 2]);
    expect(struck('shared: rack')).toMatchObject({ hosts: [0], replicas: [{ service: 0, replica: 1 }] });
  });
});

describe('a runtime', () => {
  const plan = (service: string, rest = '') =>
    worldOf(`name: a\nservices: { a: { ${service} } }\ntraffic: { t: { to: a, rate: 1/s } }\n${rest}`);

  test('that is only named is the preset; a distribution of another form takes the place of its own', () => {
    const named = plan('replicas: 2, runtime: container').infrastructure!.runtimes[0]!;
    expect(named).toMatchObject({ kind: 'container', isListed: true, initial: 2, terminationGrace: 30 * S });
    expect(named.restart).toEqual({ after: 0, base: 10 * S, factor: 2, max: 300 * S, resetAfter: 600 * S });
    const own = plan('runtime: { preset: vm, startup: { uniform: { min: 1s, max: 3s } } }');
    expect(own.services[0]!.startup).toEqual({ kind: 'uniform', low: S, high: 3 * S });
    expect(own.infrastructure!.runtimes[0]).toMatchObject({ kind: 'vm', isListed: false, cpu: { isReserved: true } });
  });

  test('makes places for the replicas that an autoscaler and a rollout may add', () => {
    const world = plan('replicas: 2, runtime: container, autoscaler: { max: 6, queue: 3 }, rollout: { maxSurge: 50% }');
    expect(world.services[0]!.replicas).toBe(9);
    expect(world.infrastructure!.runtimes[0]).toMatchObject({
      initial: 2,
      autoscaler: { min: 1, max: 6, metric: 'queue', target: 3, syncPeriod: 15 * S, tolerance: 0.1 },
      rollout: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  test('repairs a crash without an end, which is then over at once', () => {
    const schedule = (service: string) =>
      plan(service, 'faults: { f: { at: 1m, crash: { service: a } } }').faults[0]!.schedule;
    expect(schedule('runtime: container')).toMatchObject({ length: 0 });
    expect(schedule('runtime: { preset: container, restart: never }')).toMatchObject({
      length: Number.POSITIVE_INFINITY,
    });
    expect(schedule('work: 1ms')).toMatchObject({ length: Number.POSITIVE_INFINITY });
  });
});
