/**
 * How long a runtime waits before it starts a dead process again: the first time next to nothing, then ever longer up to a
 * maximum, until one has run long enough (Kubernetes' CrashLoopBackOff).
 */
import type { RestartPlan } from '../runtime-plan.ts';

export class BackOff {
  private readonly plan: RestartPlan;
  private deaths = 0;
  /** The next wait from the second death on. */
  private delay = 0;

  constructor(plan: RestartPlan) {
    this.plan = plan;
  }

  /** From a death to the next start, when the process had run for `ran`. */
  next(ran: number): number {
    const { after, base, factor, max, resetAfter } = this.plan;
    if (ran >= resetAfter) this.deaths = 0;
    this.deaths++;
    if (this.deaths === 1) return after;
    this.delay = this.deaths === 2 ? base : Math.min(this.delay * factor, max);
    return Math.round(Math.min(this.delay, max));
  }

  /** Nothing of the past counts: another process, elsewhere. */
  reset(): void {
    this.deaths = 0;
  }
}
