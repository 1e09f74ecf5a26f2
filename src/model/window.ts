/**
 * The window that is being filled, one for all meters. Whatever comes first at its end closes it for all of them, the
 * recorder's tick or a request: what happens at the very end of a window belongs to the next one. The last window stays open,
 * for the run's end.
 */
import { ZERO } from '../engine/zero.ts';
import { Histogram } from '../measure/histogram.ts';
import { NoteBook } from '../measure/note-book.ts';

/** Of what meters count for the whole run: buckets per octave, as a power of two. */
const RESOLUTION = 7;

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

/**
 * Counts in plain numbers, and writes them into its series when a window is over. What every meter reads the time and the window
 * from is set here, before all that is its own: also in memory.
 */
export abstract class Windowed {
  protected readonly clock: Clock;
  protected readonly current: CurrentWindow;

  constructor(clock: Clock, current: CurrentWindow) {
    this.clock = clock;
    this.current = current;
    current.enrol(this);
  }

  abstract keepWindow(index: number): void;

  /** Before anything is counted. By this meter's own clock, which its caller reads as well: V8 then reads it once. */
  protected closeIfOver(): void {
    if (this.clock.now >= this.current.end) this.current.close();
  }
}

export class CurrentWindow {
  /** When it is over; Infinity for the last one. A number that meters compare the clock with at every request. */
  end = ZERO;
  index = 0;
  readonly count: number;
  private readonly length: number = ZERO;
  private readonly meters: Windowed[] = [];
  /** What the histograms of all meters note. */
  private readonly notes = new NoteBook();

  constructor({ duration, window }: RecorderPlan) {
    this.length = window;
    this.count = Math.ceil(duration / window);
    this.end = this.count > 1 ? window : Infinity;
  }

  enrol(meter: Windowed): void {
    this.meters.push(meter);
  }

  histogram(): Histogram {
    return new Histogram(RESOLUTION, this.notes);
  }

  close(): void {
    for (const meter of this.meters) meter.keepWindow(this.index);
    this.index++;
    this.end = this.index === this.count - 1 ? Infinity : this.end + this.length;
  }
}
