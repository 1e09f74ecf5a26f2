/**
 * Where two runs that should be equal part: first the stretch between two checkpoints, then, by running both again up to
 * there with an event log, the first event. A digest folds in every event before it, so once two runs have parted their
 * digests stay different, and the first pair of checkpoints that differs ends the stretch.
 */
import type { Watched, Watcher } from '../engine/checkpoints.ts';
import type { WorldPlan } from '../model/plan.ts';
import { System } from '../model/system.ts';
import type { Fingerprint } from '../results/result.ts';

/** The first event that differs is after the `after`-th and not after the `upTo`-th. */
export interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

/** null when the two runs are equal. */
export function divergentStretch(one: Fingerprint, other: Fingerprint): Stretch | null {
  if (one.digest === other.digest && one.events === other.events) return null;
  const spacing = Math.max(one.spacing, other.spacing);
  const equal = equalAtStart(atMultiplesOf(spacing, one), atMultiplesOf(spacing, other));
  const shorter = Math.min(one.checkpoints.length * one.spacing, other.checkpoints.length * other.spacing);
  const after = equal * spacing;
  return { after, upTo: after + spacing <= shorter ? after + spacing : Math.max(one.events, other.events) };
}

function equalAtStart(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((digest, index) => digest !== other[index]);
  return different < 0 ? one.length : different;
}

const atMultiplesOf = (distance: number, { spacing, checkpoints }: Fingerprint): readonly string[] =>
  checkpoints.filter((_, index) => ((index + 1) * spacing) % distance === 0);

/** One replication, ready to be run as often as wanted. */
export interface Replication {
  readonly world: WorldPlan;
  /** As given to the engine, `<seed>/<replication>`. */
  readonly seed: string;
}

export interface TracedEvent {
  /** Its place in the run, from 1. */
  readonly number: number;
  /** ns */
  readonly time: number;
  /** Its number in the order of enrolment. */
  readonly actor: number;
  readonly kind: number;
  readonly argument: number;
}

export interface FirstDifference {
  /** null where that run has ended already. */
  readonly one: TracedEvent | null;
  readonly other: TracedEvent | null;
  /** The last events they share, at most `SHARED` of them. */
  readonly shared: readonly TracedEvent[];
}

/** Longer stretches are narrowed down by finer checkpoints first, so that a log never holds more events than this. */
const LONGEST_LOG = 2 ** 16;
const SHARED = 3;

/** Runs both again, several times for a long stretch; null when they are equal there. */
export function firstDifference(one: Replication, other: Replication, stretch: Stretch): FirstDifference | null {
  const length = stretch.upTo - stretch.after;
  if (length <= LONGEST_LOG) {
    const withShared = { after: Math.max(0, stretch.after - SHARED), upTo: stretch.upTo };
    return compareEvents(eventsIn(one, withShared), eventsIn(other, withShared));
  }
  const spacing = Math.ceil(length / LONGEST_LOG);
  const equal = equalAtStart(digestsIn(one, stretch, spacing), digestsIn(other, stretch, spacing));
  const after = stretch.after + equal * spacing;
  return firstDifference(one, other, { after, upTo: Math.min(after + spacing, stretch.upTo) });
}

/** The events of a stretch, in order. */
export function eventsIn(replication: Replication, stretch: Stretch): readonly TracedEvent[] {
  const log = new EventLog(stretch);
  runWatched(replication, log);
  return log.events;
}

function compareEvents(one: readonly TracedEvent[], other: readonly TracedEvent[]): FirstDifference | null {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [one[index] ?? null, other[index] ?? null];
    if (left !== null && right !== null && sameEvent(left, right)) continue;
    return { one: left, other: right, shared: one.slice(Math.max(0, index - SHARED), index) };
  }
  return null;
}

const sameEvent = (one: TracedEvent, other: TracedEvent): boolean =>
  one.time === other.time && one.actor === other.actor && one.kind === other.kind && one.argument === other.argument;

function digestsIn(replication: Replication, stretch: Stretch, spacing: number): readonly string[] {
  const log = new DigestLog(stretch, spacing);
  runWatched(replication, log);
  return log.digests;
}

function runWatched({ world, seed }: Replication, watcher: Watcher): void {
  const system = new System(world, seed);
  system.simulator.watchedBy(watcher);
  system.run();
}

class EventLog implements Watcher {
  readonly events: TracedEvent[] = [];
  next: number;
  private readonly upTo: number;

  constructor({ after, upTo }: Stretch) {
    this.next = after + 1;
    this.upTo = upTo;
  }

  watch({ now, eventsFired }: Watched, actor: number, kind: number, argument: number): void {
    this.events.push({ number: eventsFired, time: now, actor, kind, argument });
    this.next = eventsFired < this.upTo ? eventsFired + 1 : Number.POSITIVE_INFINITY;
  }
}

/** A digest every `spacing` events, counted from the beginning of the stretch. */
class DigestLog implements Watcher {
  readonly digests: string[] = [];
  next: number;
  private readonly upTo: number;
  private readonly spacing: number;

  constructor({ after, upTo }: Stretch, spacing: number) {
    this.next = after + spacing;
    this.upTo = upTo;
    this.spacing = spacing;
  }

  watch({ digest }: Watched): void {
    this.digests.push(digest);
    this.next = this.next + this.spacing <= this.upTo ? this.next + this.spacing : Number.POSITIVE_INFINITY;
  }
}
