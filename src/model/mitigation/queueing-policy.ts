/**
 * What policies with a limited number of places have in common: a call that finds none waits in line, for so long at
 * most, and fails with `bulkhead-full`. Whoever is next when a place is free is called up by an event of its own, so that
 * a long line cannot nest on the stack. Which places there are, and who has one, is the policy's own affair.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { BULKHEAD_FULL } from '../outcome.ts';
import { HOLD, Policy, type PolicyHost } from './policy.ts';

/** What the first number remembered says of a call. */
const WAITING = 0;
const INSIDE = 1;
/** Has been given a place, and goes on by an event of its own. */
const CALLED_UP = 2;

export abstract class QueueingPolicy extends Policy {
  /** Where the call is; ticket of its longest wait, or of its being called up. Memory of the policy's own follows. */
  override readonly memorySize: number = 2;
  private readonly maxWait: number;
  private readonly line: Call[] = [];
  private waitLane: Lane | null = null;

  /** @param maxWait the longest wait for a place; Infinity for no limit */
  constructor(maxWait: number) {
    super();
    this.maxWait = maxWait;
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    if (this.maxWait < Infinity) this.waitLane = host.simulator.lane(this.maxWait);
  }

  override abandon(call: Call): void {
    const where = call.memory[this.placeOf(call)]!;
    if (where === WAITING) {
      this.leaveLine(call);
      this.stopWaiting(call);
    } else if (where === CALLED_UP) {
      this.host.simulator.cancel(call.memory[this.placeOf(call) + 1]!);
      this.free();
    } else this.abandonInside(call);
  }

  override fire(call: Call): void {
    if (call.memory[this.placeOf(call)] === CALLED_UP) {
      this.begin(call);
      this.host.descend(call);
      return;
    }
    this.leaveLine(call);
    this.waitedInVain(call);
    this.host.interrupt(call, this.index, BULKHEAD_FULL);
  }

  /** The place of a call is free: it is for the `next` in line, whom the policy will `callUp`. */
  protected abstract free(): void;

  /** Somebody outside has given up the call while it had its place. */
  protected abstract abandonInside(call: Call): void;

  protected waitedInVain(_call: Call): void {}

  /** The call has its place and goes on inwards. */
  protected begin(call: Call): void {
    call.memory[this.placeOf(call)] = INSIDE;
  }

  protected get lineLength(): number {
    return this.line.length;
  }

  /** To the end of the line. The answer is that of `admit`. */
  protected wait(call: Call): number {
    this.line.push(call);
    call.memory[this.placeOf(call)] = WAITING;
    call.memory[this.placeOf(call) + 1] = this.waitLane
      ? this.waitLane.schedule(this.host.alarm(this.index), call.id)
      : NOBODY;
    return HOLD;
  }

  /** Who has waited longest, and waits no more; undefined when nobody does. */
  protected next(): Call | undefined {
    const call = this.line.shift();
    if (call !== undefined) this.stopWaiting(call);
    return call;
  }

  /** The call has a place, and begins after `delay`. The answer is that of `admit`. */
  protected callUp(call: Call, delay: number): number {
    call.memory[this.placeOf(call)] = CALLED_UP;
    call.memory[this.placeOf(call) + 1] = this.host.wakeAfter(delay, this.index, call);
    return HOLD;
  }

  private leaveLine(call: Call): void {
    this.line.splice(this.line.indexOf(call), 1);
  }

  private stopWaiting(call: Call): void {
    const ticket = call.memory[this.placeOf(call) + 1]!;
    if (ticket !== NOBODY) this.waitLane!.cancel(ticket);
  }
}
