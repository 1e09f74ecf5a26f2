import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorsOf, worldOf } from '../compile-text.ts';

/** Where the replicas of one service after another stand, when each goes where least is. */
function greedily(machines: number, services: readonly number[]): number[][] {
  const load = Array<number>(machines).fill(0);
  return services.map(replicas => {
    const own = Array<number>(machines).fill(0);
    return Array.from({ length: replicas }, () => {
      let best = 0;
      for (let host = 1; host < machines; host++)
        if ((own[host]! - own[best]! || load[host]! - load[best]!) < 0) best = host;
      own[best]!++;
      load[best]!++;
      return best;
    });
  });
}

function placed(machines: number, services: readonly number[]): readonly (readonly number[])[] {
  const nodes = { pc: { count: machines } };
  const placement = { nodes: ['pc'] };
  const written = services.map((replicas, i) => [`s${i}`, { replicas, placement }]);
  const world = worldOf(
    JSON.stringify({
      name: 'placed',
      nodes,
      services: Object.fromEntries(written),
      traffic: { users: { to: 's0', rate: '1/s' } },
    }),
  );
  return world.infrastructure!.placements.map(({ hosts }) => hosts);
}

test.each([
  ['n-1', ['BR029 nodes.n-1']],
  ['n-2', []],
  ['n-01', []],
  ['m-0', []],
])('beside two machines called n-0 and n-1, a machine called %s has problems %j', (name, problems) => {
  const nodes = { n: { count: 2 }, [name]: {} };
  const services = { api: { placement: { nodes: [name] } } };
  expect(
    errorsOf(JSON.stringify({ name: 'named', nodes, services, traffic: { t: { to: 'api', rate: '1/s' } } })),
  ).toEqual(problems);
});

describe('spreading replicas over machines', () => {
  test('puts each where the fewest of its service are, then where the fewest of all are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
        (machines, services) => {
          expect(placed(machines, services)).toEqual(greedily(machines, services));
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  test('of ten thousand over ten thousand machines is no work worth mentioning: one each', () => {
    const [hosts] = placed(10_000, [10_000]);
    expect(new Set(hosts).size).toBe(10_000);
  });
});
