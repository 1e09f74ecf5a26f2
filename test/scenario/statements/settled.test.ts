import { describe, expect, test } from 'vitest';
import { type Range, settledBy } from '../../../src/scenario/statements/settled.ts';
import { compile, small } from '../compile-text.ts';

const warningsAbout = (statement: string, run = 'run: { duration: 2m }') =>
  compile(
    small(`${run}\nfaults: { f: { at: 30s, for: 9s, crash: { service: api } } }
expect:\n  baseline:\n    - ${statement}\n`),
  )
    .problems.filter(({ code }) => code === 'BR061')
    .map(({ severity, column, message }) => [severity, column, message]);

describe('a statement that needs no run', () => {
  test.each([
    ['availability > 100.1%', 22, 'this can never hold: availability is never above 100%'],
    ['availability > 100%', 22, 'this can never hold: availability is never above 100%'],
    ['availability >= 100.1%', 23, 'this can never hold: availability is never above 100%'],
    ['availability = 101%', 22, 'this can never hold: availability is never above 100%'],
    ['availability < 0%', 22, 'this can never hold: availability is never below 0%'],
    ['availability <= 100%', 23, 'this can never fail: availability is never above 100%'],
    ['availability >= 0%', 23, 'this can never fail: availability is never below 0%'],
    ['"api: rejected != 200%"', 25, 'this can never fail: rejected is never above 100%'],
    ['"  api: queueLength < 0 "', 29, 'this can never hold: queueLength is never below 0'],
    ['amplification < 1', 23, 'this can never hold: amplification is never below 1'],
    ['p(99) < 300s', 15, 'this can never fail: p(99) is never above the 2m of the run'],
    ['max > 2m', 13, 'this can never hold: max is never above the 2m of the run'],
    ['throughput >= 0/s', 21, 'this can never fail: throughput is never below 0/s'],
    ['recovery >= 0s', 19, 'this can never fail: recovery is never below 0s'],
    ['"api: removals < 0"', 24, 'this can never hold: removals is never below 0'],
  ])('%s is warned of', (statement, column, message) => {
    expect(warningsAbout(statement)).toEqual([['warning', column, message]]);
  });

  test.each([
    'availability > 99.999%',
    'availability >= 100%',
    'availability = 0%',
    'wastedWork <= 0%',
    'p(99) < 2m',
    'recovery > 3h',
    'recovery < 3h',
    'recovery = never',
    'metastable',
    'amplification > 1',
    '"api: queueLength > 1000000"',
    '"api: copyAge < 3h"',
    '"api: loadAfterLoss < 120%"',
  ])('but not %s', statement => {
    expect(warningsAbout(statement)).toEqual([]);
  });
});

/** Every comparison with every bound in, at and around a range, next to every value that the range has. */
test('a comparison is settled exactly when all values of the range decide it alike', () => {
  const range: Range = { low: 1, lowest: '', high: 3, highest: '' };
  const compare = {
    '<': (value: number, bound: number) => value < bound,
    '<=': (value: number, bound: number) => value <= bound,
    '>': (value: number, bound: number) => value > bound,
    '>=': (value: number, bound: number) => value >= bound,
    '=': (value: number, bound: number) => value === bound,
    '!=': (value: number, bound: number) => value !== bound,
  };
  for (const [comparison, holds] of Object.entries(compare))
    for (const bound of [0, 0.5, 1, 1.5, 2, 3, 3.5, 4]) {
      const outcomes = new Set([1, 1.25, 1.5, 2, 2.5, 3].map(value => holds(value, bound)));
      const settled = outcomes.size === 1 ? [...outcomes][0] : null;
      expect([comparison, bound, settledBy(range, comparison as keyof typeof compare, bound)]).toEqual([
        comparison,
        bound,
        settled,
      ]);
    }
});

describe('two statements of one variant', () => {
  const both = (one: string, other: string) =>
    compile(small(`expect: { baseline: ["${one}", "mean > 1ms", "${other}"] }`))
      .problems.filter(({ code }) => code === 'BR061')
      .map(({ path, message }) => `${path} ${message}`);

  test.each([
    ['availability > 90%', 'availability < 80%'],
    ['availability < 80%', 'availability > 90%'],
    ['availability > 90%', 'availability <= 90%'],
    ['availability >= 90%', 'availability < 90%'],
    ['p(99) = 5ms', 'p(99) > 5ms'],
    ['p(99) <= 4ms', 'p(99) = 5ms'],
    ['p(99) = 4ms', 'p(99) = 5ms'],
    ['api: utilisation > 50%', 'api: utilisation < 40%'],
  ])('%s and %s are told to exclude each other', (one, other) => {
    expect(both(one, other)).toEqual([`expect.baseline.2 this and "${one}" can never both hold`]);
  });

  test.each([
    ['availability > 80%', 'availability < 90%'],
    ['availability >= 90%', 'availability <= 90%'],
    ['availability >= 90%', 'availability = 90%'],
    ['p(99) > 5ms', 'p(50) < 4ms'],
    ['availability > 90%', 'users: availability < 80%'],
    ['availability > 90%', 'availability > 80%'],
    ['p(99) != 5ms', 'p(99) = 5.1ms'],
    ['recovery = never', 'recovery < 4s'],
  ])('%s and %s are not', (one, other) => {
    expect(both(one, other)).toEqual([]);
  });
});
