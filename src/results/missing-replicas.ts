/** The replicas that are not up again when a run ends, in words, as the levels of the windows tell. */

export interface Staffed {
  readonly name: string;
  /** Replicas up, window by window. */
  readonly up: ArrayLike<number>;
}

/** Windows before the fault that tell how many are usual. */
const USUAL = 30;

/** `2 of 3 replicas of shop and 1 of 2 replicas of db`; null when none is missing. `strikes` is the window of the fault. */
export function missingReplicas(services: readonly Staffed[], strikes: number): string | null {
  const missing = services.flatMap(({ name, up }) => {
    const before = Array.from(up).slice(Math.max(0, strikes - USUAL), strikes);
    const usual = before.length === 0 ? 0 : Math.round(Math.min(...before));
    // The last window may be cut short.
    const last = Math.round(Math.max(up[up.length - 1] ?? 0, up[up.length - 2] ?? 0));
    if (last >= usual) return [];
    return [usual === 1 ? `the replica of ${name}` : `${usual - last} of ${usual} replicas of ${name}`];
  });
  if (missing.length === 0) return null;
  return [missing.slice(0, -1).join(', '), ...missing.slice(-1)].filter(part => part !== '').join(' and ');
}
