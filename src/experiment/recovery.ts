/**
 * Does the system come back after a fault, and when? Judged in each replication from the windows of its traffic.
 *
 * Reference. What the system was like before: up to 30 windows before the fault began that no episode of any fault
 * touches. Windows after the warm-up and before the first episode of any fault are preferred (an earlier fault may have
 * left damage behind), then any after the warm-up, then any. Fewer than 5 of them are no reference, and then nothing is
 * said about recovery.
 *
 * Recovered. The first 5 windows in a row, beginning at or after the end of the fault's first episode, in which
 *  - each window's success ratio is at least the reference's less one percentage point, or less three standard
 *    deviations of the reference's windows where that is more (a window without an end is not held against it), and
 *  - the goodput of the five together is at least what is expected of them less 5 %, or less three standard deviations
 *    where that is more, but at least half of it. Expected is the reference's goodput, source by source, scaled down
 *    where the scenario's nominal load has gone down since; a window counts for no more than is expected of it plus
 *    three standard deviations, so a burst of late answers does not make up for silence.
 * The time to recover is from the end of the episode to the start of those five windows. A later relapse does not undo
 * it: that shows in availability. An episode shorter than a window (a flush, a restart) ends before it can have had an
 * effect, so that is looked for first, in up to 30 windows before the next episode of any fault: five windows in a row of
 * which two miss the success ratio, or which miss the goodput together. Recovery then counts from there on.
 *
 * Never. No such five windows although at least 30 were looked at. With fewer the run ended too early to tell: null.
 *
 * Metastable. All faults are over, what they took away has come back (capacity.ts: replicas that start, lists that fill)
 * at least 30 windows before the end, the nominal load since the last is not above that of the reference (by more than
 * 5 %), and by the same rule the system has not come back: the trigger is gone and the failure keeps itself alive. With
 * capacity still missing, or back too late, or with a backlog that drains to the end (draining.ts), the run cannot tell:
 * null.
 */
import { Tally } from '../measure/tally.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { FaultRecord, ReplicationRecord, SourceRecord } from '../model/record.ts';
import { draining, type Waiting } from '../results/draining.ts';
import { backFrom, type Level, levelsOf } from './capacity.ts';
import { nominalLoad } from './nominal-load.ts';
import { type SourceWindows, sourceWindows, windowFrom } from './source-windows.ts';
import { MILLISECOND, ratio } from './units.ts';

/** Milliseconds after the end of the fault; 'never'; null when the run cannot tell. */
export type Recovery = number | 'never' | null;

const REFERENCE_WINDOWS = 30;
const FEWEST_REFERENCE_WINDOWS = 5;
const ROW = 5;
const LOOKED_AT_FOR_NEVER = 30;
const SUCCESS_TOLERANCE = 0.01;
const GOODPUT_TOLERANCE = 0.05;
/** Rare or restless traffic varies so much that chance alone would excuse anything. */
const MOST_TOLERANCE = 0.5;
const LOAD_TOLERANCE = 0.05;
const DEVIATIONS = 3;
/** Windows of five that make an effect: one alone may be chance. */
const WINDOWS_OF_EFFECT = 2;

export interface RecoveryJudgement {
  /** By fault, in the plan's order. */
  readonly recoveries: ReadonlyMap<string, Recovery>;
  /** null when the run cannot tell. */
  readonly metastable: boolean | null;
}

/** What tells a failure that keeps itself alive from one that is still being mended. */
export interface Mending {
  /** Of what serves. */
  readonly levels: readonly Level[];
  readonly waiting: readonly Waiting[];
}

export const mendingIn = (record: ReplicationRecord): Mending => ({
  levels: levelsOf(record),
  waiting: record.services.map(({ name, windows: { queueLength } }) => ({ name, queueLength })),
});

const NOTHING_TO_MEND: Mending = { levels: [], waiting: [] };

export function judgeRecovery(
  faults: readonly FaultRecord[],
  sources: readonly SourceRecord[],
  world: WorldPlan,
  mending: Mending = NOTHING_TO_MEND,
): RecoveryJudgement {
  const history = new History(faults, sources, world, mending);
  return {
    recoveries: new Map(faults.map(fault => [fault.name, history.recoveryFrom(fault)])),
    metastable: history.metastable(),
  };
}

/** Of several recoveries the worst; null when there is none that could be told. */
export function longestOf(recoveries: Iterable<Recovery>): Recovery {
  let longest: Recovery = null;
  for (const recovery of recoveries) {
    if (recovery === 'never') return 'never';
    if (recovery !== null && (longest === null || recovery > longest)) longest = recovery;
  }
  return longest;
}

interface Episode {
  readonly start: number;
  readonly end: number;
}

/** What is normal: the windows it was learnt from and what they say. */
interface Reference {
  readonly windows: readonly number[];
  readonly lowestSuccess: number;
  readonly goodputDeviation: number;
}

class History {
  private readonly world: WorldPlan;
  private readonly episodes: readonly Episode[];
  private readonly all: SourceWindows;
  private readonly mending: Mending;
  private readonly sources: readonly { readonly good: Float64Array; readonly load: Float64Array }[];

  constructor(faults: readonly FaultRecord[], sources: readonly SourceRecord[], world: WorldPlan, mending: Mending) {
    this.world = world;
    this.mending = mending;
    this.episodes = faults.flatMap(({ episodes }) => episodes).toSorted((a, b) => a.start - b.start);
    this.all = sourceWindows(sources, world);
    this.sources = sources.map(source => ({
      good: sourceWindows([source], world).good,
      load: loadOf(source.name, world),
    }));
  }

  recoveryFrom({ episodes }: FaultRecord): Recovery {
    const [first] = episodes;
    if (first === undefined) return null;
    const reference = this.referenceBefore(first.start);
    return reference === null ? null : this.returnAfter(first, reference);
  }

  metastable(): boolean | null {
    const [first] = this.episodes;
    if (first === undefined) return false;
    const reference = this.referenceBefore(first.start);
    if (reference === null) return null;
    const last = this.episodes.reduce((latest, episode) => (episode.end > latest.end ? episode : latest));
    const recovery = this.returnAfter(last, reference);
    if (recovery === null) return null;
    if (recovery !== 'never') return false;
    const over = windowFrom(last.end, this.world);
    if (!this.loadIsBack(over, reference)) return false;
    const back = backFrom(this.mending.levels, reference.windows, over);
    if (back === null || this.all.count - back < LOOKED_AT_FOR_NEVER) return null;
    return draining(this.mending.waiting, back) === null ? true : null;
  }

  private referenceBefore(start: number): Reference | null {
    const windows = this.referenceWindows(start);
    if (windows.length < FEWEST_REFERENCE_WINDOWS) return null;
    const { good, finished } = this.all;
    const success = ratio(sumOver(windows, good), sumOver(windows, finished));
    if (success === null) return null;
    const ratios = Tally.of(windows.filter(w => finished[w]! > 0).map(w => good[w]! / finished[w]!));
    const chance = Math.min(DEVIATIONS * (ratios.deviation ?? 0), MOST_TOLERANCE * success);
    const tolerance = Math.max(SUCCESS_TOLERANCE, chance);
    const goodputDeviation = Tally.of(windows.map(w => good[w]!)).deviation ?? 0;
    return { windows, lowestSuccess: success - tolerance, goodputDeviation };
  }

  private referenceWindows(start: number): readonly number[] {
    const quiet: number[] = [];
    for (let w = 0; (w + 1) * this.world.window <= start && w < this.all.count; w++) if (this.isQuiet(w)) quiet.push(w);
    const warm = quiet.filter(w => w >= windowFrom(this.world.warmup, this.world));
    const firstTrouble = this.episodes[0]?.start ?? start;
    const clean = warm.filter(w => (w + 1) * this.world.window <= firstTrouble);
    const best = [clean, warm].find(windows => windows.length >= FEWEST_REFERENCE_WINDOWS) ?? quiet;
    return best.slice(-REFERENCE_WINDOWS);
  }

  private isQuiet(w: number): boolean {
    const [from, until] = [w * this.world.window, (w + 1) * this.world.window];
    return this.episodes.every(({ start, end }) => end <= from || start >= until);
  }

  private returnAfter(episode: Episode, reference: Reference): Recovery {
    const { end } = episode;
    const from = windowFrom(end, this.world);
    const expected = this.expectedGoodput(reference);
    for (let w = this.effectOf(episode, reference, expected) ?? from; w + ROW <= this.all.count; w++) {
      if (this.isNormal(w, reference, expected)) return (w * this.world.window - end) / MILLISECOND;
    }
    return this.all.count - from >= LOOKED_AT_FOR_NEVER ? 'never' : null;
  }

  /** The window with which the effect of an instantaneous episode begins; null for none, or one that needs no search. */
  private effectOf({ start, end }: Episode, reference: Reference, expected: Float64Array): number | null {
    if (end - start >= this.world.window) return null;
    const next = this.episodes.find(episode => episode.start > end)?.start ?? this.world.duration;
    const from = windowFrom(end, this.world);
    const until = Math.min(from + LOOKED_AT_FOR_NEVER, windowFrom(next, this.world), this.all.count);
    for (let w = from; w + ROW <= until; w++) {
      const missed = rowFrom(w).filter(each => this.missesSuccess(each, reference)).length;
      if (missed >= WINDOWS_OF_EFFECT || !this.delivers(w, reference, expected)) return w;
    }
    return null;
  }

  private isNormal(from: number, reference: Reference, expected: Float64Array): boolean {
    for (let w = from; w < from + ROW; w++) if (this.missesSuccess(w, reference)) return false;
    return this.delivers(from, reference, expected);
  }

  private missesSuccess(w: number, { lowestSuccess }: Reference): boolean {
    const { good, finished } = this.all;
    return finished[w]! > 0 && good[w]! / finished[w]! < lowestSuccess;
  }

  /** Whether the goodput of the five windows together is what it was. */
  private delivers(from: number, reference: Reference, expected: Float64Array): boolean {
    const { good } = this.all;
    const chance = DEVIATIONS * reference.goodputDeviation;
    let delivered = 0;
    let due = 0;
    for (let w = from; w < from + ROW; w++) {
      delivered += Math.min(good[w]!, expected[w]! + chance);
      due += expected[w]!;
    }
    const tolerance = Math.min(Math.max(GOODPUT_TOLERANCE * due, chance * Math.sqrt(ROW)), MOST_TOLERANCE * due);
    return delivered >= due - tolerance;
  }

  private expectedGoodput({ windows }: Reference): Float64Array {
    const expected = new Float64Array(this.all.count);
    for (const { good, load } of this.sources) {
      const goodput = sumOver(windows, good) / windows.length;
      const before = sumOver(windows, load) / windows.length;
      for (let w = 0; w < expected.length; w++)
        expected[w]! += goodput * Math.min(1, before > 0 ? load[w]! / before : 1);
    }
    return expected;
  }

  private loadIsBack(from: number, { windows }: Reference): boolean {
    const after = Array.from({ length: this.all.count - from }, (_, i) => from + i);
    const mean = (over: readonly number[]): number =>
      this.sources.reduce((sum, { load }) => sum + sumOver(over, load), 0) / over.length;
    return mean(after) <= mean(windows) * (1 + LOAD_TOLERANCE);
  }
}

function loadOf(source: string, world: WorldPlan): Float64Array {
  const plan = world.traffic.find(({ name }) => name === source);
  if (plan === undefined) throw new RangeError(`the record has a traffic source ${source} that the plan does not have`);
  return nominalLoad(plan.arrivals, world);
}

const rowFrom = (first: number): readonly number[] => Array.from({ length: ROW }, (_, i) => first + i);

const sumOver = (windows: readonly number[], values: Float64Array): number =>
  windows.reduce((sum, w) => sum + values[w]!, 0);
