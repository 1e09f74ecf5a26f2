/**
 * What is measured while the world runs. Actors tell their meter what happened; the recorder closes a window of every
 * series at each tick of its own and forgets the warm-up when it ends. Totals since time 0 are kept beside the measured
 * figures, because the self-audit is about the whole run.
 *
 * Memory grows with the length of the run in windows, never with the number of requests.
 */
import { Actor, type Simulator } from '../engine/simulator.ts';
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import { isSuccess, OK, OUTCOME_COUNT, type Outcome } from './outcome.ts';
import type { LogEntry, SourceRecord } from './record.ts';

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
  readonly entries: LogEntry[] = [];
  logDropped = 0;
  readonly windowCount: number;
  private windowIndex = 0;
  private windowStart = 0;

  constructor(simulator: Simulator, plan: RecorderPlan) {
    super(simulator);
    this.plan = plan;
    this.windowCount = Math.ceil(plan.duration / plan.window);
    simulator.schedule(Math.min(plan.window, plan.duration), this.id, TICK, 0);
    simulator.schedule(plan.warmup, this.id, WARMED_UP, 0);
  }

  source(name: string): SourceMeter {
    const meter = new SourceMeter(name, this.plan);
    this.sources.push(meter);
    return meter;
  }

  service(name: string, slots: number, replicas: number): ServiceMeter {
    const meter = new ServiceMeter(name, slots, replicas, this.windowCount);
    this.services.push(meter);
    return meter;
  }

  edge(name: string, target: ServiceMeter, use: EdgeUse): EdgeMeter {
    const meter = new EdgeMeter(name, target, use);
    this.edges.push(meter);
    return meter;
  }

  /** An attempt was sent on behalf of a source (NOBODY's for health probes); `first` is 1 when it is nobody's retry. */
  sent(source: number, first: number): void {
    if (source < 0) return;
    const meter = this.sources[source]!;
    meter.attempts++;
    meter.firstTries += first;
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
    for (const service of this.services) service.startMeasuring(this.simulator.now);
    for (const edge of this.edges) edge.startMeasuring();
  }

  private closeWindow(): void {
    const now = this.simulator.now;
    for (const source of this.sources) source.closeWindow();
    for (const service of this.services) service.closeWindow(this.windowIndex, now, now - this.windowStart);
    this.windowIndex++;
    this.windowStart = now;
    if (now < this.plan.duration)
      this.simulator.schedule(Math.min(this.plan.window, this.plan.duration - now), this.id, TICK, 0);
  }
}

/** The requests of one traffic source. Measured are those born after the warm-up; series are of all. */
export class SourceMeter {
  readonly name: string;
  private readonly warmup: number;
  offered = 0;
  ok = 0;
  degraded = 0;
  failed = 0;
  attempts = 0;
  firstTries = 0;
  usefulWork = 0;
  wastedWork = 0;
  /** Since time 0, for the audit. */
  everOffered = 0;
  everEnded = 0;
  private readonly causes = new Float64Array(OUTCOME_COUNT);
  private readonly rootCauses = new Float64Array(OUTCOME_COUNT);
  private readonly latency = new Histogram();
  private readonly failedLatency = new Histogram();
  private readonly windowLatency = new Histogram(WINDOW_RESOLUTION);
  private readonly windowLatencies: (HistogramData | null)[];
  private readonly windowOffered: Float64Array;
  private readonly windowOk: Float64Array;
  private readonly windowDegraded: Float64Array;
  private readonly windowFailed: Float64Array;
  private readonly windowLength: number;
  /** The window being filled, and where it ends. */
  private window = 0;
  private windowEnd: number;

  constructor(name: string, { duration, warmup, window }: RecorderPlan) {
    const windows = Math.ceil(duration / window);
    this.name = name;
    this.warmup = warmup;
    this.windowLength = window;
    this.windowEnd = window;
    this.windowOffered = new Float64Array(windows);
    this.windowOk = new Float64Array(windows);
    this.windowDegraded = new Float64Array(windows);
    this.windowFailed = new Float64Array(windows);
    this.windowLatencies = new Array<HistogramData | null>(windows).fill(null);
  }

  born(now: number): void {
    this.everOffered++;
    this.windowOffered[this.windowAt(now)]!++;
    if (now >= this.warmup) this.offered++;
  }

  /** A request born at `birth` ended. `work` is what successful attempts did for it. */
  ended(birth: number, now: number, outcome: Outcome, root: Outcome, work: number): void {
    this.everEnded++;
    const window = this.windowAt(now);
    if (isSuccess(outcome)) this.succeeded(birth, now - birth, window, outcome, work);
    else this.missed(birth, now - birth, window, outcome, root, work);
  }

  startMeasuring(): void {
    this.attempts = 0;
    this.firstTries = 0;
    this.usefulWork = 0;
    this.wastedWork = 0;
  }

  closeWindow(): void {
    if (this.windowLatency.count > 0) this.windowLatencies[this.window] = this.windowLatency.toData();
    this.windowLatency.clear();
    this.window++;
    this.windowEnd += this.windowLength;
  }

  record(): SourceRecord {
    const latencyAll = Histogram.fromData(this.latency.toData());
    latencyAll.merge(this.failedLatency.toData());
    return {
      name: this.name,
      offered: this.offered,
      ok: this.ok,
      degraded: this.degraded,
      failed: this.failed,
      inFlight: this.offered - this.ok - this.degraded - this.failed,
      causes: [...this.causes],
      rootCauses: [...this.rootCauses],
      latency: this.latency.toData(),
      latencyAll: latencyAll.toData(),
      attempts: this.attempts,
      firstTries: this.firstTries,
      usefulWork: this.usefulWork,
      wastedWork: this.wastedWork,
      windows: {
        offered: this.windowOffered,
        ok: this.windowOk,
        degraded: this.windowDegraded,
        failed: this.windowFailed,
        latency: this.windowLatencies,
      },
    };
  }

  /** What happens at the very end of a window, at the same time as the tick that closes it, belongs to the next one. */
  private windowAt(now: number): number {
    return now < this.windowEnd ? this.window : Math.min(this.window + 1, this.windowOffered.length - 1);
  }

  private succeeded(birth: number, sojourn: number, window: number, outcome: Outcome, work: number): void {
    this.usefulWork += work;
    this.windowLatency.record(sojourn);
    if (outcome === OK) this.windowOk[window]!++;
    else this.windowDegraded[window]!++;
    if (birth < this.warmup) return;
    if (outcome === OK) this.ok++;
    else this.degraded++;
    this.latency.record(sojourn);
  }

  private missed(birth: number, sojourn: number, window: number, outcome: Outcome, root: Outcome, work: number): void {
    this.wastedWork += work;
    this.windowFailed[window]!++;
    if (birth < this.warmup) return;
    this.failed++;
    this.causes[outcome]!++;
    this.rootCauses[root]!++;
    this.failedLatency.record(sojourn);
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
  arrivals = 0;
  completions = 0;
  firstTries = 0;
  usefulWork = 0;
  wastedWork = 0;
  readonly refused = new Float64Array(OUTCOME_COUNT);
  readonly waiting = new Histogram();
  readonly sojourn = new Histogram();
  /** Since time 0, for the audit: attempts and what became of them; integrals over time and the same from the attempts. */
  everArrived = 0;
  everLeft = 0;
  busyTime = 0;
  queueTime = 0;
  slotTimeOfAttempts = 0;
  waitTimeOfAttempts = 0;
  workOfAttempts = 0;
  /** True when every slot-second is a second of work, so that U = λS must hold to the last digit. */
  slotTimeIsWork = true;
  readonly windows: {
    queueLength: Float64Array;
    inService: Float64Array;
    up: Float64Array;
    arrivals: Float64Array;
    firstTries: Float64Array;
  };
  private busy = 0;
  private queued = 0;
  private up: number;
  private upTime = 0;
  private since = 0;
  private window = 0;
  private windowQueueTime = 0;
  private windowBusyTime = 0;
  private windowUpTime = 0;
  private measuredFrom = 0;
  private warmupBusyTime = 0;
  private warmupQueueTime = 0;

  constructor(name: string, slots: number, replicas: number, windows: number) {
    this.name = name;
    this.slots = slots;
    this.replicas = replicas;
    this.up = replicas;
    this.windows = {
      queueLength: new Float64Array(windows),
      inService: new Float64Array(windows),
      up: new Float64Array(windows),
      arrivals: new Float64Array(windows),
      firstTries: new Float64Array(windows),
    };
  }

  get inSystem(): number {
    return this.busy + this.queued;
  }

  arrived(first: number): void {
    this.arrivals++;
    this.everArrived++;
    this.firstTries += first;
    this.windows.arrivals[this.window]!++;
    this.windows.firstTries[this.window]! += first;
  }

  /** An attempt was turned away, at the door or out of the queue. */
  refuse(outcome: Outcome): void {
    this.everLeft++;
    this.refused[outcome]!++;
  }

  /** An attempt was answered after service. */
  complete(sojourn: number): void {
    this.everLeft++;
    this.completions++;
    this.sojourn.record(sojourn);
  }

  /** An attempt ended without being served to its end: its replica died or its caller withdrew it. */
  lose(): void {
    this.everLeft++;
  }

  queueChanged(now: number, delta: number): void {
    this.catchUp(now);
    this.queued += delta;
  }

  busyChanged(now: number, delta: number): void {
    this.catchUp(now);
    this.busy += delta;
  }

  upChanged(now: number, delta: number): void {
    this.catchUp(now);
    this.up += delta;
  }

  startMeasuring(now: number): void {
    this.catchUp(now);
    this.measuredFrom = now;
    this.warmupBusyTime = this.busyTime;
    this.warmupQueueTime = this.queueTime;
    this.arrivals = 0;
    this.completions = 0;
    this.firstTries = 0;
    this.usefulWork = 0;
    this.wastedWork = 0;
    this.refused.fill(0);
    this.waiting.clear();
    this.sojourn.clear();
  }

  closeWindow(index: number, now: number, length: number): void {
    this.catchUp(now);
    this.windows.queueLength[index] = (this.queueTime - this.windowQueueTime) / length;
    this.windows.inService[index] = (this.busyTime - this.windowBusyTime) / length;
    this.windows.up[index] = (this.upTime - this.windowUpTime) / length;
    this.windowQueueTime = this.queueTime;
    this.windowBusyTime = this.busyTime;
    this.windowUpTime = this.upTime;
    this.window = Math.min(index + 1, this.windows.up.length - 1);
  }

  /** Time averages over the measured part, which ends `now`. */
  averages(now: number): { inService: number; queueLength: number } {
    this.catchUp(now);
    const length = now - this.measuredFrom;
    if (length <= 0) return { inService: 0, queueLength: 0 };
    return {
      inService: (this.busyTime - this.warmupBusyTime) / length,
      queueLength: (this.queueTime - this.warmupQueueTime) / length,
    };
  }

  private catchUp(now: number): void {
    const elapsed = now - this.since;
    if (elapsed === 0) return;
    this.busyTime += elapsed * this.busy;
    this.queueTime += elapsed * this.queued;
    this.upTime += elapsed * this.up;
    this.since = now;
  }
}

/** Whose calls they are: a traffic source's requests, a service's dependencies, or probes (audited, not reported). */
export type EdgeUse = 'traffic' | 'dependency' | 'probes';

/** The calls over one edge, all the caller's replicas taken together. */
export class EdgeMeter {
  readonly name: string;
  readonly target: ServiceMeter;
  readonly use: EdgeUse;
  calls = 0;
  attempts = 0;
  readonly causes = new Float64Array(OUTCOME_COUNT);
  /** Since time 0, for the audit. */
  everCalled = 0;
  everEnded = 0;
  everSent = 0;
  dropped = 0;
  answered = 0;
  vanished = 0;
  withdrawn = 0;

  constructor(name: string, target: ServiceMeter, use: EdgeUse) {
    this.name = name;
    this.target = target;
    this.use = use;
  }

  called(): void {
    this.calls++;
    this.everCalled++;
  }

  sent(): void {
    this.attempts++;
    this.everSent++;
  }

  ended(outcome: Outcome): void {
    this.everEnded++;
    if (!isSuccess(outcome)) this.causes[outcome]!++;
  }

  startMeasuring(): void {
    this.calls = 0;
    this.attempts = 0;
    this.causes.fill(0);
  }
}
