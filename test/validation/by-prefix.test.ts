import { expect, it } from 'vitest';
import { cannot, familyByPrefix } from '../../src/validation/by-prefix.ts';
import type { ValidationCase } from '../../src/validation/cases.ts';

const caseOf = (id: string): ValidationCase => ({
  id,
  area: 'X',
  title: '',
  params: {},
  expect: {},
  tol: {},
  source: '',
  kind: '',
});

const family = familyByPrefix('test', [], {
  'X-A-': () => [{ field: 'short', samples: [] }],
  'X-A-B': cannot('needs a registry', 'why'),
});

it('a family by prefix answers with the longest prefix that fits', () => {
  expect(family.measure(caseOf('X-A-1'), 'full')).toEqual([{ field: 'short', samples: [] }]);
  expect(family.measure(caseOf('X-A-B-1'), 'full')).toEqual({ notExpressible: 'needs a registry', detail: 'why' });
});

it('a family by prefix leaves other cases to others', () => {
  expect(['X-A-1', 'X-A', 'Y-A-1'].map(id => family.matches(id))).toEqual([true, false, false]);
});
