/** Graceful degradation: what cannot be had is replaced by something that can - a cached page, an empty list. */
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { DEGRADED, isSuccess } from '../outcome.ts';
import { ADMIT, defineMitigation, HOLD, Policy } from './policy.ts';

/** Scenario key `fallback`: a failed call is answered `degraded` after `latency`. */
export interface FallbackSettings {
  readonly latency: number;
}

export const fallback = defineMitigation<FallbackSettings>({
  kind: 'fallback',
  order: 10,
  build: settings => new Fallback(settings),
});

class Fallback extends Policy {
  /** Ticket of the fallback being prepared. */
  override readonly memorySize = 1;
  private readonly latency: number;

  constructor(settings: FallbackSettings) {
    super();
    this.latency = settings.latency;
  }

  override admit(call: Call): number {
    call.memory[this.placeOf(call)] = NOBODY;
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    if (isSuccess(outcome)) return outcome;
    if (this.latency === 0) return DEGRADED;
    call.memory[this.placeOf(call)] = this.host.wakeAfter(this.latency, this.index, call);
    return HOLD;
  }

  override fire(call: Call): void {
    this.host.interrupt(call, this.index, DEGRADED);
  }

  override abandon(call: Call): void {
    const ticket = call.memory[this.placeOf(call)]!;
    if (ticket !== NOBODY) this.host.simulator.cancel(ticket);
  }
}
