/**
 * The mitigations of a document: patches over it, each checked as the document it makes, so that a bad key is reported
 * at its own line in the patch. A patch may change the system, its traffic and its faults, not the experiment: variants
 * that differ in length or seed could not be compared.
 */
import { checkDocument } from '../checks/check.ts';
import { mergePatch, sameValues } from '../document/merge.ts';
import {
  keysAt,
  lineAndColumn,
  lineText,
  type MapNode,
  type Node,
  nodeAt,
  type Place,
  placeOfKey,
  placeOfValue,
  textsAt,
} from '../document/node.ts';
import { type Finding, type Path, type Problem, problemAt } from '../problems/problem.ts';
import { didYouMean, listOf } from '../problems/suggest.ts';
import { CASCADE_CAUSES } from '../schema/schema.ts';

const PATCHABLE = ['services', 'traffic', 'faults', 'shared', 'orchestrator', 'crews', 'monitors', 'people'];

/** The patch of a mitigation, with only the parts it may change; an empty one where there is none. */
export function mitigationPatch(root: Node, name: string): Node {
  const patch = nodeAt(root, ['mitigations', name, 'patch']);
  if (patch?.kind !== 'map') return { kind: 'map', place: root.place, entries: new Map() };
  return {
    ...patch,
    entries: new Map([...patch.entries].filter(([key]) => PATCHABLE.includes(key))),
  } satisfies MapNode;
}

export function checkMitigations(root: Node, problems: Problem[]): void {
  const names = keysAt(root, ['mitigations']);
  for (const name of names) {
    checkPatch(root, name, problems);
    checkRemovals(root, name, names, problems);
    checkAnswers(root, name, problems);
  }
  checkCompare(root, names, problems);
  for (const [first, second] of pairsOf(comparedSets(root, names))) checkUndone(root, first, second, problems);
}

function checkPatch(root: Node, name: string, problems: Problem[]): void {
  const path = ['mitigations', name, 'patch'];
  for (const key of keysAt(root, path)) {
    if (!PATCHABLE.includes(key))
      problems.push(problemAt(placeOfKey(root, [...path, key]), [...path, key], notPatchable(key)));
  }
  // Without services a patch makes no system, and that is not its fault.
  if (nodeAt(root, ['services'])?.kind !== 'map') return;
  const patched = mergePatch(root, mitigationPatch(root, name));
  const found: Problem[] = [];
  checkDocument(patched, found);
  problems.push(...blamedOn([name], found, root));
  const isOfWorld = keysAt(root, path).every(key => PATCHABLE.includes(key));
  if (nodeAt(root, path)?.kind === 'map' && isOfWorld && sameValues(root, patched)) {
    const message = `the patch of "${name}" changes nothing`;
    problems.push(problemAt(placeOfKey(root, path), path, { code: 'BR060', message }));
  }
}

/** A misspelt key that should be removed would stay, and nobody would be told. Another mitigation may bring it. */
function checkRemovals(root: Node, name: string, names: readonly string[], problems: Problem[]): void {
  const targets = [root, ...names.filter(other => other !== name).map(other => mitigationPatch(root, other))];
  for (const path of removedBy(mitigationPatch(root, name), [])) {
    if (targets.some(target => nodeAt(target, path) !== null)) continue;
    const place = ['mitigations', name, 'patch', ...path];
    const known = keysAt(root, path.slice(0, -1));
    const key = path.at(-1) ?? '';
    const message = `there is no ${path.join('.')} for the patch to remove`;
    const finding: Finding = { code: 'BR060', message, found: key, hint: didYouMean(key, known) };
    problems.push(problemAt(placeOfKey(root, place), place, finding));
  }
}

/** Whoever reads the results of both together would take it for what neither of them says. */
function checkUndone(root: Node, earlier: string, later: string, problems: Problem[]): void {
  for (const path of removedBy(mitigationPatch(root, earlier), [])) {
    const isBack = nodeAt(mitigationPatch(root, later), path)?.kind === 'map';
    if (!isBack || nodeAt(root, path) === null) continue;
    const place = ['mitigations', earlier, 'patch', ...path];
    const message = `"${later}" sets keys of ${path.join('.')}, which this removes: with both patches it is there again, with defaults for the rest`;
    const hint = 'change its keys instead of removing it';
    problems.push(problemAt(placeOfKey(root, place), place, { code: 'BR062', message, hint }));
  }
}

/** The sets of mitigations that are compared, each in the order in which its patches are laid over the document. */
function comparedSets(root: Node, names: readonly string[]): readonly (readonly string[])[] {
  return setsOf(root)?.map(set => textsAt(root, set).map(({ text }) => text)) ?? [names];
}

/** The paths of the sets that `compare` lists; null when it lists none of its own. */
function setsOf(root: Node): readonly Path[] | null {
  const compare = nodeAt(root, ['compare']);
  if (compare?.kind !== 'list') return null;
  return compare.items.map((item, i) => ['compare', String(i), ...(item.kind === 'map' ? ['mitigations'] : [])]);
}

/** Whoever stands before another in one of the sets, each two once. */
function pairsOf(sets: readonly (readonly string[])[]): readonly (readonly [string, string])[] {
  const pairs = sets.flatMap(set =>
    set.flatMap((first, i) => set.slice(i + 1).map(second => [first, second] as const)),
  );
  return [...new Map(pairs.map(pair => [JSON.stringify(pair), pair])).values()];
}

/** The paths where a patch says `null`. */
function removedBy(patch: Node, path: readonly string[]): (readonly string[])[] {
  if (patch.kind === 'list') return [];
  if (patch.kind === 'scalar') return patch.value === null ? [path] : [];
  return [...patch.entries].flatMap(([key, { value }]) => removedBy(value, [...path, key]));
}

function notPatchable(key: string): Finding {
  const expected = listOf(PATCHABLE);
  const hint = didYouMean(key, PATCHABLE);
  return {
    code: hint === null ? 'BR016' : 'BR010',
    message: `a mitigation cannot change "${key}"; expected ${expected}`,
    expected,
    found: key,
    hint,
  };
}

/**
 * Errors of a patched document that stand where the patches do not name the patches: a line that is right as it is would
 * only puzzle. What is wrong without them too has been told before, and is not told again. Warnings are in results and
 * stay in their words.
 */
export function blamedOn(names: readonly string[], found: readonly Problem[], root: Node): readonly Problem[] {
  if (names.length === 0 || !found.some(({ severity }) => severity === 'error')) return found;
  const quoted = names.map(name => `"${name}"`);
  const blame = `with the ${names.length === 1 ? 'patch' : 'patches'} of ${listOf(quoted, 'and')}: `;
  const patches = names
    .map(name => placeOfKey(root, ['mitigations', name]))
    .map(place => ({ place, lines: linesOf(place) }));
  const isPuzzling = ({ severity, file, line }: Problem): boolean =>
    severity === 'error' &&
    !patches.some(({ place, lines: [first, last] }) => file === place.source.file && line >= first && line <= last);
  return found.map(problem => (isPuzzling(problem) ? { ...problem, message: blame + problem.message } : problem));
}

/** Looked up again and again where many sets of many mitigations are wrong. */
const KNOWN_LINES = new WeakMap<Place, readonly [number, number]>();

function linesOf(place: Place): readonly [number, number] {
  const lines = KNOWN_LINES.get(place) ?? linesFrom(place);
  KNOWN_LINES.set(place, lines);
  return lines;
}

/** First and last line, from 1, of every mitigation written in `file`: its key, and all that is indented below it. */
export function linesOfMitigations(root: Node, file: string): Record<string, readonly [number, number]> {
  const places = keysAt(root, ['mitigations']).map(name => [name, placeOfKey(root, ['mitigations', name])] as const);
  return Object.fromEntries(
    places.filter(([, place]) => place.source.file === file).map(([name, place]) => [name, linesFrom(place)]),
  );
}

function linesFrom(place: Place): readonly [number, number] {
  const { line, column } = lineAndColumn(place);
  const lines = place.source.text.split('\n').length;
  let last = line;
  for (let next = line + 1; next <= lines; next++) {
    const indent = lineText(place.source, next).search(/\S/);
    if (indent >= 0 && indent < column) break;
    if (indent >= column) last = next;
  }
  return [line, last];
}

function checkAnswers(root: Node, name: string, problems: Problem[]): void {
  for (const { text, path } of textsAt(root, ['mitigations', name, 'answers'])) {
    if ((CASCADE_CAUSES as readonly string[]).includes(text)) continue;
    const finding: Finding = {
      code: 'BR059',
      message: `"${text}" is not among the known causes of cascades: ${listOf(CASCADE_CAUSES)}`,
      expected: listOf(CASCADE_CAUSES),
      found: text,
      hint: didYouMean(text, CASCADE_CAUSES),
    };
    problems.push(problemAt(placeOfValue(root, path), path, finding));
  }
}

function checkCompare(root: Node, names: readonly string[], problems: Problem[]): void {
  const sets = setsOf(root) ?? [];
  for (const set of sets) checkTwice(root, textsAt(root, set), problems);
  for (const { text, path } of sets.flatMap(path => textsAt(root, path))) {
    if (names.includes(text)) continue;
    const expected = listOf(names);
    const message = `unknown mitigation "${text}"; ${names.length === 0 ? 'there is none' : `there is ${listOf(names, 'and')}`}`;
    problems.push(
      problemAt(placeOfValue(root, path), path, {
        code: 'BR026',
        message,
        expected,
        found: text,
        hint: didYouMean(text, names),
      }),
    );
  }
}

function checkTwice(
  root: Node,
  set: readonly { readonly text: string; readonly path: Path }[],
  problems: Problem[],
): void {
  for (const [i, { text, path }] of set.entries()) {
    if (set.findIndex(other => other.text === text) === i) continue;
    const message = `"${text}" is twice in one set`;
    problems.push(problemAt(placeOfValue(root, path), path, { code: 'BR029', message, found: text }));
  }
}
