/**
 * What is done for an attempt at a replica: the flow of its operation, work and calls in turn. A blocking replica keeps
 * the slot while a dependency is awaited - the way a slow dependency exhausts its callers; an asynchronous one gives it
 * back and queues for it again, ahead of newcomers, if work is left to do.
 *
 * Whenever an attempt ends, the replica puts its own books in order before it answers: the answer may come back as a new
 * attempt before it returns.
 */

import type { Random } from '../../engine/random.ts';
import type { Ailment } from '../ailment.ts';
import { ANSWERED, type Attempt, AWAITING, LAUNCHING, SERVING, STALLED } from '../call/attempt.ts';
import type { Call } from '../call/call.ts';
import type { CallTable } from '../call/call-table.ts';
import type { Chain } from '../call/chain.ts';
import type { Caller } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import { childKey, FAILURE, WORK } from '../draws.ts';
import { DEGRADED, DEPENDENCY_FAILED, ERROR, isSuccess, MISS, OK, type Outcome } from '../outcome.ts';
import type { World } from '../world.ts';
import { type CallStep, COPY, LOOKUP, OPTIONAL, type Operation, REQUIRED, type Step } from './operation.ts';
import type { ReplicaParts } from './parts.ts';
import { Processor } from './processor.ts';
import { FIRST_KIND_OF_EXECUTION, Reception } from './reception.ts';

const WORKED = FIRST_KIND_OF_EXECUTION;
/** Away from the numbers that the layers count on in turn. */
const RUNG = 48;
export const FIRST_KIND_OF_REPLICA = FIRST_KIND_OF_EXECUTION + 1;

/** A length just drawn: as the answer of a call, it may have to become an object on its way. */
const drawn = new Float64Array(1);

export abstract class Execution extends Reception implements Caller {
  /** More than 0 while the process hangs. */
  protected hangs = 0;
  /** What shows as it works; null while nothing is wrong with it. */
  protected ailments: readonly Ailment[] | null = null;
  /** Whether faults make the work that starts now longer, and the share that does not fail. */
  protected isSlowed = false;
  protected passing = 1;
  /** Client side of each edge, in the plan's order. */
  protected edges: readonly Chain[] = [];
  /** None of its operations fails by itself, as most do not. */
  private readonly isFlawless: boolean;
  private readonly carriesItems: boolean;
  private readonly operations: readonly Operation[];
  /** Where the first of them starts, often the only one: two arrays that need not be in the cache. */
  private readonly firstStep: Step;
  protected readonly keyed: Random;
  /** What those at work share; null when everybody works at full speed. */
  readonly processor: Processor | null;
  private readonly isAsync: boolean;
  private readonly isProxy: boolean;
  readonly bell = RUNG;
  protected readonly calls: CallTable;
  /** Since when it hangs. */
  protected frozenAt: number;
  /** What faults do to the length of work: times, and plus. */
  protected slowFactor: number;
  protected slowAdded: number;

  constructor(world: World, parts: ReplicaParts) {
    super(world, parts);
    this.isFlawless = parts.operations.every(({ errors }) => errors === 0);
    this.carriesItems = world.carriesItems;
    this.operations = parts.operations;
    this.firstStep = parts.operations[0]!.start;
    this.keyed = world.keyed;
    this.processor = parts.plan.cpu && new Processor(world.simulator, this, parts.plan.cpu);
    this.isAsync = parts.plan.threading === 'async';
    this.isProxy = parts.plan.kind === 'load-balancer';
    this.calls = world.calls;
    this.frozenAt = 0;
    this.slowFactor = 1;
    this.slowAdded = 0;
  }

  override on(kind: number, argument: number): void {
    if (kind === WORKED) this.workDone(this.attempts.at(argument));
    else this.onOccasion(kind, argument);
  }

  protected override onOccasion(kind: number, argument: number): void {
    if (kind === RUNG) this.processor!.ring();
    else super.onOccasion(kind, argument);
  }

  protected override begin(attempt: Attempt): void {
    if (this.carriesItems === true) this.takeItem(attempt);
    if (this.ailments !== null) for (const ailment of this.ailments) ailment.served(attempt);
    if (this.failing(attempt)) this.doom(attempt);
    attempt.step = attempt.operation === 0 ? this.firstStep : this.operations[attempt.operation]!.start;
    this.proceed(attempt);
  }

  /** An operation may be about something of its own: the same thing for every attempt of a call, so the lower half of the
   * key, which a retry changes, plays no part. */
  private takeItem(attempt: Attempt): void {
    const { items } = this.operations[attempt.operation]!;
    if (items !== null) attempt.item = items.of(this.keyed, attempt.keyHigh, attempt.keyHigh);
  }

  /** Whether this attempt is among those the operation, or a fault, fails. */
  private failing(attempt: Attempt): boolean {
    if (this.isFlawless === true && this.passing === 1) return false;
    const passing = this.passing * (1 - this.operations[attempt.operation]!.errors);
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, FAILURE);
    return this.keyed.uniform() >= passing;
  }

  /** It will work until its first call would be due, and then answer an error. */
  private doom(attempt: Attempt): void {
    attempt.outcome = ERROR;
    attempt.root = ERROR;
  }

  /** Goes on with the attempt's flow until it has to wait for something. */
  protected override proceed(attempt: Attempt): void {
    if (this.hangs > 0) {
      attempt.state = STALLED;
      return;
    }
    // The step is noted where it always is executed, not after a step that took no time: in most worlds that is once in
    // millions, and V8 throws compiled code away when it comes to what it has never seen executed.
    for (let step = attempt.step!; ; step = step.next!) {
      attempt.step = step;
      if (step.share > 0) {
        if (this.work(attempt, step)) return;
      } else if (step.next === null || attempt.outcome === ERROR) {
        this.finish(attempt, attempt.outcome);
        return;
      } else if (this.ask(attempt, step)) return;
    }
  }

  /** Starts a step of work. True when it takes time, or has to wait for a slot. */
  private work(attempt: Attempt, step: Step): boolean {
    if (attempt.hasSlot === false) {
      this.awaitSlot(attempt);
      return true;
    }
    this.drawWork(attempt, step);
    const length = attempt.work;
    if (length === 0) return false;
    attempt.state = SERVING;
    this.startWork(attempt, length);
    return true;
  }

  /** Sets the length of a step's work. */
  private drawWork(attempt: Attempt, { work, share }: Step): void {
    const { keyed } = this;
    keyed.rekey(attempt.keyLow, attempt.keyHigh, WORK);
    work.drawInto(keyed, drawn, 0);
    attempt.work = drawn[0]!;
    if (this.gate !== null) this.trim(attempt);
    if (share === 1 && this.isSlowed === false) return;
    attempt.work = Math.round((attempt.work * this.slowFactor + this.slowAdded) * share);
  }

  /** Leaves out optional work under overload: the answer is the poorer for it. */
  private trim(attempt: Attempt): void {
    const share = this.gate!.trimmedWork(attempt);
    if (share === 0) return;
    attempt.work = Math.round(attempt.work * (1 - share));
    this.degrade(attempt);
  }

  /** The work of this step ends after `left`. */
  protected startWork(attempt: Attempt, left: number): void {
    if (this.processor !== null) {
      this.processor.start(attempt, left);
      return;
    }
    attempt.workEndsAt = this.simulator.now + left;
    attempt.ticket = this.simulator.schedule(left, this.id, WORKED, attempt.id);
  }

  workDone(attempt: Attempt): void {
    attempt.ticket = NOBODY;
    this.bookWork(attempt, attempt.work);
    attempt.step = attempt.step!.next;
    this.proceed(attempt);
  }

  private bookWork(attempt: Attempt, length: number): void {
    attempt.spent += length;
    attempt.ownWork += length;
    this.meter.workOfAttempts += length;
  }

  /** Makes the calls of a step. True when the attempt waits for answers, or has already failed. */
  protected ask(attempt: Attempt, step: Step): boolean {
    attempt.state = LAUNCHING;
    for (let { call } = step; call !== null; call = call.next) {
      if (call.isConditional && !this.isMade(attempt, call)) continue;
      this.call(attempt, call);
      if (!isSuccess(attempt.outcome)) {
        this.fail(attempt);
        return true;
      }
    }
    if (attempt.pending === 0) return false;
    this.awaitAnswers(attempt);
    return true;
  }

  protected awaitAnswers(attempt: Attempt): void {
    attempt.state = AWAITING;
    if (!this.isAsync || !attempt.hasSlot) return;
    this.freeSlot(attempt);
    this.drain();
  }

  protected isMade(attempt: Attempt, call: CallStep): boolean {
    if (call.isOff || (call.tag === OPTIONAL && this.gate !== null && this.gate.dims(attempt))) {
      this.degrade(attempt);
      return false;
    }
    if (call.onMiss !== NOBODY && (attempt.misses & (1 << call.onMiss)) === 0) return false;
    if (call.tag === COPY) return attempt.outcome === OK;
    if (call.probability === 1) return true;
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, call.chance);
    return this.keyed.chance(call.probability);
  }

  private call(attempt: Attempt, step: CallStep): void {
    const chain = this.edges[step.edge]!;
    const call = chain.open();
    call.keyLow = childKey(attempt.keyLow, step.salt);
    call.keyHigh = childKey(attempt.keyHigh, step.salt) ^ step.mask;
    call.asker = attempt;
    call.operation = step.operation;
    call.tag = step.tag;
    if (step.tag >= LOOKUP) this.expectAnswer(attempt, call);
    call.source = attempt.source;
    call.priority = attempt.priority;
    call.deadline = attempt.deadline;
    call.first = attempt.first;
    if (this.carriesItems) call.item = attempt.item;
    this.linkChild(attempt, call);
    chain.begin(call);
  }

  /** A look-aside cache is asked: until it answers, nothing is known to be missing. */
  private expectAnswer(attempt: Attempt, call: Call): void {
    attempt.misses = attempt.misses & ~bitOf(call.tag);
    call.root = OK;
  }

  /** It has answered. One that fails is as good as one that has nothing: the origin is asked in its place. */
  private hearOfLookup(attempt: Attempt, call: Call, outcome: Outcome): void {
    if (isSuccess(outcome) && call.root !== MISS) return;
    attempt.misses = attempt.misses | bitOf(call.tag);
  }

  callEnded(call: Call, outcome: Outcome, root: Outcome): void {
    const attempt = call.asker!;
    const { tag } = call;
    this.unlinkChild(attempt, call);
    if (tag >= LOOKUP) this.hearOfLookup(attempt, call, outcome);
    if (isSuccess(outcome)) {
      attempt.spent += call.spent;
      if (outcome === DEGRADED) this.degrade(attempt);
    } else if (tag === OPTIONAL) this.degrade(attempt);
    else if (tag === REQUIRED) {
      attempt.outcome = this.isProxy ? outcome : DEPENDENCY_FAILED;
      attempt.root = root;
    }
    if (attempt.state !== LAUNCHING) this.answered(attempt);
  }

  /** A dependency has answered: fail at once, or go on when all have. */
  protected answered(attempt: Attempt): void {
    if (!isSuccess(attempt.outcome)) {
      if (this.hangs > 0) attempt.state = STALLED;
      else this.fail(attempt);
    } else if (attempt.pending === 0) {
      attempt.step = attempt.step!.next;
      this.proceed(attempt);
    }
  }

  protected degrade(attempt: Attempt): void {
    if (attempt.outcome === OK) attempt.outcome = DEGRADED;
  }

  private linkChild(attempt: Attempt, call: Call): void {
    const first = attempt.child;
    call.sibling = first;
    call.elder = null;
    if (first !== null) first.elder = call;
    attempt.child = call;
    attempt.pending++;
  }

  private unlinkChild(attempt: Attempt, call: Call): void {
    const { sibling, elder } = call;
    if (elder === null) attempt.child = sibling;
    else elder.sibling = sibling;
    if (sibling !== null) sibling.elder = elder;
    attempt.pending--;
  }

  protected fail(attempt: Attempt): void {
    this.dropChildren(attempt);
    this.finish(attempt, attempt.outcome);
  }

  protected dropChildren(attempt: Attempt): void {
    let call = attempt.child;
    while (call !== null) {
      const next: Call | null = call.sibling;
      call.chain!.drop(call);
      call = next;
    }
    attempt.child = null;
    attempt.pending = 0;
  }

  /** All its steps are done, or one has failed. */
  protected finish(attempt: Attempt, outcome: Outcome): void {
    if (this.membership !== null && isSuccess(outcome)) {
      // It keeps its slot, as a session of a database does; and it may be over when this returns.
      attempt.state = AWAITING;
      if (this.membership.holds(attempt)) return;
    }
    this.conclude(attempt, outcome);
  }

  /** The other members have what this attempt wrote or read: its answer goes out. */
  letAnswer(attempt: Attempt): void {
    this.conclude(attempt, attempt.outcome);
  }

  /** They never will. */
  deny(attempt: Attempt, outcome: Outcome): void {
    attempt.outcome = outcome;
    attempt.root = outcome;
    this.conclude(attempt, outcome);
  }

  private conclude(attempt: Attempt, outcome: Outcome): void {
    const { chain } = attempt;
    if (this.ballast !== null) this.ballast.left(outcome);
    this.freeSlot(attempt);
    this.meter.complete(this.simulator.now - attempt.arrivedAt);
    if (this.gate !== null) this.gate.served(attempt);
    attempt.state = ANSWERED;
    this.drain();
    chain.answer(attempt, outcome, attempt.root);
  }

  /** Books the part of a piece of work that was done. */
  protected stopWork(attempt: Attempt): void {
    if (this.processor !== null) {
      if (this.processor.has(attempt)) this.bookWork(attempt, attempt.work - this.processor.stop(attempt));
      return;
    }
    const { ticket } = attempt;
    if (ticket === NOBODY && !this.isFrozen(attempt)) return;
    if (ticket !== NOBODY) this.simulator.cancel(ticket);
    const left = attempt.workEndsAt - (ticket === NOBODY ? this.frozenAt : this.simulator.now);
    attempt.ticket = NOBODY;
    this.bookWork(attempt, attempt.work - left);
  }

  /** In the middle of its work when the replica hung. */
  protected isFrozen(attempt: Attempt): boolean {
    if (this.processor !== null) return false;
    return attempt.state === SERVING && attempt.ticket === NOBODY;
  }
}

/** The bit of a look-aside cache among an attempt's misses; an operation asks at most 32. */
const bitOf = (tag: number): number => 1 << (tag - LOOKUP);
