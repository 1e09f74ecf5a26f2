/**
 * Where things run, as plain data: zones, the hosts in them, the network between zones, and for every service where its
 * replicas start. A world that says nothing of this has none, and costs nothing for it. Times are nanoseconds, sizes
 * bytes, references indices.
 */
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import type { NodeControlPlan, RuntimePlan } from './runtime-plan.ts';

/** In place of a zone or a host: nowhere in particular. */
export const NOWHERE = -1;

export interface InfrastructurePlan {
  readonly zones: readonly ZonePlan[];
  readonly hosts: readonly HostPlan[];
  /** One-way latency from zone to zone, in place of nothing; null when no pair has any. */
  readonly distances: readonly (readonly (DistributionSpec | null)[])[] | null;
  /** By service, in the plan's order. */
  readonly placements: readonly PlacementPlan[];
  /** The zone of each traffic source, or NOWHERE. */
  readonly sources: readonly number[];
  /** By service; null for one that nobody looks after. */
  readonly runtimes: readonly (RuntimePlan | null)[];
  /** Null: dead machines are nobody's business. */
  readonly nodeControl: NodeControlPlan | null;
}

export interface ZonePlan {
  readonly name: string;
  /** Its region's name; null for none. */
  readonly region: string | null;
}

/** A machine. Whatever is in a zone without a machine of its own stands on a host without a name, one for the zone. */
export interface HostPlan {
  /** Null for the host that stands for a zone. */
  readonly name: string | null;
  readonly zone: number;
  /** Infinity where cores are not counted. */
  readonly cores: number;
}

export interface PlacementPlan {
  /** Where each replica starts, by its number: an index into `hosts`, or NOWHERE. */
  readonly hosts: readonly number[];
  /** Where more may be put: hosts, by zone; none for nowhere in particular. */
  readonly choices: readonly (readonly number[])[];
}
