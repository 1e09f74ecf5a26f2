/** What is measured of one service. */

import { ZERO } from '../engine/zero.ts';
import type { Attempt } from './call/attempt.ts';
import { Existence } from './existence.ts';
import { OUTCOME_COUNT, type Outcome } from './outcome.ts';
import type { ServiceRecord } from './record.ts';
import { type Clock, type CurrentWindow, Windowed } from './window.ts';

/**
 * The replicas of one service taken together. Two levels are followed over time: attempts waiting and attempts holding a
 * slot; for a service without slots, those it works on.
 */
export class ServiceMeter extends Windowed {
  // What every attempt changes stands together, and in memory as it stands here: with hundreds of services, each line of the
  // cache that need not be touched counts.
  private busy = 0;
  private queued = 0;
  /** Since time 0, for the audit: attempts and what became of them; integrals over time and the same from the attempts. */
  everArrived = 0;
  private everRetried = 0;
  private everCompleted = 0;
  private everLost = 0;
  private since = ZERO;
  busyTime = ZERO;
  queueTime = ZERO;
  slotTimeOfAttempts = ZERO;
  waitTimeOfAttempts = ZERO;
  workOfAttempts = ZERO;
  usefulWork = ZERO;
  wastedWork = ZERO;
  readonly waiting = this.current.histogram();
  readonly sojourn = this.current.histogram();

  readonly name: string;
  readonly slots: number;
  readonly replicas: number;
  readonly refused = new Float64Array(OUTCOME_COUNT);
  /** Replica time of the measured part that nobody paid for, read at the end; null when all is paid for. */
  unpaidTime: (() => number) | null = null;
  /** True when every slot-second is a second of work, so that U = λS must hold to the last digit. */
  slotTimeIsWork = true;
  /** Messages by what became of them, for the audit: `placed` are those there, counted by where they are. */
  readonly messages: (() => {
    readonly stored: number;
    readonly processed: number;
    readonly dead: number;
    readonly lost: number;
    readonly present: number;
    readonly placed: number;
  })[] = [];
  /** Processors that requests share, for the audit: work done by each, what of it is not booked yet, and by how much it is rounded. */
  readonly processors: (() => { readonly given: number; readonly unbooked: number; readonly rounding: number })[] = [];
  private readonly windows: {
    readonly queueLength: Float64Array;
    readonly inService: Float64Array;
    readonly up: Float64Array;
    readonly arrivals: Float64Array;
    readonly firstTries: Float64Array;
  };
  readonly existence: Existence;
  private up: number;
  private upTime = ZERO;
  private upSince = ZERO;
  /** How many arrivals there had been when the window began that is being filled. */
  private arrivedBefore = 0;
  private retriedBefore = 0;
  private windowQueueTime = ZERO;
  private windowBusyTime = ZERO;
  private windowUpTime = ZERO;
  private measuredFrom = ZERO;
  private warmupArrivals = 0;
  private warmupRetries = 0;
  private warmupCompletions = 0;
  private warmupBusyTime = ZERO;
  private warmupQueueTime = ZERO;

  constructor(name: string, clock: Clock, current: CurrentWindow, slots: number, replicas: number) {
    super(clock, current);
    const windows = current.count;
    this.name = name;
    this.slots = slots;
    this.replicas = replicas;
    this.up = replicas;
    this.existence = new Existence(clock, replicas, windows);
    this.windows = {
      queueLength: new Float64Array(windows),
      inService: new Float64Array(windows),
      up: new Float64Array(windows),
      arrivals: new Float64Array(windows),
      firstTries: new Float64Array(windows),
    };
  }

  /** Attempts that arrived in the measured part, and those of them that are nobody's retry. */
  get arrivals(): number {
    return this.everArrived - this.warmupArrivals;
  }

  get firstTries(): number {
    return this.arrivals - (this.everRetried - this.warmupRetries);
  }

  /** Attempts answered after service in the measured part. */
  get completions(): number {
    return this.everCompleted - this.warmupCompletions;
  }

  get everLeft(): number {
    return this.everCompleted + this.everLost;
  }

  /** At the very end of a window, before the tick that closes it, an arrival belongs to the next one already. */
  arrived(first: number): void {
    this.closeIfOver();
    this.everArrived++;
    if (first === 0) this.everRetried++;
  }

  /** An attempt was turned away, at the door or out of the queue; measured when its arrival was: it is a share of these. */
  refuse(attempt: Attempt, outcome: Outcome): void {
    this.everLost++;
    if (attempt.arrivedAt >= this.measuredFrom) this.refused[outcome]!++;
  }

  /** An attempt was answered after service. */
  complete(sojourn: number): void {
    this.everCompleted++;
    this.sojourn.record(sojourn);
  }

  /** An attempt ended without being served to its end: its replica died or its caller withdrew it. */
  lose(): void {
    this.everLost++;
  }

  queueChanged(delta: number): void {
    this.queueTime -= delta * (this.clock.now - this.since);
    this.queued += delta;
  }

  busyChanged(delta: number): void {
    this.busyTime -= delta * (this.clock.now - this.since);
    this.busy += delta;
  }

  upChanged(delta: number): void {
    this.catchUpWithUp();
    this.up += delta;
  }

  startMeasuring(): void {
    this.catchUp();
    this.measuredFrom = this.clock.now;
    this.existence.startMeasuring();
    this.warmupBusyTime = this.busyTime;
    this.warmupQueueTime = this.queueTime;
    this.warmupArrivals = this.everArrived;
    this.warmupRetries = this.everRetried;
    this.warmupCompletions = this.everCompleted;
    this.usefulWork = 0;
    this.wastedWork = 0;
    this.refused.fill(0);
    this.waiting.clear();
    this.sojourn.clear();
  }

  closeWindow(index: number, length: number): void {
    this.catchUp();
    this.catchUpWithUp();
    this.windows.queueLength[index] = (this.queueTime - this.windowQueueTime) / length;
    this.windows.inService[index] = (this.busyTime - this.windowBusyTime) / length;
    this.windows.up[index] = (this.upTime - this.windowUpTime) / length;
    this.windowQueueTime = this.queueTime;
    this.windowBusyTime = this.busyTime;
    this.windowUpTime = this.upTime;
    this.existence.closeWindow(index, length);
  }

  /** An arrival touches no series of its own: with hundreds of services these are not in the cache. */
  override keepWindow(index: number): void {
    this.noteArrivals(index);
    this.arrivedBefore = this.everArrived;
    this.retriedBefore = this.everRetried;
  }

  private noteArrivals(index: number): void {
    const arrivals = this.everArrived - this.arrivedBefore;
    this.windows.arrivals[index] = arrivals;
    this.windows.firstTries[index] = arrivals - (this.everRetried - this.retriedBefore);
  }

  /** Every series, up to now. */
  series(): Omit<ServiceRecord['windows'], 'existing'> {
    this.noteArrivals(this.current.index);
    return this.windows;
  }

  /** Time in slots and in queues since time 0, up to now. */
  integrals(): { readonly busyTime: number; readonly queueTime: number } {
    this.catchUp();
    return this;
  }

  /** Time averages over the measured part, which ends now. */
  averages(): { inService: number; queueLength: number } {
    this.catchUp();
    const length = this.clock.now - this.measuredFrom;
    if (length <= 0) return { inService: 0, queueLength: 0 };
    return {
      inService: (this.busyTime - this.warmupBusyTime) / length,
      queueLength: (this.queueTime - this.warmupQueueTime) / length,
    };
  }

  /** Attempts that hold a slot, and that wait, at this moment. */
  get levels(): { readonly busy: number; readonly queued: number } {
    return { busy: this.busy, queued: this.queued };
  }

  /**
   * Between two such moments a change of a level is booked as if the level had been the new one since the first: the
   * integrals are those up to now only after it.
   */
  private catchUp(): void {
    const now = this.clock.now;
    const elapsed = now - this.since;
    this.busyTime += elapsed * this.busy;
    this.queueTime += elapsed * this.queued;
    this.since = now;
  }

  /** Apart from the levels that change with every request. */
  private catchUpWithUp(): void {
    this.upTime += (this.clock.now - this.upSince) * this.up;
    this.upSince = this.clock.now;
  }
}
