/** Which variants are compared: `compare` and the names of the mitigations → lists of mitigations with names. */
import type { Scenario } from '../schema/schema.ts';

export interface Variant {
  readonly name: string;
  readonly title: string;
  /** Laid over the baseline in this order. */
  readonly mitigations: readonly string[];
}

export const MOST_FACTORS = 6;

const BASELINE: Variant = { name: 'baseline', title: 'As it is', mitigations: [] };

/** The baseline first. With one mitigation it and `all` are the same, and there is only the former. */
export function variantsOf(compare: Scenario['compare'], titles: ReadonlyMap<string, string>): Variant[] {
  const names = [...titles.keys()];
  const titled = (mitigations: readonly string[]): string =>
    mitigations.map(name => titles.get(name) ?? name).join(' + ');
  const alone = names.map(name => ({ name, title: titled([name]), mitigations: [name] }));
  const all = names.length > 1 ? [{ name: 'all', title: 'All mitigations together', mitigations: names }] : [];
  if (Array.isArray(compare)) return [BASELINE, ...compare.map(set => namedSet(set, titled))];
  if (compare === 'each' || names.length < 2) return [BASELINE, ...alone, ...all];
  return compare === 'ablation'
    ? [BASELINE, ...all, ...names.map(name => allBut(name, names, titled))]
    : [
        BASELINE,
        ...subsets(names).map(subset => ({ name: subset.join('+'), title: titled(subset), mitigations: subset })),
        ...all,
      ];
}

/** `factorial`, `each`, ... as the report names it. */
export const compareName = (compare: Scenario['compare']): string => (Array.isArray(compare) ? 'sets' : compare);

type Titled = (mitigations: readonly string[]) => string;
type MitigationSet = Exclude<Scenario['compare'], string>[number];

function namedSet(set: MitigationSet, titled: Titled): Variant {
  if (Array.isArray(set)) return { name: set.join('+'), title: titled(set), mitigations: set };
  return { name: set.name, title: set.title ?? titled(set.mitigations), mitigations: set.mitigations };
}

function allBut(left: string, names: readonly string[], titled: Titled): Variant {
  return {
    name: `without-${left}`,
    title: `All but: ${titled([left])}`,
    mitigations: names.filter(name => name !== left),
  };
}

/** Subsets that are neither empty nor whole, the small ones first. */
function subsets(names: readonly string[]): string[][] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, i) => (bits >> i) & 1));
  return all.filter(subset => subset.length > 0 && subset.length < names.length).sort((a, b) => a.length - b.length);
}
