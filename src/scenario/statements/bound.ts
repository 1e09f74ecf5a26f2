/** The bound at the end of a statement, alike in what is expected of a run and in what an alert watches. */
import type { Finding } from '../problems/problem.ts';
import { guessUnit, type Unit } from '../quantities/units.ts';

/** Without a unit, and not below 0. */
export const BARE_NUMBER = /^\d+(\.\d+)?$/;

/** A bound of another kind than the statement needs; `code` is that of the statement. */
export const wrongBound = (
  code: 'BR037' | 'BR600',
  expected: string,
  found: string,
  hint: string | null = null,
): Finding => ({ code, message: `expected ${expected}, found "${found}"`, expected, found, hint });

/** Not in the unit it needs: with the unit that was meant, where that can be guessed. */
export function wrongUnit(code: 'BR037' | 'BR600', unit: Unit, found: string, otherwise = ''): Finding {
  const guess = guessUnit(unit, found);
  const expected = `${unit.name} such as ${unit.example}${otherwise}`;
  return wrongBound(code, expected, found, guess === null ? null : `did you mean ${guess}?`);
}

/** What other languages write for the same. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/=>|≥/g, '>='],
  [/=<|≤/g, '<='],
  [/≠|<>/g, '!='],
  [/===/g, '=='],
  [/ is not /gi, ' != '],
  [/ is /gi, ' = '],
  [/(\d) +(%|[a-zµμ]|\/)/gi, '$1$2'],
];

/** A statement in the signs of this language. */
export const respelt = (text: string): string =>
  SPELLINGS.reduce((spelt, [other, ours]) => spelt.replace(other, ours), text.trim());
