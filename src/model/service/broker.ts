/**
 * One replica of a message queue. Its producer is done when the message is stored; from then on the queue sees to it
 * that a consumer processes it: so many deliveries at a time, each a call like any other, and again after a failure or
 * when the consumer has not answered within the visibility timeout (which is the timeout of that call). What has failed
 * too often is put aside as a dead letter.
 *
 * A consumer that is not there takes no messages: what could not even be handed over is the next again, was not
 * delivered, and that pair of hands is away for a second.
 *
 * Room is bounded by letting in no more than may still be stored: messages take slots away until they have left.
 * A crash loses what is not durable; deliveries under way are given up and, if durable, made again.
 */

import type { Lane } from '../../engine/lane.ts';
import { KIND_BITS } from '../../engine/simulator.ts';
import type { Attempt } from '../call/attempt.ts';
import type { Call } from '../call/call.ts';
import { childKey } from '../draws.ts';
import { CONNECTION_REFUSED, isSuccess, NO_HEALTHY_REPLICA, NOT_DISCOVERED, type Outcome } from '../outcome.ts';
import type { MessagesPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import type { MessageAccount, MessageMeter } from './message-meter.ts';
import { type Message, MessageStore } from './message-store.ts';
import { type CallStep, callsOf, type Step } from './operation.ts';
import type { ReplicaParts } from './parts.ts';
import { Replica } from './replica.ts';

/** Away from the numbers that the layers of a replica count on in turn. */
const RESTED = 50;
const HANDS_BACK = 51;

/** How long nothing is handed to a consumer that was not there. */
const ABSENCE = 1e9;

export class Broker extends Replica {
  private readonly messages: MessagesPlan;
  private readonly figures: MessageMeter;
  private readonly recorder: Recorder;
  /** The calls that each operation makes, which are deliveries here. */
  private readonly steps: readonly (readonly CallStep[])[];
  private readonly store = new MessageStore();
  private readonly account: MessageAccount = { stored: 0, processed: 0, dead: 0, lost: 0 };
  private readonly restLane: Lane | null;
  /** Rests begun before the last crash that lost everything end without anybody coming back. */
  private epoch = 0;
  private isPumping = false;
  /** Deliveries that are not made because nobody was there to take them. */
  private handsAway = 0;
  private readonly awayLane: Lane;

  constructor(world: World, parts: ReplicaParts, messages: MessagesPlan, figures: MessageMeter) {
    super(world, parts);
    this.messages = messages;
    this.figures = figures;
    this.recorder = world.recorder;
    this.steps = parts.operations.map(callsOf);
    this.awayLane = world.simulator.lane(ABSENCE);
    this.restLane = messages.redeliverAfter > 0 ? world.simulator.lane(messages.redeliverAfter) : null;
    figures.watch(this.store);
    parts.meter.messages.push(() => ({
      ...this.account,
      present: this.store.size,
      placed: this.store.countByPlace,
    }));
    this.weighCapacity();
  }

  protected override onOccasion(kind: number, argument: number): void {
    if (kind === RESTED) this.rested(argument);
    else if (kind === HANDS_BACK) this.handsBack();
    else super.onOccasion(kind, argument);
  }

  /** The producer's step of calls: the message is kept, and nothing is waited for. */
  protected override ask(attempt: Attempt, step: Step): boolean {
    let index = 0;
    for (let { call } = step; call !== null; call = call.next, index++) {
      if (call.probability < 1 && !this.isMade(attempt, call)) continue;
      this.store.add({
        keyLow: childKey(attempt.keyLow, call.salt),
        keyHigh: childKey(attempt.keyHigh, call.salt) ^ call.mask,
        source: attempt.source,
        priority: attempt.priority,
        item: attempt.item,
        operation: attempt.operation,
        step: index,
        storedAt: this.simulator.now,
        deliveries: 0,
      });
      this.account.stored++;
      this.figures.stored();
    }
    this.weighCapacity();
    return false;
  }

  protected override proceed(attempt: Attempt): void {
    super.proceed(attempt);
    this.pump();
  }

  /** A delivery has ended. */
  override callEnded(call: Call, outcome: Outcome): void {
    const message = this.store.out.get(call)!;
    this.store.out.delete(call);
    const spent = call.spent;
    if (!isAbsence(outcome) && message.deliveries > 1) this.figures.redelivered();
    if (isSuccess(outcome)) {
      this.recorder.useful(message.source, spent);
      this.account.processed++;
      this.figures.wasProcessed(message.storedAt);
      this.gone(message);
    } else if (isAbsence(outcome)) this.nobodyThere(message);
    else {
      this.recorder.wasted(message.source, spent);
      this.failed(message);
    }
    this.pump();
  }

  private nobodyThere(message: Message): void {
    message.deliveries--;
    this.store.putInFront(message);
    this.handsAway++;
    this.awayLane.schedule((this.id << KIND_BITS) | HANDS_BACK, 0);
  }

  private handsBack(): void {
    this.handsAway--;
    this.pump();
  }

  override thaw(): void {
    super.thaw();
    this.pump();
  }

  protected override started(): void {
    super.started();
    this.pump();
  }

  protected override die(silent: boolean): void {
    for (const [call, message] of [...this.store.out]) {
      this.store.out.delete(call);
      if (message.deliveries > 1) this.figures.redelivered();
      call.chain!.drop(call);
      if (this.messages.durable) this.giveBack(message);
    }
    if (!this.messages.durable) this.loseAll();
    super.die(silent);
    this.weighCapacity();
  }

  protected override weighCapacity(): void {
    super.weighCapacity();
    this.limit = Math.min(this.limit, this.messages.capacity - this.store.size);
  }

  /** Delivers as many as may be out at a time. Not re-entered: a delivery that ends at once makes room for this loop. */
  private pump(): void {
    if (this.isPumping || this.isDown || this.hangs > 0) return;
    this.isPumping = true;
    while (this.store.readyCount > 0 && this.store.out.size + this.handsAway < this.messages.inFlight)
      this.deliver(this.store.take());
    this.isPumping = false;
  }

  private deliver(message: Message): void {
    const step = this.steps[message.operation]![message.step]!;
    const chain = this.edges[step.edge]!;
    const call = chain.open();
    call.keyLow = message.keyLow;
    call.keyHigh = message.keyHigh;
    call.operation = step.operation;
    call.source = message.source;
    call.priority = message.priority;
    call.item = message.item;
    call.first = message.deliveries === 0 ? 1 : 0;
    // Each delivery is an attempt with luck of its own.
    call.sent = message.deliveries;
    message.deliveries++;
    this.store.out.set(call, message);
    chain.begin(call);
  }

  private failed(message: Message): void {
    if (message.deliveries >= this.messages.maxDeliveries) {
      if (this.account.dead === 0) this.recorder.log('dead-letter', this.name, 'gives up a message for the first time');
      this.account.dead++;
      this.figures.died(message.storedAt);
      this.gone(message);
    } else if (this.restLane === null) this.giveBack(message);
    else {
      this.store.rest(message);
      this.restLane.schedule((this.id << KIND_BITS) | RESTED, this.epoch);
    }
  }

  private rested(epoch: number): void {
    if (epoch !== this.epoch) return;
    this.store.wake();
    this.pump();
  }

  private giveBack(message: Message): void {
    this.store.putBack(message);
  }

  /** The message has left; its place is free. */
  private gone(message: Message): void {
    this.store.remove(message);
    this.weighCapacity();
    this.drainSoon();
  }

  private loseAll(): void {
    this.epoch++;
    for (const message of this.store.clear()) {
      this.account.lost++;
      this.figures.lost(message.storedAt);
    }
  }
}

const isAbsence = (outcome: Outcome): boolean =>
  outcome === CONNECTION_REFUSED || outcome === NO_HEALTHY_REPLICA || outcome === NOT_DISCOVERED;
