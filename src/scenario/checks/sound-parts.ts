/**
 * What only compiling finds, told together with what is wrong already: the parts of a document that have a problem are
 * left out, and what remains is compiled for its complaints alone. A complaint that may come of what was left out is not
 * told; if it is real, it will be when the rest is mended.
 */
import { type Entry, type Node, nodeAt, toPlain } from '../document/node.ts';
import { withPresets } from '../preset-lookup.ts';
import type { Code } from '../problems/codes.ts';
import type { Path, Problem } from '../problems/problem.ts';
import { scenarioSchema } from '../schema/schema.ts';
import { Site } from '../world/site.ts';
import { compileWorld } from '../world/world.ts';
import { checkReferences } from './references.ts';

/** Of one value, or of values of one entry. */
const LOCAL: readonly Code[] = ['BR012', 'BR015', 'BR016', 'BR017', 'BR018'];
/** Of entries that refer to others by their names. */
const NAMED: readonly Code[] = ['BR020', 'BR600', 'BR601', 'BR602', 'BR603', 'BR604'];
/** Of how many or which parts others have: told when only entries were left out that nothing is counted of. */
const COUNTED: readonly Code[] = ['BR022', 'BR023', 'BR024', 'BR029', 'BR034', 'BR035'];

/** Maps whose entries stand for themselves: one of them less, and the others mean the same. */
const APART: readonly string[] = ['faults', 'monitors', 'people', 'crews', 'mitigations', 'expect'];

/** Maps whose names, and numbers, are what much of the rest is about. */
const NAMES: readonly string[] = ['services', 'traffic', 'zones', 'regions', 'nodes', 'shared'];

/** Errors in the parts that have none among the `known` ones; `read` as for compiling. */
export function problemsOfSoundParts(
  root: Node,
  known: readonly Problem[],
  file: string,
  read: (path: string) => string,
): Problem[] {
  const parts = known.map(({ path }) => unsoundPart(root, path.split('.')));
  if (parts.some(part => part.length === 0)) return [];
  const without = parts.reduce(withoutPart, root);
  const parsed = scenarioSchema.safeParse(withPresets(toPlain(without)));
  if (!parsed.success || checkReferences(without).length > 0) return [];
  const site = new Site(without, file, read);
  compileWorld(parsed.data, site);
  return site.problems.filter(problem => problem.severity === 'error' && isIndependent(problem, parts));
}

/** What to leave out: an entry that stands for itself as a whole, elsewhere the value, or what lacks a key. */
function unsoundPart(root: Node, path: Path): Path {
  const there = path.findIndex((_, i) => nodeAt(root, path.slice(0, i + 1)) === null);
  const written = there === -1 ? path : path.slice(0, there);
  return APART.includes(written[0] ?? '') ? written.slice(0, 2) : written;
}

function withoutPart(node: Node, [step, ...rest]: Path): Node {
  const entry = node.kind === 'map' ? node.entries.get(step ?? '') : undefined;
  if (node.kind !== 'map' || entry === undefined) return node;
  const entries = new Map<string, Entry>(node.entries);
  if (rest.length === 0 || entry.value.kind !== 'map') entries.delete(step!);
  else entries.set(step!, { ...entry, value: withoutPart(entry.value, rest) });
  return { ...node, entries };
}

function isIndependent({ code, path, found }: Problem, parts: readonly Path[]): boolean {
  const steps = path.split('.');
  const sameEntry = (part: Path): boolean => part[0] === steps[0] && part[1] === steps[1];
  const oneInOther = (part: Path): boolean => part.every((step, i) => i >= steps.length || step === steps[i]);
  if (parts.some(part => oneInOther(part) || (code === 'BR016' && sameEntry(part)))) return false;
  if (LOCAL.includes(code)) return true;
  // What is gone is missed by those that name it.
  if (parts.some(part => part.length === 2 && found?.includes(part[1]!))) return false;
  if (NAMED.includes(code)) return parts.every(part => part.length > 2 || !NAMES.includes(part[0]!));
  return COUNTED.includes(code) && parts.every(part => !NAMES.includes(part[0]!));
}
