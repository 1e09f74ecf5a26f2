/**
 * What surges make of a traffic source on paper: how many times as much it sends on average over the run, and at most.
 * Those that happen once are laid over each other as they overlap; repeated and random ones count by their share of time.
 */
import { buildDistribution } from '../../engine/distribution.ts';
import type { FaultPlan, FaultSchedule, WorldPlan } from '../../model/plan.ts';

export interface Surges {
  readonly mean: number;
  readonly peak: number;
}

interface Surge {
  readonly factor: number;
  readonly schedule: FaultSchedule;
}

interface Stretch {
  readonly factor: number;
  readonly from: number;
  readonly until: number;
}

/** `source` is an index into the traffic. */
export function surgesOf({ faults, duration }: WorldPlan, source: number): Surges {
  const surges = faults.flatMap(fault => surgeOn(source, fault));
  const once = surges.flatMap(({ factor, schedule }) => stretchOf(factor, schedule, duration));
  const again = surges.filter(({ schedule }) => schedule.kind !== 'scheduled' || schedule.every !== null);
  return again.reduce(
    ({ mean, peak }, { factor, schedule }) => ({
      mean: mean * (1 + Math.max(0, factor - 1) * shareOfTime(schedule)),
      peak: peak * Math.max(1, factor),
    }),
    overlaid(once, duration),
  );
}

const surgeOn = (source: number, { effect, schedule, groups }: FaultPlan): Surge[] =>
  effect.kind === 'surge' && groups.some(({ sources }) => sources.includes(source))
    ? [{ factor: effect.factor, schedule }]
    : [];

function stretchOf(factor: number, schedule: FaultSchedule, duration: number): Stretch[] {
  if (schedule.kind !== 'scheduled' || schedule.every !== null) return [];
  return [{ factor, from: schedule.at, until: Math.min(duration, schedule.at + schedule.length) }];
}

function overlaid(stretches: readonly Stretch[], duration: number): Surges {
  const times = [...new Set([0, duration, ...stretches.flatMap(({ from, until }) => [from, until])])];
  const moments = times.filter(time => time <= duration).sort((a, b) => a - b);
  let mean = 0;
  let peak = 1;
  for (const [index, from] of moments.slice(0, -1).entries()) {
    const active = stretches.filter(stretch => stretch.from <= from && from < stretch.until);
    const product = active.reduce((factor, stretch) => factor * stretch.factor, 1);
    mean += (product * (moments[index + 1]! - from)) / duration;
    peak = Math.max(peak, product);
  }
  return { mean, peak };
}

function shareOfTime(schedule: FaultSchedule): number {
  if (schedule.kind === 'scheduled') return schedule.every === null ? 1 : schedule.length / schedule.every;
  // A chaos experiment strikes replicas, never traffic.
  if (schedule.kind === 'chaos') return 0;
  const repair = buildDistribution(schedule.timeToRepair).mean;
  return repair === 0 ? 0 : repair / (repair + buildDistribution(schedule.timeToFailure).mean);
}
