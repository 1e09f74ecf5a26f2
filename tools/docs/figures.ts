/**
 * Numbers in prose come from results: `<!-- retry-storm baseline metrics.availability share -->20.19 % ± 0.06<!-- / -->`
 * names a committed report, a variant, a path in it and the quantity. `npm run docs` fills them in, a test compares.
 */
import { amount, changeOf, figureOf, type Quantity, written } from '../../src/report/numbers.ts';
import type { Estimate, Result } from '../../src/results/result.ts';

const MARK = /<!-- (\S+) (\S+) (\S+) (share|duration|rate|hours|plain)( bare)? -->(.*?)<!-- \/ -->/g;

/** The page with every marked number renewed. `resultOf` gives the committed result of a scenario by name. */
export function withFigures(page: string, resultOf: (scenario: string) => Result): string {
  return page.replace(MARK, (_, scenario: string, variant: string, path: string, quantity: Quantity, bare?: string) => {
    const estimate = at(resultOf(scenario), variant, path);
    const figure = path.startsWith('difference.') ? changeOf(estimate, quantity) : figureOf(estimate, quantity);
    const shown = bare === undefined ? written(figure) : amount(figure);
    return `<!-- ${scenario} ${variant} ${path} ${quantity}${bare ?? ''} -->${shown}<!-- / -->`;
  });
}

/** Throws where the page names something that the result does not have. */
function at(result: Result, variant: string, path: string): Estimate {
  const start: unknown = result.variants.find(({ name }) => name === variant);
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null)?.[key], start);
  if (typeof value === 'number') return { mean: value, low: null, high: null };
  if (value === null || typeof value !== 'object' || !('mean' in value))
    throw new Error(`${result.scenario.name} has no figure ${path} of ${variant}`);
  return value as Estimate;
}
