/** Where the replicas of a service are, followed window by window. */
import { expect, test } from 'vitest';
import { placed } from '../../support/infrastructure.ts';
import { fault, run, service, traffic } from '../../support/world.ts';

/** Three replicas, an outage of a place from 110 to 210 ms, and windows of 50 ms. */
function presence(on: readonly string[], struck: string) {
  const record = run(
    placed(
      {
        duration: 300,
        warmup: 0,
        window: 50,
        services: [service({ replicas: 3, work: 3 })],
        traffic: [traffic({ to: 'api', everyMs: 10 })],
        faults: [
          fault({ name: 'outage', effect: { kind: 'crash', silent: true }, from: 110, until: 210, on: ['api'] }),
        ],
      },
      { zones: ['a', 'b'], machines: { m: 'a', n: 'a' }, on: { api: on }, struck: { outage: [struck] } },
    ),
  );
  return record.figureSeries.map(({ subject, name, values }) => `${subject}: ${name} ${[...values].join(' ')}`);
}

test('in two zones: how many replicas are in each, and how many of them are up', () => {
  expect(presence(['m', 'n', 'b'], 'b')).toEqual([
    'api in zone a: placed 2 2 2 2 2 2',
    'api in zone a: placedUp 2 2 2 2 2 2',
    'api in zone b: placed 1 1 1 1 1 1',
    'api in zone b: placedUp 1 1 0 0 1 1',
  ]);
});

test('in one zone: on each of its machines', () => {
  expect(presence(['m', 'n', 'n'], 'n')).toEqual([
    'api in machine m: placed 1 1 1 1 1 1',
    'api in machine m: placedUp 1 1 1 1 1 1',
    'api in machine n: placed 2 2 2 2 2 2',
    'api in machine n: placedUp 2 2 0 0 2 2',
  ]);
});

test('a service in one piece is followed as a whole, and no place is named', () => {
  expect(presence(['m', 'm', 'm'], 'm')).toEqual([]);
});
