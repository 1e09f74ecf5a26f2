import { describe, expect, test } from 'vitest';
import { errorsOf, planOf, small } from '../compile-text.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const mitigations = (count: number): string =>
  `mitigations:\n${NAMES.slice(0, count)
    .map((name, i) => `  ${name}: { title: The ${name}, patch: { services: { api: { replicas: ${i + 2} } } } }`)
    .join('\n')}\n`;

const names = (count: number, rest = ''): string[] =>
  planOf(small(mitigations(count) + rest)).variants.map(({ name }) => name);

describe('variants', () => {
  test('without mitigations there is the baseline', () => {
    expect(planOf(small()).variants.map(({ name }) => name)).toEqual(['baseline']);
  });

  test('one mitigation is compared with the baseline', () => {
    expect(names(1)).toEqual(['baseline', 'a']);
    expect(names(1, 'compare: factorial')).toEqual(['baseline', 'a']);
  });

  test('each is every one alone, and all together', () => {
    expect(names(3)).toEqual(['baseline', 'a', 'b', 'c', 'all']);
  });

  test('ablation is all, and all but one', () => {
    expect(names(3, 'compare: ablation')).toEqual(['baseline', 'all', 'without-a', 'without-b', 'without-c']);
  });

  test('factorial is every subset', () => {
    expect(names(3, 'compare: factorial')).toEqual(['baseline', 'a', 'b', 'c', 'a+b', 'a+c', 'b+c', 'all']);
    expect(names(6, 'compare: factorial')).toHaveLength(64);
    expect(errorsOf(small(`${mitigations(7)}compare: factorial`))).toEqual(['BR031 compare']);
  });

  test('sets have names of their own or of their members', () => {
    const plan = planOf(small(`${mitigations(3)}compare: [[a, c], { name: best, title: The best, mitigations: [b] }]`));
    expect(plan.compare).toBe('sets');
    expect(plan.variants.map(({ name, title, mitigations }) => [name, title, mitigations])).toEqual([
      ['baseline', 'As it is', []],
      ['a+c', 'The a + The c', ['a', 'c']],
      ['best', 'The best', ['b']],
    ]);
  });

  test('later mitigations are laid over earlier ones', () => {
    const plan = planOf(small(`${mitigations(3)}compare: [[a, b], { name: other, mitigations: [b, a] }]`));
    expect(plan.variants.map(({ world }) => world.services[0]!.replicas)).toEqual([1, 3, 2]);
  });

  test('two variants of one name are refused', () => {
    expect(errorsOf(small(`${mitigations(2)}compare: [[a, b], [a, b]]`))).toEqual(['BR029 compare.1']);
    expect(errorsOf(small(`${mitigations(2)}compare: [{ name: baseline, mitigations: [a] }]`))).toEqual([
      'BR029 compare.0',
    ]);
  });

  test('the statements of all belong to the single mitigation when there is one', () => {
    const { variants } = planOf(small(`${mitigations(1)}expect: { all: ["availability > 9%"] }`));
    expect(variants.map(variant => variant.expect.length)).toEqual([0, 1]);
  });

  test('a mitigation may add what only its own statements can be about', () => {
    const text = small(`mitigations:
  cache: { patch: { services: { cache: { queue: { capacity: 1 } }, api: { calls: { cache: { timeout: 1s } } } } } }
expect: { cache: ["cache: utilisation < 50%"] }`);
    expect(errorsOf(text)).toEqual([]);
    expect(errorsOf(text.replace('expect: { cache:', 'expect: { baseline:'))).toEqual(['BR036 expect.baseline.0']);
  });
});
