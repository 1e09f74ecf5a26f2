/** A family put together from one measure per prefix of the case's id; the longest prefix that fits decides. */
import type { ValidationCase } from './cases.ts';
import {
  type Effort,
  type Family,
  type Measurement,
  type NotExpressible,
  notExpressible,
  type Reason,
} from './family.ts';

export type Measure = (validation: ValidationCase, effort: Effort) => readonly Measurement[] | NotExpressible;

/** `fast` are the ids of the fast subset. */
export function familyByPrefix(
  name: string,
  fast: readonly string[],
  measures: { readonly [prefix: string]: Measure },
): Family {
  const prefixes = Object.keys(measures).sort((a, b) => b.length - a.length);
  const prefixOf = (id: string): string | undefined => prefixes.find(prefix => id.startsWith(prefix));
  return {
    name,
    fast,
    matches: id => prefixOf(id) !== undefined,
    measure: (validation, effort) => measures[prefixOf(validation.id)!]!(validation, effort),
  };
}

/** The measure of cases that the model cannot express. */
export const cannot =
  (reason: Reason, detail: string): Measure =>
  () =>
    notExpressible(reason, detail);

/** How many replications: in the whole table, and in the fast subset. */
export const replications = (effort: Effort, full: number, fast: number): number => (effort === 'full' ? full : fast);
