/** The fast subset of the validation table: shorter runs of some cases of every family, all of which must be green. */
import { describe, expect, it } from 'vitest';
import { renderVerifiedCase } from '../../src/report/verify.ts';
import { CASES } from '../../src/validation/cases.ts';
import { FAMILIES } from '../../src/validation/families/all.ts';
import { fastCases, verifyCase } from '../../src/validation/verify.ts';

const LONGEST_TEST = 120_000;

describe('the simulator agrees with what should come out', () => {
  const cases = fastCases(CASES, FAMILIES).map(validation => ({ validation, name: validation.id }));

  it.each(cases)(
    'in $name',
    ({ validation }) => {
      const verified = verifyCase(validation, FAMILIES, 'fast');
      expect(verified.verdict, renderVerifiedCase(verified)).toBe('green');
    },
    LONGEST_TEST,
  );
});
