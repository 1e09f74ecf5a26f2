/**
 * What `brownout verify` found: every case of the validation table with what was expected, what was measured, and the
 * verdict. Plain, serialisable records; units are in the names of the fields.
 */
export const VERIFICATION_SCHEMA = 'brownout/verification/v1';

export interface Verification {
  readonly schema: typeof VERIFICATION_SCHEMA;
  readonly effort: 'fast' | 'full';
  readonly cases: readonly VerifiedCase[];
}

export interface VerifiedCase {
  readonly id: string;
  readonly area: string;
  readonly family: string;
  readonly title: string;
  readonly source: string;
  /** How the expectation was made: exact, approximation, public simulator ... */
  readonly kind: string;
  /** Red when a field is red or the run broke; not expressible when no field could be measured. */
  readonly verdict: 'green' | 'red' | 'not expressible';
  /** Why it is not expressible, of a closed list; null when it is. */
  readonly reason: string | null;
  /** More about the reason, or how the run broke. */
  readonly detail: string | null;
  readonly fields: readonly VerifiedField[];
}

export type VerifiedField = VerifiedFigure | VerifiedClaim | UnmeasuredField;

export interface VerifiedFigure {
  readonly kind: 'figure';
  readonly field: string;
  readonly verdict: 'green' | 'red';
  readonly expected: number;
  /** Mean over the replications. */
  readonly measured: number;
  /** The 99.9 % interval of the mean; null with fewer than two replications. */
  readonly low: number | null;
  readonly high: number | null;
  readonly replications: number;
  /** How far the mean may be from the expectation, by the case's own tolerance. */
  readonly tolerance: number;
  /** What made it green: the tolerance, or else the interval that contains the expectation. */
  readonly by: 'tolerance' | 'interval' | null;
}

export interface VerifiedClaim {
  readonly kind: 'claim';
  readonly field: string;
  readonly verdict: 'green' | 'red';
  readonly found: string;
}

export interface UnmeasuredField {
  readonly kind: 'unmeasured';
  readonly field: string;
  readonly reason: string;
}
