/**
 * A scenario's text as a tree of nodes that know where they were written. Positions are members of the nodes, so they
 * survive merge patches, `extends` and `--set`: every later check can point at a line of the right file.
 */

export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Place {
  readonly source: Source;
  /** From 0, in UTF-16 units of `source.text`. */
  readonly offset: number;
}

export type Scalar = string | number | boolean | null;

export type Node = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: Place;
  readonly value: Node;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: Scalar;
}

/** Where each line of a source begins; found once, since a broken file may have hundreds of problems. */
const lineStarts = new WeakMap<Source, readonly number[]>();

function startsOf(source: Source): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStarts.set(source, starts);
  return starts;
}

/** Line and column from 1. */
export function lineAndColumn({ source, offset }: Place): { line: number; column: number } {
  const starts = startsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

/** Text of a line, counted from 1. */
export function lineText(source: Source, line: number): string {
  const starts = startsOf(source);
  return source.text.slice(starts[line - 1], starts[line]).replace(/\r?\n?$/, '');
}

/** The node at `path`, or null. */
export function nodeAt(root: Node | null, path: readonly string[]): Node | null {
  let node = root;
  for (const step of path) node = node === null ? null : childOf(node, step);
  return node;
}

function childOf(node: Node, step: string): Node | null {
  if (node.kind === 'map') return node.entries.get(step)?.value ?? null;
  if (node.kind === 'list') return node.items[Number(step)] ?? null;
  return null;
}

/** Where the value at `path` was written; where it is missing, the place of the nearest key or node above it. */
export function placeOfValue(root: Node, path: readonly string[]): Place {
  const node = nodeAt(root, path);
  return node === null ? placeOfKey(root, path.slice(0, -1)) : node.place;
}

/** Where the last key of `path` was written; list items have no key, so their own place. */
export function placeOfKey(root: Node, path: readonly string[]): Place {
  if (path.length === 0) return root.place;
  const parent = nodeAt(root, path.slice(0, -1));
  const last = path.at(-1) ?? '';
  if (parent?.kind === 'map' && parent.entries.has(last)) return parent.entries.get(last)!.key;
  if (parent?.kind === 'list' && parent.items[Number(last)] !== undefined) return parent.items[Number(last)]!.place;
  return placeOfKey(root, path.slice(0, -1));
}

/** The keys of the map at `path`, in the order written; none where there is no map. */
export function keysAt(root: Node | null, path: readonly string[]): string[] {
  const node = nodeAt(root, path);
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

/** The text at `path`, or the texts of the list there, each with its own path. */
export function textsAt(root: Node | null, path: readonly string[]): { text: string; path: readonly string[] }[] {
  const node = nodeAt(root, path);
  if (node?.kind === 'list') return node.items.flatMap((_, i) => textsAt(root, [...path, String(i)]));
  return node?.kind === 'scalar' && typeof node.value === 'string' ? [{ text: node.value, path }] : [];
}

/** The values alone, as the schema reads them. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}
