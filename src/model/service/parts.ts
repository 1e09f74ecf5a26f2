/** What a replica is built from. */
import type { Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import type { ServicePlan } from '../plan.ts';
import type { ServiceMeter } from '../service-meter.ts';
import type { Operation } from './operation.ts';

export interface ReplicaParts {
  readonly plan: ServicePlan;
  /** Its number within the service. */
  readonly number: number;
  readonly operations: readonly Operation[];
  readonly meter: ServiceMeter;
  readonly startup: Distribution | null;
  /** Priorities of all traffic, in falling order. */
  readonly priorities: readonly number[];
  /** Luck of its start-up times. */
  readonly luck: Random;
}
