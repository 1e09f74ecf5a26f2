/**
 * Tries again. The call stays the same; each attempt is a new message with its own luck. Waits are drawn from the
 * request's own key, so clients that failed together do not come back together unless the backoff makes them.
 */
import { NOBODY } from '../call/slots.ts';
import { BACKOFF } from '../draws.ts';
import { type Cause, failed, OUTCOME_COUNT } from '../outcome.ts';
import { ADMIT, defineMitigation, HOLD, Policy } from './policy.ts';
import { SlidingWindow } from './sliding-window.ts';

export type Backoff =
  | { readonly kind: 'none' }
  /** Waits base * factor^(n-1), at most max, before the n-th retry; factor 1 is a constant wait. */
  | {
      readonly kind: 'exponential';
      readonly base: number;
      readonly factor: number;
      readonly max: number;
      readonly jitter: 'none' | 'equal' | 'full';
    }
  /** Uniform between base and three times the wait before, at most max. */
  | { readonly kind: 'decorrelated'; readonly base: number; readonly max: number };

export interface RetrySettings {
  /** The first try included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly on: readonly Cause[];
  /**
   * Retries in any `window` are at most `ratio` of the calls in it, plus `minPerSecond` so that rare callers can retry at
   * all. Null for no budget.
   */
  readonly budget: { readonly ratio: number; readonly minPerSecond: number; readonly window: number } | null;
}

export const retry = defineMitigation<RetrySettings>({
  kind: 'retry',
  order: 30,
  build: settings => new Retry(settings),
});

class Retry extends Policy {
  /** Tries so far; the pending alarm; the wait before the last retry (for decorrelated jitter). */
  override readonly memorySize = 3;
  private readonly settings: RetrySettings;
  /** By outcome code: whether it is worth another try. */
  private readonly retriable = new Uint8Array(OUTCOME_COUNT);
  private readonly budget: RetryBudget | null;

  constructor(settings: RetrySettings) {
    super();
    this.settings = settings;
    for (const cause of settings.on) this.retriable[failed(cause)] = 1;
    this.budget = settings.budget && new RetryBudget(settings.budget);
  }

  override admit(call: number): number {
    this.memory(0)[call] = 1;
    this.memory(1)[call] = NOBODY;
    this.memory(2)[call] = 0;
    this.budget?.called(this.host.simulator.now);
    return ADMIT;
  }

  override settle(call: number, outcome: number): number {
    const tries = this.memory(0);
    if (this.retriable[outcome] === 0 || tries[call]! >= this.settings.attempts) return outcome;
    if (this.budget && !this.budget.allows(this.host.simulator.now)) return outcome;
    const wait = this.wait(call, tries[call]!);
    tries[call]!++;
    this.memory(2)[call] = wait;
    this.memory(1)[call] = this.host.wakeAfter(wait, this.index, call);
    return HOLD;
  }

  override fire(call: number): void {
    this.memory(1)[call] = NOBODY;
    this.host.descend(call);
  }

  override abandon(call: number): void {
    const ticket = this.memory(1)[call]!;
    if (ticket !== NOBODY) this.host.simulator.cancel(ticket);
  }

  override reset(): void {
    this.budget?.clear();
  }

  /** Whole nanoseconds to wait before the n-th retry. */
  private wait(call: number, n: number): number {
    const backoff = this.settings.backoff;
    if (backoff.kind === 'none') return 0;
    if (backoff.kind === 'decorrelated') {
      const before = this.memory(2)[call]! || backoff.base;
      const wait = backoff.base + this.luck(call, n) * (3 * before - backoff.base);
      return Math.round(Math.min(backoff.max, wait));
    }
    let ceiling = backoff.base;
    for (let i = 1; i < n && ceiling < backoff.max; i++) ceiling *= backoff.factor;
    if (ceiling > backoff.max) ceiling = backoff.max;
    if (backoff.jitter === 'none') return Math.round(ceiling);
    const luck = this.luck(call, n);
    return Math.round(backoff.jitter === 'full' ? ceiling * luck : (ceiling * (1 + luck)) / 2);
  }

  private luck(call: number, n: number): number {
    const { calls, keyed } = this.host;
    keyed.rekey(calls.keyLow[call]!, calls.keyHigh[call]!, (BACKOFF + n) | 0);
    return keyed.uniform();
  }
}

const CALLS = 0;
const RETRIES = 1;

class RetryBudget {
  private readonly ratio: number;
  private readonly floor: number;
  private readonly recent: SlidingWindow;

  constructor(settings: NonNullable<RetrySettings['budget']>) {
    this.ratio = settings.ratio;
    this.floor = settings.minPerSecond * (settings.window / 1e9);
    this.recent = new SlidingWindow(settings.window, 2);
  }

  called(now: number): void {
    this.recent.add(now, CALLS);
  }

  /** True, and noted, when one more retry stays within the budget. */
  allows(now: number): boolean {
    this.recent.moveTo(now);
    const limit = this.ratio * this.recent.sum(CALLS) + this.floor;
    if (this.recent.sum(RETRIES) + 1 > limit) return false;
    this.recent.add(now, RETRIES);
    return true;
  }

  clear(): void {
    this.recent.clear();
  }
}
