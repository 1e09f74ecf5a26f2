/** Series of windows in as many points as a picture has room for. */

/** Means of the windows in at most `most` stretches of nearly equal length; null where no window of one has a value. */
export function meansOf(windows: readonly (number | null)[], most: number): (number | null)[] {
  const used = Math.min(most, windows.length);
  return Array.from({ length: used }, (_, cell) => {
    const [from, to] = [cell, cell + 1].map(edge => Math.floor((edge * windows.length) / used));
    const known = windows.slice(from, to).filter(value => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
