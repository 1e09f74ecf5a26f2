import { expect, test } from 'vitest';
import { compile, small } from '../compile-text.ts';

const mitigated = (remedy: string) =>
  small(
    `mitigations: { m: { answers: tight-coupling, remedy: ${remedy}, patch: { services: { api: { replicas: 2 } } } } }`,
  );

test('a variant says what kinds of remedy it is made of', () => {
  const { plan } = compile(mitigated('[redundancy, isolation]'));
  expect(plan!.variants.map(({ remedies }) => remedies)).toEqual([[], ['redundancy', 'isolation']]);
});

test('a kind of remedy that is not known is an error with a hint', () => {
  const [problem] = compile(mitigated('redundanci')).problems;
  expect(problem).toMatchObject({ code: 'BR014', severity: 'error', hint: 'did you mean "redundancy"?' });
});
