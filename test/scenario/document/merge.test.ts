import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/scenario/document/document.ts';
import { mergePatch, sameValues } from '../../../src/scenario/document/merge.ts';
import { lineAndColumn, type Node, placeOfKey, placeOfValue, toPlain } from '../../../src/scenario/document/node.ts';

const node = (text: string, file = 'a.yaml'): Node => readDocument({ file, text }, [])!;
const merged = (target: string, patch: string): unknown => toPlain(mergePatch(node(target), node(patch)));

describe('a merge patch (the examples of RFC 7396, appendix A)', () => {
  test.each([
    ['{ a: b }', '{ a: c }', { a: 'c' }],
    ['{ a: b }', '{ b: c }', { a: 'b', b: 'c' }],
    ['{ a: b }', '{ a: null }', {}],
    ['{ a: b, b: c }', '{ a: null }', { b: 'c' }],
    ['{ a: [b] }', '{ a: c }', { a: 'c' }],
    ['{ a: c }', '{ a: [b] }', { a: ['b'] }],
    ['{ a: { b: c } }', '{ a: { b: d, c: null } }', { a: { b: 'd' } }],
    ['{ a: [{ b: c }] }', '{ a: [1] }', { a: [1] }],
    ['[a, b]', '[c, d]', ['c', 'd']],
    ['{ a: b }', '[c]', ['c']],
    ['{ e: null }', '{ a: 1 }', { e: null, a: 1 }],
    ['[1, 2]', '{ a: b, c: null }', { a: 'b' }],
    ['{}', '{ a: { bb: { ccc: null } } }', { a: { bb: {} } }],
  ])('%s patched by %s', (target, patch, expected) => {
    expect(merged(target, patch)).toEqual(expected);
  });

  test('does not change what it patches', () => {
    const target = node('{ a: { b: 1 } }');
    mergePatch(target, node('{ a: { b: 2, c: 3 } }'));
    expect(toPlain(target)).toEqual({ a: { b: 1 } });
  });

  test('keeps the order of the keys and puts new ones last', () => {
    expect(Object.keys(merged('{ x: 1, y: 2, z: 3 }', '{ n: 0, y: 9 }') as object)).toEqual(['x', 'y', 'z', 'n']);
  });

  test('every value knows the file and line it came from', () => {
    const root = mergePatch(node('a:\n  b: 1\n  c: 2', 'base.yaml'), node('\n\na: { c: 3 }', 'patch.yaml'));
    const where = (path: string[]) => ({
      file: placeOfValue(root, path).source.file,
      ...lineAndColumn(placeOfValue(root, path)),
    });
    expect(where(['a', 'b'])).toEqual({ file: 'base.yaml', line: 2, column: 6 });
    expect(where(['a', 'c'])).toEqual({ file: 'patch.yaml', line: 3, column: 9 });
    expect(placeOfKey(root, ['a']).source.file).toBe('base.yaml');
    expect(placeOfKey(root, ['a', 'c']).source.file).toBe('patch.yaml');
    expect(where(['a', 'missing'])).toMatchObject({ file: 'base.yaml', line: 1, column: 1 });
  });
});

describe('the same values', () => {
  test.each([
    ['{ a: 1, b: [x, { c: null }] }', '{ b: [x, { c: null }], a: 1 }', true],
    ['{ a: 1 }', '{ a: 1, b: 2 }', false],
    ['{ a: 1, b: 2 }', '{ a: 1, c: 2 }', false],
    ['{ a: 1 }', '{ a: "1" }', false],
    ['[1, 2]', '[2, 1]', false],
    ['[]', '{}', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameValues(node(a), node(b))).toBe(same);
  });
});
