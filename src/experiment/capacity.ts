/**
 * Was what serves there again? Judged from the levels of the windows: replicas that are up, service by service, and
 * replicas that a registry lists.
 *
 * A level is back when it is what it was at its least in the reference, or when as many have come since as were missing:
 * replicas that start and die again and again under the load have been given back, and what keeps them down is the
 * overload. Replicas that are still starting, or wait for a machine, have not.
 */
import type { ReplicationRecord } from '../model/record.ts';

/** A level at every window. */
export type Level = ArrayLike<number>;

/** Window averages are sums of floating-point numbers. */
const ROUNDING = 1e-6;

export const levelsOf = ({ services, figureSeries }: ReplicationRecord): readonly Level[] => [
  ...services.map(({ windows }) => windows.up),
  ...figureSeries.filter(({ name }) => name === 'listed').map(({ values }) => values),
];

/** The first window at or after `from` in which all levels have been back; null when one never was. */
export function backFrom(levels: readonly Level[], reference: readonly number[], from: number): number | null {
  let back = from;
  for (const level of levels) {
    const window = levelBackFrom(level, reference, from);
    if (window === null) return null;
    back = Math.max(back, window);
  }
  return back;
}

function levelBackFrom(level: Level, reference: readonly number[], from: number): number | null {
  const usual = Math.floor(Math.min(...reference.map(w => level[w] ?? Number.NaN)) + ROUNDING);
  // A level without data says nothing.
  if (Number.isNaN(usual)) return from;
  const missing = usual - (level[from] ?? usual);
  let come = 0;
  for (let w = from; w < level.length; w++) {
    if (w > from) come += Math.max(0, level[w]! - level[w - 1]!);
    if (level[w]! >= usual - ROUNDING || come >= missing - ROUNDING) return w;
  }
  return missing > 0 ? null : from;
}
