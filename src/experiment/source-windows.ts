/**
 * The windows of several traffic sources added up: what recovery and time availability are judged by. Only windows that
 * lie wholly inside the run are here; a last one cut short by the end of the run is left out.
 */
import type { WorldPlan } from '../model/plan.ts';
import type { SourceRecord } from '../model/record.ts';

export interface SourceWindows {
  readonly count: number;
  readonly offered: Float64Array;
  /** Requests that ended ok or degraded. */
  readonly good: Float64Array;
  /** Requests that ended, whatever the outcome. */
  readonly finished: Float64Array;
}

export function sourceWindows(sources: readonly SourceRecord[], world: WorldPlan): SourceWindows {
  const count = Math.floor(world.duration / world.window);
  const offered = new Float64Array(count);
  const good = new Float64Array(count);
  const finished = new Float64Array(count);
  for (const { windows } of sources) {
    for (let window = 0; window < count; window++) {
      const answered = (windows.ok[window] ?? 0) + (windows.degraded[window] ?? 0);
      offered[window]! += windows.offered[window] ?? 0;
      good[window]! += answered;
      finished[window]! += answered + (windows.failed[window] ?? 0);
    }
  }
  return { count, offered, good, finished };
}

/** First window that starts at or after `time`. */
export const windowFrom = (time: number, world: WorldPlan): number => Math.ceil(time / world.window);
