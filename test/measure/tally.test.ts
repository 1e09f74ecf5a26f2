import { expect, it } from 'vitest';
import { Tally } from '../../src/measure/tally.ts';

it('a tally knows the mean and the sample variance', () => {
  const tally = Tally.of([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(tally.count).toBe(8);
  expect(tally.mean).toBe(5);
  expect(tally.variance).toBeCloseTo(32 / 7, 14);
  expect(tally.deviation).toBeCloseTo(Math.sqrt(32 / 7), 14);
});

it('a tally keeps small differences of large values', () => {
  expect(Tally.of([1e12 + 1, 1e12 + 2, 1e12 + 3]).variance).toBeCloseTo(1, 6);
});

it('identical values have exactly their mean and exactly no variance', () => {
  const tally = Tally.of(Array(37).fill(0.1));
  expect(tally.mean).toBe(0.1);
  expect(tally.variance).toBe(0);
});

it('an empty tally has no mean, and a single value no variance', () => {
  expect(new Tally().mean).toBeNull();
  expect(Tally.of([3]).mean).toBe(3);
  expect(Tally.of([3]).variance).toBeNull();
});

it('two values have a variance', () => {
  expect(Tally.of([1, 3]).variance).toBe(2);
});
