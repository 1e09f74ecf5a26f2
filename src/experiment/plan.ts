/**
 * One scenario ready to run: the variants' worlds, how often to run them, and what must hold. Plain data, like the
 * worlds in it; `scenario` writes it, `run` in this room carries it out.
 */
import type { FigureName } from '../model/figures.ts';
import type { WorldPlan } from '../model/plan.ts';

export interface ExperimentPlan {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly seed: number | string;
  readonly replications: number;
  /** How many replications an undecided statement may ask for; at least `replications`. */
  readonly maxReplications: number;
  /** `each`, `ablation`, `factorial` or `sets`: how the variants were chosen, for the report. */
  readonly compare: string;
  /** The first is the baseline. */
  readonly variants: readonly VariantPlan[];
}

export interface VariantPlan {
  readonly name: string;
  readonly title: string;
  readonly mitigations: readonly string[];
  readonly answers: readonly string[];
  readonly remedies: readonly string[];
  readonly world: WorldPlan;
  readonly expect: readonly Statement[];
}

export type SubjectKind = 'traffic' | 'service' | 'fault' | 'component';

export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!=';

/**
 * One `expect` line, parsed. `bound` is in the metric's unit in the result JSON: milliseconds, per second, or a share
 * 0..1; 'never' only for `recovery`; a boolean only for `metastable`.
 */
export interface Statement {
  readonly text: string;
  /** A figure of components needs a subject. */
  readonly metric: MetricName | FigureName;
  /** For `p`: 0..100. */
  readonly percentile: number | null;
  /** What it is about: `component` is whatever else has a name and figures of its own; null for the whole run. */
  readonly subject: { readonly kind: SubjectKind; readonly name: string } | null;
  readonly comparison: Comparison;
  readonly bound: number | 'never' | boolean;
}

/** Metrics a statement can name. `mean` and `p` are of the latency of ok and degraded requests. */
export const METRIC_NAMES = [
  'availability',
  'fullAvailability',
  'timeAvailability',
  'longestOutage',
  'throughput',
  'goodput',
  'mean',
  'p',
  'max',
  'amplification',
  'wastedWork',
  'replicaHours',
  'recovery',
  'metastable',
  'utilisation',
  'queueLength',
  'waitingTime',
  'sojournTime',
  'rejected',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];
