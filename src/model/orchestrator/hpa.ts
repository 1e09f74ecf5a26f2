/**
 * What Kubernetes' horizontal autoscaler wishes for, as pure functions (autoscaling/v2, "Algorithm details"): the ratio of
 * metric and target times the replicas, rounded up, unless the ratio is about 1; then the most cautious wish of a window;
 * then no more than a step may change.
 */
import type { ScalingRule } from '../runtime-plan.ts';

/** Rounding of a division must not ask for one more. */
const HAIR = 1e-9;

/** `metric` is per replica. */
export function desiredReplicas(current: number, metric: number, target: number, tolerance: number): number {
  const ratio = metric / target;
  if (Math.abs(ratio - 1) <= tolerance + HAIR) return current;
  return Math.ceil(current * ratio - HAIR);
}

/** A wish, and when it was made. */
export interface Recommendation {
  readonly at: number;
  readonly replicas: number;
}

/**
 * The wish after stabilisation: upwards only as far as every wish of the window for growth went, downwards only as far as
 * every wish of the window for shrinking. `wishes` hold the latest.
 */
export function stabilised(
  current: number,
  wishes: readonly Recommendation[],
  now: number,
  up: number,
  down: number,
): number {
  const within = (window: number): number[] =>
    wishes.filter(({ at }) => at >= now - window).map(({ replicas }) => replicas);
  const latest = wishes.at(-1)!.replicas;
  const lowest = Math.min(latest, ...within(up));
  const highest = Math.max(latest, ...within(down));
  if (current < lowest) return lowest;
  return current > highest ? highest : current;
}

/** The most that may be there after a step up, of the larger of both allowances; `before` is the number a period ago. */
export const mostAfterStep = (before: number, { percent, replicas }: ScalingRule): number =>
  Math.max(before + replicas, Math.ceil(before * (1 + percent) - HAIR));

/** The fewest after a step down, likewise. */
export const fewestAfterStep = (before: number, { percent, replicas }: ScalingRule): number =>
  Math.max(0, Math.min(before - replicas, Math.floor(before * (1 - percent) + HAIR)));
