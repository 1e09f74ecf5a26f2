/**
 * The load a traffic source is meant to offer, from the plan and not from what was counted: it is free of chance and of
 * the extra requests that impatient users and surges add, so it tells "the load is back to normal" from "the load is
 * kept up by the failure itself".
 */
import type { ArrivalsPlan, RatePoint, WorldPlan } from '../model/plan.ts';

/**
 * Per window, the nominal rate (per second) at its middle; a closed loop has the constant 1, because its users are
 * always there.
 */
export function nominalLoad(arrivals: ArrivalsPlan, world: WorldPlan): Float64Array {
  const load = new Float64Array(Math.floor(world.duration / world.window));
  // Users and connected clients are always there; bursts are alike in every window that has one.
  if (arrivals.kind !== 'open') return load.fill(1);
  return load.map((_, window) => rateAt(arrivals.rate, arrivals.period, (window + 0.5) * world.window));
}

function rateAt(points: readonly RatePoint[], period: number | null, time: number): number {
  const at = period === null ? time : time % period;
  const next = points.findIndex(point => point.at > at);
  const from = points[(next < 0 ? points.length : next) - 1];
  const to = points[next];
  if (from === undefined) return to?.perSecond ?? 0;
  if (to === undefined) return from.perSecond;
  return from.perSecond + ((to.perSecond - from.perSecond) * (at - from.at)) / (to.at - from.at);
}
