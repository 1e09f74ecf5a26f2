/** Counts what happens to the calls over one edge, and follows what guards it. */
import { isSuccess, OUTCOME_COUNT, type Outcome } from './outcome.ts';
import type { ServiceMeter } from './service-meter.ts';

/** What stands between a caller and its callee, over all the caller's processes. */
export interface EdgeGuard {
  readonly breakers: number;
  /** Time the breakers have not been closed, added up, until now. */
  notClosed(): number;
  /** Replicas left out by the balancer, a mean over the processes. */
  out(): number;
}

/** Whose calls they are: a traffic source's requests, a service's dependencies, or probes (audited, not reported). */
export type EdgeUse = 'traffic' | 'dependency' | 'probes';

/** The calls over one edge, all the caller's replicas taken together. */
export class EdgeMeter {
  // What every attempt changes, together also in memory (reception.ts).
  /** Since time 0, for the audit; as everything that begins with `ever`. */
  everCalled = 0;
  everSent = 0;
  answered = 0;
  everEnded = 0;
  everFailed = 0;
  dropped = 0;
  vanished = 0;
  withdrawn = 0;
  readonly name: string;
  readonly use: EdgeUse;
  readonly causes = new Float64Array(OUTCOME_COUNT);
  /** Messages between two places of known zones, and those of them that change zones; counted where zones are apart. */
  hops = 0;
  farHops = 0;
  /** Share of the breakers' time not spent closed, and replicas left out at the end, per window; null where not followed. */
  breakerOpen: Float64Array | null = null;
  out: Float64Array | null = null;
  private guard: EdgeGuard | null = null;
  private notClosed = 0;
  /** Of the calls and attempts since time 0, those that are not measured: those of the warm-up, and calls that are copies. */
  private callsAside = 0;
  private attemptsAside = 0;
  private readonly windowCount: number;
  readonly target: ServiceMeter;

  constructor(name: string, target: ServiceMeter, use: EdgeUse, windowCount: number) {
    this.target = target;
    this.name = name;
    this.use = use;
    this.windowCount = windowCount;
  }

  /** From now on says at the end of every window what guards the edge. */
  follow(guard: EdgeGuard): void {
    this.guard = guard;
    if (guard.breakers > 0) this.breakerOpen = new Float64Array(this.windowCount);
  }

  closeWindow(index: number, length: number): void {
    if (this.guard === null) return;
    if (this.breakerOpen !== null) {
      const notClosed = this.guard.notClosed();
      this.breakerOpen[index] = (notClosed - this.notClosed) / (length * this.guard.breakers);
      this.notClosed = notClosed;
    }
    const out = this.guard.out();
    if (out > 0) {
      this.out ??= new Float64Array(this.windowCount);
      this.out[index] = out;
    }
  }

  /** Calls measured. */
  get calls(): number {
    return this.everCalled - this.callsAside;
  }

  /** Attempts measured. */
  get attempts(): number {
    return this.everSent - this.attemptsAside;
  }

  called(): void {
    this.everCalled++;
  }

  /** A call that the caller knows nothing of, since it is a copy of one. */
  copied(): void {
    this.everCalled++;
    this.callsAside++;
  }

  sent(): void {
    this.everSent++;
  }

  ended(outcome: Outcome): void {
    this.everEnded++;
    if (isSuccess(outcome)) return;
    this.everFailed++;
    this.causes[outcome]!++;
  }

  startMeasuring(): void {
    this.callsAside = this.everCalled;
    this.attemptsAside = this.everSent;
    this.hops = 0;
    this.farHops = 0;
    this.causes.fill(0);
  }
}
