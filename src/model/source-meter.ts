/** What is measured of one traffic source. */

import { ZERO } from '../engine/zero.ts';
import { Histogram } from '../measure/histogram.ts';
import { HistogramSeries } from '../measure/histogram-series.ts';
import type { Call } from './call/call.ts';
import { isSuccess, OK, OUTCOME_COUNT, type Outcome } from './outcome.ts';
import type { SourceRecord } from './record.ts';
import { type Clock, type CurrentWindow, type RecorderPlan, Windowed } from './window.ts';

/** Sub-buckets per octave (as a power of two) of the histograms kept per window. */
const WINDOW_RESOLUTION = 4;

/** The requests of one traffic source. Measured are those born after the warm-up; series are of all. */
export class SourceMeter extends Windowed {
  readonly name: string;
  private readonly warmup: number = ZERO;
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
  private readonly latency = this.current.histogram();
  private readonly failedLatency = this.current.histogram();
  private readonly windowLatency = this.latency.withFollower(WINDOW_RESOLUTION);
  private readonly windowLatencies: HistogramSeries;
  private readonly windowOffered: Float64Array;
  private readonly windowOk: Float64Array;
  private readonly windowDegraded: Float64Array;
  private readonly windowFailed: Float64Array;
  /** Failures by the outcome at the root and by window; a row is made when its outcome first occurs. */
  private readonly windowRootCauses: (Float64Array | null)[] = new Array(OUTCOME_COUNT).fill(null);
  /** Requests born, and answered well, before the window that is being filled. */
  private offeredBeforeWindow = 0;
  private okBeforeWindow = 0;

  constructor(name: string, clock: Clock, current: CurrentWindow, { warmup }: RecorderPlan) {
    super(clock, current);
    const windows = current.count;
    this.name = name;
    this.warmup = warmup;
    this.windowOffered = new Float64Array(windows);
    this.windowOk = new Float64Array(windows);
    this.windowDegraded = new Float64Array(windows);
    this.windowFailed = new Float64Array(windows);
    this.windowLatencies = new HistogramSeries(windows, WINDOW_RESOLUTION);
  }

  born(): void {
    this.closeIfOver();
    this.everOffered++;
  }

  /** The request that `call` stands for ended. */
  ended(call: Call, outcome: Outcome, root: Outcome): void {
    this.closeIfOver();
    if (isSuccess(outcome)) this.succeeded(call, outcome);
    else this.missed(call, outcome, root);
  }

  startMeasuring(): void {
    this.offeredBefore = this.everOffered;
    this.usefulWork = 0;
    this.wastedWork = 0;
  }

  /** A histogram that gets the latency of every answer from now on. */
  tap(): Histogram {
    const histogram = this.current.histogram();
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

  /** Of the attempts sent for its requests, `retries` are somebody's retry. */
  record(attempts: number, retries: number): SourceRecord {
    this.keepWindow(this.current.index);
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
      attempts,
      firstTries: attempts - retries,
      usefulWork: this.usefulWork,
      wastedWork: this.wastedWork,
      windows: {
        offered: this.windowOffered,
        ok: this.windowOk,
        degraded: this.windowDegraded,
        failed: this.windowFailed,
        rootCauses: this.windowRootCauses,
        latency: this.windowLatencies.toData(),
      },
    };
  }

  /** A request counts in plain numbers; the series are written when a window ends. */
  override keepWindow(index: number): void {
    this.windowOffered[index]! += this.everOffered - this.offeredBeforeWindow;
    this.windowOk[index]! += this.everOk - this.okBeforeWindow;
    this.offeredBeforeWindow = this.everOffered;
    this.okBeforeWindow = this.everOk;
    if (this.windowLatency.count === 0) return;
    this.windowLatencies.keep(index, this.windowLatency);
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
    this.windowDegraded[this.current.index]!++;
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
    this.windowFailed[this.current.index]!++;
    this.rowOf(root)[this.current.index]!++;
    if (birth < this.warmup) return;
    this.failed++;
    this.causes[outcome]!++;
    this.rootCauses[root]!++;
    this.failedLatency.record(this.clock.now - birth);
  }
}
