/**
 * One replica: slots, a queue before them, and the flow of its operations. A blocking replica keeps the slot while a
 * dependency is awaited - the way a slow dependency exhausts its callers; an asynchronous one gives it back and queues
 * for it again, ahead of newcomers, if work is left to do.
 *
 * What a fault does to it goes by named verbs (crash, restore, hang, thaw ...), each with its opposite; faults overlap,
 * so the verbs count. A crash loses everything in the process; a hang stops it where it is.
 *
 * Whenever an attempt ends, the replica puts its own books in order before it answers: the answer may come back as a new
 * attempt before it returns.
 */
import type { Distribution } from '../../engine/distribution.ts';
import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import {
  ANSWERED,
  type AttemptTable,
  AWAITING,
  LAUNCHING,
  QUEUED,
  RESUMING,
  SERVING,
  STALLED,
  TRAVELLING,
} from '../call/attempt-table.ts';
import type { CallTable } from '../call/call-table.ts';
import type { Chain } from '../call/chain.ts';
import type { Callee, Caller } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import { childKey, FAILURE, WORK } from '../draws.ts';
import { TokenBucket } from '../mitigation/token-bucket.ts';
import {
  CONNECTION_LOST,
  CONNECTION_REFUSED,
  DEADLINE_EXCEEDED,
  DEGRADED,
  DEPENDENCY_FAILED,
  ERROR,
  isSuccess,
  LOAD_SHED,
  OK,
  type Outcome,
  QUEUE_FULL,
  RATE_LIMITED,
} from '../outcome.ts';
import type { ServicePlan } from '../plan.ts';
import type { ServiceMeter } from '../recorder.ts';
import type { World } from '../world.ts';
import type { CallStep, Operation, Step } from './operation.ts';
import { WaitingLine } from './waiting-line.ts';

const WORKED = 0;
const WAITED = 1;
const STARTED = 2;
const SLOTS_FREED = 3;

export interface ReplicaParts {
  readonly plan: ServicePlan;
  /** Its number within the service. */
  readonly number: number;
  readonly operations: readonly Operation[];
  readonly meter: ServiceMeter;
  readonly startup: Distribution | null;
  /** Priorities of all traffic, in falling order. */
  readonly priorities: readonly number[];
  /** Luck of its start-up times. */
  readonly luck: Random;
}

export class Replica extends Actor implements Callee, Caller {
  readonly index: number;
  readonly name: string;
  island = 0;
  loss = 0;
  private readonly calls: CallTable;
  private readonly attempts: AttemptTable;
  private readonly keyed: Random;
  private readonly chains: readonly Chain[];
  private readonly operations: readonly Operation[];
  private readonly meter: ServiceMeter;
  private readonly isAsync: boolean;
  private readonly isProxy: boolean;
  private readonly concurrency: number;
  private readonly capacity: number;
  private readonly waitLane: Lane | null;
  private readonly line: WaitingLine;
  /** Asynchronous attempts that want their slot back. */
  private readonly returning: WaitingLine;
  private readonly limiter: TokenBucket | null;
  private readonly startup: Distribution | null;
  private readonly luck: Random;
  /** Client side of each edge, in the plan's order, and those of them that live in this process. */
  private edges: readonly Chain[] = [];
  private ownEdges: readonly Chain[] = [];

  private busy = 0;
  private limit: number;
  private isDraining = false;
  private isDrainDue = false;
  private crashes = 0;
  private silentCrashes = 0;
  private startTicket = NOBODY;
  private hangs = 0;
  private slowFactor = 1;
  private slowAdded = 0;
  private passing = 1;
  private readonly errorShares: number[] = [];
  private readonly lostShares: number[] = [];
  private readonly messageLosses: number[] = [];
  private readonly islands: number[] = [];
  private frozenAt = 0;

  constructor(world: World, parts: ReplicaParts) {
    super(world.simulator);
    const { plan } = parts;
    this.index = world.callees.push(this) - 1;
    this.name = `${plan.name}[${parts.number}]`;
    this.calls = world.calls;
    this.attempts = world.attempts;
    this.keyed = world.keyed;
    this.chains = world.chains;
    this.operations = parts.operations;
    this.meter = parts.meter;
    this.isAsync = plan.threading === 'async';
    this.isProxy = plan.kind === 'load-balancer';
    this.concurrency = plan.concurrency;
    this.limit = plan.concurrency;
    this.capacity = plan.queue.capacity;
    this.waitLane = plan.queue.maxWait < Infinity ? world.simulator.lane(plan.queue.maxWait) : null;
    this.line = new WaitingLine(world.attempts, plan.queue.discipline, parts.priorities);
    this.returning = new WaitingLine(world.attempts, 'fifo', []);
    this.limiter = plan.rateLimit ? new TokenBucket(plan.rateLimit.ratePerSecond, plan.rateLimit.burst) : null;
    this.startup = parts.startup;
    this.luck = parts.luck;
  }

  override on(kind: number, argument: number): void {
    if (kind === WORKED) this.workDone(argument);
    else if (kind === WAITED) this.waitedTooLong(argument);
    else if (kind === STARTED) this.started();
    else this.slotsFreed();
  }

  /** Called once, when the chains have been built: they need the replicas first. */
  connect(edges: readonly Chain[], ownEdges: readonly Chain[]): void {
    this.edges = edges;
    this.ownEdges = ownEdges;
  }

  // --- attempts coming in -------------------------------------------------------------------------------------------

  accept(attempt: number): void {
    const attempts = this.attempts;
    attempts.arrivedAt[attempt] = this.simulator.now;
    this.meter.arrived(attempts.first[attempt]!);
    const refusal = this.refusal(attempt);
    if (refusal !== OK) this.turnAway(attempt, refusal);
    else if (this.hasFreeSlot && this.waitingCount === 0) this.seat(attempt);
    else this.enqueue(attempt);
  }

  withdraw(attempt: number): void {
    const state = this.attempts.state[attempt]!;
    if (state === ANSWERED) return;
    this.evict(attempt);
    this.chainOf(attempt).discard(attempt);
    this.drainSoon();
  }

  /** Whether the process would answer a health probe now: yes, no at once, or not at all. */
  probe(): 'answers' | 'refuses' | 'silent' {
    if (this.isDown) return this.silentCrashes > 0 ? 'silent' : 'refuses';
    return this.hangs > 0 ? 'silent' : 'answers';
  }

  private get hasFreeSlot(): boolean {
    return this.busy < this.limit;
  }

  private get isDown(): boolean {
    return this.crashes > 0 || this.startTicket !== NOBODY;
  }

  /** Whoever is turned away hears nothing of it: the host is gone, or the process hangs. */
  private get isMute(): boolean {
    return this.isDown ? this.silentCrashes > 0 : this.hangs > 0;
  }

  /** Why this attempt is not let in; OK when it is. */
  private refusal(attempt: number): Outcome {
    if (this.isDown) return CONNECTION_REFUSED;
    if (this.attempts.deadline[attempt]! <= this.simulator.now) return DEADLINE_EXCEEDED;
    if (!this.hasFreeSlot && this.line.length >= this.capacity) return QUEUE_FULL;
    if (this.limiter !== null && !this.limiter.take(this.simulator.now)) return RATE_LIMITED;
    return OK;
  }

  private turnAway(attempt: number, refusal: Outcome): void {
    this.meter.refuse(refusal);
    const chain = this.chainOf(attempt);
    if (this.isMute) chain.vanish(attempt);
    else chain.answer(attempt, refusal, refusal);
  }

  private enqueue(attempt: number): void {
    this.attempts.state[attempt] = QUEUED;
    this.line.push(attempt);
    this.meter.queueChanged(1);
    if (this.waitLane !== null)
      this.attempts.waitTicket[attempt] = this.waitLane.schedule((this.id << KIND_BITS) | WAITED, attempt);
  }

  private waitedTooLong(attempt: number): void {
    this.attempts.waitTicket[attempt] = NOBODY;
    this.leaveQueue(attempt);
    this.line.remove(attempt);
    this.turnAway(attempt, LOAD_SHED);
  }

  /** Books of an attempt that stops waiting. */
  private leaveQueue(attempt: number): void {
    const now = this.simulator.now;
    this.meter.queueChanged(-1);
    this.meter.waitTimeOfAttempts += now - this.attempts.arrivedAt[attempt]!;
    const ticket = this.attempts.waitTicket[attempt]!;
    if (ticket !== NOBODY) this.waitLane!.cancel(ticket);
    this.attempts.waitTicket[attempt] = NOBODY;
  }

  /** Gives free slots to those who wait. Not re-entered: an attempt that ends at once frees its slot for this loop. */
  private drain(): void {
    if (this.isDraining || this.isDown) return;
    this.isDraining = true;
    while (this.hasFreeSlot) {
      if (this.returning.length > 0) this.comeBack(this.returning.take());
      else if (this.line.length > 0) this.callUp(this.line.take());
      else break;
    }
    this.isDraining = false;
  }

  /**
   * The same in an event of its own. Who withdraws an attempt is in the middle of giving up: if its place were given
   * away at once, the next in line could fail there and then and reach those who are giving up before they are done.
   */
  private drainSoon(): void {
    if (this.isDrainDue || this.waitingCount === 0) return;
    this.isDrainDue = true;
    this.simulator.schedule(0, this.id, SLOTS_FREED, 0);
  }

  private slotsFreed(): void {
    this.isDrainDue = false;
    this.drain();
  }

  private get waitingCount(): number {
    return this.line.length + this.returning.length;
  }

  private callUp(attempt: number): void {
    this.leaveQueue(attempt);
    if (this.attempts.deadline[attempt]! <= this.simulator.now) this.turnAway(attempt, DEADLINE_EXCEEDED);
    else this.seat(attempt);
  }

  private seat(attempt: number): void {
    this.meter.waiting.record(this.simulator.now - this.attempts.arrivedAt[attempt]!);
    this.takeSlot(attempt);
    if (this.failing(attempt)) this.doom(attempt);
    this.proceed(attempt);
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

  private comeBack(attempt: number): void {
    this.takeSlot(attempt);
    this.proceed(attempt);
  }

  private takeSlot(attempt: number): void {
    const now = this.simulator.now;
    this.busy++;
    this.meter.busyChanged(1);
    this.attempts.slot[attempt] = 1;
    this.attempts.slotSince[attempt] = now;
    this.attempts.state[attempt] = SERVING;
  }

  private freeSlot(attempt: number): void {
    if (this.attempts.slot[attempt] === 0) return;
    const now = this.simulator.now;
    this.busy--;
    this.meter.busyChanged(-1);
    this.meter.slotTimeOfAttempts += now - this.attempts.slotSince[attempt]!;
    this.attempts.slot[attempt] = 0;
  }

  // --- the flow of an operation -------------------------------------------------------------------------------------

  /** Goes on with the attempt's flow until it has to wait for something. */
  private proceed(attempt: number): void {
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
      attempts.state[attempt] = RESUMING;
      this.returning.push(attempt);
      this.drain();
      return true;
    }
    this.drawWork(attempt, operation, share);
    if (attempts.work[attempt] === 0) return false;
    attempts.state[attempt] = SERVING;
    this.startWork(attempt, attempts.work[attempt]!);
    return true;
  }

  /** Sets the length of a step's work. */
  private drawWork(attempt: number, operation: Operation, share: number): void {
    const { keyLow, keyHigh, work } = this.attempts;
    this.keyed.rekey(keyLow[attempt]!, keyHigh[attempt]!, WORK);
    operation.work.drawInto(this.keyed, work, attempt);
    if (share === 1 && this.slowFactor === 1 && this.slowAdded === 0) return;
    work[attempt] = Math.round((work[attempt]! * this.slowFactor + this.slowAdded) * share);
  }

  /** The work of this step ends after `left`. */
  private startWork(attempt: number, left: number): void {
    this.attempts.workEndsAt[attempt] = this.simulator.now + left;
    this.attempts.ticket[attempt] = this.simulator.schedule(left, this.id, WORKED, attempt);
  }

  private workDone(attempt: number): void {
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
  private ask(attempt: number, step: Step): boolean {
    const attempts = this.attempts;
    attempts.state[attempt] = LAUNCHING;
    for (const call of step.calls) {
      if (call.probability < 1 && !this.isMade(attempt, call)) continue;
      this.call(attempt, call);
      if (!isSuccess(attempts.outcome[attempt]!)) {
        this.fail(attempt);
        return true;
      }
    }
    if (attempts.pending[attempt] === 0) return false;
    attempts.state[attempt] = AWAITING;
    if (this.isAsync && attempts.slot[attempt] === 1) {
      this.freeSlot(attempt);
      this.drain();
    }
    return true;
  }

  private isMade(attempt: number, call: CallStep): boolean {
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
    calls.sibling[call] = attempts.child[attempt]!;
    calls.operation[call] = step.operation;
    calls.tag[call] = step.optional ? 1 : 0;
    calls.source[call] = attempts.source[attempt]!;
    calls.priority[call] = attempts.priority[attempt]!;
    calls.deadline[call] = attempts.deadline[attempt]!;
    calls.first[call] = attempts.first[attempt]!;
    attempts.child[attempt] = call;
    attempts.pending[attempt]!++;
    chain.begin(call);
  }

  callEnded(call: number, outcome: Outcome, root: Outcome): void {
    const { attempts, calls } = this;
    const attempt = calls.parent[call]!;
    this.unlinkChild(attempt, call);
    if (isSuccess(outcome)) {
      attempts.spent[attempt] = attempts.spent[attempt]! + calls.spent[call]!;
      if (outcome === DEGRADED) this.degrade(attempt);
    } else if (calls.tag[call] === 1) this.degrade(attempt);
    else {
      attempts.outcome[attempt] = this.isProxy ? outcome : DEPENDENCY_FAILED;
      attempts.root[attempt] = root;
    }
    if (attempts.state[attempt] !== LAUNCHING) this.answered(attempt);
  }

  /** A dependency has answered: fail at once, or go on when all have. */
  private answered(attempt: number): void {
    const attempts = this.attempts;
    if (!isSuccess(attempts.outcome[attempt]!)) {
      if (this.hangs > 0) attempts.state[attempt] = STALLED;
      else this.fail(attempt);
    } else if (attempts.pending[attempt] === 0) {
      attempts.step[attempt]!++;
      this.proceed(attempt);
    }
  }

  private degrade(attempt: number): void {
    if (this.attempts.outcome[attempt] === OK) this.attempts.outcome[attempt] = DEGRADED;
  }

  private unlinkChild(attempt: number, call: number): void {
    const sibling = this.calls.sibling;
    this.attempts.pending[attempt]!--;
    let link = this.attempts.child[attempt]!;
    if (link === call) {
      this.attempts.child[attempt] = sibling[call]!;
      return;
    }
    while (sibling[link] !== call) link = sibling[link]!;
    sibling[link] = sibling[call]!;
  }

  private fail(attempt: number): void {
    this.dropChildren(attempt);
    this.finish(attempt, this.attempts.outcome[attempt]!);
  }

  private dropChildren(attempt: number): void {
    let call = this.attempts.child[attempt]!;
    while (call !== NOBODY) {
      const next = this.calls.sibling[call]!;
      this.chains[this.calls.chain[call]!]!.drop(call);
      call = next;
    }
    this.attempts.child[attempt] = NOBODY;
    this.attempts.pending[attempt] = 0;
  }

  private finish(attempt: number, outcome: Outcome): void {
    const attempts = this.attempts;
    const chain = this.chainOf(attempt);
    this.freeSlot(attempt);
    this.meter.complete(this.simulator.now - attempts.arrivedAt[attempt]!);
    attempts.state[attempt] = ANSWERED;
    this.drain();
    chain.answer(attempt, outcome, isSuccess(outcome) ? OK : attempts.root[attempt]!);
  }

  private chainOf(attempt: number): Chain {
    return this.chains[this.attempts.chain[attempt]!]!;
  }

  /** Takes an attempt out of the process, wherever it is in it; what it did so far stays on its books. */
  private evict(attempt: number): void {
    const attempts = this.attempts;
    const state = attempts.state[attempt]!;
    if (state === QUEUED) {
      this.leaveQueue(attempt);
      this.line.remove(attempt);
    } else if (state === RESUMING) this.returning.remove(attempt);
    this.stopWork(attempt);
    this.dropChildren(attempt);
    this.freeSlot(attempt);
    this.meter.lose();
    attempts.state[attempt] = ANSWERED;
  }

  /** Books the part of a piece of work that was done. */
  private stopWork(attempt: number): void {
    const attempts = this.attempts;
    const ticket = attempts.ticket[attempt]!;
    if (ticket === NOBODY && !this.isFrozen(attempt)) return;
    if (ticket !== NOBODY) this.simulator.cancel(ticket);
    const left = attempts.workEndsAt[attempt]! - (ticket === NOBODY ? this.frozenAt : this.simulator.now);
    attempts.ticket[attempt] = NOBODY;
    this.bookWork(attempt, attempts.work[attempt]! - left);
  }

  /** In the middle of its work when the replica hung. */
  private isFrozen(attempt: number): boolean {
    return this.attempts.state[attempt] === SERVING && this.attempts.ticket[attempt] === NOBODY;
  }

  // --- what faults do -----------------------------------------------------------------------------------------------

  /** The process dies: work in service and in the queue is lost. A silent death answers nothing, now or later. */
  crash(silent: boolean): void {
    const wasUp = !this.isDown;
    this.crashes++;
    if (silent) this.silentCrashes++;
    if (this.startTicket !== NOBODY) {
      this.simulator.cancel(this.startTicket);
      this.startTicket = NOBODY;
    }
    if (wasUp) this.die(silent);
  }

  /** One cause of the crash is gone; with the last one the process starts. */
  restore(silent: boolean): void {
    this.crashes--;
    if (this.crashes > 0) {
      if (silent) this.silentCrashes--;
      return;
    }
    const delay = this.startup === null ? 0 : this.startup.duration(this.luck);
    this.startTicket = this.simulator.schedule(delay, this.id, STARTED, 0);
    // A host that comes back refuses connections until the process listens.
    this.silentCrashes = 0;
  }

  /** Nothing moves, nothing is lost: the process accepts and does not answer. */
  hang(): void {
    this.hangs++;
    if (this.hangs > 1) return;
    for (const attempt of this.residents()) {
      if (this.attempts.ticket[attempt] === NOBODY) continue;
      this.simulator.cancel(this.attempts.ticket[attempt]!);
      this.attempts.ticket[attempt] = NOBODY;
    }
    this.frozenAt = this.simulator.now;
    this.meter.slotTimeIsWork = false;
  }

  thaw(): void {
    this.hangs--;
    if (this.hangs > 0 || this.isDown) return;
    const stood = this.simulator.now - this.frozenAt;
    for (const attempt of this.residents()) this.unfreeze(attempt, stood);
    this.drain();
  }

  slowBy(factor: number, added: number): void {
    this.slowFactor *= factor;
    this.slowAdded += added;
  }

  recoverSpeed(factor: number, added: number): void {
    this.slowFactor /= factor;
    this.slowAdded -= added;
  }

  /** A share of what it serves fails, after the first work on it. */
  failShare(share: number): void {
    this.errorShares.push(share);
    this.weighErrors();
  }

  stopFailing(share: number): void {
    this.errorShares.splice(this.errorShares.indexOf(share), 1);
    this.weighErrors();
  }

  /** A share of its slots is gone; who is in service stays, nobody new comes in until enough have left. */
  loseCapacity(share: number): void {
    this.lostShares.push(share);
    this.weighCapacity();
  }

  regainCapacity(share: number): void {
    this.lostShares.splice(this.lostShares.indexOf(share), 1);
    this.weighCapacity();
    this.drain();
  }

  /** Cut off from everybody who is not on the same island. */
  isolate(island: number): void {
    this.islands.push(island);
    this.island = island;
  }

  rejoin(island: number): void {
    this.islands.splice(this.islands.lastIndexOf(island), 1);
    this.island = this.islands.at(-1) ?? 0;
  }

  /** A share of the messages to and from here is lost, on top of any other. */
  loseMessages(share: number): void {
    this.messageLosses.push(share);
    this.loss = combined(this.messageLosses);
  }

  stopLosingMessages(share: number): void {
    this.messageLosses.splice(this.messageLosses.indexOf(share), 1);
    this.loss = combined(this.messageLosses);
  }

  private weighErrors(): void {
    this.passing = 1 - combined(this.errorShares);
  }

  private weighCapacity(): void {
    const left = this.concurrency * (1 - combined(this.lostShares));
    // A share that takes exactly a whole number of slots must not lose one more to rounding.
    this.limit = Math.ceil(left - 1e-9);
  }

  private die(silent: boolean): void {
    const lost: number[] = [];
    this.meter.upChanged(-1);
    for (const attempt of this.residents()) {
      // Evicting one may have stopped another that was working for it further down.
      if (!this.isHere(attempt)) continue;
      this.evict(attempt);
      lost.push(attempt);
    }
    for (const chain of this.ownEdges) chain.reset();
    for (const attempt of lost) {
      const chain = this.chainOf(attempt);
      if (silent) chain.vanish(attempt);
      else chain.answer(attempt, CONNECTION_LOST, CONNECTION_LOST);
    }
  }

  private started(): void {
    this.startTicket = NOBODY;
    this.limiter?.refill(this.simulator.now);
    this.meter.upChanged(1);
  }

  private unfreeze(attempt: number, stood: number): void {
    const attempts = this.attempts;
    // An attempt unfrozen before may have failed its caller, which then stopped this one.
    if (!this.isHere(attempt)) return;
    if (attempts.state[attempt] === STALLED) this.carryOn(attempt);
    else if (this.isFrozen(attempt))
      this.startWork(attempt, attempts.workEndsAt[attempt]! + stood - this.simulator.now);
  }

  private carryOn(attempt: number): void {
    const attempts = this.attempts;
    attempts.state[attempt] = SERVING;
    const hasFailed = !isSuccess(attempts.outcome[attempt]!) && attempts.outcome[attempt] !== ERROR;
    if (hasFailed) this.fail(attempt);
    else this.proceed(attempt);
  }

  /**
   * Attempts in this process, by arrival and then by key: slots are handed out in an order that unrelated traffic
   * changes.
   */
  private residents(): readonly number[] {
    const { arrivedAt, keyLow, keyHigh, used } = this.attempts;
    const here: number[] = [];
    for (let attempt = 0; attempt < used; attempt++) if (this.isHere(attempt)) here.push(attempt);
    return here.sort(
      (a, b) => arrivedAt[a]! - arrivedAt[b]! || keyLow[a]! - keyLow[b]! || keyHigh[a]! - keyHigh[b]! || a - b,
    );
  }

  private isHere(attempt: number): boolean {
    const state = this.attempts.state[attempt]!;
    return this.attempts.replica[attempt] === this.index && state !== TRAVELLING && state < ANSWERED;
  }
}

/** What independent losses take together; exactly 0 when there are none. */
function combined(shares: readonly number[]): number {
  return 1 - shares.reduce((left, share) => left * (1 - share), 1);
}
