/**
 * What each mitigation is worth, from variants that combine them. Two answers, for two ways of choosing the variants:
 *
 * - Every subset of the mitigations was run (`compare: factorial`): Shapley values (measure/shapley.ts), computed in each
 *   replication, then a mean with its interval. They credit a mitigation with what it adds, averaged over all the company
 *   it may keep, and so share out what two of them do only together, or both alone.
 * - All of them and all but each (`compare: ablation`): what changes when one is left out of all. A mitigation whose work
 *   another would take over loses nothing here, however much it does alone.
 */
import { estimate, pairedDifference } from '../measure/interval.ts';
import { shapleyValues } from '../measure/shapley.ts';
import type { Difference, Estimate, Result, Worth } from '../results/result.ts';
import { corrected, valuesOf } from './compare.ts';
import type { Observation } from './observe.ts';
import type { VariantPlan } from './plan.ts';

const METRICS = ['availability', 'p99', 'wastedWork'] as const satisfies readonly (keyof Worth<unknown>)[];
type Metric = (typeof METRICS)[number];

/** By variant, then by replication. */
type Observations = readonly (readonly Observation[])[];

/** Shapley values; none unless there are at least two mitigations and every subset of them is a variant. */
export function shapleyOf(variants: readonly VariantPlan[], observations: Observations): Pick<Result, 'shapley'> {
  const names = allMitigations(variants);
  const groups = Array.from({ length: 2 ** names.length }, (_, bits) => variantWith(variants, membersOf(bits, names)));
  if (names.length < 2 || groups.some(variant => variant < 0)) return {};
  const inGroups = groups.map(variant => observations[variant]!);
  const values = METRICS.map(metric => shapleyColumn(names.length, inGroups, metric));
  return { shapley: byMitigation(names, values) };
}

/** `level` as in compare.ts; none unless the variants are all mitigations and all but each. */
export function ablationOf(
  variants: readonly VariantPlan[],
  observations: Observations,
  level: number,
): Pick<Result, 'ablation'> {
  const names = allMitigations(variants);
  const all = variantWith(variants, names);
  const without = names.map(left =>
    variantWith(
      variants,
      names.filter(name => name !== left),
    ),
  );
  if (names.length < 2 || all < 0 || without.some(variant => variant < 0)) return {};
  const changes = METRICS.map(metric => {
    const reference = valuesOf(observations[all]!, metric);
    return corrected(
      without.map(variant => pairedDifference(valuesOf(observations[variant]!, metric), reference)),
      level,
    );
  });
  return { ablation: byMitigation(names, changes) };
}

const allMitigations = (variants: readonly VariantPlan[]): string[] => [
  ...new Set(variants.flatMap(({ mitigations }) => mitigations)),
];

/** Index of the variant with exactly these mitigations, in any order; -1 when there is none. */
const variantWith = (variants: readonly VariantPlan[], names: readonly string[]): number =>
  variants.findIndex(
    ({ mitigations }) => mitigations.length === names.length && names.every(name => mitigations.includes(name)),
  );

const membersOf = (bits: number, names: readonly string[]): string[] =>
  names.filter((_, member) => ((bits >> member) & 1) === 1);

/** By mitigation; all null when a group lacks the figure in every replication that has the others'. */
function shapleyColumn(members: number, groups: Observations, metric: Metric): (Estimate | null)[] {
  const replications = groups[0]!.map((_, replication) => groups.map(group => group[replication]!.run[metric]));
  const complete = replications.filter((worth): worth is number[] => worth.every(value => value !== null));
  const values = complete.map(worth => shapleyValues(members, worth));
  return Array.from({ length: members }, (_, member) => estimate(values.map(each => each[member]!)));
}

/** Columns by metric to rows by mitigation. */
function byMitigation<Kind extends Estimate | Difference>(
  names: readonly string[],
  columns: readonly (readonly (Kind | null)[])[],
): Record<string, Worth<Kind>> {
  const row = (member: number): Worth<Kind> => {
    const [availability, p99, wastedWork] = columns.map(column => column[member] ?? null);
    return { availability: availability ?? null, p99: p99 ?? null, wastedWork: wastedWork ?? null };
  };
  return Object.fromEntries(names.map((name, member) => [name, row(member)]));
}
