import { describe, expect, test } from 'vitest';
import { compileScenario } from '../../src/scenario/compile.ts';
import { GUIDES, problemsShown, sayingOf } from '../../src/scenario/guides/all.ts';
import { SHOP } from '../../src/scenario/guides/guide.ts';
import { CODES, type Code, severityOf } from '../../src/scenario/problems/codes.ts';

const codes = Object.keys(CODES) as Code[];

describe('the pages about problems', () => {
  test('there is one for every code, and none for any other', () => {
    expect(Object.keys(GUIDES).sort()).toEqual([...codes].sort());
  });

  test.each(codes)('%s shows a file that has it', code => {
    expect(sayingOf(code).length).toBeGreaterThan(0);
  });

  test.each(codes.filter(code => severityOf(code) === 'warning'))('%s, a warning, shows a file that runs', code => {
    expect(problemsShown(code).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each(codes)('%s replaces what is in the file', code => {
    const missing = GUIDES[code].wrong.filter(([find]) => !SHOP.includes(find));
    expect(missing).toEqual([]);
  });

  test('the file they all begin with has no problem', () => {
    const read = (): string => '';
    expect(compileScenario({ path: 'shop.yaml', text: SHOP, read, overrides: [] }).problems).toEqual([]);
  });
});
