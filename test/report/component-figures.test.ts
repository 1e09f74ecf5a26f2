import { expect, test } from 'vitest';
import { figureRows } from '../../src/report/component-figures.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { verdictsOf } from '../../src/report/verdicts.ts';
import type { Result } from '../../src/results/result.ts';
import { RESULT } from './fixture.ts';

const kinds = {
  hits: { unit: 'share', better: 'more', title: 'answered from the cache' },
  late: { unit: 'duration', better: 'less', title: 'time to detect' },
} as const;

const estimate = (mean: number) => ({ mean, low: mean * 0.9, high: mean * 1.1 });

const result: Result = {
  ...RESULT,
  figureKinds: kinds,
  variants: RESULT.variants.map((variant, index) => ({
    ...variant,
    figures: index === 0 ? { pages: { hits: estimate(0.5), late: null } } : { pages: { hits: null, late: null } },
  })),
};

test('figures of components stand side by side, those without any data are left out', () => {
  const rows = figureRows(result);
  expect(rows.map(({ label }) => label)).toEqual(['pages: answered from the cache']);
  expect(rows[0]!.cells.map(({ full }) => full)).toEqual(['50 % ± 5', '–', '–', '–', '–']);
});

test('the report has a table of them only when there are any', () => {
  expect(renderMarkdown(result)).toContain('`pages` answered from the cache');
  expect(renderMarkdown(RESULT)).not.toContain('What else was measured');
});

test('an expectation about a figure is told in the unit of the figure', () => {
  const observed = { mean: 47_000, low: 41_000, high: 53_000 };
  const statement = { statement: 'pages: late < 60s', verdict: 'holds', observed, reason: '' } as const;
  const [baseline] = result.variants;
  const stated = { ...result, variants: [{ ...baseline!, expect: [statement] }] };
  expect(verdictsOf(stated)[0]!.observed).toBe('47 s ± 6');
});
