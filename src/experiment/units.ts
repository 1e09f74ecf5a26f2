/** The engine counts nanoseconds; results are in milliseconds and per second. The conversion happens in this room only. */
export const MILLISECOND = 1e6;
export const SECOND = 1e9;
export const HOUR = 3600e9;

/** Nanoseconds to milliseconds; no data stays no data. */
export const inMilliseconds = (nanoseconds: number | null): number | null =>
  nanoseconds === null ? null : nanoseconds / MILLISECOND;

/** part / whole; null when there is no whole, because a share of nothing is no data and not 0. */
export const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
