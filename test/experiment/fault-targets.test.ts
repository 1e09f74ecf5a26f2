/** Whom faults strike, by the names of the topology, whatever way the scenario says it. */
import { expect, test } from 'vitest';
import { targetsOf } from '../../src/experiment/fault-targets.ts';
import { compileScenario } from '../../src/scenario/compile.ts';

const SYSTEM = `
name: x
run: { duration: 60s }
zones: { a: {}, b: {} }
services:
  shop: { replicas: 2, zone: a, calls: { ledger: { timeout: 1s } } }
  ledger: { replicas: 3, zone: b }
traffic:
  users: { to: shop, rate: 10/s }
  robots: { to: ledger, rate: 1/s }
`;

function targets(fault: string): string[] {
  const text = `${SYSTEM}faults: { it: { at: 20s, ${fault} } }\n`;
  const { plan, problems } = compileScenario({ path: 'x.yaml', text, read: () => '', overrides: [] });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { world } = plan!.variants[0]!;
  return targetsOf(world.faults[0]!, world);
}

test.each([
  ['crash: { service: ledger }', ['ledger']],
  ['slow: { service: shop, factor: 8 }', ['shop']],
  ['surge: { traffic: robots, factor: 3 }', ['robots']],
  ['partition: { link: shop->ledger }', ['shop->ledger']],
  ['loss: { link: users->shop, share: 50% }', ['users->shop']],
  ['crash: { zone: a }', ['shop']],
  ['partition: { service: ledger }', ['ledger']],
  ['restart: { service: shop, stagger: 1s, downtime: 1s }', ['shop']],
])('a fault that says `%s` strikes %j', (fault, names) => {
  expect(targets(fault)).toEqual(names);
});
