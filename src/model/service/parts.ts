/** What a replica is built from. */
import type { ServicePlan } from '../plan.ts';
import type { ServiceMeter } from '../service-meter.ts';
import type { Operation } from './operation.ts';

export interface ReplicaParts {
  readonly plan: ServicePlan;
  /** Its number within the service. */
  readonly number: number;
  readonly operations: readonly Operation[];
  readonly meter: ServiceMeter;
  /** Draws how long a start takes, ns; null when a process listens at once. */
  readonly startup: (() => number) | null;
  /** Priorities of all traffic, in falling order. */
  readonly priorities: readonly number[];
}
