/**
 * What alerts were worth, judged against what really happened. A firing is about the fault that began last among those
 * in force, or over for no longer than the monitor's tolerance; a firing without one is a false alarm. A fault's episode is
 * noticed by the first firing about it; an alert that fired before the fault began, and goes on, is not news and notices
 * nothing. Only what begins in the measured part counts.
 */
export interface Episode {
  readonly start: number;
  readonly end: number;
}

export interface AlertJudgement {
  readonly falseAlarms: number;
  /** From the start of an episode to the first firing about it. */
  readonly detectionTimes: readonly number[];
}

/** Of one monitor; `episodes` are of all faults. */
export function judgeAlerts(
  firings: readonly number[],
  episodes: readonly Episode[],
  tolerance: number,
): AlertJudgement {
  const noticed = new Map<Episode, number>();
  let falseAlarms = 0;
  for (const firing of firings) {
    const episode = episodeBehind(firing, episodes, tolerance);
    if (episode === null) falseAlarms++;
    else if (!noticed.has(episode)) noticed.set(episode, firing - episode.start);
  }
  return { falseAlarms, detectionTimes: [...noticed.values()] };
}

/** The one that began last; null when there is none. */
function episodeBehind(at: number, episodes: readonly Episode[], tolerance: number): Episode | null {
  let latest: Episode | null = null;
  for (const episode of episodes) {
    const isThere = episode.start <= at && at <= episode.end + tolerance;
    if (isThere && (latest === null || episode.start > latest.start)) latest = episode;
  }
  return latest;
}

export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
