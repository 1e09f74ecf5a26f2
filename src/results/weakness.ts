/** What `brownout spof` found: what each outage, alone, does to a healthy system. Plain records; times in ms, shares 0..1. */
import type { Estimate } from './result.ts';

export const WEAKNESS_SCHEMA = 'brownout/spof/v1';

export interface WeaknessReport {
  readonly schema: typeof WEAKNESS_SCHEMA;
  readonly version: string;
  readonly scenario: { readonly name: string; readonly title: string; readonly file: string | null };
  /** The variant that was examined, and the mitigations in it. */
  readonly variant: string;
  readonly mitigations: readonly string[];
  readonly seed: number | string;
  readonly replications: number;
  /** Length of each outage, of the wait after it, of a whole replication; and how many replications were simulated. */
  readonly outage: number;
  readonly wait: number;
  readonly duration: number;
  readonly runs: number;
  /** Share of requests that must succeed for a system to count as available. */
  readonly objective: number;
  readonly partial: boolean;
  /** The worst first. */
  readonly outages: readonly OutageResult[];
  /** What could not be struck, and why. */
  readonly skipped: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
}

export interface OutageResult {
  /** region, zone, shared, node, service, replica (one of a service's) or link. */
  readonly kind: string;
  readonly name: string;
  /**
   * `single-point`: some traffic source loses at least half of its answers while it lasts. `weak-point`: more than the
   * objective allows. `unclear`: perhaps more than that, more replications would tell. `degrades`: answers are given
   * without something. `tolerated`: nothing that can be measured.
   */
  readonly verdict: 'single-point' | 'weak-point' | 'unclear' | 'degrades' | 'tolerated';
  /** Of the answers a healthy system gives in the same time, all sources together: missing while it lasts. */
  readonly lost: Estimate | null;
  readonly degraded: Estimate | null;
  /** The same in the last 10 s of the wait after it; null when the run was cut short. */
  readonly lostAfterwards: Estimate | null;
  /** False when at least half is still missing then. */
  readonly comesBack: boolean;
  readonly sources: Readonly<Record<string, { readonly lost: Estimate | null; readonly degraded: Estimate | null }>>;
  /** Share of the offered requests whose source loses more than the objective allows. */
  readonly blastRadius: number;
}
