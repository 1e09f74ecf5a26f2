import { expect, it } from 'vitest';
import { plannedLooks } from '../../src/experiment/looks.ts';

it('the replications double with each look, up to the limit', () => {
  expect(plannedLooks(10, 100).replications).toEqual([10, 20, 40, 80, 100]);
  expect(plannedLooks(5, 20).replications).toEqual([5, 10, 20]);
});

it('a single look is judged at the plain 95 %', () => {
  expect(plannedLooks(10, 10)).toMatchObject({ replications: [10], confidence: 0.95 });
});

it('the allowed error is shared out over the looks', () => {
  expect(plannedLooks(10, 100).confidence).toBeCloseTo(0.99, 12);
});
