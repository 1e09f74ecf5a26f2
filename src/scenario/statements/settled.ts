/**
 * Comparisons that nothing measured can change, because the bound lies where the quantity never is: allowed, but
 * whoever writes `availability > 100.1%` or `p(99) < 300s` in a run of two minutes meant another bound.
 */
import type { Comparison, Statement } from '../../experiment/plan.ts';
import { isFigure } from '../../model/figures.ts';
import { formatDuration } from '../quantities/units.ts';
import { boundKindOf, type Complaint, NANOSECONDS_PER_MILLISECOND } from './expect.ts';

/** Where a quantity can lie, both ends included; with the words for them. */
export interface Range {
  readonly low: number;
  readonly lowest: string;
  readonly high: number;
  readonly highest: string;
}

export const SHARES: Range = { low: 0, lowest: '0%', high: 1, highest: '100%' };

export const notBelow = (low: number, lowest: string): Range => ({
  low,
  lowest,
  high: Number.POSITIVE_INFINITY,
  highest: '',
});

/** A warning about a statement, written as `text`, that a run of `runLength` ns can only confirm, or only refute. */
export function settledStatement(text: string, statement: Statement, runLength: number): Complaint | null {
  const { metric, percentile, comparison, bound } = statement;
  if (typeof bound !== 'number') return null;
  const range = rangeOf(metric, runLength);
  const holds = settledBy(range, comparison, bound);
  if (holds === null) return null;
  const word = percentile === null ? metric : `p(${percentile})`;
  const message = `this can never ${holds ? 'fail' : 'hold'}: ${word} is never ${limitAt(range, bound)}`;
  return { at: text.search(/[^\s<>=!]\S*\s*$/), finding: { code: 'BR061', message, found: statement.text } };
}

/** A warning about a statement that no number can meet together with one of those `before` it. */
export function contradiction(statement: Statement, before: readonly Statement[]): Complaint | null {
  const other = before.find(each => isAboutSame(each, statement) && excludes(each, statement));
  if (other === undefined) return null;
  const message = `this and "${other.text}" can never both hold`;
  return { at: 0, finding: { code: 'BR061', message, found: statement.text } };
}

const isAboutSame = (one: Statement, other: Statement): boolean =>
  one.metric === other.metric &&
  one.percentile === other.percentile &&
  one.subject?.name === other.subject?.name &&
  typeof one.bound === 'number' &&
  typeof other.bound === 'number';

const excludes = (one: Statement, other: Statement): boolean => isAbove(one, other) || isAbove(other, one);

/** Whether all that meets the one is above all that meets the other. */
function isAbove(above: Statement, below: Statement): boolean {
  if (!/^(>|>=|=)$/.test(above.comparison) || !/^(<|<=|=)$/.test(below.comparison)) return false;
  const meet = above.comparison !== '>' && below.comparison !== '<';
  return meet ? above.bound > below.bound : above.bound >= below.bound;
}

function rangeOf(metric: Statement['metric'], runLength: number): Range {
  const times = notBelow(0, '0s');
  switch (boundKindOf(metric)) {
    case 'share':
      return SHARES;
    case 'duration':
      // A component may tell of what was before the run, such as the age of a copy.
      if (isFigure(metric)) return times;
      return {
        ...times,
        high: runLength / NANOSECONDS_PER_MILLISECOND,
        highest: `the ${formatDuration(runLength)} of the run`,
      };
    case 'recovery':
      // One that never comes is longer than any.
      return times;
    case 'rate':
      return notBelow(0, '0/s');
    default:
      return metric === 'amplification' ? notBelow(1, '1') : notBelow(0, '0');
  }
}

/** Which end the bound is at or beyond: `above 100%`. */
export const limitAt = ({ high, highest, lowest }: Range, bound: number): string =>
  bound >= high ? `above ${highest}` : `below ${lowest}`;

/** Whether it holds whatever is measured (true), can never hold (false), or must be measured (null). */
export function settledBy({ low, high }: Range, comparison: Comparison, bound: number): boolean | null {
  switch (comparison) {
    case '<':
      return bound > high ? true : bound <= low ? false : null;
    case '<=':
      return bound >= high ? true : bound < low ? false : null;
    case '>':
      return bound < low ? true : bound >= high ? false : null;
    case '>=':
      return bound <= low ? true : bound > high ? false : null;
    case '=':
      return bound < low || bound > high ? false : null;
    case '!=':
      return bound < low || bound > high ? true : null;
  }
}
