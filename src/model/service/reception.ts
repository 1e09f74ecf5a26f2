/**
 * The front of a replica: its slots and the queue before them. Who may come in, who waits, who is turned away, and who is
 * next when a slot is free. What is done in a slot is said further on, in execution.ts; when there is nobody to say it
 * to, in replica.ts.
 */

import type { Lane } from '../../engine/lane.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import { type Attempt, QUEUED, RESUMING, SERVING } from '../call/attempt.ts';
import type { AttemptTable } from '../call/attempt-table.ts';
import type { Callee } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import type { Ballast } from '../guardian.ts';
import { NOWHERE } from '../infrastructure-plan.ts';
import type { Membership } from '../membership.ts';
import {
  CONNECTION_REFUSED,
  DEADLINE_EXCEEDED,
  LOAD_SHED,
  OK,
  type Outcome,
  QUEUE_FULL,
  RATE_LIMITED,
} from '../outcome.ts';
import type { ServiceMeter } from '../service-meter.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { World } from '../world.ts';
import { ControlledDelay } from './controlled-delay.ts';
import type { Dimmer } from './dimmer.ts';
import { buildGate, type Gate } from './gate.ts';
import type { ReplicaParts } from './parts.ts';
import { WaitingLine } from './waiting-line.ts';

/** Kinds of events of this layer; the layers above have their own. */
const WAITED = 0;
const SLOTS_FREED = 1;
export const FIRST_KIND_OF_EXECUTION = 2;

export abstract class Reception extends Actor implements Callee {
  // What every attempt comes by stands together, here and in the layers above, and in memory as it stands here: with hundreds of
  // services, each line of the cache that need not be touched counts.
  /** The process is not there: it died, or has not started yet. */
  protected isDown = false;
  /** It lets nobody in any more, and finishes what it has. */
  private isClosed = false;
  private isDraining = false;
  /** How many stand in either line: looked at for every attempt, the lines only when there is somebody in them. */
  private waiting = 0;
  /** Slots in use, and how many there may be. */
  private busy = 0;
  protected limit: number;
  /** Its part in a cluster, once it has joined one. */
  protected membership: Membership | null = null;
  /** What weighs the requests inside; null where nobody does. */
  protected ballast: Ballast | null = null;
  protected readonly meter: ServiceMeter;
  protected limiter: TokenBucket | null;
  /** Admission beyond slots and queue; null for none. */
  protected readonly gate: Gate | null;
  protected readonly attempts: AttemptTable;
  private readonly controlledDelay: ControlledDelay | null;
  private readonly line: WaitingLine;
  /** Asynchronous attempts that want their slot back. */
  private readonly returning: WaitingLine;
  private readonly capacity: number;
  private readonly waitLane: Lane | null;
  private isDrainDue: boolean;
  readonly index: number;
  readonly name: string;
  island: number;
  loss: number;
  zone: number;

  constructor(world: World, { plan, number, meter, priorities }: ReplicaParts) {
    super(world.simulator);
    const name = `${plan.name}[${number}]`;
    this.limit = plan.concurrency;
    this.meter = meter;
    this.gate = buildGate(world, plan, name);
    const bucket = this.gate === null ? plan.rateLimit : null;
    this.limiter = bucket && new TokenBucket(bucket.ratePerSecond, bucket.burst);
    this.attempts = world.attempts;
    this.controlledDelay = plan.queue.codel && new ControlledDelay(plan.queue.codel);
    this.line = new WaitingLine(plan.queue, priorities);
    this.returning = new WaitingLine({ discipline: 'fifo', lifoAbove: 0 }, []);
    this.capacity = plan.queue.capacity;
    this.waitLane = plan.queue.maxWait < Infinity ? world.simulator.lane(plan.queue.maxWait) : null;
    this.isDrainDue = false;
    this.index = world.callees.push(this) - 1;
    this.name = name;
    this.island = 0;
    this.loss = 0;
    this.zone = NOWHERE;
  }

  /** The adaptive limit of concurrency at present; null when there is none. */
  get concurrencyLimit(): number | null {
    return this.gate === null ? null : this.gate.concurrencyLimit;
  }

  get dimmer(): Dimmer | null {
    return this.gate === null ? null : this.gate.dimmer;
  }

  abstract withdraw(attempt: Attempt): void;

  /** Whatever happens to it besides the end of a piece of work, which every request comes to. */
  protected onOccasion(kind: number, argument: number): void {
    if (kind === WAITED) this.waitedTooLong(this.attempts.at(argument));
    else this.slotsFreed();
  }

  /** Whoever is turned away hears nothing of it: the host is gone, or the process hangs. */
  protected abstract get isMute(): boolean;

  /** An attempt has its slot for the first time. */
  protected abstract begin(attempt: Attempt): void;

  /** An attempt has its slot again. */
  protected abstract proceed(attempt: Attempt): void;

  accept(attempt: Attempt): void {
    attempt.arrivedAt = this.simulator.now;
    this.meter.arrived(attempt.first);
    const refusal = this.refusal(attempt);
    if (refusal !== OK) this.turnAway(attempt, refusal);
    else {
      if (this.ballast !== null) this.ballast.entered();
      if (this.hasFreeSlot && this.waiting === 0) this.seat(attempt);
      else this.enqueue(attempt);
    }
  }

  /** Slots in use. */
  get inUse(): number {
    return this.busy;
  }

  get isEmpty(): boolean {
    return this.busy === 0 && this.waiting === 0;
  }

  /** Newcomers are refused from now on. */
  close(): void {
    this.isClosed = true;
  }

  reopen(): void {
    this.isClosed = false;
  }

  private get hasFreeSlot(): boolean {
    return this.busy < this.limit;
  }

  /** Why this attempt is not let in; OK when it is. */
  private refusal(attempt: Attempt): Outcome {
    if (this.isDown === true || this.isClosed === true) return CONNECTION_REFUSED;
    if (attempt.deadline <= this.simulator.now) return DEADLINE_EXCEEDED;
    if (this.membership !== null || this.limiter !== null || this.gate !== null) return this.refusalByRule(attempt);
    return this.isFull ? QUEUE_FULL : OK;
  }

  private get isFull(): boolean {
    return !this.hasFreeSlot && this.line.length >= this.capacity;
  }

  private refusalByRule(attempt: Attempt): Outcome {
    if (this.membership !== null) {
      const refusal = this.membership.refusal(attempt);
      if (refusal !== OK) return refusal;
    }
    if (this.isFull) return QUEUE_FULL;
    if (this.limiter !== null && !this.limiter.take(this.simulator.now)) return RATE_LIMITED;
    return this.gate === null ? OK : this.gate.verdict(attempt, this.busy / this.limit, this.line.length);
  }

  private turnAway(attempt: Attempt, refusal: Outcome): void {
    if (this.ballast !== null && attempt.state === QUEUED) this.ballast.left(refusal);
    this.meter.refuse(attempt, refusal);
    const { chain } = attempt;
    if (this.isMute) chain.vanish(attempt);
    else {
      this.gate?.advise(attempt, refusal);
      chain.answer(attempt, refusal, refusal);
    }
  }

  private enqueue(attempt: Attempt): void {
    attempt.state = QUEUED;
    if (this.controlledDelay !== null && this.line.length === 0) this.controlledDelay.sawEmpty(this.simulator.now);
    this.line.push(attempt);
    this.waiting++;
    this.meter.queueChanged(1);
    if (this.waitLane !== null) this.limitWait(attempt, this.waitLane);
  }

  private limitWait(attempt: Attempt, lane: Lane): void {
    attempt.waitTicket = lane.schedule((this.id << KIND_BITS) | WAITED, attempt.id);
  }

  private waitedTooLong(attempt: Attempt): void {
    attempt.waitTicket = NOBODY;
    this.leaveQueue(attempt);
    this.line.remove(attempt);
    this.gate?.dropped(attempt);
    this.turnAway(attempt, LOAD_SHED);
  }

  /** Turns away everybody who waits, as an operator does who empties the queue; how many they were. */
  purge(): number {
    let purged = 0;
    for (let waiting = this.line.length; waiting > 0 && this.line.length > 0; waiting--) {
      const attempt = this.line.take();
      this.leaveQueue(attempt);
      this.turnAway(attempt, LOAD_SHED);
      purged++;
    }
    return purged;
  }

  /** Books of an attempt that stops waiting. */
  private leaveQueue(attempt: Attempt): void {
    const now = this.simulator.now;
    this.waiting--;
    this.meter.queueChanged(-1);
    this.meter.waitTimeOfAttempts += now - attempt.arrivedAt;
    if (attempt.waitTicket !== NOBODY) this.waitEnds(attempt);
  }

  private waitEnds(attempt: Attempt): void {
    this.waitLane!.cancel(attempt.waitTicket);
    attempt.waitTicket = NOBODY;
  }

  /** Gives free slots to those who wait. Not re-entered: an attempt that ends at once frees its slot for this loop. */
  protected drain(): void {
    if (this.isDraining === true || this.isDown === true) return;
    this.isDraining = true;
    while (this.waiting > 0 && this.hasFreeSlot) {
      if (this.returning.length > 0) this.comeBack(this.returning.take());
      else this.callUp(this.line.take());
    }
    this.isDraining = false;
  }

  /**
   * The same in an event of its own. Who withdraws an attempt is in the middle of giving up: if its place were given
   * away at once, the next in line could fail there and then and reach those who are giving up before they are done.
   */
  protected drainSoon(): void {
    if (this.isDrainDue || this.waiting === 0) return;
    this.isDrainDue = true;
    this.simulator.schedule(0, this.id, SLOTS_FREED, 0);
  }

  private slotsFreed(): void {
    this.isDrainDue = false;
    this.drain();
  }

  private callUp(attempt: Attempt): void {
    this.leaveQueue(attempt);
    const lapse = this.lapse(attempt);
    if (lapse === OK) {
      this.seat(attempt);
      return;
    }
    this.gate?.dropped(attempt);
    this.turnAway(attempt, lapse);
  }

  /** Why the attempt whose turn has come is not served after all; OK when it is. */
  private lapse(attempt: Attempt): Outcome {
    const isLate = this.controlledDelay !== null && this.isTooLate(attempt, this.controlledDelay);
    if (attempt.deadline <= this.simulator.now) return DEADLINE_EXCEEDED;
    return isLate ? LOAD_SHED : OK;
  }

  private isTooLate(attempt: Attempt, delay: ControlledDelay): boolean {
    const { now } = this.simulator;
    const isLate = delay.refuses(now, now - attempt.arrivedAt);
    if (this.line.length === 0) delay.sawEmpty(now);
    return isLate;
  }

  private seat(attempt: Attempt): void {
    this.meter.waiting.record(this.simulator.now - attempt.arrivedAt);
    this.takeSlot(attempt);
    this.begin(attempt);
  }

  private comeBack(attempt: Attempt): void {
    this.waiting--;
    this.takeSlot(attempt);
    this.proceed(attempt);
  }

  protected takeSlot(attempt: Attempt): void {
    const now = this.simulator.now;
    this.busy++;
    this.meter.busyChanged(1);
    attempt.hasSlot = true;
    attempt.slotSince = now;
    attempt.state = SERVING;
  }

  protected freeSlot(attempt: Attempt): void {
    if (attempt.hasSlot === false) return;
    const now = this.simulator.now;
    this.busy--;
    this.meter.busyChanged(-1);
    this.meter.slotTimeOfAttempts += now - attempt.slotSince;
    attempt.hasSlot = false;
  }

  /** Works on, later: there is no slot for it now, or the next one in line is called up first. */
  protected awaitSlot(attempt: Attempt): void {
    attempt.state = RESUMING;
    this.returning.push(attempt);
    this.waiting++;
    this.drain();
  }

  /** Takes an attempt out of whatever line it stands in. */
  protected leaveLine(attempt: Attempt): void {
    const { state } = attempt;
    if (state === QUEUED) {
      this.leaveQueue(attempt);
      this.line.remove(attempt);
    } else if (state === RESUMING) {
      this.waiting--;
      this.returning.remove(attempt);
    }
  }
}
