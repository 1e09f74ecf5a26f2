/** Isolation: a dependency may take this many of the caller's calls and no more, however slow it gets. */
import type { Lane } from '../../engine/lane.ts';
import { NOBODY } from '../call/slots.ts';
import { BULKHEAD_FULL } from '../outcome.ts';
import { ADMIT, defineMitigation, HOLD, Policy, type PolicyHost } from './policy.ts';

/** Scenario key `bulkhead`. */
export interface BulkheadSettings {
  /** Calls in progress at the same time. */
  readonly concurrency: number;
  /** Calls that may wait for a place. */
  readonly queue: number;
  /** Longest wait for a place; Infinity for no limit. */
  readonly maxWait: number;
}

export const bulkhead = defineMitigation<BulkheadSettings>({
  kind: 'bulkhead',
  order: 60,
  build: settings => new Bulkhead(settings),
});

/** What `memory(0)` says of a call. */
const WAITING = 0;
const INSIDE = 1;
/** Has been given a place and is about to go on. */
const CALLED_UP = 2;

class Bulkhead extends Policy {
  /** Where the call is; ticket of its longest wait, or of its being called up. */
  override readonly memorySize = 2;
  private readonly settings: BulkheadSettings;
  private readonly waiting: number[] = [];
  private inside = 0;
  private waitLane: Lane | null = null;

  constructor(settings: BulkheadSettings) {
    super();
    this.settings = settings;
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    if (this.settings.maxWait < Infinity) this.waitLane = host.simulator.lane(this.settings.maxWait);
  }

  override admit(call: number): number {
    if (this.inside < this.settings.concurrency) {
      this.inside++;
      this.memory(0)[call] = INSIDE;
      return ADMIT;
    }
    if (this.waiting.length >= this.settings.queue) return BULKHEAD_FULL;
    this.waiting.push(call);
    this.memory(0)[call] = WAITING;
    this.memory(1)[call] = this.waitLane ? this.waitLane.schedule(this.host.alarm(this.index), call) : NOBODY;
    return HOLD;
  }

  override settle(_call: number, outcome: number): number {
    this.leave();
    return outcome;
  }

  override abandon(call: number): void {
    const where = this.memory(0)[call]!;
    if (where === WAITING) {
      this.waiting.splice(this.waiting.indexOf(call), 1);
      this.stopWaiting(call);
      return;
    }
    if (where === CALLED_UP) this.host.simulator.cancel(this.memory(1)[call]!);
    this.leave();
  }

  override fire(call: number): void {
    if (this.memory(0)[call] === CALLED_UP) {
      this.memory(0)[call] = INSIDE;
      this.host.descend(call);
      return;
    }
    this.waiting.splice(this.waiting.indexOf(call), 1);
    this.host.interrupt(call, this.index, BULKHEAD_FULL);
  }

  override reset(): void {
    this.waiting.length = 0;
    this.inside = 0;
  }

  /** A place is free: the next in line gets it, by an event of its own so that a long line cannot nest on the stack. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      this.inside--;
      return;
    }
    this.stopWaiting(next);
    this.memory(0)[next] = CALLED_UP;
    this.memory(1)[next] = this.host.wakeAfter(0, this.index, next);
  }

  private stopWaiting(call: number): void {
    const ticket = this.memory(1)[call]!;
    if (ticket !== NOBODY) this.waitLane!.cancel(ticket);
  }
}
