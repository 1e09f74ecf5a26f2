/**
 * What a replica stands in and who looks after it, as plain data: how it starts, what restarts it, what kills it, who asks
 * whether it is well, and who decides how many there are. Times are nanoseconds, sizes bytes.
 */
import type { DistributionSpec } from '../engine/distribution-spec.ts';

export interface RuntimePlan {
  readonly kind: 'container' | 'vm' | 'bare-metal';
  /** On top of the start-up, the first time a service starts on a machine; null for none. */
  readonly imagePull: DistributionSpec | null;
  /** Null: what dies stays dead until somebody repairs it. */
  readonly restart: RestartPlan | null;
  readonly memory: MemoryPlan | null;
  readonly readiness: ProbePlan | null;
  readonly liveness: ProbePlan | null;
  readonly cpu: CpuSharePlan;
  /** From the wish to end a process until it hears of it. */
  readonly preStop: number;
  /** From then on it may finish what it has begun; afterwards it is killed. */
  readonly terminationGrace: number;
  /** The list of who is ready follows the state of the process: callers learn of it after `propagation`. */
  readonly isListed: boolean;
  readonly propagation: number;
  /** How many of the replicas there are at the beginning; the others are places for more. */
  readonly initial: number;
  readonly autoscaler: AutoscalerPlan | null;
  readonly rollout: RolloutPlan;
}

/** The first restart comes after `after`, the n-th one `base` x `factor`^(n - 2) after a death, at most `max`. */
export interface RestartPlan {
  readonly after: number;
  readonly base: number;
  readonly factor: number;
  readonly max: number;
  /** A process that ran for so long starts the count anew. */
  readonly resetAfter: number;
}

export interface MemoryPlan {
  readonly limit: number;
  /** Of a process without a request. */
  readonly base: number;
  readonly perRequest: number;
}

export interface ProbePlan {
  readonly initialDelay: number;
  readonly period: number;
  readonly timeout: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  /** Work a probe costs, and then it waits for a slot like a request; null for one that costs nothing. */
  readonly work: DistributionSpec | null;
}

/** Claims on the cores of a machine; a slot in use wants one core. */
export interface CpuSharePlan {
  /** Weight against neighbours when the machine is short of cores, and what a scheduler reserves. */
  readonly request: number;
  /** At most so many, whatever is free; Infinity for no limit. */
  readonly limit: number;
  /** Its cores are its own: neighbours cannot take them (a VM with fixed processors). */
  readonly isReserved: boolean;
}

export interface AutoscalerPlan {
  readonly min: number;
  readonly max: number;
  readonly metric: 'utilisation' | 'queue';
  /** Share of the slots in use, or requests waiting per replica. */
  readonly target: number;
  readonly syncPeriod: number;
  readonly tolerance: number;
  readonly scaleUp: ScalingRule;
  readonly scaleDown: ScalingRule;
}

/** Of what was wished for within the window the most cautious counts; a step changes at most `percent` or `replicas`. */
export interface ScalingRule {
  readonly stabilisation: number;
  readonly percent: number;
  readonly replicas: number;
  readonly period: number;
}

export interface RolloutPlan {
  /** Replicas more, and fewer, than wanted while a new version is brought out. */
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  /** A new replica counts when it has been ready for so long. */
  readonly minReady: number;
  /** Without a new ready replica for so long the rollout has failed. */
  readonly progressDeadline: number;
  /** A failed rollout is rolled back by itself. */
  readonly isRolledBack: boolean;
  /** More errors than this among what new replicas answered in `interval` fail it too; 1 for never. */
  readonly maxErrors: number;
  readonly interval: number;
}

/** When a dead machine is noticed, and when its replicas are given up. */
export interface NodeControlPlan {
  readonly lease: number;
  readonly check: number;
  readonly grace: number;
  readonly toleration: number;
}
