import { expect, it } from 'vitest';
import { runReplication } from '../../../src/model/system.ts';
import { world } from '../../../src/validation/worlds.ts';

it('a fault that strikes again before it is over ends its episodes in the order in which they began', () => {
  const plan = world({
    duration: 60,
    services: [{}],
    traffic: [],
    faults: [{ effect: { kind: 'crash', silent: false }, on: ['api'], from: 5, until: 30, every: 20 }],
  });
  const [fault] = runReplication(plan, 'episodes').faults;
  const ns = (seconds: number): number => seconds * 1e9;
  expect(fault!.episodes).toEqual([
    { start: ns(5), end: ns(30) },
    { start: ns(25), end: ns(50) },
    { start: ns(45), end: Infinity },
  ]);
});
