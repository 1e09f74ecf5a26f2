/**
 * Gives up on one attempt. The callee is not told (unless the edge cancels): its work goes on and is wasted.
 * When the attempt's message was lost, the report says `unreachable` instead of `timeout`; the caller waits as long.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Call } from '../call/call.ts';
import { TIMEOUT, UNREACHABLE } from '../outcome.ts';
import { ADMIT, defineMitigation, Policy, type PolicyHost } from './policy.ts';

/** Scenario key `timeout`. */
export interface AttemptTimeoutSettings {
  readonly limit: number;
}

export const attemptTimeout = defineMitigation<AttemptTimeoutSettings>({
  kind: 'attempt-timeout',
  order: 80,
  build: settings => new Timeout(settings.limit),
  limit: settings => ({ attempt: settings.limit }),
});

/** Ends what is inside it after a fixed time; `total-timeout` puts the same thing further out. */
export class Timeout extends Policy {
  override readonly memorySize = 1;
  private readonly limit: number;
  private lane: Lane = null!;
  private event = 0;

  constructor(limit: number) {
    super();
    this.limit = limit;
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.lane = host.simulator.lane(this.limit);
    this.event = host.alarm(index);
  }

  override admit(call: Call): number {
    call.memory[this.placeOf(call)] = this.lane.schedule(this.event, call.id);
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    this.lane.cancel(call.memory[this.placeOf(call)]!);
    return outcome;
  }

  override abandon(call: Call): void {
    this.lane.cancel(call.memory[this.placeOf(call)]!);
  }

  override fire(call: Call): void {
    this.host.interrupt(call, this.index, call.silent ? UNREACHABLE : TIMEOUT);
  }
}
