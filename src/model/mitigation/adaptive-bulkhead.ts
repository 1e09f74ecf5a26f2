/**
 * A bulkhead whose size finds itself: the calls in progress to a dependency are limited by what its answers' times and
 * losses say it can bear (see concurrency-limit.ts). Its calls are refused at once, with `bulkhead-full`.
 */

import { Random } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import { buildConcurrencyLimit, type ConcurrencyLimit } from '../concurrency-limit.ts';
import { BULKHEAD_FULL, DEPENDENCY_FAILED, ERROR, isSuccess } from '../outcome.ts';
import type { ConcurrencyLimitPlan } from '../plan.ts';
import { ADMIT, defineMitigation, Policy, type PolicyHost } from './policy.ts';

/** Scenario key `concurrencyLimit` of a call or traffic source. */
export const adaptiveBulkhead = defineMitigation<ConcurrencyLimitPlan>({
  kind: 'adaptive-bulkhead',
  order: 64,
  build: settings => new AdaptiveBulkhead(settings),
});

class AdaptiveBulkhead extends Policy {
  /** When the call went in. */
  override readonly memorySize = 1;
  private readonly settings: ConcurrencyLimitPlan;
  private limit: ConcurrencyLimit = null!;
  private inside = 0;

  constructor(settings: ConcurrencyLimitPlan) {
    super();
    this.settings = settings;
  }

  override join(host: PolicyHost, index: number, memoryStart: number): void {
    super.join(host, index, memoryStart);
    this.limit = buildConcurrencyLimit(this.settings, () => Random.named(`${host.luckName}/concurrency-limit`));
  }

  override admit(call: Call): number {
    if (this.inside >= this.limit.limit) return BULKHEAD_FULL;
    this.inside++;
    call.memory[this.placeOf(call)] = this.host.simulator.now;
    return ADMIT;
  }

  override settle(call: Call, outcome: number): number {
    this.leave(call, !(isSuccess(outcome) || outcome === ERROR || outcome === DEPENDENCY_FAILED));
    return outcome;
  }

  override abandon(call: Call): void {
    this.leave(call, true);
  }

  override reset(): void {
    this.limit.reset();
  }

  private leave(call: Call, isDropped: boolean): void {
    const { now } = this.host.simulator;
    this.limit.sample(now, now - call.memory[this.placeOf(call)]!, this.inside, isDropped);
    this.inside--;
  }
}
