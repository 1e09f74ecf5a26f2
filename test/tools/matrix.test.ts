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

test('trials are counted in the cell of their remedy and cause by what came of them', () => {
  const row = matrixOf([result])
    .split('\n')
    .find(line => line.startsWith('| redundancy'));
  // circuit-breaker and twice-the-replicas are better, longer-timeout is worse, backoff-with-jitter the same.
  expect(row?.replaceAll('\u00a0', ' ')).toContain('| 2 ▲ 1 ▼ 1 =<br>−2.3 to +24.7 ');
});

test('a trial has a line under its cause, with what came of it and where', () => {
  const matrix = matrixOf([result]);
  expect(matrix).toContain('[unbounded retries](#against-unbounded-retries)');
  const [, section = ''] = matrix.split('## Against unbounded retries');
  const trials = section.split('\n').filter(line => line.includes('](retry-storm.md)'));
  expect(trials).toHaveLength(4);
  expect(trials[0]).toMatch(
    /^\| redundancy \| The variant circuit-breaker \(\[retry-storm.*\| \+24\.7\u00a0pp\u00a0±\u00a00\.6\u00a0▲ \|/,
  );
  expect(matrix).not.toContain('## Against tight coupling');
});

test('variants of several mitigations, and those that say no remedy, are not in it', () => {
  const several = { ...result, variants: result.variants.map(each => ({ ...each, mitigations: ['a', 'b'] })) };
  expect(matrixOf([several, RESULT])).not.toContain('retry-storm.md');
});
