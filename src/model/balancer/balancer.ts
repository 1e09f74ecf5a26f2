/**
 * Picks the replica an attempt goes to, with one process's own view: which replicas it believes to be there, and how
 * many of its own attempts each has in progress. It knows nothing else; in particular a replica that refuses at once has
 * nothing in progress, so without health checks it looks idle and attracts whatever looks for the least busy one.
 *
 * Whoever learns something about a replica says so by excluding it for a reason of his own and including it again; the
 * reasons are bits, so they do not undo each other. All the work is done when something changes, none of it per request.
 */
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import type { SlowStart } from './slow-start.ts';

/** It failed its active health checks. */
export const UNHEALTHY = 1;
/** Outlier detection has put it on the bench. */
export const EJECTED = 2;
/** It is not on the list that discovery or an orchestrator gives. Not even a balancer in panic knows its address. */
export const UNLISTED = 4;
/** An operator has taken it out of service; a balancer in panic knows better than to use it. */
export const DRAINED = 8;
/** It belongs to other clients' shards. */
export const FOREIGN = 16;

/** How often a balancer chooses again when replicas in slow start decline, before it takes what it has. */
const MOST_ROUNDS = 20;

/** What even a balancer in panic respects. */
const OUT_OF_REACH = UNLISTED | DRAINED | FOREIGN;
const ANY_REASON = UNHEALTHY | EJECTED | OUT_OF_REACH;

/** A bit mask of the reasons above. */
export type Exclusion = number;

/** What whoever sends an attempt asks and tells: where it goes, and how many are under way. */
export interface Choice {
  pick(call: Call): number;
  pickOther(call: Call, taken: number): number;
  readonly isListEmpty: boolean;
  /** How many attempts each replica has in progress, which whoever sends them counts here; null when nobody asks. */
  readonly inProgress: Int32Array | null;
  reset(): void;
}

export abstract class Balancer implements Choice {
  /** How many replicas are believed to be there; and the first of them, often the only one. */
  protected count = 0;
  private first = 0;
  slowStart: SlowStart | null = null;
  readonly inProgress: Int32Array | null = null;
  /** Those believed to be there, in rising order; only the first `count`. */
  protected readonly candidates: Int32Array;
  /** Replicas on the list; only those can be candidates. */
  private listed: number;
  /** Which choice for one attempt this is; more than 0 when replicas in slow start declined. */
  protected round = 0;
  /** The replica that declined last, for balancers that would choose it again; NOBODY in the first round. */
  protected declined = NOBODY;
  /** Below this share of believed replicas among the listed ones, all listed ones are candidates; 0 for never. */
  panicThreshold = 0;
  /** Told when panic begins and ends. */
  onPanic: ((isPanicking: boolean) => void) | null = null;
  private isPanicking = false;
  /** Why each replica is left out; 0 for those that are not. */
  private readonly excluded: Uint8Array;

  constructor(replicas: number) {
    this.candidates = Int32Array.from({ length: replicas }, (_, replica) => replica);
    this.count = replicas;
    this.listed = replicas;
    this.excluded = new Uint8Array(replicas);
  }

  /** A replica for the next attempt of `call`; NOBODY when none is believed to be there. */
  pick(call: Call): number {
    if (this.count === 0) return NOBODY;
    if (this.count === 1) return this.first;
    if (this.slowStart !== null && this.slowStart.warming > 0) return this.chooseWarm(call, this.slowStart);
    return this.choose(call);
  }

  /** Whether discovery has left nobody on the list, rather than checks nobody in health. */
  get isListEmpty(): boolean {
    return this.listed === 0;
  }

  get listedCount(): number {
    return this.listed;
  }

  /** Replicas this process leaves out. */
  get outCount(): number {
    return this.excluded.length - this.count;
  }

  /** The same, but not `taken` as long as there is another: for a copy of what was sent there. */
  pickOther(call: Call, taken: number): number {
    let replica = this.pick(call);
    if (this.count < 2) return replica;
    for (this.round = 1; replica === taken && this.round < MOST_ROUNDS; this.round++) {
      this.declined = taken;
      replica = this.choose(call);
    }
    this.round = 0;
    this.declined = NOBODY;
    return replica;
  }

  /** From now on `replica` gets nothing, for this reason besides any other. */
  exclude(replica: number, reason: Exclusion): void {
    this.changeReasons(replica, this.excluded[replica]! | reason);
  }

  /** The reason does not hold any more; the replica is back unless there is another. */
  include(replica: number, reason: Exclusion): void {
    this.changeReasons(replica, this.excluded[replica]! & ~reason);
  }

  /** Whether `replica` is left out for any of these reasons. */
  isExcluded(replica: number, reasons: Exclusion): boolean {
    return (this.excluded[replica]! & reasons) !== 0;
  }

  /** The process was started anew and has no attempts in progress; what it believes of replicas is reset with its checks. */
  reset(): void {
    this.slowStart?.reset();
  }

  /** Whether `replica` is believed to be there. */
  protected isCandidate(replica: number): boolean {
    return (this.excluded[replica]! & (this.isPanicking ? OUT_OF_REACH : ANY_REASON)) === 0;
  }

  /** Called with at least two candidates. */
  protected abstract choose(call: Call): number;

  private changeReasons(replica: number, reasons: Exclusion): void {
    if (this.excluded[replica] === reasons) return;
    if (reasons === 0) this.slowStart?.began(replica);
    this.excluded[replica] = reasons;
    this.listCandidates();
  }

  private chooseWarm(call: Call, slowStart: SlowStart): number {
    let replica = this.choose(call);
    while (this.round < MOST_ROUNDS && !slowStart.accepts(call, replica, this.round)) {
      this.round++;
      this.declined = replica;
      replica = this.choose(call);
    }
    this.round = 0;
    this.declined = NOBODY;
    return replica;
  }

  private listCandidates(): void {
    this.listed = this.gather(UNLISTED | FOREIGN);
    const inService = this.gather(OUT_OF_REACH);
    const believed = this.gather(ANY_REASON);
    const panics = believed < this.panicThreshold * inService;
    this.count = panics ? this.gather(OUT_OF_REACH) : believed;
    this.first = this.candidates[0]!;
    if (panics === this.isPanicking) return;
    this.isPanicking = panics;
    this.onPanic?.(panics);
  }

  /** Puts those who are left out for none of these reasons in front; how many they are. */
  private gather(reasons: Exclusion): number {
    let count = 0;
    for (let replica = 0; replica < this.excluded.length; replica++)
      if ((this.excluded[replica]! & reasons) === 0) this.candidates[count++] = replica;
    return count;
  }
}
