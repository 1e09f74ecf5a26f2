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
import type { Call } from '../call/call.ts';
import { CONNECT, LEAK } from '../draws.ts';
import { CONNECTION_LOST, CONNECTION_REFUSED, type Outcome, TIMEOUT, UNREACHABLE } from '../outcome.ts';
import { ADMIT, defineMitigation, type PolicyHost } from './policy.ts';
import { QueueingPolicy } from './queueing-policy.ts';

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

const CLOSES_CONNECTION: readonly Outcome[] = [TIMEOUT, UNREACHABLE, CONNECTION_LOST, CONNECTION_REFUSED];

/** Not a call: the event that takes a leaked connection back. */
const RECLAIM = -1;

export class ConnectionPool extends QueueingPolicy {
  /** After that of waiting: since when the call has wanted a connection. */
  override readonly memorySize = 3;
  private readonly settings: ConnectionPoolSettings;
  private readonly connect: Distribution | null;
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
    super(settings.maxWait);
    this.settings = settings;
    this.connect = settings.connect && buildDistribution(settings.connect);
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
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

  override admit(call: Call): number {
    call.memory[this.placeOf(call) + 2] = this.host.simulator.now;
    return this.taken + this.leaked < this.settings.size ? this.enter(call) : this.wait(call);
  }

  override settle(call: Call, outcome: number): number {
    if (CLOSES_CONNECTION.includes(outcome)) this.closed++;
    this.giveBack(call);
    return outcome;
  }

  /** A leaked connection is taken back. */
  override ring(argument: number): void {
    this.reclaim(RECLAIM - argument);
  }

  override reset(): void {
    this.leaked = 0;
    this.closed = 0;
    this.generation++;
  }

  protected override abandonInside(call: Call): void {
    this.closed++;
    this.giveBack(call);
  }

  /** The place goes to the next in line, whose connection may have to be opened first. */
  protected override free(): void {
    this.taken--;
    const next = this.next();
    if (next === undefined) return;
    this.taken++;
    this.callUp(next, this.mustConnect() ? this.drawConnect(next) : 0);
  }

  protected override begin(call: Call): void {
    super.begin(call);
    this.countWait(call);
  }

  protected override waitedInVain(call: Call): void {
    this.countWait(call);
  }

  /** There is a place: through at once on an open connection, or when a new one is open. */
  private enter(call: Call): number {
    this.taken++;
    if (this.mustConnect()) return this.callUp(call, this.drawConnect(call));
    this.begin(call);
    return ADMIT;
  }

  /** All idle connections are closed ones: this one is opened, and counts as open from here on. */
  private mustConnect(): boolean {
    const idle = this.settings.size - this.leaked - this.taken + 1;
    if (this.closed < idle) return false;
    this.closed--;
    return this.connect !== null;
  }

  private drawConnect(call: Call): number {
    const { keyed } = this.host;
    keyed.rekey(call.keyLow, call.keyHigh, CONNECT);
    return this.connect!.duration(keyed);
  }

  private countWait(call: Call): void {
    this.waits++;
    this.waited += this.host.simulator.now - call.memory[this.placeOf(call) + 2]!;
  }

  private giveBack(call: Call): void {
    if (this.leakShare > 0 && this.loses(call)) {
      this.taken--;
      this.leaked++;
      this.reclaimLane?.schedule(this.host.alarm(this.index), RECLAIM - this.generation);
      return;
    }
    this.free();
  }

  private loses(call: Call): boolean {
    const { keyed } = this.host;
    keyed.rekey(call.keyLow, call.keyHigh, LEAK);
    return keyed.chance(this.leakShare);
  }

  private reclaim(generation: number): void {
    // The process may have been started anew since, with a pool of its own.
    if (generation !== this.generation) return;
    this.leaked--;
    this.closed++;
    this.taken++;
    this.free();
  }

  private weighLeaks(): void {
    this.leakShare = 1 - this.leaks.reduce((kept, share) => kept * (1 - share), 1);
  }
}
