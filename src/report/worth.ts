/**
 * What each mitigation is worth, where the variants tell: Shapley values, or what leaving one out of all of them changes.
 * The same table for the terminal and for Markdown.
 */
import type { Difference, Estimate, Result, VariantResult, Worth } from '../results/result.ts';
import { amount, changeOf, intervalOf, NO_DATA, type Quantity } from './numbers.ts';

export interface WorthTable {
  readonly heading: string;
  /** What the figures are, as a sentence. */
  readonly note: string;
  readonly rows: readonly WorthRow[];
}

export interface WorthRow {
  readonly name: string;
  /** In the order of `WORTH_COLUMNS`. */
  readonly cells: readonly string[];
}

const METRICS = [
  ['availability', 'availability', 'share'],
  ['p99', 'p99', 'duration'],
  ['wastedWork', 'wasted work', 'share'],
] as const satisfies readonly (readonly [keyof Worth<unknown>, string, Quantity])[];

export const WORTH_COLUMNS: readonly string[] = METRICS.map(([, head]) => head);

/** null when the variants do not tell. */
export function worthTable(result: Result): WorthTable | null {
  if (result.shapley !== undefined) return shapleyTable(result.shapley, result);
  return result.ablation === undefined ? null : ablationTable(result.ablation);
}

const shapleyTable = (shapley: NonNullable<Result['shapley']>, result: Result): WorthTable => ({
  heading: 'What each one is worth',
  note: 'What a mitigation adds, averaged over the company it keeps (Shapley values, with their 95 % intervals). A column adds up to what all of them together change.',
  rows: [...rowsOf(shapley, change => -change), ...together(result)],
});

const ablationTable = (ablation: NonNullable<Result['ablation']>): WorthTable => ({
  heading: 'What leaving one out changes',
  note: 'All mitigations but this one, less all of them, paired over replications, with 95 % intervals; * marks what is measurable. What another one would make up for does not show.',
  rows: rowsOf(ablation, change => change),
});

/** The one that matters most first. */
function rowsOf(
  worth: Readonly<Record<string, Worth<Estimate | Difference>>>,
  rank: (availability: number) => number,
): WorthRow[] {
  return Object.entries(worth)
    .sort(([, one], [, other]) => rank(one.availability?.mean ?? 0) - rank(other.availability?.mean ?? 0))
    .map(([name, values]) => ({ name, cells: METRICS.map(([key, , quantity]) => cellOf(values[key], quantity)) }));
}

function together(result: Result): WorthRow[] {
  const size = Object.keys(result.shapley ?? {}).length;
  const all = result.variants.find(({ mitigations }) => mitigations.length === size);
  return all?.difference === undefined ? [] : [{ name: 'together', cells: cellsOf(all.difference) }];
}

/** Without stars, which Shapley values do not have either. */
const cellsOf = (difference: NonNullable<VariantResult['difference']>): string[] =>
  METRICS.map(([key, , quantity]) => {
    const { mean, low, high } = difference[key] ?? {};
    return cellOf(mean === undefined ? null : { mean, low: low ?? null, high: high ?? null }, quantity);
  });

function cellOf(value: Estimate | Difference | null, quantity: Quantity): string {
  const change = changeOf(value, quantity);
  if (change === null) return NO_DATA;
  const interval = intervalOf(change);
  const star = value !== null && 'significant' in value && value.significant ? ' *' : '';
  return `${amount(change)}${interval === null ? '' : ` (${interval})`}${star}`;
}
