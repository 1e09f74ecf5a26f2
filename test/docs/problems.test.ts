import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../src/scenario/codes.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { SHOP } from '../../tools/reference/problems/guide.ts';
import { GUIDES, problemPages, sayingOf } from '../../tools/reference/problems/pages.ts';

describe('the pages about problems', () => {
  test('there is one for every code, and none for any other', () => {
    expect(Object.keys(GUIDES).sort()).toEqual(Object.keys(CODES).sort());
  });

  test.each(Object.entries(GUIDES))('%s shows a file that has it', (code, guide) => {
    expect(sayingOf(code, guide).length).toBeGreaterThan(0);
  });

  test('the file they all begin with has no problem', () => {
    const read = (): string => '';
    expect(compileScenario({ path: 'shop.yaml', text: SHOP, read, overrides: [] }).problems).toEqual([]);
  });

  test.each(Object.entries(problemPages()))('%s is current; `npm run generate` makes it so', (path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
