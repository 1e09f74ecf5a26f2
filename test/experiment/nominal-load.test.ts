import { expect, it } from 'vitest';
import { nominalLoad } from '../../src/experiment/nominal-load.ts';
import type { RatePoint } from '../../src/model/plan.ts';
import { SECOND, worldPlan } from './fixture.ts';

const world = worldPlan({ duration: 6 * SECOND });

const loadOf = (points: readonly (readonly [number, number])[], period: number | null = null): number[] => {
  const rate = points.map(([at, perSecond]): RatePoint => ({ at: at * SECOND, perSecond }));
  return [...nominalLoad({ kind: 'open', pacing: 'poisson', rate, period }, world)];
};

it('a single rate holds throughout', () => {
  expect(loadOf([[0, 50]])).toEqual([50, 50, 50, 50, 50, 50]);
});

it('rates are linear between points and the last one holds', () => {
  expect(loadOf([[0, 0], [4, 40]])).toEqual([5, 15, 25, 35, 40, 40]); // biome-ignore format: pairs
});

it('two points at one time are a jump', () => {
  expect(loadOf([[0, 10], [2, 10], [2, 30]])).toEqual([10, 10, 30, 30, 30, 30]); // biome-ignore format: pairs
});

it('a profile with a period begins again', () => {
  expect(loadOf([[0, 10], [1, 10], [1, 20]], 2 * SECOND)).toEqual([10, 20, 10, 20, 10, 20]); // biome-ignore format: pairs
});

it('the users of a closed loop are always there', () => {
  const closed = { kind: 'closed', users: 7, thinkTime: { kind: 'constant', value: SECOND } } as const;
  expect([...nominalLoad(closed, world)]).toEqual([1, 1, 1, 1, 1, 1]);
});
