/**
 * How many of the places for replicas of a service are taken, over time: who does not exist is not paid for. A service
 * whose replicas all exist all the time has no series of it.
 */
import { ZERO } from '../engine/zero.ts';

export class Existence {
  /** Replicas that existed, per window; null when all do all the time. */
  windows: Float64Array | null = null;
  private readonly clock: { readonly now: number };
  private readonly places: number;
  private readonly windowCount: number;
  private absent = 0;
  private absentTime = ZERO;
  private since = ZERO;
  private beforeMeasuring = ZERO;
  private beforeWindow = ZERO;

  constructor(clock: { readonly now: number }, places: number, windowCount: number) {
    this.clock = clock;
    this.places = places;
    this.windowCount = windowCount;
  }

  /** A replica has come into being (1), or is there no more (-1). */
  changed(delta: number): void {
    this.catchUp();
    this.absent -= delta;
    this.windows ??= new Float64Array(this.windowCount).fill(this.places);
  }

  startMeasuring(): void {
    this.catchUp();
    this.beforeMeasuring = this.absentTime;
  }

  closeWindow(index: number, length: number): void {
    if (this.windows === null) return;
    this.catchUp();
    this.windows[index] = this.places - (this.absentTime - this.beforeWindow) / length;
    this.beforeWindow = this.absentTime;
  }

  /** Time that replicas existed since the measured part began, `from`. */
  time(from: number): number {
    this.catchUp();
    return this.places * (this.clock.now - from) - (this.absentTime - this.beforeMeasuring);
  }

  private catchUp(): void {
    this.absentTime += (this.clock.now - this.since) * this.absent;
    this.since = this.clock.now;
  }
}
