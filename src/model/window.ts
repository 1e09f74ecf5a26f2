/**
 * The window that is being filled, one for all meters. Whatever comes first at its end closes it for all of them, the
 * recorder's tick or a request: what happens at the very end of a window belongs to the next one. The last window stays open,
 * for the run's end.
 */
import { ZERO } from '../engine/zero.ts';

/** Times in whole nanoseconds. */
export interface RecorderPlan {
  readonly duration: number;
  readonly warmup: number;
  readonly window: number;
}

/**
 * What meters read the time from. They read it themselves rather than being told: a time crosses a call as an object
 * when the call is not inlined.
 */
export interface Clock {
  readonly now: number;
}

/** Counts in plain numbers, and writes them into its series when a window is over. */
export interface Windowed {
  keepWindow(index: number): void;
}

export class CurrentWindow {
  /** When it is over; Infinity for the last one. A number that meters compare the clock with at every request. */
  end = ZERO;
  index = 0;
  readonly count: number;
  private readonly clock: Clock;
  private readonly length: number = ZERO;
  private readonly meters: Windowed[] = [];

  constructor(clock: Clock, { duration, window }: RecorderPlan) {
    this.clock = clock;
    this.length = window;
    this.count = Math.ceil(duration / window);
    this.end = this.count > 1 ? window : Infinity;
  }

  enrol(meter: Windowed): void {
    this.meters.push(meter);
  }

  closeIfOver(): void {
    if (this.clock.now >= this.end) this.close();
  }

  close(): void {
    for (const meter of this.meters) meter.keepWindow(this.index);
    this.index++;
    this.end = this.index === this.count - 1 ? Infinity : this.end + this.length;
  }
}
