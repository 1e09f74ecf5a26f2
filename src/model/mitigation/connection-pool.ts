/**
 * A pool of connections to a dependency, one for each process of the caller. A call takes a connection for as long as it
 * lasts; when all are taken it waits for one, and fails after `maxWait` (`bulkhead-full`: a pool is a bulkhead that
 * waits). A connection whose call got no answer - timed out, abandoned, lost - is closed, and the next to use its place
 * opens a new one first. A leak keeps the connection of a call that is over until it is reclaimed, if it ever is.
 *
 * All connections are open at the start, and idle ones stay open.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { Lane } from '../../engine/lane.ts';
import { NOBODY } from '../call/slots.ts';
import { CONNECT, LEAK } from '../draws.ts';
import { BULKHEAD_FULL, CONNECTION_LOST, CONNECTION_REFUSED, type Outcome, TIMEOUT, UNREACHABLE } from '../outcome.ts';
import { ADMIT, defineMitigation, HOLD, Policy, type PolicyHost } from './policy.ts';

/** Scenario key `connectionPool`. */
export interface ConnectionPoolSettings {
  readonly size: number;
  /** Longest wait for a connection; Infinity for no limit. */
  readonly maxWait: number;
  /** Time to open a connection; null for none. */
  readonly connect: DistributionSpec | null;
  /** A leaked connection is taken back after so long; Infinity for never. */
  readonly reclaimAfter: number;
}

export const connectionPool = defineMitigation<ConnectionPoolSettings>({
  kind: 'connection-pool',
  order: 65,
  build: settings => new ConnectionPool(settings),
});

/** What `memory(0)` says of a call. */
const WAITING = 0;
const INSIDE = 1;
/** Has a place in the pool and goes on by an event of its own, at once or when its connection is open. */
const CALLED_UP = 2;

const CLOSES_CONNECTION: readonly Outcome[] = [TIMEOUT, UNREACHABLE, CONNECTION_LOST, CONNECTION_REFUSED];

/** Not a call: the event that takes a leaked connection back. */
const RECLAIM = -1;

export class ConnectionPool extends Policy {
  /** Where the call is; ticket of its longest wait, or of its being called up; since when it has waited. */
  override readonly memorySize = 3;
  private readonly settings: ConnectionPoolSettings;
  private readonly connect: Distribution | null;
  private readonly waiting: number[] = [];
  private waitLane: Lane | null = null;
  private reclaimLane: Lane | null = null;
  /** Places that calls hold, and places that leaks hold. */
  private taken = 0;
  private leaked = 0;
  /** Connections that must be opened again before they are used. */
  private closed = 0;
  private readonly leaks: number[] = [];
  private leakShare = 0;
  private generation = 0;
  /** Waits since the measured part began. */
  private waits = 0;
  private waited = 0;

  constructor(settings: ConnectionPoolSettings) {
    super();
    this.settings = settings;
    this.connect = settings.connect && buildDistribution(settings.connect);
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    if (this.settings.maxWait < Infinity) this.waitLane = host.simulator.lane(this.settings.maxWait);
    if (this.settings.reclaimAfter < Infinity) this.reclaimLane = host.simulator.lane(this.settings.reclaimAfter);
  }

  /** Connections that calls use, and those that are lost to leaks. */
  get inUse(): number {
    return this.taken;
  }

  get leakedCount(): number {
    return this.leaked;
  }

  /** Time from wanting a connection to having one, summed, and how often; since the measured part began. */
  get waitingTime(): { readonly sum: number; readonly count: number } {
    return { sum: this.waited, count: this.waits };
  }

  startMeasuring(): void {
    this.waits = 0;
    this.waited = 0;
  }

  /** From now on this share of connections is not given back, on top of any other. */
  leak(share: number): void {
    this.leaks.push(share);
    this.weighLeaks();
  }

  stopLeaking(share: number): void {
    this.leaks.splice(this.leaks.indexOf(share), 1);
    this.weighLeaks();
  }

  override admit(call: number): number {
    this.memory(2)[call] = this.host.simulator.now;
    if (this.taken + this.leaked < this.settings.size) return this.enter(call);
    this.waiting.push(call);
    this.memory(0)[call] = WAITING;
    this.memory(1)[call] = this.waitLane ? this.waitLane.schedule(this.host.alarm(this.index), call) : NOBODY;
    return HOLD;
  }

  override settle(call: number, outcome: number): number {
    if (CLOSES_CONNECTION.includes(outcome)) this.closed++;
    this.giveBack(call);
    return outcome;
  }

  override abandon(call: number): void {
    const where = this.memory(0)[call]!;
    if (where === WAITING) {
      this.waiting.splice(this.waiting.indexOf(call), 1);
      this.stopWaiting(call);
      return;
    }
    if (where === CALLED_UP) {
      this.host.simulator.cancel(this.memory(1)[call]!);
      this.leave();
      return;
    }
    this.closed++;
    this.giveBack(call);
  }

  override fire(call: number): void {
    if (call <= RECLAIM) {
      this.reclaim(RECLAIM - call);
      return;
    }
    if (this.memory(0)[call] === CALLED_UP) {
      this.begin(call);
      this.host.descend(call);
      return;
    }
    this.waiting.splice(this.waiting.indexOf(call), 1);
    this.countWait(call);
    this.host.interrupt(call, this.index, BULKHEAD_FULL);
  }

  override reset(): void {
    this.waiting.length = 0;
    this.taken = 0;
    this.leaked = 0;
    this.closed = 0;
    this.generation++;
  }

  /** There is a place: through at once on an open connection, or when a new one is open. */
  private enter(call: number): number {
    this.taken++;
    if (!this.mustConnect()) {
      this.begin(call);
      return ADMIT;
    }
    this.memory(0)[call] = CALLED_UP;
    this.memory(1)[call] = this.host.wakeAfter(this.drawConnect(call), this.index, call);
    return HOLD;
  }

  /** All idle connections are closed ones: this one is opened, and counts as open from here on. */
  private mustConnect(): boolean {
    const idle = this.settings.size - this.leaked - this.taken + 1;
    if (this.closed < idle) return false;
    this.closed--;
    return this.connect !== null;
  }

  private drawConnect(call: number): number {
    const { calls, keyed } = this.host;
    keyed.rekey(calls.keyLow[call]!, calls.keyHigh[call]!, CONNECT);
    return this.connect!.duration(keyed);
  }

  private begin(call: number): void {
    this.memory(0)[call] = INSIDE;
    this.countWait(call);
  }

  private countWait(call: number): void {
    this.waits++;
    this.waited += this.host.simulator.now - this.memory(2)[call]!;
  }

  private giveBack(call: number): void {
    if (this.leakShare > 0 && this.loses(call)) {
      this.taken--;
      this.leaked++;
      this.reclaimLane?.schedule(this.host.alarm(this.index), RECLAIM - this.generation);
      return;
    }
    this.leave();
  }

  private loses(call: number): boolean {
    const { calls, keyed } = this.host;
    keyed.rekey(calls.keyLow[call]!, calls.keyHigh[call]!, LEAK);
    return keyed.chance(this.leakShare);
  }

  private reclaim(generation: number): void {
    // The process may have been started anew since, with a pool of its own.
    if (generation !== this.generation) return;
    this.leaked--;
    this.closed++;
    this.taken++;
    this.leave();
  }

  /** A place is free: the next in line gets it, by an event of its own so that a long line cannot nest on the stack. */
  private leave(): void {
    this.taken--;
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.stopWaiting(next);
    this.taken++;
    const delay = this.mustConnect() ? this.drawConnect(next) : 0;
    this.memory(0)[next] = CALLED_UP;
    this.memory(1)[next] = this.host.wakeAfter(delay, this.index, next);
  }

  private stopWaiting(call: number): void {
    const ticket = this.memory(1)[call]!;
    if (ticket !== NOBODY) this.waitLane!.cancel(ticket);
  }

  private weighLeaks(): void {
    this.leakShare = 1 - this.leaks.reduce((kept, share) => kept * (1 - share), 1);
  }
}
