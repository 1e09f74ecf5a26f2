/**
 * Memory of one process against its limit: what it takes empty, what each request inside it keeps, and what leaks. Over
 * the limit the kernel kills it. The level is checked whenever a request comes in and, while it leaks over time, when the
 * limit would be reached if nothing else changed.
 */
import { Actor, type Simulator } from '../../engine/simulator.ts';
import type { MemoryPlan } from '../runtime-plan.ts';

const CHECK = 0;
const SECOND = 1e9;

export class Memory extends Actor {
  private readonly plan: MemoryPlan;
  private readonly overflow: () => void;
  private inside = 0;
  private leaked = 0;
  private leakPerRequest = 0;
  private leakPerSecond = 0;
  private since = 0;
  private isRunning = true;
  /** Checks scheduled for an older process, or for another rate, are void. */
  private round = 0;
  private peakLevel = 0;

  constructor(simulator: Simulator, plan: MemoryPlan, overflow: () => void) {
    super(simulator);
    this.plan = plan;
    this.overflow = overflow;
  }

  /** Bytes in use now; none while the process does not run. */
  get level(): number {
    if (!this.isRunning) return 0;
    const { base, perRequest } = this.plan;
    const overTime = (this.leakPerSecond * (this.simulator.now - this.since)) / SECOND;
    return base + perRequest * this.inside + this.leaked + overTime;
  }

  /** The highest level ever seen at a check. */
  get peak(): number {
    return Math.max(this.peakLevel, this.level);
  }

  forgetPeak(): void {
    this.peakLevel = 0;
  }

  entered(): void {
    this.inside++;
    const level = this.level;
    if (level > this.peakLevel) this.peakLevel = level;
    if (level > this.plan.limit) this.checkIn(0);
  }

  left(): void {
    this.inside--;
    this.leaked += this.leakPerRequest;
  }

  /** Every request leaves something behind, and so does every second. */
  leak(perRequest: number, perSecond: number): void {
    this.settle();
    this.leakPerRequest += perRequest;
    this.leakPerSecond += perSecond;
    this.watch();
  }

  /** The process is gone, and everything it held. */
  ended(): void {
    this.isRunning = false;
    this.round++;
  }

  started(): void {
    this.isRunning = true;
    this.leaked = 0;
    this.since = this.simulator.now;
    this.watch();
  }

  override on(_kind: number, round: number): void {
    if (round !== this.round || !this.isRunning) return;
    this.peakLevel = Math.max(this.peakLevel, this.level);
    // A hair of rounding must not keep a process alive that has reached its limit.
    if (this.level >= this.plan.limit * (1 - 1e-12)) this.overflow();
    else this.watch();
  }

  private settle(): void {
    if (!this.isRunning) return;
    this.leaked += (this.leakPerSecond * (this.simulator.now - this.since)) / SECOND;
    this.since = this.simulator.now;
  }

  private watch(): void {
    this.round++;
    if (!this.isRunning || this.leakPerSecond <= 0) return;
    const left = Math.max(0, this.plan.limit - this.level);
    this.checkIn(Math.ceil((left / this.leakPerSecond) * SECOND));
  }

  private checkIn(delay: number): void {
    this.simulator.schedule(delay, this.id, CHECK, this.round);
  }
}
