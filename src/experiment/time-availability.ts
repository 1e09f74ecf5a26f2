/**
 * Availability as time: each window of the measured part is up or down by the scenario's objective.
 *
 * - A window in which requests ended is up when the share of them that ended ok or degraded meets the objective.
 * - A window in which none ended says nothing by itself. Silent windows are taken a stretch at a time: with at least
 *   SILENCE_IS_OUTAGE requests offered in the stretch they are down (a system that answers nobody is not available,
 *   whether or not anybody gave up on it yet); with fewer, nobody was there to ask, and they are left out.
 * - The longest outage is the greatest number of down windows in a row; windows left out neither end nor lengthen it.
 */
import type { WorldPlan } from '../model/plan.ts';
import { type SourceWindows, windowFrom } from './source-windows.ts';
import { ratio } from './units.ts';

/** Where arrivals are rare, chance alone leaves windows without an end; ten arrivals without one are no chance. */
const SILENCE_IS_OUTAGE = 10;

export interface TimeAvailability {
  /** Share of the judged windows that are up; null when none could be judged. */
  readonly share: number | null;
  /** Nanoseconds; null when no window could be judged. */
  readonly longestOutage: number | null;
}

type Judgement = 'up' | 'down' | 'unjudged';

export function timeAvailability(windows: SourceWindows, world: WorldPlan): TimeAvailability {
  const judgements = judge(windows, windowFrom(world.warmup, world), world.objective);
  const up = judgements.filter(judgement => judgement === 'up').length;
  const down = judgements.filter(judgement => judgement === 'down').length;
  const longest = longestRun(judgements) * world.window;
  return { share: ratio(up, up + down), longestOutage: up + down > 0 ? longest : null };
}

function judge({ count, offered, good, finished }: SourceWindows, from: number, objective: number): Judgement[] {
  const judgements: Judgement[] = [];
  while (from + judgements.length < count) {
    const window = from + judgements.length;
    if (finished[window]! > 0) {
      judgements.push(good[window]! / finished[window]! >= objective ? 'up' : 'down');
      continue;
    }
    const end = endOfSilence(finished, window);
    const waiting = offered.subarray(window, end).reduce((sum, requests) => sum + requests, 0);
    const silence: Judgement = waiting >= SILENCE_IS_OUTAGE ? 'down' : 'unjudged';
    judgements.push(...Array.from({ length: end - window }, () => silence));
  }
  return judgements;
}

function endOfSilence(finished: Float64Array, from: number): number {
  let end = from;
  while (finished[end] === 0) end += 1;
  return end;
}

function longestRun(judgements: readonly Judgement[]): number {
  let longest = 0;
  let run = 0;
  for (const judgement of judgements) {
    if (judgement === 'up') run = 0;
    if (judgement === 'down') run += 1;
    if (run > longest) longest = run;
  }
  return longest;
}
