/**
 * The validation table as data: what closed forms, solved Markov chains, public simulators, published figures and
 * reference simulations written only for the number say should come out. The numbers were made independently of this
 * simulator; `source` says where each comes from. One file per area, one case a line.
 *
 * Units are in the names of the fields; percentiles are of the sojourn time unless a field says wait. "attempts" and
 * "tries" count the first one, "retries" do not; a capacity K counts the request in service, a `queue` does not.
 */
import { AVAILABILITY_CASES } from './cases/availability.ts';
import { BALANCING_CASES } from './cases/balancing.ts';
import { CACHES_CASES } from './cases/caches.ts';
import { METASTABILITY_CASES } from './cases/metastability.ts';
import { MITIGATIONS_CASES } from './cases/mitigations.ts';
import { OPERATIONS_CASES } from './cases/operations.ts';
import { OVERLOAD_CASES } from './cases/overload.ts';
import { QUEUES_CASES } from './cases/queues.ts';
import { TOPOLOGIES_CASES } from './cases/topologies.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface ValidationCase {
  /** Area, family and parameters, e.g. `A-MM1-80`. */
  readonly id: string;
  /** A queues, B balancing, C availability, D mitigations, E metastability, F overload, G operations, H topologies, I caches and time. */
  readonly area: string;
  readonly title: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly expect: Readonly<Record<string, Json>>;
  /** `rel` and `abs` apply to all numeric fields, `rel_x` and `abs_x` to those that x names; see judge.ts. */
  readonly tol: Readonly<Record<string, Json>>;
  readonly source: string;
  /** How the expectation was made: exact, approximation, reference DES, public simulator, published ... */
  readonly kind: string;
}

export const CASES: readonly ValidationCase[] = [
  ...QUEUES_CASES,
  ...BALANCING_CASES,
  ...AVAILABILITY_CASES,
  ...MITIGATIONS_CASES,
  ...METASTABILITY_CASES,
  ...OVERLOAD_CASES,
  ...OPERATIONS_CASES,
  ...TOPOLOGIES_CASES,
  ...CACHES_CASES,
];
