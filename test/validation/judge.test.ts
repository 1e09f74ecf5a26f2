import { describe, expect, it } from 'vitest';
import type { VerifiedField } from '../../src/results/verification.ts';
import type { ValidationCase } from '../../src/validation/cases.ts';
import type { Measurement } from '../../src/validation/family.ts';
import { judge, leafAt, leavesOf, toleranceOf } from '../../src/validation/judge.ts';

const validation = (expected: ValidationCase['expect'], tol: ValidationCase['tol']): ValidationCase => ({
  id: 'T-1',
  area: 'A',
  title: 'a case of the tests',
  params: {},
  expect: expected,
  tol,
  source: 'made up',
  kind: 'exact',
});

const verdictOf = (field: VerifiedField): string => (field.kind === 'unmeasured' ? 'unmeasured' : field.verdict);

const judged = (expected: number, tol: ValidationCase['tol'], samples: readonly number[]) =>
  judge(validation({ mean_s: expected }, tol), { field: 'mean_s', samples });

describe('a figure', () => {
  it('is green within the relative tolerance and red beyond it', () => {
    expect(verdictOf(judged(100, { rel: 0.02 }, [101.9]))).toBe('green');
    expect(verdictOf(judged(100, { rel: 0.02 }, [102.1]))).toBe('red');
    expect(verdictOf(judged(100, { rel: 0.02 }, [97.9]))).toBe('red');
  });

  it('is green when either the relative or the absolute tolerance is met', () => {
    expect(verdictOf(judged(0.1, { rel: 0.02, abs: 0.05 }, [0.14]))).toBe('green');
    expect(verdictOf(judged(100, { rel: 0.02, abs: 0.05 }, [101]))).toBe('green');
    expect(verdictOf(judged(0.1, { rel: 0.02, abs: 0.05 }, [0.16]))).toBe('red');
  });

  it('is green by the interval of its replications where the tolerance is narrower', () => {
    const field = judged(100, { rel: 0.01 }, [80, 90, 100, 110, 115]);
    expect(field).toMatchObject({ verdict: 'green', by: 'tolerance' });
    expect(judged(100, { rel: 0.01 }, [60, 80, 100, 110, 115])).toMatchObject({ verdict: 'green', by: 'interval' });
    expect(judged(100, { rel: 0.01 }, [80, 80.1, 80.2, 80.1, 80])).toMatchObject({ verdict: 'red', by: null });
  });

  it('without a sample is red', () => {
    expect(verdictOf(judged(100, { rel: 1 }, []))).toBe('red');
  });

  it('that should be exactly 0 is red when it is not', () => {
    expect(verdictOf(judged(0, { rel: 0.02 }, [0, 0, 0]))).toBe('green');
    expect(verdictOf(judged(0, { rel: 0.02 }, [1, 1, 1]))).toBe('red');
  });

  it('that is to agree in its order of magnitude may be off by a factor of ten', () => {
    expect(verdictOf(judged(10, { order_of_magnitude: true }, [99]))).toBe('green');
    expect(verdictOf(judged(10, { order_of_magnitude: true }, [101]))).toBe('red');
    expect(verdictOf(judged(10, { order_of_magnitude: true }, [0.9]))).toBe('red');
  });

  it('may bring an expectation and a tolerance of its own', () => {
    const own: Measurement = { field: 'residual', samples: [5], expected: 4, tolerance: 1 };
    expect(verdictOf(judge(validation({}, { abs: '1 request' }), own))).toBe('green');
    expect(verdictOf(judge(validation({}, { abs: '1 request' }), { ...own, samples: [5.1] }))).toBe('red');
  });

  it('for which the case has no number is a mistake of its family', () => {
    expect(() => judge(validation({ mean_s: 1 }, {}), { field: 'median_s', samples: [1] })).toThrow(
      'T-1: expected a number in expect.median_s',
    );
  });
});

describe('tolerances by name', () => {
  it('hold for the fields they name, and the general one for the rest', () => {
    const tol = { rel: 0.02, rel_p99: 0.04, abs_prob: 0.003 };
    expect(toleranceOf(tol, 'p99_wait_s', 100)).toBe(4);
    expect(toleranceOf(tol, 'p999_s', 100)).toBe(2);
    expect(toleranceOf(tol, 'mean_s', 100)).toBe(2);
    expect(toleranceOf(tol, 'prob_reject', 1)).toBe(0.003);
  });

  it('name by the beginning of a word, or by one of several words', () => {
    expect(toleranceOf({ rel_unavail: 0.1 }, 'unavailability', 10)).toBe(1);
    expect(toleranceOf({ rel_limit_n500: 0.02, rel_n100: 0.5 }, 'limit_mean', 10)).toBe(0.2);
    expect(toleranceOf({ rel_limit_n500: 0.02, rel_n100: 0.5 }, 'sim_n100_distinct_mean', 10)).toBe(5);
  });

  it('leave nothing where neither names the field', () => {
    expect(toleranceOf({ rel_unavail: 0.1 }, 'mttf_h', 10)).toBe(0);
  });
});

describe('the other measurements', () => {
  it('are judged by what they claim, or not at all', () => {
    const own = validation({ best: 'd2' }, {});
    expect(verdictOf(judge(own, { field: 'best', holds: true, found: 'd2' }))).toBe('green');
    expect(verdictOf(judge(own, { field: 'best', holds: false, found: 'random' }))).toBe('red');
    expect(judge(own, { field: 'best', reason: 'needs a registry', detail: 'so' })).toEqual({
      kind: 'unmeasured',
      field: 'best',
      reason: 'needs a registry: so',
    });
  });
});

describe('nested expectations', () => {
  it('are found by paths with dots, lists by their index', () => {
    const expected = { refdes: { lifo: 2 }, misses: [5, 7], word: 'x' };
    expect(leafAt(expected, 'refdes.lifo')).toBe(2);
    expect(leafAt(expected, 'misses.1')).toBe(7);
    expect(leafAt(expected, 'refdes.fifo')).toBeUndefined();
    expect(leavesOf(expected)).toEqual(['refdes.lifo', 'misses.0', 'misses.1', 'word']);
  });
});
