import { expect, test } from 'vitest';
import { starterScenario } from '../../src/scenario/starter.ts';
import { compile, planOf, warningsOf } from './compile-text.ts';

test('the starter compiles without errors and with the one warning it is about', () => {
  const text = starterScenario('my-what-if');
  expect(compile(text).plan).not.toBeNull();
  expect(warningsOf(text)).toEqual(['BR052 services.shop.calls.database.retry']);
});

test('the starter has two mitigations, statements and a run of minutes', () => {
  const plan = planOf(starterScenario('my-what-if'));
  expect(plan.name).toBe('my-what-if');
  expect(plan.variants.map(({ name }) => name)).toEqual(['baseline', 'retry-budget', 'circuit-breaker', 'all']);
  expect(plan.variants.flatMap(variant => variant.expect).length).toBeGreaterThan(0);
  expect(plan.variants[0]!.world.duration).toBeLessThanOrEqual(300e9);
});

test.each(['', 'a b', '../x', '-x', 'a'.repeat(65)])('"%s" is no name for a scenario', name => {
  expect(() => starterScenario(name)).toThrow('cannot be the name of a scenario');
});
