/**
 * How much has been written, and under whom. A log is known by the leadership it was last written under and the number
 * of its last write: leaders only ever add, so those two say all of it, and nothing is kept per write.
 */

/** The time of one leader in office. */
export interface Leadership {
  readonly term: number;
  readonly member: number;
  /** The log it began with: what comes before is of its predecessor. Null for the first. */
  readonly origin: Log | null;
}

export interface Log {
  readonly leadership: Leadership;
  /** Number of the last write. */
  readonly position: number;
  /** When that was written. */
  readonly writtenAt: number;
}

/** Whether `one` is at least as complete as `other`: written under a later leader, or longer under the same (Raft §5.4). */
export function isUpToDate(one: Log, other: Log): boolean {
  if (one.leadership.term !== other.leadership.term) return one.leadership.term > other.leadership.term;
  return one.position >= other.position;
}

/** Number of the last write that both have. */
export function commonPosition(one: Log, other: Log): number {
  let [left, right] = [one, other];
  let reach = Math.min(left.position, right.position);
  while (left.leadership !== right.leadership) {
    // The later of the two leaderships goes back to the log it began with, until both are in the same one.
    if (left.leadership.term < right.leadership.term) [left, right] = [right, left];
    const { origin } = left.leadership;
    if (origin === null) return 0;
    left = origin;
    reach = Math.min(reach, left.position);
  }
  return reach;
}
