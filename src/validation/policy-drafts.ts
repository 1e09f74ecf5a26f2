/** Policies and health checks drafted by hand, times in the drafter's unit; what is not said is out of the way. */
import type { mitigations } from '../model/mitigation/all.ts';
import type { BreakerSettings, TripSettings } from '../model/mitigation/breaker.ts';
import type { BulkheadSettings } from '../model/mitigation/bulkhead.ts';
import type { HedgeSettings } from '../model/mitigation/hedge.ts';
import type { RetrySettings } from '../model/mitigation/retry.ts';
import { CAUSES } from '../model/outcome.ts';
import type { HealthCheckPlan, PolicyPlan } from '../model/plan.ts';
import type { Drafts, Length } from './drafts.ts';

export const policy = (kind: (typeof mitigations)[number]['kind'], settings: object): PolicyPlan => ({
  kind,
  settings,
});

export interface HealthCheckDraft {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthy?: number;
  readonly healthy?: number;
  readonly work?: Length;
  readonly deep?: boolean;
}

/** The builders of policies for whoever drafts with `drafts`. */
export function policiesOf(drafts: Drafts) {
  const time = (length: number): number => drafts.time(length);
  return {
    timeout: (limit: number) => policy('attempt-timeout', { limit: time(limit) }),
    totalTimeout: (limit: number) => policy('total-timeout', { limit: time(limit) }),
    fallback: (latency = 0) => policy('fallback', { latency: time(latency) }),
    rateLimit: (ratePerSecond: number, burst: number) => policy('rate-limit', { ratePerSecond, burst }),
    throttle: (k: number, window: number) => policy('throttle', { k, window: time(window) }),
    reload: (after: number, probability: number, max: number) =>
      policy('reload', { after: time(after), probability, max }),
    bulkhead: (concurrency: number, queue = 0, maxWait = Infinity) => {
      const settings: BulkheadSettings = { concurrency, queue, maxWait: time(maxWait) };
      return policy('bulkhead', settings);
    },
    breaker: (trip: TripSettings, openFor: number, halfOpenCalls = 1) => {
      const settings: BreakerSettings = { trip, openFor: time(openFor), halfOpenCalls };
      return policy('breaker', settings);
    },
    /** `after` as a length, or a percentile as a share; one copy, and the loser is not stopped, if nothing is said. */
    hedge: (
      after: number | { readonly percentile: number },
      settings: Partial<Omit<HedgeSettings, 'after'>> = {},
    ): PolicyPlan => {
      const given: HedgeSettings['after'] =
        typeof after === 'number'
          ? { kind: 'delay', delay: time(after) }
          : { kind: 'percentile', share: after.percentile };
      return policy('hedge', { after: given, max: 1, cancel: false, budget: null, ...settings });
    },
    /** Retries every cause, `attempts` counts the first one; at once, if no backoff is given. */
    retry: (attempts: number, rest: Partial<Omit<RetrySettings, 'attempts'>> = {}): PolicyPlan => {
      const settings: RetrySettings = {
        attempts,
        backoff: { kind: 'none' },
        on: CAUSES,
        budget: null,
        honoursRetryAfter: true,
        ...rest,
      };
      return policy('retry', settings);
    },
    healthCheck: (draft: HealthCheckDraft): HealthCheckPlan => ({
      interval: time(draft.interval),
      timeout: time(draft.timeout),
      unhealthyThreshold: draft.unhealthy ?? 1,
      healthyThreshold: draft.healthy ?? 1,
      work: draft.work === undefined ? null : drafts.spec(draft.work),
      deep: draft.deep ?? false,
    }),
  };
}
