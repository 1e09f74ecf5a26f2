/**
 * Is the warm-up long enough? Asked of the baseline's own figures, because nobody knows beforehand how long a system takes
 * to fill its queues.
 *
 * 1. Look at the steady part: from the start until the first fault strikes in any replication or the nominal load changes.
 * 2. Average over replications, window by window, three figures that show a transient: requests finished, their mean
 *    latency, requests waiting. Averaging keeps the transient, which all replications share, and calms the rest (P. D. Welch).
 * 3. MSER-5 (measure/warmup.ts) says where each transient ends.
 * 4. A cut in noise is no transient. It counts only when the figure is measurably different before and after it: paired over
 *    replications, at 5 % shared out over the figures, and by more than WORTH_TELLING of its later level.
 *
 * Cannot see a transient longer than half of the steady part (then there is no suggestion, though drift may be told), and
 * says nothing about fewer than two replications or twenty windows.
 */
import { histogramsByWindow } from '../measure/histogram-series.ts';
import { pairedDifference } from '../measure/interval.ts';
import { Tally } from '../measure/tally.ts';
import { truncationPoint } from '../measure/warmup.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord } from '../model/record.ts';
import type { WarmupCheck } from '../results/result.ts';
import { nominalLoad } from './nominal-load.ts';
import type { Observation } from './observe.ts';
import { sourceWindows, windowFrom } from './source-windows.ts';
import { inMilliseconds, MILLISECOND, ratio } from './units.ts';

const LEVEL = 0.05;
const WORTH_TELLING = 0.01;
const FEWEST_WINDOWS = 20;

/** A figure per window, by replication; null in a window without data. */
type Windows = readonly (number | null)[];

const FIGURES: Readonly<Record<string, (record: ReplicationRecord, world: WorldPlan) => Windows>> = {
  throughput: ({ sources }, world) => [...sourceWindows(sources, world).finished],
  latency: meanLatency,
  queueLength: ({ services }) =>
    [...(services[0]?.windows.queueLength ?? [])].map((_, window) =>
      services.reduce((sum, { windows }) => sum + windows.queueLength[window]!, 0),
    ),
};

/** `baseline` in the order of its replications. */
export function checkWarmup(world: WorldPlan, baseline: readonly Observation[]): WarmupCheck {
  const given = world.warmup / MILLISECOND;
  const until = endOfSteadyPart(world, baseline);
  if (baseline.length < 2 || until < FEWEST_WINDOWS) return { given, suggested: null, drifting: [] };
  const from = windowFrom(world.warmup, world);
  const transients = Object.entries(FIGURES).map(([name, of]) => ({
    name,
    ...transientOf(
      baseline.map(({ record }) => of(record, world).slice(0, until)),
      from,
    ),
  }));
  const ends = transients.map(({ end }) => end);
  const longest = ends.some(end => end === null) ? null : Math.max(...ends.map(end => end ?? 0));
  return {
    given,
    suggested: longest === null ? null : inMilliseconds(longest * world.window),
    drifting: transients.filter(({ drifting }) => drifting).map(({ name }) => name),
  };
}

interface Transient {
  /** In windows; 0 for none, null when none is in sight. */
  readonly end: number | null;
  /** Still there after the warm-up. */
  readonly drifting: boolean;
}

const NONE: Transient = { end: 0, drifting: false };

function transientOf(replications: readonly Windows[], warmup: number): Transient {
  const series = averaged(replications);
  if (series.some(value => value === null)) return NONE;
  const found = truncationPoint(series.map(value => value ?? 0));
  const cut = found ?? Math.floor(series.length / 2);
  if (!differs(replications, 0, cut)) return NONE;
  return { end: found, drifting: warmup < cut && differs(replications, warmup, cut) };
}

const averaged = (replications: readonly Windows[]): Windows =>
  replications[0]!.map((_, window) => meanOf(replications.map(windows => windows[window]!)));

/** Whether the figure from `from` to `cut` is measurably and noticeably another than from `cut` on. */
function differs(replications: readonly Windows[], from: number, cut: number): boolean {
  const early = replications.map(windows => meanOf(windows.slice(from, cut)));
  const late = replications.map(windows => meanOf(windows.slice(cut)));
  const difference = pairedDifference(early, late);
  const level = meanOf(late);
  if (difference === null || difference.pValue === null || level === null) return false;
  const { pValue, mean } = difference;
  return pValue < LEVEL / Object.keys(FIGURES).length && Math.abs(mean) > WORTH_TELLING * level;
}

const meanOf = (values: Windows): number | null => Tally.of(values.filter(value => value !== null)).mean;

function endOfSteadyPart(world: WorldPlan, baseline: readonly Observation[]): number {
  const starts = baseline.flatMap(({ record }) => record.faults.flatMap(({ episodes }) => episodes.slice(0, 1)));
  const struck = Math.min(world.duration, ...starts.map(({ start }) => start));
  const changes = world.traffic.map(({ arrivals }) => {
    const load = nominalLoad(arrivals, world);
    const change = load.findIndex(rate => rate !== load[0]);
    return change < 0 ? load.length : change;
  });
  return Math.min(Math.floor(struck / world.window), ...changes);
}

/** ms per window, of the requests that ended ok or degraded in it. */
function meanLatency({ sources }: ReplicationRecord): Windows {
  return histogramsByWindow(sources.map(({ windows }) => windows.latency)).map(parts => {
    const sum = parts.reduce((total, part) => total + part.sum, 0);
    return inMilliseconds(
      ratio(
        sum,
        parts.reduce((total, part) => total + part.count, 0),
      ),
    );
  });
}
