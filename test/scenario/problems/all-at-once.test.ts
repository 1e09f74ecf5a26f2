import { describe, expect, test } from 'vitest';
import { errorsOf } from '../compile-text.ts';

/** A file with something wrong that is found before compiling, and with `rest`. */
const scenario = (rest: object, wrong: object = { extra: 1 }): string =>
  JSON.stringify({
    name: 'wrong',
    ...wrong,
    services: {
      api: { work: { p50: '9ms', p99: '3ms' }, zone: 'a', calls: { db: {} } },
      db: { work: '1ms', replicas: 3, zone: 'b' },
    },
    traffic: { users: { to: 'api', rate: '100/s' } },
    ...rest,
  });

const fitted = 'BR017 services.api.work';

/** A monitor that does something; `then` as a literal key is what the linter takes for a promise. */
const watching = (action: object): object => ({ watch: 'users: errorRate > 5%', ['then' as string]: [action] });

describe('a file with a wrong key somewhere is also told', () => {
  const wrong = { slo: { availabilty: '99%' } };

  test.each<[string, object, string[]]>([
    ['percentiles in the wrong order', {}, [fitted]],
    ['a fault without a time', { faults: { f: { crash: { service: 'db' } } } }, [fitted, 'BR016 faults.f']],
    [
      'a monitor that watches nobody there is, and one that restarts nobody',
      {
        monitors: {
          m: { watch: 'shoppers: errorRate > 5%' },
          n: watching({ restart: 'dbb' }),
        },
      },
      [fitted, 'BR600 monitors.m.watch', 'BR020 monitors.n.then.0.restart'],
    ],
    [
      'a fault that nobody ever declared',
      { monitors: { m: watching({ repair: 'quake' }) } },
      [fitted, 'BR602 monitors.m.then.0.repair'],
    ],
  ])('of %s', (_, rest, expected) => {
    expect(errorsOf(scenario(rest, wrong)).sort()).toEqual(['BR010 slo.availabilty', ...expected].sort());
  });

  test('of the same when the other mistake is a name that leads nowhere', () => {
    const faults = { f: { at: '1s', crash: { service: 'dbb' } }, g: { crash: { service: 'db' } } };
    expect(errorsOf(scenario({ faults }, {}))).toEqual([fitted, 'BR020 faults.f.crash.service', 'BR016 faults.g']);
  });
});

describe('a statement that is not understood is told of', () => {
  const statement = 'BR036 expect.baseline.0';
  const expectation = { expect: { baseline: ['p(101) < 1s'] } };
  const sound = (rest: object): string =>
    scenario({ ...expectation, ...rest }, {}).replace('{"p50":"9ms","p99":"3ms"}', '"1ms"');

  test.each<[string, object, string]>([
    ['a mitigation that there is not', { compare: [['nobody']] }, 'BR026 compare.0.0'],
    ['a patch that may not be', { mitigations: { m: { patch: { run: {} } } } }, 'BR016 mitigations.m.patch.run'],
    [
      'two variants of one name',
      { mitigations: { all: { patch: {} }, other: { patch: {} } } },
      'BR029 mitigations.all',
    ],
  ])('together with %s', (_, rest, other) => {
    expect(errorsOf(sound(rest)).sort()).toEqual([other, statement].sort());
  });
});

describe('a mistake is told once, and nothing that follows from it', () => {
  test.each<[string, object, string[]]>([
    [
      'a monitor that repairs a fault whose effect is misspelt',
      {
        faults: { f: { at: '1s', crush: { service: 'db' } } },
        monitors: { m: watching({ repair: 'f' }) },
      },
      ['BR010 faults.f.crush'],
    ],
    [
      'a team whose delay is wrong and whom a monitor pages',
      { people: { ops: { notices: 5 } }, monitors: { m: { watch: 'users: errorRate > 5%', page: 'ops' } } },
      ['BR012 people.ops.notices'],
    ],
    ['a fault whose time is wrong', { faults: { f: { at: 5, crash: { service: 'db' } } } }, ['BR012 faults.f.at']],
  ])('%s', (_, rest, expected) => {
    expect(errorsOf(scenario(rest, {}))).toEqual([fitted, ...expected]);
  });

  test('a number of replicas that is wrong says nothing of faults that strike three of them', () => {
    const text = scenario({ faults: { f: { at: '1s', crash: { service: 'db', replicas: 3 } } } }, {});
    expect(errorsOf(text.replace('"replicas":3,"zone"', '"replicas":"three","zone"'))).toEqual([
      fitted,
      'BR013 services.db.replicas',
    ]);
  });

  test('users without a number do not make their think time wrong', () => {
    const traffic = { users: { to: 'api', users: 'many', thinkTime: '1s' } };
    expect(errorsOf(scenario({ traffic }, {}))).toEqual([fitted, 'BR013 traffic.users.users']);
  });
});
