/**
 * JSON merge patch (RFC 7396) on nodes: maps are merged key by key, anything else replaces, `null` removes. Used alike
 * for mitigations, `extends` and `--set`. Each value keeps the place where it was written.
 */
import type { Entry, MapNode, Node } from './node.ts';

export function mergePatch(target: Node | null, patch: Node): Node {
  if (patch.kind !== 'map') return patch;
  const base = target?.kind === 'map' ? target : null;
  const entries = new Map<string, Entry>(base?.entries);
  for (const [key, entry] of patch.entries) patchEntry(entries, key, entry);
  return { kind: 'map', place: base?.place ?? patch.place, entries } satisfies MapNode;
}

function patchEntry(entries: Map<string, Entry>, key: string, patch: Entry): void {
  const before = entries.get(key);
  if (isNull(patch.value)) entries.delete(key);
  else {
    const bothMaps = before?.value.kind === 'map' && patch.value.kind === 'map';
    entries.set(key, { key: bothMaps ? before.key : patch.key, value: mergePatch(before?.value ?? null, patch.value) });
  }
}

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

/** Whether two trees hold the same values, wherever they were written; the order of keys does not count. */
export function sameValues(a: Node, b: Node): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'list') {
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => sameValues(item, b.items[i]!))
    );
  }
  if (b.kind !== 'map' || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, entry]) => {
    const other = b.entries.get(key);
    return other !== undefined && sameValues(entry.value, other.value);
  });
}
