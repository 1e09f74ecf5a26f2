/**
 * Client-side adaptive throttling (Google SRE book, chapter 21): a client that sees its calls refused stops some of them
 * itself, with the chance max(0, (requests - k * accepts) / (requests + 1)) over a sliding window. An overloaded backend
 * spends work on every refusal too; here most of the refusals cost nobody anything.
 */
import type { Call } from '../call/call.ts';
import { THROTTLE } from '../draws.ts';
import type { Counter } from '../figure-book.ts';
import { DEPENDENCY_FAILED, ERROR, isSuccess, RATE_LIMITED } from '../outcome.ts';
import { ADMIT, defineMitigation, Policy, type PolicyHost } from './policy.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Scenario key `throttle`. */
export interface ThrottleSettings {
  /** Requests per accepted one that are let through. */
  readonly k: number;
  readonly window: number;
}

export const throttle = defineMitigation<ThrottleSettings>({
  kind: 'throttle',
  order: 45,
  build: settings => new Throttle(settings),
});

const REQUESTS = 0;
const ACCEPTS = 1;

class Throttle extends Policy {
  private readonly k: number;
  private readonly recent: SlidingWindow;

  private stopped: Counter = null!;

  constructor(settings: ThrottleSettings) {
    super();
    this.k = settings.k;
    this.recent = new SlidingWindow(settings.window, 2);
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.stopped = host.counter('throttled');
  }

  override admit(call: Call): number {
    const { recent, host } = this;
    recent.moveTo(host.simulator.now);
    const requests = recent.sum(REQUESTS);
    const refused = (requests - this.k * recent.sum(ACCEPTS)) / (requests + 1);
    // What is stopped here was a request too: that is what keeps a client that nobody answers quiet.
    recent.add(host.simulator.now, REQUESTS);
    if (refused <= 0 || !this.isStopped(call, refused)) return ADMIT;
    this.stopped.add();
    return RATE_LIMITED;
  }

  /** A backend that did the work and failed at it has accepted it. */
  override settle(_call: Call, outcome: number): number {
    const isAccepted = isSuccess(outcome) || outcome === ERROR || outcome === DEPENDENCY_FAILED;
    if (isAccepted) this.recent.add(this.host.simulator.now, ACCEPTS);
    return outcome;
  }

  override reset(): void {
    this.recent.clear();
  }

  private isStopped(call: Call, refused: number): boolean {
    const { keyed } = this.host;
    keyed.rekey(call.keyLow, call.keyHigh, (THROTTLE + call.sent) | 0);
    return keyed.uniform() < refused;
  }
}
