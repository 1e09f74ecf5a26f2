/**
 * Hedged requests (Dean and Barroso, "The Tail at Scale", 2013): when an answer is late, the same is asked of another
 * replica, and the first good answer counts. A call has one attempt of its own; each copy is a call beside it, a twin,
 * that goes in behind this policy - with a per-attempt timeout of its own - and ends here, never at the caller.
 *
 * The delay may be a percentile of the calls of the last ten seconds. Answers that a hedge brought are among them; that
 * does not move the percentile, because a call that is not hedged before the delay is as fast as it ever was.
 */

import type { Lane } from '../../engine/lane.ts';
import { Histogram } from '../../measure/histogram.ts';
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import type { Counter } from '../figure-book.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import { ADMIT, defineMitigation, GONE, HOLD, Policy, type PolicyHost } from './policy.ts';
import { buildRetryBudget, DENIED, type RetryBudget } from './retry-budget.ts';

/** Scenario key `hedge`. */
export interface HedgeSettings {
  /** Wait before each copy. A percentile is a share, of the calls seen lately. */
  readonly after:
    | { readonly kind: 'delay'; readonly delay: number }
    | { readonly kind: 'percentile'; readonly share: number };
  /** Copies of one call at most, the original not counted. */
  readonly max: number;
  /** The losers are told to stop. */
  readonly cancel: boolean;
  /** Copies per call, over the last ten seconds; null for no bound. */
  readonly budget: number | null;
}

export const hedge = defineMitigation<HedgeSettings>({
  kind: 'hedge',
  order: 70,
  build: settings => new Hedge(settings),
});

const BUDGET_WINDOW = 10e9;

/** What is remembered of a call. IN_FLIGHT, of one whose own attempt has failed while copies are still under way: one less. */
const TICKET = 0;
const COPIES = 1;
const IN_FLIGHT = 2;
/** Of an original: its first twin; of a twin: the next one of the same original. */
const TWIN = 3;
/** Of a twin: its original; NOBODY for an original. */
const ORIGINAL = 4;
const STARTED = 5;

class Hedge extends Policy {
  override readonly memorySize = 6;
  private readonly settings: HedgeSettings;
  private readonly delays: Delays;
  private readonly budget: RetryBudget | null;
  private sent: Counter = null!;
  private won: Counter = null!;

  constructor(settings: HedgeSettings) {
    super();
    this.settings = settings;
    this.delays =
      settings.after.kind === 'delay' ? new FixedDelay(settings.after.delay) : new Percentile(settings.after.share);
    this.budget =
      settings.budget === null
        ? null
        : buildRetryBudget({ kind: 'ratio', ratio: settings.budget, minPerSecond: 0, window: BUDGET_WINDOW });
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.delays.join(host, index);
    this.sent = host.counter('hedges');
    this.won = host.counter('hedgesWon');
  }

  override admit(call: Call): number {
    const { now } = this.host.simulator;
    call.memory[this.placeOf(call) + COPIES] = 0;
    call.memory[this.placeOf(call) + IN_FLIGHT] = 1;
    call.memory[this.placeOf(call) + TWIN] = NOBODY;
    call.memory[this.placeOf(call) + ORIGINAL] = NOBODY;
    call.memory[this.placeOf(call) + STARTED] = now;
    this.budget?.called(now);
    call.memory[this.placeOf(call) + TICKET] = this.delays.start(call);
    return ADMIT;
  }

  /** An original's own attempt has ended, or a twin. */
  override settle(call: Call, outcome: number): number {
    const original = call.memory[this.placeOf(call) + ORIGINAL]!;
    if (original !== NOBODY) return this.twinEnded(call, this.host.calls.at(original), outcome);
    call.memory[this.placeOf(call) + IN_FLIGHT]!--;
    if (!isSuccess(outcome) && call.memory[this.placeOf(call) + IN_FLIGHT]! > 0) return HOLD;
    this.finish(call, this.settings.cancel);
    if (isSuccess(outcome))
      this.delays.took(this.host.simulator.now, this.host.simulator.now - call.memory[this.placeOf(call) + STARTED]!);
    return outcome;
  }

  /** Nobody has won: the callees hear of it only if the edge cancels. */
  override abandon(call: Call): void {
    this.finish(call, false);
  }

  /** The answer is late: a copy goes out, if the budget allows. */
  override fire(call: Call): void {
    call.memory[this.placeOf(call) + TICKET] = NOBODY;
    if (this.budget !== null && this.budget.spend(this.host.simulator.now, 0) === DENIED) return;
    this.sent.add();
    call.memory[this.placeOf(call) + COPIES]!++;
    call.memory[this.placeOf(call) + IN_FLIGHT]!++;
    if (call.memory[this.placeOf(call) + COPIES]! < this.settings.max)
      call.memory[this.placeOf(call) + TICKET] = this.delays.start(call);
    const twin = this.host.openTwin(call, this.index);
    twin.memory[this.placeOf(twin) + ORIGINAL] = call.id;
    twin.memory[this.placeOf(twin) + TWIN] = call.memory[this.placeOf(call) + TWIN]!;
    call.memory[this.placeOf(call) + TWIN] = twin.id;
    this.host.descend(twin);
  }

  override reset(): void {
    this.budget?.clear();
    this.delays.clear();
  }

  /** The first good answer counts, and the last bad one. */
  private twinEnded(twin: Call, original: Call, outcome: Outcome): number {
    original.memory[this.placeOf(original) + IN_FLIGHT]!--;
    const isLast = original.memory[this.placeOf(original) + IN_FLIGHT] === 0;
    this.unlink(twin, original);
    this.host.closeTwin(twin, isSuccess(outcome) || isLast ? original : null);
    if (isSuccess(outcome)) this.won.add();
    if (isSuccess(outcome) || isLast) {
      if (this.settings.cancel) this.host.recall(original);
      this.finish(original, this.settings.cancel);
      const { now } = this.host.simulator;
      if (isSuccess(outcome)) this.delays.took(now, now - original.memory[this.placeOf(original) + STARTED]!);
      this.host.interrupt(original, this.index, outcome);
    }
    return GONE;
  }

  /** No more copies, and those under way are let go. */
  private finish(call: Call, cancels: boolean): void {
    this.delays.stop(call.memory[this.placeOf(call) + TICKET]!);
    call.memory[this.placeOf(call) + TICKET] = NOBODY;
    let id = call.memory[this.placeOf(call) + TWIN]!;
    call.memory[this.placeOf(call) + TWIN] = NOBODY;
    while (id !== NOBODY) {
      const twin = this.host.calls.at(id);
      id = twin.memory[this.placeOf(twin) + TWIN]!;
      if (cancels) this.host.recall(twin);
      this.host.dropTwin(twin, this.index);
    }
  }

  private unlink(twin: Call, original: Call): void {
    let before = original;
    let next = before.memory[this.placeOf(before) + TWIN]!;
    while (next !== twin.id) {
      before = this.host.calls.at(next);
      next = before.memory[this.placeOf(before) + TWIN]!;
    }
    before.memory[this.placeOf(before) + TWIN] = twin.memory[this.placeOf(twin) + TWIN]!;
  }
}

/** When a copy is due, and what is remembered to say so. */
interface Delays {
  join(host: PolicyHost, index: number): void;
  /** Sets the alarm of a call; its ticket, or NOBODY for no copy. */
  start(call: Call): number;
  stop(ticket: number): void;
  /** A call took `length` until its first good answer. */
  took(now: number, length: number): void;
  clear(): void;
}

class FixedDelay implements Delays {
  private readonly delay: number;
  private lane: Lane = null!;
  private event = 0;

  constructor(delay: number) {
    this.delay = delay;
  }

  join(host: PolicyHost, index: number): void {
    this.lane = host.simulator.lane(this.delay);
    this.event = host.alarm(index);
  }

  start(call: Call): number {
    return this.lane.schedule(this.event, call.id);
  }

  stop(ticket: number): void {
    if (ticket !== NOBODY) this.lane.cancel(ticket);
  }

  took(): void {}

  clear(): void {}
}

const MEMORY = 10e9;
/** A percentile of fewer calls says too little: without them there are no copies. */
const FEWEST = 20;
/** Sub-buckets per octave, as a power of two: within 2 %. */
const RESOLUTION = 5;

class Percentile implements Delays {
  private readonly share: number;
  private host: PolicyHost = null!;
  private index = 0;
  private readonly recent = new Histogram(RESOLUTION);
  private since = 0;
  private delay: number | null = null;

  constructor(share: number) {
    this.share = share;
  }

  join(host: PolicyHost, index: number): void {
    this.host = host;
    this.index = index;
  }

  start(call: Call): number {
    return this.delay === null ? NOBODY : this.host.wakeAfter(this.delay, this.index, call);
  }

  stop(ticket: number): void {
    if (ticket !== NOBODY) this.host.simulator.cancel(ticket);
  }

  /** The percentile in use is that of the last stretch of time that is over; the first is known after twenty calls. */
  took(now: number, length: number): void {
    this.recent.record(length);
    const isOver = now - this.since >= MEMORY && this.recent.count >= FEWEST;
    if (isOver || (this.delay === null && this.recent.count >= FEWEST)) this.delay = this.recent.quantile(this.share);
    if (!isOver) return;
    this.recent.clear();
    this.since = now;
  }

  clear(): void {
    this.recent.clear();
    this.delay = null;
    this.since = this.host.simulator.now;
  }
}
