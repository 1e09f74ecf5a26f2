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

/** Line and column from 1. */
export function lineAndColumn(place: Place): { line: number; column: number } {
  const before = place.source.text.slice(0, place.offset);
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: place.offset - lastBreak };
}

/** Text of a line, counted from 1. */
export const lineText = (source: Source, line: number): string =>
  (source.text.split('\n')[line - 1] ?? '').replace(/\r$/, '');

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

/** The values alone, as the schema reads them. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}
