/**
 * Load shedding by importance: rules that say from which length of the queue, or which utilisation, requests up to a
 * priority are no longer let in. The least important go first when their rules have the lowest thresholds.
 */
import type { ShedRulePlan } from '../plan.ts';
import { RecentMean } from './recent-mean.ts';

export class Shedder {
  private readonly rules: readonly Rule[];

  constructor(plans: readonly ShedRulePlan[]) {
    this.rules = plans.map(plan => ({ plan, recent: plan.utilisation <= 1 ? new RecentMean(plan.over) : null }));
  }

  /** Whether a newcomer of `priority` is refused; `utilisation` and `waiting` are what it finds. */
  sheds(now: number, priority: number, utilisation: number, waiting: number): boolean {
    let isShed = false;
    for (const { plan, recent } of this.rules) {
      recent?.add(now, utilisation);
      if (priority > plan.priority) continue;
      if (waiting >= plan.queue || (recent !== null && recent.mean >= plan.utilisation)) isShed = true;
    }
    return isShed;
  }
}

interface Rule {
  readonly plan: ShedRulePlan;
  /** Utilisation as newcomers saw it; null when it does not matter. */
  readonly recent: RecentMean | null;
}
