/**
 * Who watches the simulated system, as plain data: alert rules, the people they page, and what is then done. Times are
 * nanoseconds; services, traffic, faults and people are indices into the lists of the world's plan.
 */
import type { DistributionSpec } from '../../engine/distribution-spec.ts';

export interface MonitoringPlan {
  readonly monitors: readonly MonitorPlan[];
  readonly teams: readonly TeamPlan[];
}

export interface MonitorPlan {
  readonly name: string;
  /** The alert's condition: all of them at once. */
  readonly rules: readonly RulePlan[];
  /** When it begins, so that its grid does not hang on the grid of the faults. */
  readonly offset: DistributionSpec;
  /** How often counters and gauges are read, and how often the rules are evaluated. */
  readonly scrape: number;
  readonly every: number;
  /** How old a sample is before rules see it. */
  readonly lag: number;
  /** How long the condition must hold before it fires, and must be gone before it is resolved. */
  readonly pendingFor: number;
  readonly keepFor: number;
  /** What a rule without data says: that all is well, that it is not, or what it said last. */
  readonly missing: 'ok' | 'alert' | 'keep';
  /** Services without which nothing is scraped. */
  readonly needs: readonly number[];
  /** An alert this long after the end of a fault is still about that fault. */
  readonly tolerance: number;
  readonly response: ResponsePlan | null;
}

export interface RulePlan {
  readonly signal: SignalPlan;
  /** What the signal is taken over. */
  readonly window: number;
  readonly comparison: '<' | '<=' | '>' | '>=';
  /** Shares 0..1, nanoseconds, per second or a number, as the signal is. */
  readonly bound: number;
}

export interface SignalPlan {
  readonly metric: 'errorRate' | 'latency' | 'rate' | 'throughput' | 'goodput' | 'utilisation' | 'queueLength' | 'up';
  /** Of `latency`: 0..1. */
  readonly quantile: number | null;
  readonly of: { readonly kind: 'traffic' | 'service'; readonly index: number };
}

export interface ResponsePlan {
  /** Who is paged; null for automation. */
  readonly team: number | null;
  /** Of automation: from the alert to the action. */
  readonly delay: DistributionSpec;
  /** While the alert goes on, everything again after so long; Infinity for once. */
  readonly again: number;
  readonly actions: readonly ActionPlan[];
}

/** Actions name verbs of the actors they act on; `length` is how long they last (Infinity: to the end of the run). */
export type ActionPlan =
  | { readonly kind: 'end-fault'; readonly fault: number }
  /** One replica after another, `pause` apart. */
  | { readonly kind: 'restart'; readonly service: number; readonly pause: number }
  | { readonly kind: 'limit'; readonly service: number; readonly ratePerSecond: number; readonly length: number }
  | { readonly kind: 'purge'; readonly service: number }
  | {
      readonly kind: 'switch-off';
      readonly service: number;
      readonly edges: readonly number[];
      readonly length: number;
    }
  | { readonly kind: 'take-out'; readonly replicas: readonly ReplicaReference[]; readonly length: number };

export interface ReplicaReference {
  readonly service: number;
  readonly replica: number;
}

export interface TeamPlan {
  readonly name: string;
  /** How many work on pages at the same time, one each. */
  readonly people: number;
  /** From the page to somebody looking, and from looking to acting. */
  readonly notices: DistributionSpec;
  readonly acts: DistributionSpec;
  /** Time of day when they are at work; null for always. */
  readonly hours: HoursPlan | null;
  /** From the page to somebody looking outside these hours; null when it waits for the morning. */
  readonly asleep: DistributionSpec | null;
}

/** Times of day; `from` above `until` is over midnight. */
export interface HoursPlan {
  readonly from: number;
  readonly until: number;
}
