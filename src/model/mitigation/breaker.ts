/**
 * Circuit breaker: closed until its trip rule says that too many calls fail or are slow, then open (everything is refused
 * at once, with cause `breaker-open`), then half-open: a few calls are let through, and when all of them have ended they
 * decide. The rule that trips it is in trip-rule.ts.
 */

import type { Call } from '../call/call.ts';
import { BREAKER_OPEN, isSuccess } from '../outcome.ts';
import { ADMIT, defineMitigation, Policy } from './policy.ts';
import { buildTripRule, type TripRule } from './trip-rule.ts';

/** Scenario key `breaker`. */
export interface BreakerSettings {
  readonly trip: TripSettings;
  /** Wait in the open state before probes are let through. */
  readonly openFor: number;
  /** Calls let through in the half-open state; all must finish before it decides. */
  readonly halfOpenCalls: number;
}

export type TripSettings =
  | { readonly kind: 'consecutive'; readonly failures: number }
  | ({ readonly kind: 'count-window'; readonly size: number } & RateSettings)
  | ({ readonly kind: 'time-window'; readonly length: number } & RateSettings);

export interface RateSettings {
  readonly minimumCalls: number;
  /** Share of failed calls at which it opens; above 1 for never. */
  readonly failureRate: number;
  /** Share of slow calls at which it opens; above 1 for never. */
  readonly slowCallRate: number;
  /** A call that takes longer is slow; Infinity when slow calls do not matter. */
  readonly slowCallDuration: number;
}

export const breaker = defineMitigation<BreakerSettings>({
  kind: 'breaker',
  order: 40,
  build: settings => new Breaker(settings),
});

type State = 'closed' | 'open' | 'half-open';

/** What the second number remembered says of a call: let through as one of the half-open state's probes, or not. */
const ORDINARY = 0;

export class Breaker extends Policy {
  /** When the call went in; which half-open episode it probes for. */
  override readonly memorySize = 2;
  /** Times it opened, and time it was not closed, since time 0. */
  opened = 0;
  notClosed = 0;
  private readonly settings: BreakerSettings;
  private readonly rule: TripRule;
  private readonly slowAfter: number;
  private state: State = 'closed';
  private stateSince = 0;
  private episode = 0;
  private probesLeft = 0;
  private probesEnded = 0;
  private probesFailed = 0;
  private probesSlow = 0;

  constructor(settings: BreakerSettings) {
    super();
    this.settings = settings;
    this.rule = buildTripRule(settings.trip);
    this.slowAfter = settings.trip.kind === 'consecutive' ? Infinity : settings.trip.slowCallDuration;
  }

  override admit(call: Call): number {
    const now = this.host.simulator.now;
    call.memory[this.placeOf(call)] = now;
    call.memory[this.placeOf(call) + 1] = ORDINARY;
    if (this.state === 'closed') return ADMIT;
    if (this.state === 'open') {
      if (now - this.stateSince < this.settings.openFor) return BREAKER_OPEN;
      this.startProbing(now);
    }
    if (this.probesLeft === 0) return BREAKER_OPEN;
    this.probesLeft--;
    call.memory[this.placeOf(call) + 1] = this.episode;
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    const simulator = this.host.simulator;
    const now = simulator.now;
    const isFailure = !isSuccess(outcome);
    const isSlow = now - call.memory[this.placeOf(call)]! > this.slowAfter;
    if (this.state === 'closed') {
      if (this.rule.trips(simulator, isFailure, isSlow)) this.open(now);
    } else if (this.isProbe(call)) this.probeEnded(now, isFailure, isSlow);
    return outcome;
  }

  /** Nobody waits for the answer any more: it says nothing, and its permission goes to another call. */
  override abandon(call: Call): void {
    if (!this.isProbe(call)) return;
    this.probesLeft++;
  }

  override reset(): void {
    this.rule.clear();
    this.enter('closed', this.host.simulator.now);
  }

  /** Time not closed until `now`. */
  notClosedUntil(now: number): number {
    return this.notClosed + (this.state === 'closed' ? 0 : now - this.stateSince);
  }

  private isProbe(call: Call): boolean {
    return this.state === 'half-open' && call.memory[this.placeOf(call) + 1] === this.episode;
  }

  private startProbing(now: number): void {
    this.episode++;
    this.probesLeft = this.settings.halfOpenCalls;
    this.probesEnded = 0;
    this.probesFailed = 0;
    this.probesSlow = 0;
    this.enter('half-open', now);
    this.host.log('breaker-half-open', `lets ${this.settings.halfOpenCalls} calls through to see`);
  }

  private probeEnded(now: number, isFailure: boolean, isSlow: boolean): void {
    this.probesEnded++;
    if (isFailure) this.probesFailed++;
    if (isSlow) this.probesSlow++;
    if (this.probesEnded < this.settings.halfOpenCalls) return;
    if (this.rule.probesFail(this.probesEnded, this.probesFailed, this.probesSlow)) this.open(now);
    else {
      this.rule.clear();
      this.enter('closed', now);
      this.host.log('breaker-closed', 'its probes were answered');
    }
  }

  private open(now: number): void {
    this.opened++;
    this.rule.clear();
    this.enter('open', now);
    this.host.log('breaker-open', 'too many calls failed or were slow');
  }

  private enter(state: State, now: number): void {
    if (this.state !== 'closed') this.notClosed += now - this.stateSince;
    this.state = state;
    this.stateSince = now;
  }
}
