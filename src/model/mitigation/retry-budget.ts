/**
 * What bounds the retries of a client process, all its calls over an edge taken together: an outage may cost every call
 * its retries, and then they are what keeps it going. Four ways that real clients go about it; each hears of every first
 * try and of the end of every attempt, and is asked before every retry.
 */
import { type Outcome, TIMEOUT, UNREACHABLE } from '../outcome.ts';
import { SlidingWindow } from './sliding-window.ts';

export type BudgetSettings =
  /**
   * Retries in any `window` are at most `ratio` of the calls in it, plus `minPerSecond` so that rare callers can retry at
   * all (Finagle, Linkerd, Envoy).
   */
  | { readonly kind: 'ratio'; readonly ratio: number; readonly minPerSecond: number; readonly window: number }
  /**
   * Retries are paid from a bucket that is full at the start: `cost` each, `timeoutCost` when the attempt before ran into
   * its timeout. First tries put `perCall` in, those that succeed `perSuccess`; a retry that succeeds brings its own cost
   * back if `refund` (the AWS SDKs' standard mode; Brooker's adaptive retries).
   */
  | {
      readonly kind: 'bucket';
      readonly capacity: number;
      readonly cost: number;
      readonly timeoutCost: number;
      readonly perCall: number;
      readonly perSuccess: number;
      readonly refund: boolean;
    }
  /** Every failure costs a token, every success brings `tokenRatio`; retries only while more than half are left (gRPC A6). */
  | { readonly kind: 'throttling'; readonly maxTokens: number; readonly tokenRatio: number }
  /** A breaker for retries alone: none while failed attempts per call are above `rate`, over `window` or, if it is
   * Infinity, since the start. */
  | { readonly kind: 'failure-rate'; readonly rate: number; readonly window: number };

/** In place of what a retry costs: there must be none. */
export const DENIED = -1;

export interface RetryBudget {
  /** A first try goes out. */
  called(now: number): void;
  /** An attempt succeeded; `paid` is what it cost, 0 for a first try. */
  succeeded(now: number, paid: number): void;
  /** An attempt failed in a way that is worth another. */
  failed(now: number): void;
  /** Pays for one retry after an attempt that ended with `outcome`: what it cost, or DENIED. */
  spend(now: number, outcome: Outcome): number;
  clear(): void;
}

export function buildRetryBudget(settings: BudgetSettings): RetryBudget {
  switch (settings.kind) {
    case 'ratio':
      return new RatioBudget(settings);
    case 'bucket':
      return new Bucket(settings);
    case 'throttling':
      return new Throttling(settings);
    case 'failure-rate':
      return new FailureRate(settings);
  }
}

type Of<K extends BudgetSettings['kind']> = Extract<BudgetSettings, { kind: K }>;

const CALLS = 0;
const RETRIES = 1;
const FAILURES = 1;

class RatioBudget implements RetryBudget {
  private readonly ratio: number;
  private readonly floor: number;
  private readonly recent: SlidingWindow;

  constructor(settings: Of<'ratio'>) {
    this.ratio = settings.ratio;
    this.floor = settings.minPerSecond * (settings.window / 1e9);
    this.recent = new SlidingWindow(settings.window, 2);
  }

  called(now: number): void {
    this.recent.add(now, CALLS);
  }

  succeeded(): void {}

  failed(): void {}

  spend(now: number): number {
    this.recent.moveTo(now);
    const limit = this.ratio * this.recent.sum(CALLS) + this.floor;
    if (this.recent.sum(RETRIES) + 1 > limit) return DENIED;
    this.recent.add(now, RETRIES);
    return 0;
  }

  clear(): void {
    this.recent.clear();
  }
}

class Bucket implements RetryBudget {
  private readonly settings: Of<'bucket'>;
  private tokens: number;

  constructor(settings: Of<'bucket'>) {
    this.settings = settings;
    this.tokens = settings.capacity;
  }

  called(): void {
    this.put(this.settings.perCall);
  }

  succeeded(_now: number, paid: number): void {
    if (paid === 0) this.put(this.settings.perSuccess);
    else if (this.settings.refund) this.put(paid);
  }

  failed(): void {}

  spend(_now: number, outcome: Outcome): number {
    const hasTimedOut = outcome === TIMEOUT || outcome === UNREACHABLE;
    const cost = hasTimedOut ? this.settings.timeoutCost : this.settings.cost;
    // Ten tenths put in one by one are a little less than a whole.
    if (this.tokens < cost - 1e-9) return DENIED;
    this.tokens -= cost;
    return cost;
  }

  clear(): void {
    this.tokens = this.settings.capacity;
  }

  private put(tokens: number): void {
    this.tokens = Math.min(this.settings.capacity, this.tokens + tokens);
  }
}

class Throttling implements RetryBudget {
  private readonly settings: Of<'throttling'>;
  private tokens: number;

  constructor(settings: Of<'throttling'>) {
    this.settings = settings;
    this.tokens = settings.maxTokens;
  }

  called(): void {}

  succeeded(): void {
    this.tokens = Math.min(this.settings.maxTokens, this.tokens + this.settings.tokenRatio);
  }

  failed(): void {
    this.tokens = Math.max(0, this.tokens - 1);
  }

  spend(): number {
    return this.tokens > this.settings.maxTokens / 2 ? 0 : DENIED;
  }

  clear(): void {
    this.tokens = this.settings.maxTokens;
  }
}

class FailureRate implements RetryBudget {
  private readonly rate: number;
  private readonly recent: SlidingWindow;

  constructor(settings: Of<'failure-rate'>) {
    this.rate = settings.rate;
    this.recent = new SlidingWindow(settings.window, 2);
  }

  called(now: number): void {
    this.recent.add(now, CALLS);
  }

  succeeded(): void {}

  failed(now: number): void {
    this.recent.add(now, FAILURES);
  }

  spend(now: number): number {
    this.recent.moveTo(now);
    // Divided, not multiplied: 29 of 100 are 0.29 to the last bit, but 0.29 * 100 is a bit less than 29.
    return this.recent.sum(FAILURES) / this.recent.sum(CALLS) > this.rate ? DENIED : 0;
  }

  clear(): void {
    this.recent.clear();
  }
}
