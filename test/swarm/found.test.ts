/** What the swarm and its relatives found, each with the least that shows it. */
import { describe, expect, test } from 'vitest';
import { runReplication } from '../../src/model/system.ts';
import { MOST_IN_PROGRESS, TooMuchError } from '../../src/model/too-much.ts';
import { compile, planOf, worldOf } from '../scenario/compile-text.ts';
import { examineText, explanationComplaints } from './examine.ts';

const run = { duration: '300ms', replications: 1 };
const text = (scenario: object): string => JSON.stringify({ name: 'found', run, ...scenario });

describe('found by the swarm', () => {
  test('work in two steps that the end of the run cuts in half breaks no law', () => {
    const world = worldOf(
      text({
        services: { api: { work: '7ms', flow: ['work', 'work'] } },
        traffic: { users: { to: 'api', rate: '100/s' } },
      }),
    );
    const violations = Array.from({ length: 20 }, (_, i) => runReplication(world, `found/${i}`).violations);
    expect(violations.flat()).toEqual([]);
  });

  test.each([
    { mtbf: '0s', mttr: '5ms' },
    { mtbf: '5ms', mttr: '0s' },
  ])('a random fault with %j runs', schedule => {
    const world = worldOf(
      text({
        services: { api: { work: '7ms' } },
        traffic: { users: { to: 'api', rate: '100/s' } },
        faults: { flaky: { ...schedule, crash: { service: 'api' } } },
      }),
    );
    expect(runReplication(world, 'found/0').violations).toEqual([]);
  });

  test('a random fault without any time between failures is refused', () => {
    const { plan, problems } = compile(
      text({
        services: { api: { work: '7ms' } },
        traffic: { users: { to: 'api', rate: '100/s' } },
        faults: { flaky: { mtbf: '0s', mttr: '0s', crash: { service: 'api' } } },
      }),
    );
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR031', path: 'faults.flaky' }));
  });

  test('a service never refuses more than arrived: who came in the warm-up is nobody of the measured part', () => {
    const world = worldOf(
      text({
        run: { duration: '300ms', warmup: '100ms', replications: 1 },
        services: { api: { work: '1s', queue: { maxWait: '60ms' } } },
        traffic: { users: { to: 'api', profile: { spike: { base: '0/s', peak: '1000/s', at: '50ms', for: '49ms' } } } },
      }),
    );
    const [api] = runReplication(world, 'found/0').services;
    expect({ arrivals: api!.arrivals, refused: api!.refused.reduce((sum, count) => sum + count, 0) }).toEqual({
      arrivals: 0,
      refused: 0,
    });
  });

  test('two forms of one distribution, as merge patches make them, are told as such', () => {
    const { problems } = compile(
      text({
        services: { api: { work: { exponential: '2ms' } } },
        traffic: { users: { to: 'api', rate: '100/s', timeout: '1s' } },
        mitigations: { faster: { patch: { services: { api: { work: { weibull: { mean: '1ms', cv: 2 } } } } } } },
      }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'BR016',
        message: '"weibull" does not go with "exponential" in services.api.work',
      }),
    );
  });
});

describe('found by the swarm among the mechanisms that came later', () => {
  test('a deep probe of a message queue does not ask its consumers', () => {
    const world = worldOf(
      text({
        services: { jobs: { kind: 'queue', calls: { worker: {} } }, worker: { work: '2ms' } },
        traffic: { users: { to: 'jobs', rate: '70/s', healthCheck: { interval: '29ms', deep: true } } },
      }),
    );
    const { services, violations } = runReplication(world, 'found/0');
    expect(violations).toEqual([]);
    expect(services[1]!.completions).toBeGreaterThan(0);
  });

  test('a registry is without a leader for no more than the measured time', () => {
    const world = worldOf(
      text({
        run: { duration: '300ms', warmup: '250ms', replications: 1 },
        services: {
          api: { work: '1ms' },
          names: { kind: 'registry', replicas: 3, registry: { election: { heartbeat: '100ms', timeout: '1s' } } },
        },
        traffic: { users: { to: 'api', rate: '100/s' } },
        faults: {
          short: { at: '201ms', for: '48ms', crash: { service: 'names' } },
          rest: { at: '251ms', crash: { service: 'names' } },
        },
      }),
    );
    const shares = Array.from({ length: 10 }, (_, i) => runReplication(world, `found/${i}`)).map(
      ({ figures }) => figures.find(({ name }) => name === 'leaderless')!.value!,
    );
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  test('a figure of a service called like a method of every object stays in its own result', async () => {
    const scenario = text({
      services: { toString: { work: '5ms', cpu: { cores: 1 } } },
      traffic: { users: { to: 'toString', rate: '100/s' } },
    });
    const { complaints } = await examineText(scenario);
    expect(complaints).toEqual([]);
    expect(Object.keys(Object.prototype.toString)).toEqual([]);
  });
});

describe('what would never end or outgrow any machine', () => {
  test('calls that go round with more than one call back are refused', () => {
    const services = { a: { concurrency: 'unlimited', calls: { a: { probability: '60%' } }, flow: ['a', 'a'] } };
    const { plan, problems } = compile(text({ services, traffic: { users: { to: 'a', rate: '10/s' } } }));
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR028', path: 'services.a' }));
  });

  test('calls that come back now and then are not', () => {
    const services = { a: { concurrency: 'unlimited', calls: { b: {} } }, b: { calls: { a: { probability: '80%' } } } };
    expect(planOf(text({ services, traffic: { users: { to: 'a', rate: '10/s' } } }))).not.toBeNull();
  });

  test('a chain of calls is as deep from its end as from its beginning', () => {
    const names = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const services = Object.fromEntries(
      names.map((name, i) => [name, i === 299 ? {} : { calls: { [names[i + 1]!]: { probability: '99%' } } }]).reverse(),
    );
    const { plan, problems } = compile(text({ services, traffic: { users: { to: 's0', rate: '10/s' } } }));
    expect(plan).toBeNull();
    expect(problems.map(({ code }) => code)).toContain('BR031');
  });

  test('calls that multiply beyond counting are refused', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const services = Object.fromEntries(
      names.map((name, i) => {
        const next = names[i + 1];
        return [name, next === undefined ? {} : { calls: { [next]: {} }, flow: [{ parallel: Array(50).fill(next) }] }];
      }),
    );
    const { plan, problems } = compile(text({ services, traffic: { users: { to: 'a', rate: '10/s' } } }));
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR031', path: 'traffic' }));
  });

  test('a surge counts among the requests that can be simulated', () => {
    const scenario = (factor: number): string =>
      text({
        run: { duration: '10s', replications: 1 },
        services: { api: { work: '1ms' } },
        traffic: { users: { to: 'api', rate: '1000000/s' } },
        faults: { rush: { at: '1s', surge: { traffic: 'users', factor } } },
      });
    expect(compile(scenario(2)).plan).not.toBeNull();
    expect(compile(scenario(1000)).problems).toContainEqual(expect.objectContaining({ code: 'BR031' }));
  });

  test('a queue without end ends the run with a word about it, not the process', () => {
    const world = worldOf(
      text({
        run: { duration: '100s', replications: 1 },
        services: { api: { work: '100s' } },
        traffic: { users: { to: 'api', rate: { constant: '1000000/s' } } },
      }),
    );
    expect(() => runReplication(world, 'found/0')).toThrow(
      new TooMuchError(
        `more than ${MOST_IN_PROGRESS} calls are in progress at once; give queues a capacity and calls a timeout, or send less`,
      ),
    );
  });
});

describe('found by extreme scenarios', () => {
  const services = { api: { work: '1ms', concurrency: 4 } };
  const traffic = { users: { to: 'api', rate: '100/s' } };
  const refused = (scenario: object, path: string): void => {
    const { plan, problems } = compile(text({ services, traffic, ...scenario }));
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', path }));
  };

  test('a service whose operations are none is refused', () => {
    refused({ services: { api: { operations: {} } } }, 'services.api.operations');
  });

  test('users who never think are refused in whatever form they are written', () => {
    const thinkTime = { empirical: [{ value: '0s', share: '100%' }] };
    refused({ traffic: { users: { to: 'api', users: 3, thinkTime } } }, 'traffic.users.thinkTime');
  });

  test('a profile that is repeated for ever is refused', () => {
    const profile = { sine: { mean: '10/s', amplitude: '10/s', period: '1ns' } };
    refused({ traffic: { users: { to: 'api', profile } } }, 'traffic.users');
  });

  test('more pairs of a client and a replica than fit in memory are refused', () => {
    const many = { api: { replicas: 10_000 } };
    refused({ services: many, traffic: { users: { to: 'api', clients: 100_000, rate: '1/s' } } }, 'traffic.users');
  });

  test('surges on top of each other multiply and count', () => {
    const surge = { at: '10ms', for: '1ms', surge: { traffic: 'users', factor: 1000 } };
    const faults = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`rush-${i}`, surge]));
    refused({ faults: faults(4) }, 'traffic.users');
    refused({ faults: faults(120) }, 'traffic.users');
    refused({ faults: faults(3), traffic: { users: { to: 'api', users: 5, thinkTime: '1h' } } }, 'traffic.users');
    expect(compile(text({ services, traffic, faults: faults(1) })).plan).not.toBeNull();
  });

  test('names of digits alone are refused, since they would come first wherever they are written', () => {
    refused({ services: { ...services, 7: {} } }, 'services.7');
  });

  test.each([1e6, 0.001])('sixty slow-downs by %d on top of each other leave nothing behind', factor => {
    const slow = { at: '10ms', for: '20ms', slow: { service: 'api', factor } };
    const faults = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`slow-${i}`, slow]));
    const { services: records, violations } = runReplication(worldOf(text({ services, traffic, faults })), 'found/0');
    const calm = runReplication(worldOf(text({ services, traffic })), 'found/0');
    expect(violations).toEqual([]);
    expect(Math.abs(records[0]!.completions - calm.services[0]!.completions)).toBeLessThan(6);
  });

  test('a run of space in a statement is read in no time', () => {
    const { problems } = compile(text({ services, traffic: {}, expect: { baseline: [`p(${' '.repeat(200_000)}`] } }));
    expect(problems.map(({ code }) => code)).toContain('BR036');
  });

  test('a hundred thousand tags on one line are one problem, and on lines of their own two hundred', () => {
    expect(compile('!!str '.repeat(160_000)).problems.length).toBe(1);
    expect(compile('!!str !!str\n'.repeat(10_000)).problems.length).toBe(200);
  });
});

describe('sizes that later mechanisms brought', () => {
  const services = { api: { work: '1ms' } };
  const traffic = { users: { to: 'api', rate: '100/s' } };
  const watch = 'users: errorRate > 1%';
  const outages = { availability: '90%', mttr: '0s' };
  const long = { duration: '10s', replications: 1 };
  const restarting = { ['then' as string]: [{ restart: 'api' }] };
  const scaler = { min: 1, max: 3, utilisation: '50%', syncPeriod: '1ns' };

  test.each<[string, object, string]>([
    [
      'a database of ten thousand members',
      { services: { api: { kind: 'database', replicas: 10_000 } } },
      'services.api.replicas',
    ],
    [
      'a hundred thousand machines',
      { nodes: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`n${i}`, { count: 10_000 }])) },
      'nodes',
    ],
    [
      'two thousand monitors',
      { monitors: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`m${i}`, { watch }])) },
      'monitors',
    ],
    [
      'a monitor that keeps a million samples',
      { monitors: { m: { watch, scrape: '100ns', window: '300ms' } } },
      'monitors.m',
    ],
    [
      'an autoscaler that looks every nanosecond',
      { services: { api: { runtime: {}, autoscaler: scaler } } },
      'services.api.autoscaler',
    ],
    [
      'a hundred thousand clients, each with a ring of ten thousand places',
      {
        services: { api: { ...services.api, replicas: 100 } },
        traffic: { users: { ...traffic.users, clients: 100_000, balancer: 'consistent-hash' } },
      },
      'traffic.users',
    ],
    [
      'a hundred thousand clients whose breakers remember a million calls each',
      { traffic: { users: { ...traffic.users, clients: 100_000, breaker: { window: 1_000_000 } } } },
      'traffic.users',
    ],
    [
      'probes of a runtime every nanosecond',
      { services: { api: { runtime: { readiness: { period: '1ns' } } } }, run: long },
      'services.api.runtime.readiness',
    ],
    [
      'pauses every nanosecond',
      { run: long, faults: { gc: { at: '0s', pause: { service: 'api', every: '1ns', length: '1ns' } } } },
      'faults.gc',
    ],
    [
      'a monitor whose response is repeated every nanosecond',
      { run: long, monitors: { m: { watch, scrape: '1s', window: '5s', again: '1ns', ...restarting } } },
      'monitors.m',
    ],
    [
      'a look at the machines every nanosecond',
      { run: long, nodes: { pc: {} }, orchestrator: { check: '1ns' } },
      'orchestrator',
    ],
    [
      'an availability with outages that last no time',
      { services: { api: { kind: 'external', external: { outages } } } },
      'services.api.external.outages.mttr',
    ],
  ])('%s is refused', (_, scenario, path) => {
    const { plan, problems } = compile(text({ services, traffic, ...scenario }));
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', path }));
  });
});

describe('worlds whose parts multiply, each of them of a size that is allowed,', () => {
  const services = { api: { work: '1ms' } };
  const traffic = { users: { to: 'api', rate: '100/s' } };
  const some = (count: number, each: object): object =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, each]));
  const crash = { at: '1ms', for: '1ms', crash: { service: 'api' } };
  const herd = { clients: 1000, wait: '1ns' };

  test.each<[string, object, string]>([
    ['three thousand kinds of ten thousand machines', { nodes: some(3000, { count: 10_000 }) }, 'nodes'],
    ['a thousand services of ten thousand replicas', { services: some(1000, { replicas: 10_000 }) }, 'services'],
    [
      'autoscalers that may start ten thousand replicas of each service',
      { services: some(50, { runtime: {}, autoscaler: { max: 10_000, utilisation: '50%' } }) },
      'services',
    ],
    ['zones between whom the network would be a table of millions', { zones: some(2000, {}) }, 'zones'],
    [
      'faults that name ten thousand replicas each',
      { services: { api: { replicas: 10_000 } }, faults: some(100, crash) },
      'faults.x20',
    ],
    [
      'a fault that strikes ten thousand replicas every few microseconds',
      {
        services: { api: { replicas: 10_000 } },
        faults: { f: { ...crash, for: '5us', every: '10us' } },
      },
      'faults.f',
    ],
    [
      'sources of a hundred thousand client processes each',
      { traffic: some(5, { ...traffic.users, clients: 100_000 }) },
      'traffic.x0',
    ],
    [
      'clients that lost their connection and try to come back every nanosecond',
      { traffic: { users: { to: 'api', connections: herd } } },
      'traffic.users',
    ],
    [
      'twenty thousand windows of a thousand services',
      { run: { ...run, window: '15us' }, services: { ...services, ...some(1000, {}) } },
      'run.window',
    ],
    [
      'ten thousand replications in small windows',
      { run: { ...run, replications: 10_000, window: '15us' } },
      'run.window',
    ],
  ])('%s are refused before they are built', (_, scenario, path) => {
    const { plan, problems } = compile(text({ services, traffic, ...scenario }));
    expect(plan).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR031', path }));
  });
});

test('a client without a list asks once a second beside its period, not ever more often', () => {
  const world = worldOf(
    text({
      run: { duration: '20s', replications: 1 },
      services: {
        names: { kind: 'registry' },
        db: { work: '1ms', register: { registry: 'names' } },
        api: { work: '1ms', calls: { db: { discovery: { registry: 'names', refresh: '100ms' } } } },
      },
      traffic: { users: { to: 'api', rate: '1/s' } },
      faults: {
        names: { at: '1s', crash: { service: 'names' } },
        api: { at: '2s', for: '1s', crash: { service: 'api' } },
      },
    }),
  );
  const failed = runReplication(world, 'found/0').figures.find(({ name }) => name === 'lookupsFailed');
  // 19 s of a period of 100 ms, and 17 s of asking again every second.
  expect(failed?.value).toBeLessThanOrEqual(190 + 17 + 1);
});

describe('what looks after replicas', () => {
  const traffic = { users: { to: 'api', rate: '10/s' } };

  test('looks for room every five seconds, not ever more often, when a rollout finds none', () => {
    const world = worldOf(
      text({
        run: { duration: '10m', replications: 1 },
        nodes: { pc: { count: 2, cores: 2 } },
        services: { api: { runtime: 'container', replicas: 4, rollout: { maxUnavailable: 0, maxSurge: 1 } } },
        traffic,
        faults: { release: { at: '1m', deploy: { service: 'api', errors: '1%' } } },
      }),
    );
    expect(runReplication(world, 'found/0').events).toBeLessThan(50_000);
  });

  test('is refused when a fault would have it restart a replica every nanosecond', () => {
    const { problems } = compile(
      text({
        run: { duration: '10s', replications: 1 },
        services: { api: { runtime: { restart: { base: '1ns', factor: 1, max: '1ns' } } } },
        traffic,
        faults: { down: { at: '1s', for: '5s', crash: { service: 'api' } } },
      }),
    );
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR031', path: 'services.api.runtime' }));
  });
});

describe('the audit of processors that requests share', () => {
  const audit = (scenario: object): readonly string[] =>
    Array.from({ length: 5 }, (_, i) => runReplication(worldOf(text(scenario)), `found/${i}`).violations).flat();

  test('minds no request that is stopped within the nanosecond in which it would have been done', () => {
    const violations = audit({
      services: { api: { work: '1ms', scalability: { coherency: '2.4%' } } },
      traffic: {
        users: { to: 'api', users: 14, thinkTime: { exponential: '15ms' }, hedge: { after: '0ms' } },
      },
    });
    expect(violations).toEqual([]);
  });

  test('minds no work of months, whose end is not known to the nanosecond', () => {
    const violations = audit({
      services: { api: { work: { exponential: '104d' }, scalability: { contention: '3%', coherency: '1%' } } },
      traffic: { users: { to: 'api', rate: '300/s', timeout: '50ms', cancellation: true } },
    });
    expect(violations).toEqual([]);
  });

  test('a service with a name that every object of JavaScript has is explained, also where only a mitigation has it', () => {
    const services = { api: { work: '7ms' } };
    const traffic = { users: { to: 'api', rate: '100/s' } };
    const mitigations = { more: { patch: { services: { toString: { work: '1ms' }, valueOf: { replicas: 2 } } } } };
    expect(explanationComplaints(text({ services, traffic, mitigations }))).toEqual([]);
  });

  test.each([
    [{}, { outlierDetection: { preset: 'grpc' } }],
    [{ outlierDetection: { interval: '1s' } }, { outlierDetection: { preset: 'grpc' } }],
    [{ retry: { preset: 'grpc' } }, { retry: { preset: 'aws-sdk' } }],
    [{ retry: { attempts: 2 } }, { retry: { backoff: '5ms' } }],
    [{ retry: { attempts: 2 } }, { retry: { backoff: { base: '5ms' } } }],
  ])('with every default of %j written out, a mitigation by %j is the same', (client, patch) => {
    const services = { api: { work: '7ms', replicas: 2 } };
    const traffic = { users: { to: 'api', rate: '100/s', ...client } };
    const scenario = text({ services, traffic, mitigations: { other: { patch: { traffic: { users: patch } } } } });
    expect(compile(scenario).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(explanationComplaints(scenario)).toEqual([]);
  });
});

describe('found by replacing values', () => {
  test.each([[{ toString: {} }], [[{ toString: {} }]]])(
    '%j where one of a few words is wanted is a problem like any other',
    value => {
      const services = { api: { work: '7ms', threading: value } };
      const { problems } = compile(text({ services, traffic: { users: { to: 'api', rate: '100/s' } } }));
      expect(problems).toContainEqual(expect.objectContaining({ code: 'BR014', path: 'services.api.threading' }));
    },
  );

  test('own work among parallel calls is a problem like any other', () => {
    const calls = { db: { timeout: '1s' } };
    const services = { api: { work: '7ms', calls, flow: [{ parallel: ['work', 'db'] }] }, db: { work: '1ms' } };
    const { problems } = compile(text({ services, traffic: { users: { to: 'api', rate: '100/s' } } }));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'BR032', path: 'services.api.flow.0.parallel.0' }));
  });
});
