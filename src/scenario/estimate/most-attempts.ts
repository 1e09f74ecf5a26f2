/**
 * How many attempts a call comes to in the long run when every one of them fails, as the settings of its edge allow:
 * retries, copies of late calls, users who reload. What is allowed for a while only, such as the store of tokens of a
 * budget that is full at the start, does not count.
 */
import type { HedgeSettings } from '../../model/mitigation/hedge.ts';
import type { ReloadSettings } from '../../model/mitigation/reload.ts';
import type { RetrySettings } from '../../model/mitigation/retry.ts';
import type { BudgetSettings } from '../../model/mitigation/retry-budget.ts';
import type { EdgePlan } from '../../model/plan.ts';

export function mostAttempts({ policies }: EdgePlan): number {
  // The plan pairs a policy's kind with its own settings.
  const settingsOf = (kind: string): unknown => policies.find(policy => policy.kind === kind)?.settings ?? null;
  const retry = settingsOf('retry') as RetrySettings | null;
  const hedge = settingsOf('hedge') as HedgeSettings | null;
  const reload = settingsOf('reload') as ReloadSettings | null;
  const tries = retry === null ? 1 : 1 + Math.min(retry.attempts - 1, retriesPerCall(retry.budget));
  const copies = hedge === null ? 1 : 1 + Math.min(hedge.max, hedge.budget ?? hedge.max);
  return tries * copies * (reload === null ? 1 : 1 + reloadsOf(reload));
}

/** That the budget pays for when no attempt succeeds. */
function retriesPerCall(budget: BudgetSettings | null): number {
  switch (budget?.kind) {
    case undefined:
      return Number.POSITIVE_INFINITY;
    case 'ratio':
      // A client that calls seldom may retry all the same, so its share of calls bounds nothing.
      return budget.minPerSecond > 0 ? Number.POSITIVE_INFINITY : budget.ratio;
    case 'bucket': {
      const price = Math.min(budget.cost, budget.timeoutCost);
      return price === 0 ? Number.POSITIVE_INFINITY : budget.perCall / price;
    }
    case 'throttling':
    case 'failure-rate':
      return 0;
  }
}

/** Each reload needs another user who has waited long enough and will. */
function reloadsOf({ probability, max }: ReloadSettings): number {
  let reloads = 0;
  let chance = 1;
  for (let reload = 1; reload <= max && chance > 1e-6; reload++) {
    chance *= probability;
    reloads += chance;
  }
  return reloads;
}
