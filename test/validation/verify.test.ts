import { describe, expect, it } from 'vitest';
import { renderVerificationMarkdown, renderVerificationSummary, renderVerifiedCase } from '../../src/report/verify.ts';
import { VERIFICATION_SCHEMA } from '../../src/results/verification.ts';
import { CASES, type ValidationCase } from '../../src/validation/cases.ts';
import { FAMILIES } from '../../src/validation/families/all.ts';
import { type Family, type Measurement, notExpressible } from '../../src/validation/family.ts';
import { fastCases, verifyCase } from '../../src/validation/verify.ts';

const validation: ValidationCase = {
  id: 'A-TEST-1',
  area: 'A',
  title: 'a case of the tests',
  params: {},
  expect: { mean_s: 1, p99_s: 5 },
  tol: { rel: 0.1 },
  source: 'made up',
  kind: 'exact',
};

const family = (measure: Family['measure']): Family => ({
  name: 'tests',
  fast: [validation.id],
  matches: id => id.startsWith('A-TEST-'),
  measure,
});

const verified = (...measurements: readonly Measurement[]) =>
  verifyCase(validation, [family(() => measurements)], 'fast');

describe('a case', () => {
  it('is green when all that was measured is, and names what was not', () => {
    const { verdict, fields } = verified({ field: 'mean_s', samples: [1.05] });
    expect(verdict).toBe('green');
    expect(fields.map(({ kind, field }) => `${field} ${kind}`)).toEqual(['mean_s figure', 'p99_s unmeasured']);
  });

  it('is red when one field is', () => {
    expect(verified({ field: 'mean_s', samples: [1] }, { field: 'p99_s', samples: [9] }).verdict).toBe('red');
  });

  it('is not expressible when its family says so or measures nothing of it', () => {
    const declining = family(() => notExpressible('needs a registry', 'keys'));
    expect(verifyCase(validation, [declining], 'full')).toMatchObject({
      verdict: 'not expressible',
      reason: 'needs a registry',
      detail: 'keys',
    });
    expect(verified({ field: 'mean_s', reason: 'needs a registry' })).toMatchObject({
      verdict: 'not expressible',
      reason: 'needs a registry',
    });
    expect(verifyCase(validation, [], 'full').verdict).toBe('not expressible');
  });

  it('is red when its run breaks, and says how', () => {
    const broken = family(() => {
      throw new Error('violated: requests were lost');
    });
    expect(verifyCase(validation, [broken], 'full')).toMatchObject({
      verdict: 'red',
      detail: 'violated: requests were lost',
    });
  });
});

describe('the table', () => {
  it('has every case once', () => {
    expect(CASES).toHaveLength(595);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(595);
  });

  it('has one family for every case', () => {
    const answers = CASES.map(({ id }) => ({ id, families: FAMILIES.filter(own => own.matches(id)).length }));
    expect(answers.filter(({ families }) => families !== 1)).toEqual([]);
  });

  it('has a fast subset of known cases from every family that can measure anything', () => {
    const known = new Set(CASES.map(({ id }) => id));
    for (const { name, fast, matches } of FAMILIES) {
      expect(
        fast.filter(id => !known.has(id) || !matches(id)),
        name,
      ).toEqual([]);
    }
    expect(fastCases(CASES, FAMILIES).length).toBe(FAMILIES.flatMap(({ fast }) => fast).length);
  });
});

describe('the report', () => {
  const green = verified({ field: 'mean_s', samples: [1.02, 1.04] }, { field: 'p99_s', reason: 'needs a registry' });
  const red = { ...verified({ field: 'mean_s', samples: [2] }), id: 'A-TEST-2' };
  const verification = { schema: VERIFICATION_SCHEMA, effort: 'full', cases: [green, red] } as const;

  it('shows a case with what was expected and what came out', () => {
    const text = renderVerifiedCase(green);
    expect(text).toContain('A-TEST-1');
    expect(text).toMatch(/\n +expected +simulated +95 % interval +allowed\n/);
    expect(text).toMatch(/mean_s +1 +1\.03 .* 0\.1 +✅/);
    expect(text).toContain('needs a registry');
    expect(text).toContain('source: made up');
  });

  it('counts the verdicts', () => {
    const [head, area, all] = renderVerificationSummary(verification).split('\n');
    expect(head).toMatch(/cases +green +red/);
    expect(area).toMatch(/A Queues +2 +1 +1 +0/);
    expect(all).toMatch(/All +2 +1 +1 +0/);
  });

  it('writes a page that says the same twice', () => {
    const page = renderVerificationMarkdown(verification);
    expect(page).toBe(renderVerificationMarkdown(verification));
    expect(page).toContain('# Validation');
    expect(page).toMatch(/`A-TEST-2`.*❌/);
  });
});
