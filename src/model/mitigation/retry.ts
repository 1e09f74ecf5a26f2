/**
 * Tries again. The call stays the same; each attempt is a new message with its own luck. Waits are drawn from the
 * request's own key, so clients that failed together do not come back together unless the backoff makes them.
 */
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { BACKOFF } from '../draws.ts';
import { type Cause, failed, isSuccess, OUTCOME_COUNT } from '../outcome.ts';
import { ADMIT, defineMitigation, HOLD, Policy } from './policy.ts';
import { type BudgetSettings, buildRetryBudget, DENIED, type RetryBudget } from './retry-budget.ts';

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
  /** What bounds the retries of all calls together; null for nothing. */
  readonly budget: BudgetSettings | null;
  /** A refusal that says when to come back is obeyed: the wait is at least that long. */
  readonly honoursRetryAfter: boolean;
}

export const retry = defineMitigation<RetrySettings>({
  kind: 'retry',
  order: 30,
  build: settings => new Retry(settings),
});

class Retry extends Policy {
  /** Tries so far; the pending alarm; the wait before the last retry (for decorrelated jitter); what it cost. */
  override readonly memorySize = 4;
  private readonly settings: RetrySettings;
  /** By outcome code: whether it is worth another try. */
  private readonly retriable = new Uint8Array(OUTCOME_COUNT);
  private readonly budget: RetryBudget | null;

  constructor(settings: RetrySettings) {
    super();
    this.settings = settings;
    for (const cause of settings.on) this.retriable[failed(cause)] = 1;
    this.budget = settings.budget && buildRetryBudget(settings.budget);
  }

  override admit(call: Call): number {
    call.memory[this.placeOf(call)] = 1;
    call.memory[this.placeOf(call) + 1] = NOBODY;
    call.memory[this.placeOf(call) + 2] = 0;
    if (this.budget !== null) {
      call.memory[this.placeOf(call) + 3] = 0;
      this.budget.called(this.host.simulator.now);
    }
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    const tries = call.memory[this.placeOf(call)]!;
    if (this.budget !== null) this.account(this.budget, call, outcome);
    if (this.retriable[outcome] === 0 || tries >= this.settings.attempts) return outcome;
    if (this.budget !== null && !this.pays(this.budget, call, outcome)) return outcome;
    const advised = this.settings.honoursRetryAfter ? this.host.calls.takeAdvice(call) : 0;
    const wait = Math.max(advised, this.wait(call, tries));
    call.memory[this.placeOf(call)] = tries + 1;
    call.memory[this.placeOf(call) + 2] = wait;
    call.memory[this.placeOf(call) + 1] = this.host.wakeAfter(wait, this.index, call);
    return HOLD;
  }

  override fire(call: Call): void {
    call.memory[this.placeOf(call) + 1] = NOBODY;
    this.host.descend(call);
  }

  override abandon(call: Call): void {
    const ticket = call.memory[this.placeOf(call) + 1]!;
    if (ticket !== NOBODY) this.host.simulator.cancel(ticket);
  }

  override reset(): void {
    this.budget?.clear();
  }

  /** Tells the budget how an attempt ended: well, with a failure worth another try, or otherwise. */
  private account(budget: RetryBudget, call: Call, outcome: number): void {
    const { now } = this.host.simulator;
    if (isSuccess(outcome)) budget.succeeded(now, call.memory[this.placeOf(call) + 3]!);
    else if (this.retriable[outcome] === 1) budget.failed(now);
  }

  private pays(budget: RetryBudget, call: Call, outcome: number): boolean {
    const cost = budget.spend(this.host.simulator.now, outcome);
    if (cost === DENIED) return false;
    call.memory[this.placeOf(call) + 3] = cost;
    return true;
  }

  /** Whole nanoseconds to wait before the n-th retry. */
  private wait(call: Call, n: number): number {
    const backoff = this.settings.backoff;
    if (backoff.kind === 'none') return 0;
    if (backoff.kind === 'decorrelated') {
      const before = call.memory[this.placeOf(call) + 2]! || backoff.base;
      const wait = backoff.base + this.luck(call, n) * (3 * before - backoff.base);
      return Math.round(Math.min(backoff.max, wait));
    }
    let ceiling = backoff.base;
    for (let i = 1; i < n && ceiling < backoff.max; i++) ceiling *= backoff.factor;
    ceiling = Math.min(ceiling, backoff.max);
    if (backoff.jitter === 'none') return Math.round(ceiling);
    const luck = this.luck(call, n);
    return Math.round(backoff.jitter === 'full' ? ceiling * luck : (ceiling * (1 + luck)) / 2);
  }

  private luck(call: Call, n: number): number {
    const { keyed } = this.host;
    keyed.rekey(call.keyLow, call.keyHigh, (BACKOFF + n) | 0);
    return keyed.uniform();
  }
}
