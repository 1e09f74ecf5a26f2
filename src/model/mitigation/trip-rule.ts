/** When a closed breaker opens, and how the probes of a half-open one are judged: the rule, apart from the state machine. */
import type { RateSettings, TripSettings } from './breaker.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Where a rule reads the time, if it needs it: a time that is handed over becomes an object on its way. */
interface Clock {
  readonly now: number;
}

export interface TripRule {
  /** A call has ended: true when the breaker must open now. */
  trips(clock: Clock, isFailure: boolean, isSlow: boolean): boolean;
  /** All probes have ended: true when the breaker must open again. */
  probesFail(ended: number, failed: number, slow: number): boolean;
  clear(): void;
}

export function buildTripRule(settings: TripSettings): TripRule {
  switch (settings.kind) {
    case 'consecutive':
      return new ConsecutiveFailures(settings.failures);
    case 'count-window':
      return new CountWindow(settings.size, settings);
    case 'time-window':
      return new TimeWindow(settings.length, settings);
  }
}

class ConsecutiveFailures implements TripRule {
  private readonly limit: number;
  private inARow = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  trips(_clock: Clock, isFailure: boolean): boolean {
    this.inARow = isFailure ? this.inARow + 1 : 0;
    return this.inARow >= this.limit;
  }

  probesFail(_ended: number, failed: number): boolean {
    return failed > 0;
  }

  clear(): void {
    this.inARow = 0;
  }
}

function exceeds(settings: RateSettings, ended: number, failed: number, slow: number): boolean {
  // Divided, not multiplied: 55 of 100 are 0.55 to the last bit, but 0.55 * 100 is a bit more than 55.
  return failed / ended >= settings.failureRate || slow / ended >= settings.slowCallRate;
}

const FAILED = 1;
const SLOW = 2;

/** The last `size` calls. */
class CountWindow implements TripRule {
  private readonly settings: RateSettings;
  /** Ring of what each of the last calls was: FAILED and SLOW, both, or neither. */
  private readonly ring: Uint8Array;
  private next = 0;
  private ended = 0;
  private failed = 0;
  private slow = 0;

  constructor(size: number, settings: RateSettings) {
    this.settings = settings;
    this.ring = new Uint8Array(size);
  }

  trips(_clock: Clock, isFailure: boolean, isSlow: boolean): boolean {
    this.count(this.ring[this.next]!, -1);
    const code = (isFailure ? FAILED : 0) | (isSlow ? SLOW : 0);
    this.ring[this.next] = code;
    this.next = (this.next + 1) % this.ring.length;
    this.count(code, 1);
    this.ended = Math.min(this.ended + 1, this.ring.length);
    const enough = this.ended >= Math.min(this.settings.minimumCalls, this.ring.length);
    return enough && exceeds(this.settings, this.ended, this.failed, this.slow);
  }

  probesFail(ended: number, failed: number, slow: number): boolean {
    return exceeds(this.settings, ended, failed, slow);
  }

  clear(): void {
    this.ring.fill(0);
    this.next = 0;
    this.ended = 0;
    this.failed = 0;
    this.slow = 0;
  }

  private count(code: number, by: number): void {
    if (code & FAILED) this.failed += by;
    if (code & SLOW) this.slow += by;
  }
}

const ENDED_COUNT = 0;
const FAILED_COUNT = 1;
const SLOW_COUNT = 2;

/** The calls that ended within the last `length` of time. */
class TimeWindow implements TripRule {
  private readonly settings: RateSettings;
  private readonly recent: SlidingWindow;

  constructor(length: number, settings: RateSettings) {
    this.settings = settings;
    this.recent = new SlidingWindow(length, 3);
  }

  trips({ now }: Clock, isFailure: boolean, isSlow: boolean): boolean {
    const recent = this.recent;
    recent.add(now, ENDED_COUNT);
    if (isFailure) recent.add(now, FAILED_COUNT);
    if (isSlow) recent.add(now, SLOW_COUNT);
    const ended = recent.sum(ENDED_COUNT);
    if (ended < this.settings.minimumCalls) return false;
    return exceeds(this.settings, ended, recent.sum(FAILED_COUNT), recent.sum(SLOW_COUNT));
  }

  probesFail(ended: number, failed: number, slow: number): boolean {
    return exceeds(this.settings, ended, failed, slow);
  }

  clear(): void {
    this.recent.clear();
  }
}
