/** V8's, where it is exposed. */
interface Collecting {
  readonly gc?: (options: { readonly type: 'minor'; readonly execution: 'sync' }) => void;
}

/**
 * A world is built from among much that nobody needs once it stands, so its parts lie far apart in memory, and a large one is
 * spread over more pages than the processor keeps in mind. Where the host lets a program ask for it, the young objects are
 * moved together: a copy of what lives, a millisecond for every thirty services or so. Nothing else changes.
 */
export function settle(): void {
  (globalThis as Collecting).gc?.({ type: 'minor', execution: 'sync' });
}
