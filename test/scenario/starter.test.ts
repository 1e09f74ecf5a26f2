import { expect, test } from 'vitest';
import { starterScenario } from '../../src/scenario/starter.ts';
import { compile, planOf, warningsOf } from './compile-text.ts';

test('the starter compiles without errors and without warnings', () => {
  const text = starterScenario('my-what-if');
  expect(compile(text).plan).not.toBeNull();
  expect(warningsOf(text)).toEqual([]);
});

test('the starter has three mitigations, statements and a run that is soon over', () => {
  const plan = planOf(starterScenario('my-what-if'));
  expect(plan.name).toBe('my-what-if');
  const names = ['baseline', 'short-timeout', 'circuit-breaker', 'twice-the-shops', 'all'];
  expect(plan.variants.map(({ name }) => name)).toEqual(names);
  expect(plan.variants.flatMap(variant => variant.expect).length).toBeGreaterThan(0);
  expect(plan.variants[0]!.world.duration).toBeLessThanOrEqual(90e9);
});

test.each(['', 'a b', '../x', '-x', 'a'.repeat(65)])('"%s" is no name for a scenario', name => {
  expect(() => starterScenario(name)).toThrow('cannot be the name of a scenario');
});
