/**
 * Outages read off a run: how many of the replicas that faults can strike were up, and for how long. Assumes that the
 * plan's faults stop replicas (crashes) and that each strikes one group; faults may overlap. Times are seconds.
 */
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';

const NANOSECONDS = 1e9;

/** A stretch of time with the same number of struck replicas up. Neighbouring stretches differ in it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly up: number;
}

/** The whole run, as stretches without gaps. */
export function stretchesOf(plan: WorldPlan, record: ReplicationRecord): readonly Stretch[] {
  const { units, changes } = changesOf(plan, record);
  const causes = new Int32Array(units);
  const stretches: Stretch[] = [];
  let up = units;
  let from = 0;
  const close = (at: number, upNow: number): void => {
    if (upNow === up) return;
    if (at > from) stretches.push({ from: from / NANOSECONDS, to: at / NANOSECONDS, up });
    from = at;
    up = upNow;
  };
  for (let next = 0; next < changes.length; ) {
    const { at } = changes[next]!;
    let upNow = up;
    for (; next < changes.length && changes[next]!.at === at; next++) upNow += applied(changes[next]!, causes);
    close(at, upNow);
  }
  close(plan.duration, -1);
  return stretches;
}

interface Change {
  readonly at: number;
  readonly by: 1 | -1;
  readonly units: readonly number[];
}

/** How many replicas the change brings up (or, negative, down). */
function applied({ by, units }: Change, causes: Int32Array): number {
  let brought = 0;
  for (const unit of units) {
    const before = causes[unit]!;
    causes[unit] = before + by;
    if (before === 0) brought--;
    else if (before + by === 0) brought++;
  }
  return brought;
}

function changesOf(plan: WorldPlan, record: ReplicationRecord): { units: number; changes: readonly Change[] } {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const changes: Change[] = [];
  plan.faults.forEach(({ groups }, fault) => {
    const units = groups.flatMap(group => group.replicas).map(unit => numberOf(`${unit.service}/${unit.replica}`));
    for (const { start, end } of record.faults[fault]!.episodes) {
      changes.push({ at: start, by: 1, units });
      if (end < plan.duration) changes.push({ at: end, by: -1, units });
    }
  });
  changes.sort((a, b) => a.at - b.at);
  return { units: numbers.size, changes };
}

/** Share of the run with fewer than `need` of them up. */
export function shareBelow(stretches: readonly Stretch[], need: number): number {
  let below = 0;
  for (const { from, to, up } of stretches) if (up < need) below += to - from;
  return below / stretches.at(-1)!.to;
}

export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** The outages - fewer than `need` up - that ended within the run. */
export function outagesBelow(stretches: readonly Stretch[], need: number): readonly Outage[] {
  const outages: Outage[] = [];
  let from: number | null = null;
  for (const stretch of stretches) {
    if (stretch.up < need) from ??= stretch.from;
    else if (from !== null) {
      outages.push({ from, to: stretch.from });
      from = null;
    }
  }
  return outages;
}

/** Times from all `units` up - at the start, or for the first time after an outage - to the next outage. */
export function timesToOutage(stretches: readonly Stretch[], units: number, need: number): readonly number[] {
  const times: number[] = [];
  let since: number | null = null;
  for (const { from, up } of stretches) {
    if (up === units) since ??= from;
    if (up >= need || since === null) continue;
    times.push(from - since);
    since = null;
  }
  return times;
}
