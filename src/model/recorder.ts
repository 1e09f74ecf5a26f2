/**
 * What is measured while the world runs. Actors tell their meter what happened; the recorder closes a window of every
 * series at each tick of its own and forgets the warm-up when it ends. Totals since time 0 are kept beside the measured
 * figures, because the self-audit is about the whole run.
 *
 * Memory grows with the length of the run in windows, never with the number of requests.
 */

import { Actor, type Simulator } from '../engine/simulator.ts';
import { ZERO } from '../engine/zero.ts';
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { Attempt } from './call/attempt.ts';
import type { Call } from './call/call.ts';
import { EdgeMeter, type EdgeUse } from './edge-meter.ts';
import { Existence } from './existence.ts';
import { type Counter, FigureBook } from './figure-book.ts';
import type { FigureName } from './figures.ts';
import { isSuccess, OK, OUTCOME_COUNT, type Outcome } from './outcome.ts';
import type { LogEntry, ServiceRecord, SourceRecord } from './record.ts';

const TICK = 0;
const WARMED_UP = 1;
/** Log entries kept of one replication: a story longer than this is told by its counts. */
const LOG_LIMIT = 4000;
/** Sub-buckets per octave (as a power of two) of the histograms kept per window. */
const WINDOW_RESOLUTION = 4;

export interface RecorderPlan {
  readonly duration: number;
  readonly warmup: number;
  readonly window: number;
}

export class Recorder extends Actor {
  readonly plan: RecorderPlan;
  readonly sources: SourceMeter[] = [];
  readonly services: ServiceMeter[] = [];
  readonly edges: EdgeMeter[] = [];
  /** What components measure of their own. */
  readonly figures: FigureBook;
  readonly entries: LogEntry[] = [];
  logDropped = 0;
  readonly windowCount: number;
  private windowIndex = 0;
  private windowStart = ZERO;

  constructor(simulator: Simulator, plan: RecorderPlan) {
    super(simulator);
    this.plan = plan;
    this.windowCount = Math.ceil(plan.duration / plan.window);
    this.figures = new FigureBook(this.windowCount);
    simulator.schedule(Math.min(plan.window, plan.duration), this.id, TICK, 0);
    simulator.schedule(plan.warmup, this.id, WARMED_UP, 0);
  }

  source(name: string): SourceMeter {
    const meter = new SourceMeter(name, this.simulator, this.plan);
    this.sources.push(meter);
    return meter;
  }

  service(name: string, slots: number, replicas: number): ServiceMeter {
    const meter = new ServiceMeter(name, this.simulator, slots, replicas, this.plan);
    this.services.push(meter);
    return meter;
  }

  edge(name: string, target: ServiceMeter, use: EdgeUse): EdgeMeter {
    const meter = new EdgeMeter(name, target, use, this.windowCount);
    this.edges.push(meter);
    return meter;
  }

  /** A figure of a component, read when the run ends (figure-book.ts). */
  figure(subject: string, name: FigureName, read: () => number | null): void {
    this.figures.figure(subject, name, read);
  }

  /** The counter behind a figure, shared by all who count for the same subject. */
  counter(subject: string, name: FigureName): Counter {
    return this.figures.counter(subject, name);
  }

  /** A figure of a component as a series: its level at the end of every window. */
  sampled(subject: string, name: FigureName, read: () => number | null): void {
    this.figures.sampled(subject, name, read);
  }

  /** `listener` is called when the warm-up is over. */
  whenMeasuring(listener: () => void): void {
    this.figures.whenMeasuring(listener);
  }

  /** An attempt was sent on behalf of a source (NOBODY's for health probes); `first` is 1 when it is nobody's retry. */
  sent(source: number, first: number): void {
    if (source < 0) return;
    const meter = this.sources[source]!;
    meter.attempts++;
    if (first === 0) meter.retries++;
  }

  /** Work on behalf of a source was of use, though no request waited for it. */
  useful(source: number, work: number): void {
    if (source >= 0) this.sources[source]!.usefulWork += work;
  }

  /** Work on behalf of a source came to nothing. */
  wasted(source: number, work: number): void {
    if (source >= 0) this.sources[source]!.wastedWork += work;
  }

  log(what: string, subject: string, text: string): void {
    if (this.entries.length < LOG_LIMIT) this.entries.push({ at: this.simulator.now, what, subject, text });
    else this.logDropped++;
  }

  override on(kind: number): void {
    if (kind === WARMED_UP) this.startMeasuring();
    else this.closeWindow();
  }

  private startMeasuring(): void {
    for (const source of this.sources) source.startMeasuring();
    for (const service of this.services) service.startMeasuring();
    for (const edge of this.edges) edge.startMeasuring();
    this.figures.startMeasuring();
  }

  private closeWindow(): void {
    const now = this.simulator.now;
    for (const source of this.sources) source.roll();
    for (const service of this.services) service.closeWindow(this.windowIndex, now - this.windowStart);
    this.figures.closeWindow(this.windowIndex);
    for (const edge of this.edges) edge.closeWindow(this.windowIndex, now - this.windowStart);
    this.windowIndex++;
    this.windowStart = now;
    if (now < this.plan.duration)
      this.simulator.schedule(Math.min(this.plan.window, this.plan.duration - now), this.id, TICK, 0);
  }
}

/**
 * What meters read the time from. They read it themselves rather than being told: a time crosses a call as an object
 * when the call is not inlined.
 */
export interface Clock {
  readonly now: number;
}

/** The requests of one traffic source. Measured are those born after the warm-up; series are of all. */
export class SourceMeter {
  readonly name: string;
  private readonly clock: Clock;
  private readonly warmup: number = ZERO;
  attempts = 0;
  /** Of these, those that are somebody's retry. */
  retries = 0;
  usefulWork = ZERO;
  wastedWork = ZERO;
  /** Since time 0: for the audit, and what is measured is the difference to what was before. */
  everOffered = 0;
  everFailed = 0;
  private everOk = 0;
  private everDegraded = 0;
  private offeredBefore = 0;
  private okBefore = 0;
  private degradedBefore = 0;
  private failed = 0;
  /** Whoever wants the latencies of answers as well; null while nobody does. */
  private taps: Histogram[] | null = null;
  private readonly causes = new Float64Array(OUTCOME_COUNT);
  private readonly rootCauses = new Float64Array(OUTCOME_COUNT);
  private readonly latency = new Histogram();
  private readonly failedLatency = new Histogram();
  private readonly windowLatency = this.latency.withFollower(WINDOW_RESOLUTION);
  private readonly windowLatencies: (HistogramData | null)[];
  private readonly windowOffered: Float64Array;
  private readonly windowOk: Float64Array;
  private readonly windowDegraded: Float64Array;
  private readonly windowFailed: Float64Array;
  /** Failures by the outcome at the root and by window; a row is made when its outcome first occurs. */
  private readonly windowRootCauses: (Float64Array | null)[] = new Array(OUTCOME_COUNT).fill(null);
  private readonly windowLength: number = ZERO;
  /** The window being filled, and where it ends. */
  private window = 0;
  private windowEnd = ZERO;
  /** Requests born, and answered well, before it began. */
  private offeredBeforeWindow = 0;
  private okBeforeWindow = 0;

  constructor(name: string, clock: Clock, { duration, warmup, window }: RecorderPlan) {
    const windows = Math.ceil(duration / window);
    this.name = name;
    this.clock = clock;
    this.warmup = warmup;
    this.windowLength = window;
    this.windowEnd = window;
    this.windowOffered = new Float64Array(windows);
    this.windowOk = new Float64Array(windows);
    this.windowDegraded = new Float64Array(windows);
    this.windowFailed = new Float64Array(windows);
    this.windowLatencies = new Array<HistogramData | null>(windows).fill(null);
  }

  born(): void {
    this.roll();
    this.everOffered++;
  }

  /** The request that `call` stands for ended. */
  ended(call: Call, outcome: Outcome, root: Outcome): void {
    this.roll();
    if (isSuccess(outcome)) this.succeeded(call, outcome);
    else this.missed(call, outcome, root);
  }

  startMeasuring(): void {
    this.offeredBefore = this.everOffered;
    this.attempts = 0;
    this.retries = 0;
    this.usefulWork = 0;
    this.wastedWork = 0;
  }

  /**
   * Closes the window that has ended. Whatever comes first at that time does it, the recorder's tick or a request:
   * what happens at the very end of a window belongs to the next one. The last window stays open, for the run's end.
   */
  roll(): void {
    if (this.clock.now < this.windowEnd || this.window === this.windowOffered.length - 1) return;
    this.keepWindow();
    this.window++;
    this.windowEnd += this.windowLength;
  }

  /** A histogram that gets the latency of every answer from now on. */
  tap(): Histogram {
    const histogram = new Histogram();
    this.taps ??= [];
    this.taps.push(histogram);
    return histogram;
  }

  private fillTaps(sojourn: number): void {
    for (const tap of this.taps!) tap.record(sojourn);
  }

  get everEnded(): number {
    return this.everOk + this.everDegraded + this.everFailed;
  }

  record(): SourceRecord {
    this.keepWindow();
    const { failed } = this;
    const offered = this.everOffered - this.offeredBefore;
    const ok = this.everOk - this.okBefore;
    const degraded = this.everDegraded - this.degradedBefore;
    const latencyAll = Histogram.fromData(this.latency.toData());
    latencyAll.merge(this.failedLatency.toData());
    return {
      name: this.name,
      offered,
      ok,
      degraded,
      failed,
      inFlight: offered - ok - degraded - failed,
      causes: [...this.causes],
      rootCauses: [...this.rootCauses],
      latency: this.latency.toData(),
      latencyAll: latencyAll.toData(),
      attempts: this.attempts,
      firstTries: this.attempts - this.retries,
      usefulWork: this.usefulWork,
      wastedWork: this.wastedWork,
      windows: {
        offered: this.windowOffered,
        ok: this.windowOk,
        degraded: this.windowDegraded,
        failed: this.windowFailed,
        rootCauses: this.windowRootCauses,
        latency: this.windowLatencies,
      },
    };
  }

  /** A request counts in plain numbers; the series are written when a window ends. */
  private keepWindow(): void {
    this.windowOffered[this.window]! += this.everOffered - this.offeredBeforeWindow;
    this.windowOk[this.window]! += this.everOk - this.okBeforeWindow;
    this.offeredBeforeWindow = this.everOffered;
    this.okBeforeWindow = this.everOk;
    if (this.windowLatency.count > 0) this.windowLatencies[this.window] = this.windowLatency.toData();
    this.windowLatency.clear();
  }

  private rowOf(root: Outcome): Float64Array {
    const row = this.windowRootCauses[root];
    if (row) return row;
    const made = new Float64Array(this.windowFailed.length);
    this.windowRootCauses[root] = made;
    return made;
  }

  private succeeded(call: Call, outcome: Outcome): void {
    const birth = call.startedAt;
    const sojourn = this.clock.now - birth;
    this.usefulWork += call.spent;
    if (this.taps !== null) this.fillTaps(sojourn);
    if (outcome === OK) this.everOk++;
    else this.degraded();
    if (birth >= this.warmup) this.latency.record(sojourn);
    else this.notMeasured(outcome, sojourn);
  }

  private degraded(): void {
    this.everDegraded++;
    this.windowDegraded[this.window]!++;
  }

  /** A request born in the warm-up was answered: the window has it, the measured part has not. */
  private notMeasured(outcome: Outcome, sojourn: number): void {
    if (outcome === OK) this.okBefore++;
    else this.degradedBefore++;
    this.windowLatency.record(sojourn);
  }

  private missed(call: Call, outcome: Outcome, root: Outcome): void {
    const birth = call.startedAt;
    this.wastedWork += call.spent;
    this.everFailed++;
    this.windowFailed[this.window]!++;
    this.rowOf(root)[this.window]!++;
    if (birth < this.warmup) return;
    this.failed++;
    this.causes[outcome]!++;
    this.rootCauses[root]!++;
    this.failedLatency.record(this.clock.now - birth);
  }
}

/**
 * The replicas of one service taken together. Two levels are followed over time: attempts waiting and attempts holding a
 * slot; for a service without slots, those it works on.
 */
export class ServiceMeter {
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
  /** The window that arrivals are counted for, and how many there had been when it began. */
  private window = 0;
  private readonly windowLength: number = ZERO;
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
  /** Where the window ends that arrivals are counted for. */
  private windowEnd = ZERO;
  busyTime = ZERO;
  queueTime = ZERO;
  slotTimeOfAttempts = ZERO;
  waitTimeOfAttempts = ZERO;
  workOfAttempts = ZERO;
  usefulWork = ZERO;
  wastedWork = ZERO;
  readonly waiting = new Histogram();
  readonly sojourn = new Histogram();
  private readonly clock: Clock;

  constructor(name: string, clock: Clock, slots: number, replicas: number, { duration, window }: RecorderPlan) {
    const windows = Math.ceil(duration / window);
    this.clock = clock;
    this.name = name;
    this.slots = slots;
    this.replicas = replicas;
    this.up = replicas;
    this.existence = new Existence(clock, replicas, windows);
    this.windowLength = window;
    this.windowEnd = window;
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
    if (this.clock.now >= this.windowEnd) this.rollArrivals();
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
    this.rollArrivals();
  }

  /**
   * Closes the window of arrivals when it has ended, which the tick or the first arrival after it finds, and keeps the
   * count of the last one up to date. An arrival touches no series of its own: with hundreds of services these are not
   * in the cache.
   */
  private rollArrivals(): void {
    const arrivals = this.everArrived - this.arrivedBefore;
    this.windows.arrivals[this.window] = arrivals;
    this.windows.firstTries[this.window] = arrivals - (this.everRetried - this.retriedBefore);
    if (this.clock.now < this.windowEnd || this.window === this.windows.up.length - 1) return;
    this.arrivedBefore = this.everArrived;
    this.retriedBefore = this.everRetried;
    this.window++;
    this.windowEnd += this.windowLength;
  }

  /** Every series, up to now. */
  series(): Omit<ServiceRecord['windows'], 'existing'> {
    this.rollArrivals();
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
