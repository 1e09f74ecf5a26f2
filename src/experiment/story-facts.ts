/**
 * What the figures of a variant say happened, and when: availability leaving and regaining the objective, queues at
 * their peak, load multiplied by retries, coming back or not. Times are those of windows merged over replications; a
 * number in a sentence has no digit that its confidence interval over replications does not support, and where not even
 * the first digit is supported the sentence does without.
 *
 * Recovery is told of the first replication, like the log beside it.
 */
import { estimate } from '../measure/interval.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { FaultRecord } from '../model/record.ts';
import { draining } from '../results/draining.ts';
import { missingReplicas } from '../results/missing-replicas.ts';
import type { Series, TimelineEntry } from '../results/result.ts';
import type { Observation } from './observe.ts';
import { mendingIn } from './recovery.ts';
import { windowFrom } from './source-windows.ts';
import { supportedNumber } from './supported-number.ts';
import { inMilliseconds, MILLISECOND, ratio } from './units.ts';

export interface MergedFigures {
  readonly series: Series;
  readonly metastable: boolean;
}

/** Windows in a row that make a fall (one may be chance), and that make a return. */
const FALL = 2;
const RETURN = 5;
const MOST_FALLS = 4;
const QUEUE_WORTH_TELLING = 10;
const PEAK_OVER_USUAL = 5;
/** A peak in these last windows is no peak: the queue was still growing. */
const STILL_GROWING = 5;
const AMPLIFICATION_WORTH_TELLING = 1.5;
/** Windows over which load and first tries are added up before they are compared. */
const AMPLIFICATION_WINDOWS = 5;
const FEWEST_FIRST_TRIES = 20;
const MOST_SERVICES = 3;

export function factsOf(
  world: WorldPlan,
  observations: readonly Observation[],
  merged: MergedFigures,
): TimelineEntry[] {
  return [
    ...availabilityFacts(world, observations, merged.series),
    ...queueFacts(world, observations, merged.series),
    ...amplificationFacts(world, observations, merged.series),
    ...recoveryFacts(world, observations, merged.metastable),
  ];
}

function availabilityFacts(world: WorldPlan, observations: readonly Observation[], series: Series): TimelineEntry[] {
  const shares = successShares(Object.values(series.traffic));
  const below = `below ${percent(world.objective)}`;
  const falls = fallsIn(shares, Math.ceil(world.warmup / world.window), world.objective);
  const facts = falls.slice(0, MOST_FALLS).flatMap(({ fall, back, lowest }) => {
    const depth = depthAt(observations, lowest);
    const detail = depth === null ? '' : `, to ${depth} at its lowest`;
    const down = fact(fall, series, 'availability-low', 'traffic', `availability falls ${below}${detail}`);
    if (back === null) return [down];
    return [down, fact(back, series, 'availability-back', 'traffic', `availability is no longer ${below}`)];
  });
  const next = falls[MOST_FALLS];
  if (next === undefined) return facts;
  const text = `availability goes on falling ${below}, ${falls.length - MOST_FALLS} more times`;
  return [...facts, fact(next.fall, series, 'availability-low', 'traffic', text)];
}

/** Windows: where availability falls below the objective, where it is back (null for not at all), and its lowest. */
interface Fall {
  readonly fall: number;
  readonly back: number | null;
  readonly lowest: number;
}

function fallsIn(shares: readonly (number | null)[], from: number, objective: number): Fall[] {
  const falls: Fall[] = [];
  let next: number | null = from;
  while (next !== null) {
    const fall = firstRow(shares, next, FALL, share => share < objective);
    if (fall === null) break;
    const back = firstRow(shares, fall, RETURN, share => share >= objective);
    falls.push({ fall, back, lowest: lowestBetween(shares, fall, back ?? shares.length) });
    next = back;
  }
  return falls;
}

type TrafficColumns = Series['traffic'][string];

/** Per window; null where no request ended. */
function successShares(traffic: readonly TrafficColumns[]): (number | null)[] {
  const windows = traffic[0]?.offered ?? [];
  return windows.map((_, window) => {
    let good = 0;
    let failed = 0;
    for (const columns of traffic) {
      good += columns.ok[window]! + columns.degraded[window]!;
      failed += columns.failed[window]!;
    }
    return ratio(good, good + failed);
  });
}

/** First window at or after `from` with which `length` windows in a row begin that all pass; null when none does. */
function firstRow(
  shares: readonly (number | null)[],
  from: number,
  length: number,
  passes: (share: number) => boolean,
): number | null {
  let run = 0;
  for (let window = from; window < shares.length; window++) {
    const share = shares[window]!;
    run = share !== null && passes(share) ? run + 1 : 0;
    if (run === length) return window - length + 1;
  }
  return null;
}

function lowestBetween(shares: readonly (number | null)[], from: number, until: number): number {
  let lowest = from;
  for (let window = from; window < until; window++) if ((shares[window] ?? 1) < (shares[lowest] ?? 1)) lowest = window;
  return lowest;
}

function depthAt(observations: readonly Observation[], window: number): string | null {
  const shares = observations.map(({ record: { sources } }) => {
    let good = 0;
    let failed = 0;
    for (const { windows } of sources) {
      good += windows.ok[window]! + windows.degraded[window]!;
      failed += windows.failed[window]!;
    }
    return ratio(100 * good, good + failed);
  });
  if (shares.every(share => share === null || share === 0)) return '0 %';
  const number = supportedNumber(estimate(shares), 2);
  return number === null ? null : `about ${number} %`;
}

function queueFacts(world: WorldPlan, observations: readonly Observation[], series: Series): TimelineEntry[] {
  const warm = Math.ceil(world.warmup / world.window);
  return world.services
    .map(({ name }, index) => ({ name, index, peak: peakOf(series.services[name]!.queueLength, warm) }))
    .filter(({ peak }) => peak !== null)
    .sort((one, other) => other.peak!.level - one.peak!.level)
    .slice(0, MOST_SERVICES)
    .map(({ name, index, peak }) => {
      const levels = observations.map(({ record }) => record.services[index]!.windows.queueLength[peak!.window]!);
      const number = supportedNumber(estimate(levels), 2);
      const size = number === null ? '' : ` of about ${number} waiting`;
      const growing = peak!.window + STILL_GROWING >= series.services[name]!.queueLength.length;
      const when = growing ? 'grows to the end of the run, to' : 'reaches';
      return fact(peak!.window, series, 'queue-peak', name, `the queue of ${name} ${when} its peak${size}`);
    });
}

/** The highest window when it stands out from the usual level, which is the lowest tenth (a queue may never drain). */
function peakOf(levels: readonly number[], from: number): { readonly window: number; readonly level: number } | null {
  const sorted = levels.slice(from).sort((one, other) => one - other);
  const level = sorted.at(-1);
  const usual = sorted[Math.floor(sorted.length / 10)];
  if (level === undefined || usual === undefined) return null;
  if (level < QUEUE_WORTH_TELLING || level < PEAK_OVER_USUAL * usual) return null;
  return { window: levels.indexOf(level, from), level };
}

/** What can send an attempt again: callers that retry or hedge; if nobody does, queues that deliver again. */
function whatRepeats(world: WorldPlan): string {
  const edges = [...world.traffic.map(({ edge }) => edge), ...world.services.flatMap(({ edges }) => edges)];
  const kinds = new Set(edges.flatMap(({ policies }) => policies.map(({ kind }) => kind)));
  const callers = [...(kinds.has('retry') ? ['retries'] : []), ...(kinds.has('hedge') ? ['hedges'] : [])];
  return callers.length > 0 ? callers.join(' and ') : 'redeliveries';
}

function amplificationFacts(world: WorldPlan, observations: readonly Observation[], series: Series): TimelineEntry[] {
  const warm = Math.ceil(world.warmup / world.window);
  const repeats = whatRepeats(world);
  return world.services
    .map(({ name }, index) => ({ name, index, surge: amplificationOf(series.services[name]!, warm) }))
    .filter(({ surge }) => surge !== null)
    .sort((one, other) => other.surge!.peak - one.surge!.peak)
    .slice(0, MOST_SERVICES)
    .map(({ name, index, surge }) => {
      const peaks = observations.map(({ record }) => stretchFactor(record.services[index]!.windows, surge!.peakWindow));
      const number = supportedNumber(estimate(peaks), 2);
      const size = number === null ? '' : `, up to about ${number} times`;
      return fact(surge!.window, series, 'amplification', name, `${repeats} multiply the load on ${name}${size}`);
    });
}

interface LoadColumns {
  readonly arrivals: ArrayLike<number>;
  readonly firstTries: ArrayLike<number>;
}

interface Surge {
  /** The first window that stands out. */
  readonly window: number;
  readonly peak: number;
  /** Where the stretch with the peak begins. */
  readonly peakWindow: number;
}

/** The first window in which load stands out over first tries, and by how much it does at most. */
function amplificationOf({ arrivals, firstTries }: Series['services'][string], from: number): Surge | null {
  const factors = arrivals
    .slice(0, 1 - AMPLIFICATION_WINDOWS)
    .map((_, window) => (window < from ? 0 : (stretchFactor({ arrivals, firstTries }, window) ?? 0)));
  const first = factors.findIndex(factor => factor >= AMPLIFICATION_WORTH_TELLING);
  if (first < 0) return null;
  // The stretch may begin with windows that do not stand out; one in it does, or their mean would not.
  let window = first;
  while (arrivals[window]! < AMPLIFICATION_WORTH_TELLING * firstTries[window]!) window += 1;
  const peak = Math.max(...factors);
  return { window, peak, peakWindow: factors.indexOf(peak) };
}

/** Load over first tries in the windows from `from`; null with too few first tries to tell. */
function stretchFactor({ arrivals, firstTries }: LoadColumns, from: number): number | null {
  let [load, tries] = [0, 0];
  for (let window = from; window < from + AMPLIFICATION_WINDOWS; window++) {
    load += arrivals[window]!;
    tries += firstTries[window]!;
  }
  return tries < FEWEST_FIRST_TRIES ? null : load / tries;
}

function recoveryFacts(world: WorldPlan, observations: readonly Observation[], metastable: boolean): TimelineEntry[] {
  const [told] = observations;
  const { record, recoveries } = told!;
  const end = world.duration / MILLISECOND;
  const facts: TimelineEntry[] = [];
  for (const fault of record.faults) {
    const { name, episodes } = fault;
    const recovery = recoveries.get(name) ?? null;
    const over = inMilliseconds(episodes[0]?.end ?? null);
    if (recovery === null || over === null) continue;
    facts.push(
      recovery === 'never'
        ? { at: end, what: 'never-recovered', subject: name, text: notBack(world, told!, fault) }
        : { at: over + recovery, what: 'recovered', subject: name, text: `the system is as it was before ${name}` },
    );
  }
  if (metastable) facts.push({ at: end, what: 'metastable', subject: 'system', text: metastableIn(observations) });
  return facts;
}

function notBack(world: WorldPlan, { record, metastable }: Observation, { name, episodes }: FaultRecord): string {
  const text = `the system has not come back from ${name}`;
  const [first] = episodes;
  const staffed = record.services.map(({ name, windows: { up } }) => ({ name, up }));
  const missing = missingReplicas(staffed, Math.floor(first!.start / world.window));
  if (missing !== null) return `${text}; not up again: ${missing}`;
  const service = metastable === true ? null : draining(mendingIn(record).waiting, windowFrom(first!.end, world));
  return service === null ? text : `${text}; what waits for ${service} is getting less`;
}

/** The rest of the story is of the first replication, which may be one of those that came back. */
function metastableIn(observations: readonly Observation[]): string {
  const stuck = observations.filter(({ metastable }) => metastable === true).length;
  const where = stuck === observations.length ? '' : ` in ${stuck} of ${observations.length} replications`;
  return `metastable${where}: all faults are over and the load is back to normal, but the failure keeps itself alive`;
}

const fact = (window: number, series: Series, what: string, subject: string, text: string): TimelineEntry => ({
  at: series.start + window * series.window,
  what,
  subject,
  text,
});

const percent = (share: number): string => `${Number((100 * share).toFixed(6))} %`;
