/** N + 1: the load on paper after the largest loss, and the load measured while it lasts. */
import { expect, test } from 'vitest';
import { placed } from '../../support/infrastructure.ts';
import { fault, run, service, traffic } from '../../support/world.ts';

/** 3 ms of work every 10 ms, in turn on three replicas of one slot: each is busy for a tenth of the time. */
function figures(on: readonly string[], struck: string) {
  const record = run(
    placed(
      {
        duration: 600,
        warmup: 30,
        window: 30,
        services: [service({ replicas: 3, work: 3 })],
        traffic: [traffic({ to: 'api', everyMs: 10 })],
        faults: [fault({ name: 'outage', effect: { kind: 'crash', silent: true }, from: 300, on: ['api'] })],
      },
      { zones: ['a', 'b'], machines: { m: 'a', n: 'a' }, on: { api: on }, struck: { outage: [struck] } },
    ),
  );
  return Object.fromEntries(
    record.figures.filter(({ subject }) => subject === 'api').map(each => [each.name, each.value]),
  );
}

test('two of three replicas are in the largest zone: the third would carry three times its load', () => {
  const { loadAfterLoss } = figures(['m', 'n', 'b'], 'b');
  expect(loadAfterLoss).toBeCloseTo(0.3, 9);
});

test('without a second zone the largest machine is what may be lost', () => {
  expect(figures(['m', 'n', 'n'], 'm')).toMatchObject({ loadAfterLoss: expect.closeTo(0.3, 9) });
});

test('the survivors are measured while some are down: nobody knows of it, so each keeps a third of the requests', () => {
  expect(figures(['m', 'n', 'b'], 'b').loadOfSurvivors).toBeCloseTo(0.1, 9);
});

test('a service in one piece has no headroom to speak of', () => {
  expect(figures(['m', 'm', 'm'], 'm')).toEqual({});
});
