/**
 * What is measured while the world runs. Actors tell their meter what happened; the recorder closes a window of every
 * series at each tick of its own and forgets the warm-up when it ends. Totals since time 0 are kept beside the measured
 * figures, because the self-audit is about the whole run.
 *
 * Memory grows with the length of the run in windows, never with the number of requests.
 */

import { Actor, type Simulator } from '../engine/simulator.ts';
import { ZERO } from '../engine/zero.ts';
import { EdgeMeter, type EdgeUse } from './edge-meter.ts';
import { type Counter, FigureBook } from './figure-book.ts';
import type { FigureName } from './figures.ts';
import type { LogEntry, SourceRecord } from './record.ts';
import { ServiceMeter } from './service-meter.ts';
import { SourceMeter } from './source-meter.ts';
import { CurrentWindow, type RecorderPlan } from './window.ts';

const TICK = 0;
const WARMED_UP = 1;
/** Log entries kept of one replication: a story longer than this is told by its counts. */
const LOG_LIMIT = 4000;

export class Recorder extends Actor {
  readonly plan: RecorderPlan;
  readonly sources: SourceMeter[] = [];
  /** Attempts sent for every source in the measured part, and of them those that are somebody's retry, side by side. */
  private sentFor = new Float64Array(0);
  readonly services: ServiceMeter[] = [];
  readonly edges: EdgeMeter[] = [];
  /** What components measure of their own. */
  readonly figures: FigureBook;
  readonly entries: LogEntry[] = [];
  logDropped = 0;
  readonly windowCount: number;
  private readonly current: CurrentWindow;
  private windowIndex = 0;
  private windowStart = ZERO;

  constructor(simulator: Simulator, plan: RecorderPlan) {
    super(simulator);
    this.plan = plan;
    this.current = new CurrentWindow(plan);
    this.windowCount = this.current.count;
    this.figures = new FigureBook(this.windowCount);
    simulator.schedule(Math.min(plan.window, plan.duration), this.id, TICK, 0);
    simulator.schedule(plan.warmup, this.id, WARMED_UP, 0);
  }

  source(name: string): SourceMeter {
    const meter = new SourceMeter(name, this.simulator, this.current, this.plan);
    this.sources.push(meter);
    this.sentFor = new Float64Array(2 * this.sources.length);
    return meter;
  }

  service(name: string, slots: number, replicas: number): ServiceMeter {
    const meter = new ServiceMeter(name, this.simulator, this.current, slots, replicas);
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
    const { sentFor } = this;
    sentFor[source << 1]!++;
    if (first === 0) sentFor[(source << 1) | 1]!++;
  }

  /** What was measured of every source. */
  sourceRecords(): readonly SourceRecord[] {
    return this.sources.map((source, index) => {
      const [attempts, retries] = this.sentFor.subarray(2 * index);
      return source.record(attempts!, retries!);
    });
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
    this.sentFor.fill(0);
    for (const source of this.sources) source.startMeasuring();
    for (const service of this.services) service.startMeasuring();
    for (const edge of this.edges) edge.startMeasuring();
    this.figures.startMeasuring();
  }

  private closeWindow(): void {
    const now = this.simulator.now;
    if (now >= this.current.end) this.current.close();
    for (const service of this.services) service.closeWindow(this.windowIndex, now - this.windowStart);
    this.figures.closeWindow(this.windowIndex);
    for (const edge of this.edges) edge.closeWindow(this.windowIndex, now - this.windowStart);
    this.windowIndex++;
    this.windowStart = now;
    if (now < this.plan.duration)
      this.simulator.schedule(Math.min(this.plan.window, this.plan.duration - now), this.id, TICK, 0);
  }
}
