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
import { ANSWERED, AWAITING, LAUNCHING, SERVING, STALLED } from '../call/attempt-table.ts';
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

export abstract class Execution extends Reception implements Caller {
  /** Client side of each edge, in the plan's order. */
  protected edges: readonly Chain[] = [];
  /** More than 0 while the process hangs, and since when. */
  protected hangs = 0;
  protected frozenAt = 0;
  /** What faults do to the work that starts now: times, and plus; and the share that does not fail. */
  protected slowFactor = 1;
  protected slowAdded = 0;
  protected passing = 1;
  protected readonly calls: CallTable;
  protected readonly keyed: Random;
  protected readonly allChains: readonly Chain[];
  private readonly operations: readonly Operation[];
  /** What those at work share; null when everybody works at full speed. */
  readonly processor: Processor | null;
  readonly bell = RUNG;
  /** What shows as it works; null while nothing is wrong with it. */
  protected ailments: readonly Ailment[] | null = null;
  private readonly carriesItems: boolean;
  private readonly isAsync: boolean;
  private readonly isProxy: boolean;

  constructor(world: World, parts: ReplicaParts) {
    super(world, parts);
    this.calls = world.calls;
    this.keyed = world.keyed;
    this.allChains = world.chains;
    this.operations = parts.operations;
    this.carriesItems = world.carriesItems;
    this.processor = parts.plan.cpu && new Processor(world.simulator, this, parts.plan.cpu);
    this.isAsync = parts.plan.threading === 'async';
    this.isProxy = parts.plan.kind === 'load-balancer';
  }

  override on(kind: number, attempt: number): void {
    if (kind === WORKED) this.workDone(attempt);
    else if (kind === RUNG) this.processor!.ring();
    else super.on(kind, attempt);
  }

  protected override begin(attempt: number): void {
    if (this.carriesItems) this.takeItem(attempt);
    if (this.ailments !== null) for (const ailment of this.ailments) ailment.served(attempt);
    if (this.failing(attempt)) this.doom(attempt);
    this.proceed(attempt);
  }

  /** An operation may be about something of its own: the same thing for every attempt of a call, so the lower half of the
   * key, which a retry changes, plays no part. */
  private takeItem(attempt: number): void {
    const { keyHigh, operation, item } = this.attempts;
    const { items } = this.operations[operation[attempt]!]!;
    if (items !== null) item[attempt] = items.of(this.keyed, keyHigh[attempt]!, keyHigh[attempt]!);
  }

  /** Whether this attempt is among those the operation, or a fault, fails. */
  private failing(attempt: number): boolean {
    const { keyLow, keyHigh, operation } = this.attempts;
    const passing = this.passing * (1 - this.operations[operation[attempt]!]!.errors);
    if (passing === 1) return false;
    this.keyed.rekey(keyLow[attempt]!, keyHigh[attempt]!, FAILURE);
    return this.keyed.uniform() >= passing;
  }

  /** It will work until its first call would be due, and then answer an error. */
  private doom(attempt: number): void {
    this.attempts.outcome[attempt] = ERROR;
    this.attempts.root[attempt] = ERROR;
  }

  /** Goes on with the attempt's flow until it has to wait for something. */
  protected override proceed(attempt: number): void {
    const attempts = this.attempts;
    if (this.hangs > 0) {
      attempts.state[attempt] = STALLED;
      return;
    }
    const operation = this.operations[attempts.operation[attempt]!]!;
    for (;;) {
      const step = operation.flow[attempts.step[attempt]!];
      if (step === undefined || (step.share === 0 && attempts.outcome[attempt] === ERROR)) {
        this.finish(attempt, attempts.outcome[attempt]!);
        return;
      }
      const isWaiting = step.share > 0 ? this.work(attempt, operation, step.share) : this.ask(attempt, step);
      if (isWaiting) return;
      attempts.step[attempt]!++;
    }
  }

  /** Starts a step of work. True when it takes time, or has to wait for a slot. */
  private work(attempt: number, operation: Operation, share: number): boolean {
    const attempts = this.attempts;
    if (attempts.slot[attempt] === 0) {
      this.awaitSlot(attempt);
      return true;
    }
    this.drawWork(attempt, operation, share);
    const length = attempts.work[attempt]!;
    if (length === 0) return false;
    attempts.state[attempt] = SERVING;
    this.startWork(attempt, length);
    return true;
  }

  /** Sets the length of a step's work. */
  private drawWork(attempt: number, operation: Operation, share: number): void {
    const { keyLow, keyHigh, work } = this.attempts;
    this.keyed.rekey(keyLow[attempt]!, keyHigh[attempt]!, WORK);
    operation.work.drawInto(this.keyed, work, attempt);
    if (this.gate !== null) this.trim(attempt);
    if (share === 1 && this.slowFactor === 1 && this.slowAdded === 0) return;
    work[attempt] = Math.round((work[attempt]! * this.slowFactor + this.slowAdded) * share);
  }

  /** Leaves out optional work under overload: the answer is the poorer for it. */
  private trim(attempt: number): void {
    const share = this.gate!.trimmedWork(attempt);
    if (share === 0) return;
    this.attempts.work[attempt] = Math.round(this.attempts.work[attempt]! * (1 - share));
    this.degrade(attempt);
  }

  /** The work of this step ends after `left`. */
  protected startWork(attempt: number, left: number): void {
    if (this.processor !== null) {
      this.processor.start(attempt, left);
      return;
    }
    this.attempts.workEndsAt[attempt] = this.simulator.now + left;
    this.attempts.ticket[attempt] = this.simulator.schedule(left, this.id, WORKED, attempt);
  }

  workDone(attempt: number): void {
    const attempts = this.attempts;
    attempts.ticket[attempt] = NOBODY;
    this.bookWork(attempt, attempts.work[attempt]!);
    attempts.step[attempt]!++;
    this.proceed(attempt);
  }

  private bookWork(attempt: number, length: number): void {
    this.attempts.spent[attempt] = this.attempts.spent[attempt]! + length;
    this.attempts.ownWork[attempt] = this.attempts.ownWork[attempt]! + length;
    this.meter.workOfAttempts += length;
  }

  /** Makes the calls of a step. True when the attempt waits for answers, or has already failed. */
  protected ask(attempt: number, step: Step): boolean {
    const attempts = this.attempts;
    attempts.state[attempt] = LAUNCHING;
    for (const call of step.calls) {
      if (call.isConditional && !this.isMade(attempt, call)) continue;
      this.call(attempt, call);
      if (!isSuccess(attempts.outcome[attempt]!)) {
        this.fail(attempt);
        return true;
      }
    }
    if (attempts.pending[attempt] === 0) return false;
    this.awaitAnswers(attempt);
    return true;
  }

  protected awaitAnswers(attempt: number): void {
    this.attempts.state[attempt] = AWAITING;
    if (!this.isAsync || this.attempts.slot[attempt] === 0) return;
    this.freeSlot(attempt);
    this.drain();
  }

  protected isMade(attempt: number, call: CallStep): boolean {
    if (call.isOff || (call.tag === OPTIONAL && this.gate !== null && this.gate.dims(attempt))) {
      this.degrade(attempt);
      return false;
    }
    if (call.onMiss !== NOBODY && (this.attempts.misses[attempt]! & (1 << call.onMiss)) === 0) return false;
    if (call.tag === COPY) return this.attempts.outcome[attempt] === OK;
    if (call.probability === 1) return true;
    this.keyed.rekey(this.attempts.keyLow[attempt]!, this.attempts.keyHigh[attempt]!, call.chance);
    return this.keyed.chance(call.probability);
  }

  private call(attempt: number, step: CallStep): void {
    const { attempts, calls } = this;
    const chain = this.edges[step.edge]!;
    const call = chain.open();
    calls.keyLow[call] = childKey(attempts.keyLow[attempt]!, step.key.salt);
    calls.keyHigh[call] = childKey(attempts.keyHigh[attempt]!, step.key.salt) ^ step.key.mask;
    calls.parent[call] = attempt;
    calls.operation[call] = step.operation;
    calls.tag[call] = step.tag;
    if (step.tag >= LOOKUP) this.expectAnswer(attempt, call);
    calls.source[call] = attempts.source[attempt]!;
    calls.priority[call] = attempts.priority[attempt]!;
    calls.deadline[call] = attempts.deadline[attempt]!;
    calls.first[call] = attempts.first[attempt]!;
    if (this.carriesItems) calls.item[call] = attempts.item[attempt]!;
    this.linkChild(attempt, call);
    chain.begin(call);
  }

  /** A look-aside cache is asked: until it answers, nothing is known to be missing. */
  private expectAnswer(attempt: number, call: number): void {
    this.attempts.misses[attempt] = this.attempts.misses[attempt]! & ~bitOf(this.calls.tag[call]!);
    this.calls.root[call] = OK;
  }

  /** It has answered. One that fails is as good as one that has nothing: the origin is asked in its place. */
  private hearOfLookup(attempt: number, call: number, outcome: Outcome): void {
    if (isSuccess(outcome) && this.calls.root[call] !== MISS) return;
    this.attempts.misses[attempt] = this.attempts.misses[attempt]! | bitOf(this.calls.tag[call]!);
  }

  callEnded(call: number, outcome: Outcome, root: Outcome): void {
    const { attempts, calls } = this;
    const attempt = calls.parent[call]!;
    this.unlinkChild(attempt, call);
    const tag = calls.tag[call]!;
    if (tag >= LOOKUP) this.hearOfLookup(attempt, call, outcome);
    if (isSuccess(outcome)) {
      attempts.spent[attempt] = attempts.spent[attempt]! + calls.spent[call]!;
      if (outcome === DEGRADED) this.degrade(attempt);
    } else if (tag === OPTIONAL) this.degrade(attempt);
    else if (tag === REQUIRED) {
      attempts.outcome[attempt] = this.isProxy ? outcome : DEPENDENCY_FAILED;
      attempts.root[attempt] = root;
    }
    if (attempts.state[attempt] !== LAUNCHING) this.answered(attempt);
  }

  /** A dependency has answered: fail at once, or go on when all have. */
  protected answered(attempt: number): void {
    const attempts = this.attempts;
    if (!isSuccess(attempts.outcome[attempt]!)) {
      if (this.hangs > 0) attempts.state[attempt] = STALLED;
      else this.fail(attempt);
    } else if (attempts.pending[attempt] === 0) {
      attempts.step[attempt]!++;
      this.proceed(attempt);
    }
  }

  protected degrade(attempt: number): void {
    if (this.attempts.outcome[attempt] === OK) this.attempts.outcome[attempt] = DEGRADED;
  }

  private linkChild(attempt: number, call: number): void {
    const { sibling, elder } = this.calls;
    const first = this.attempts.child[attempt]!;
    sibling[call] = first;
    elder[call] = NOBODY;
    if (first !== NOBODY) elder[first] = call;
    this.attempts.child[attempt] = call;
    this.attempts.pending[attempt]!++;
  }

  private unlinkChild(attempt: number, call: number): void {
    const { sibling, elder } = this.calls;
    const after = sibling[call]!;
    const before = elder[call]!;
    if (before === NOBODY) this.attempts.child[attempt] = after;
    else sibling[before] = after;
    if (after !== NOBODY) elder[after] = before;
    this.attempts.pending[attempt]!--;
  }

  protected fail(attempt: number): void {
    this.dropChildren(attempt);
    this.finish(attempt, this.attempts.outcome[attempt]!);
  }

  protected dropChildren(attempt: number): void {
    let call = this.attempts.child[attempt]!;
    while (call !== NOBODY) {
      const next = this.calls.sibling[call]!;
      this.allChains[this.calls.chain[call]!]!.drop(call);
      call = next;
    }
    this.attempts.child[attempt] = NOBODY;
    this.attempts.pending[attempt] = 0;
  }

  /** All its steps are done, or one has failed. */
  protected finish(attempt: number, outcome: Outcome): void {
    if (this.membership !== null && isSuccess(outcome)) {
      // It keeps its slot, as a session of a database does; and it may be over when this returns.
      this.attempts.state[attempt] = AWAITING;
      if (this.membership.holds(attempt)) return;
    }
    this.conclude(attempt, outcome);
  }

  /** The other members have what this attempt wrote or read: its answer goes out. */
  letAnswer(attempt: number): void {
    this.conclude(attempt, this.attempts.outcome[attempt]!);
  }

  /** They never will. */
  deny(attempt: number, outcome: Outcome): void {
    this.attempts.outcome[attempt] = outcome;
    this.attempts.root[attempt] = outcome;
    this.conclude(attempt, outcome);
  }

  private conclude(attempt: number, outcome: Outcome): void {
    const attempts = this.attempts;
    const chain = this.chainOf(attempt);
    if (this.ballast !== null) this.ballast.left(outcome);
    this.freeSlot(attempt);
    this.meter.complete(this.simulator.now - attempts.arrivedAt[attempt]!);
    this.gate?.served(attempt);
    attempts.state[attempt] = ANSWERED;
    this.drain();
    chain.answer(attempt, outcome, attempts.root[attempt]!);
  }

  /** Books the part of a piece of work that was done. */
  protected stopWork(attempt: number): void {
    const attempts = this.attempts;
    if (this.processor !== null) {
      if (this.processor.has(attempt)) this.bookWork(attempt, attempts.work[attempt]! - this.processor.stop(attempt));
      return;
    }
    const ticket = attempts.ticket[attempt]!;
    if (ticket === NOBODY && !this.isFrozen(attempt)) return;
    if (ticket !== NOBODY) this.simulator.cancel(ticket);
    const left = attempts.workEndsAt[attempt]! - (ticket === NOBODY ? this.frozenAt : this.simulator.now);
    attempts.ticket[attempt] = NOBODY;
    this.bookWork(attempt, attempts.work[attempt]! - left);
  }

  /** In the middle of its work when the replica hung. */
  protected isFrozen(attempt: number): boolean {
    if (this.processor !== null) return false;
    return this.attempts.state[attempt] === SERVING && this.attempts.ticket[attempt] === NOBODY;
  }
}

/** The bit of a look-aside cache among an attempt's misses; an operation asks at most 32. */
const bitOf = (tag: number): number => 1 << (tag - LOOKUP);
