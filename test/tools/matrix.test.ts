import { expect, test } from 'vitest';
import type { Result } from '../../src/results/result.ts';
import { matrixOf } from '../../tools/matrix.ts';
import { RESULT } from '../report/fixture.ts';

const result: Result = {
  ...RESULT,
  variants: RESULT.variants.map((variant, index) =>
    index === 0 ? variant : { ...variant, remedies: ['redundancy'], answers: ['unbounded-retries'] },
  ),
};

test('a trial is in the cell of its remedy and cause, with what came of it and where', () => {
  const matrix = matrixOf([result]);
  expect(matrix.split('\n').find(line => line.startsWith('| redundancy'))).toMatch(/\[\+\d.* ▲\]\(retry-storm\.md\)/);
  expect(matrix).toContain('## Against unbounded retries');
  expect(matrix).not.toContain('## Against tight coupling');
});

test('variants of several mitigations, and those that say no remedy, are not in it', () => {
  const several = { ...result, variants: result.variants.map(each => ({ ...each, mitigations: ['a', 'b'] })) };
  expect(matrixOf([several, RESULT])).not.toContain('retry-storm.md');
});
