/**
 * Limits of concurrency that find themselves, after TCP's congestion windows and Netflix's concurrency-limits library,
 * whose rules and defaults they follow: they watch how long requests take and how many are lost, and let more or fewer
 * in at the same time. Time a request takes includes its wait, so a limit that is too high shows in the times themselves.
 */
import type { Random } from '../engine/random.ts';
import type { ConcurrencyLimitPlan } from './plan.ts';

export abstract class ConcurrencyLimit {
  protected readonly plan: ConcurrencyLimitPlan;
  /** May have a fraction while it moves slowly. */
  protected estimate: number;

  constructor(plan: ConcurrencyLimitPlan) {
    this.plan = plan;
    this.estimate = plan.initial;
  }

  /** How many may be in progress at the same time. */
  get limit(): number {
    return Math.floor(this.estimate);
  }

  /** One has ended after `length`, when `inProgress` were (itself included); `isDropped` when it was lost, not served. */
  abstract sample(now: number, length: number, inProgress: number, isDropped: boolean): void;

  reset(): void {
    this.estimate = this.plan.initial;
  }

  protected moveTo(estimate: number): void {
    this.estimate = Math.max(this.plan.min, Math.min(this.plan.max, estimate));
  }
}

/** `luck` is asked for only by those that need it. */
export function buildConcurrencyLimit(plan: ConcurrencyLimitPlan, luck: () => Random): ConcurrencyLimit {
  switch (plan.algorithm) {
    case 'aimd':
      return new AdditiveIncrease(plan);
    case 'gradient':
      return new Gradient(plan);
    case 'vegas':
      return new Vegas(plan, luck());
  }
}

/** One more for each that ended in time while the limit is used, a tenth less for each that was lost or late. */
class AdditiveIncrease extends ConcurrencyLimit {
  override sample(_now: number, length: number, inProgress: number, isDropped: boolean): void {
    const { limit } = this;
    if (isDropped || length > this.plan.timeout)
      this.moveTo(Math.min(limit - 1, Math.floor(limit * this.plan.backoff)));
    else if (inProgress * 2 >= limit) this.moveTo(limit + 1);
  }
}

const WINDOW = 1e9;
const FEWEST_SAMPLES = 10;
/** Windows over which the long-term time is averaged, and those of its plain mean at the start. */
const LONG_WINDOWS = 600;
const FIRST_WINDOWS = 10;

/**
 * Compares the mean time of the last window (1 s, ten samples at least) with its long-term mean: by the factor that it
 * has risen the limit falls, to a half at most, and then it may grow by a small queue.
 */
class Gradient extends ConcurrencyLimit {
  private windowEnd = WINDOW;
  private sum = 0;
  private count = 0;
  private most = 0;
  private longTerm = 0;
  private windows = 0;

  override sample(now: number, length: number, inProgress: number, isDropped: boolean): void {
    if (!isDropped) {
      this.sum += length;
      this.count++;
    }
    if (inProgress > this.most) this.most = inProgress;
    if (now < this.windowEnd || this.count < FEWEST_SAMPLES) return;
    this.update(this.sum / this.count, this.most);
    this.startWindow(now);
  }

  override reset(): void {
    super.reset();
    this.windows = 0;
    this.longTerm = 0;
    this.startWindow(this.windowEnd);
  }

  private startWindow(now: number): void {
    this.windowEnd = now + WINDOW;
    this.sum = 0;
    this.count = 0;
    this.most = 0;
  }

  private update(shortTerm: number, inProgress: number): void {
    this.average(shortTerm);
    const { estimate } = this;
    const { smoothing, queueSize } = this.plan;
    const ratio = shortTerm === 0 ? 1 : this.longTerm / shortTerm;
    // After a long overload the long-term mean is far too high; it comes down faster than averaging would let it.
    if (ratio > 2) this.longTerm *= 0.9;
    if (inProgress < estimate / 2) return;
    const gradient = Math.max(0.5, Math.min(1, ratio));
    this.moveTo(estimate * (1 - smoothing) + (estimate * gradient + queueSize) * smoothing);
  }

  private average(shortTerm: number): void {
    this.windows++;
    if (this.windows <= FIRST_WINDOWS) this.longTerm += (shortTerm - this.longTerm) / this.windows;
    else this.longTerm += (shortTerm - this.longTerm) * (2 / (LONG_WINDOWS + 1));
  }
}

/** How often the time without load is measured anew, in samples per unit of the limit. */
const PROBE_EVERY = 30;

/**
 * Takes the shortest time seen for the time without load and reckons from it how many of those in progress are waiting;
 * the limit follows that number. The shortest time is taken anew now and then, at moments that replicas do not share.
 */
class Vegas extends ConcurrencyLimit {
  private readonly luck: Random;
  private shortest = 0;
  private samples = 0;
  private jitter: number;

  constructor(plan: ConcurrencyLimitPlan, luck: Random) {
    super(plan);
    this.luck = luck;
    this.jitter = this.drawJitter();
  }

  override sample(_now: number, length: number, inProgress: number, isDropped: boolean): void {
    if (length === 0) return;
    this.samples++;
    if (this.jitter * PROBE_EVERY * this.estimate <= this.samples) {
      this.samples = 0;
      this.jitter = this.drawJitter();
      this.shortest = length;
    } else if (this.shortest === 0 || length < this.shortest) this.shortest = length;
    else this.follow(length, inProgress, isDropped);
  }

  override reset(): void {
    super.reset();
    this.shortest = 0;
    this.samples = 0;
  }

  private follow(length: number, inProgress: number, isDropped: boolean): void {
    const { estimate } = this;
    const step = digits(this.limit);
    if (isDropped) {
      this.moveTo(estimate - step);
      return;
    }
    if (inProgress * 2 < estimate) return;
    const waiting = Math.ceil(estimate * (1 - this.shortest / length));
    if (waiting <= step) this.moveTo(estimate + 6 * step);
    else if (waiting < 3 * step) this.moveTo(estimate + step);
    else if (waiting > 6 * step) this.moveTo(estimate - step);
  }

  private drawJitter(): number {
    return 0.5 + this.luck.uniform() / 2;
  }
}

/** The whole part of the decimal logarithm, 1 at least. */
function digits(limit: number): number {
  let count = 1;
  for (let power = 100; power <= limit; power *= 10) count++;
  return count;
}
