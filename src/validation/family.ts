/**
 * A family of validation cases: the cases that one kind of world answers. A family builds the worlds, measures each
 * expected field over independent replications, and says which it cannot express. It never judges: judge.ts does.
 */
import type { ValidationCase } from './cases.ts';

/** `fast` is for the subset that the tests run: shorter runs of the cases in `Family.fast`. */
export type Effort = 'fast' | 'full';

export interface Family {
  readonly name: string;
  /** Whether the family answers the case with this id. Exactly one family answers each case. */
  matches(id: string): boolean;
  /** Ids of the cases in the fast subset; about a second of processor time altogether. */
  readonly fast: readonly string[];
  measure(validation: ValidationCase, effort: Effort): readonly Measurement[] | NotExpressible;
}

export type Measurement = Figure | Claim | Omission;

/** A number: one sample per replication, compared with the number at `field` of `expect`. */
export interface Figure {
  /** As in `expect`; members of nested values by a path with dots: `refdes.fifo_K5`, `cumulative_misses.0`. */
  readonly field: string;
  readonly samples: readonly number[];
  /** The expectation, where it is not the number at `field` of `expect` itself (a list of runs, a text). */
  readonly expected?: number;
  /** Absolute, where the case gives its tolerance in words or in standard deviations of its own runs. */
  readonly tolerance?: number;
}

/** A yes or no, for what is no number: an order, a shape, a rule in words. */
export interface Claim {
  readonly field: string;
  readonly holds: boolean;
  /** What was measured, in words, with its numbers. */
  readonly found: string;
}

/** A field of an otherwise expressible case that the model cannot answer. */
export interface Omission {
  readonly field: string;
  readonly reason: Reason;
  readonly detail?: string;
}

export interface NotExpressible {
  readonly notExpressible: Reason;
  /** What exactly is missing or different, with the calculation where the case itself is in error. */
  readonly detail: string;
}

/** Why a case (or a field) has no measurement: a closed list, so that a report can count them. */
export const REASONS = [
  'needs preemption or sorting by size',
  'needs a registry',
  'needs routing by chance',
  'needs random patience',
  'needs other ways of balancing',
  'needs stale load information',
  'needs quorum calls',
  'needs limited repair crews',
  'needs an orchestrator or autoscaler',
  'needs a leader election',
  'needs a shared pool of slots',
  'needs failover or a standby',
  'needs heartbeats or leases',
  'needs optimistic concurrency',
  'needs service times that depend on load',
  'needs an importer',
  'too rare to observe',
  'arithmetic: nothing to simulate',
  'needs a measure the records do not have',
  'differs in semantics',
  'error of the case',
  'vendor fact: not a simulation',
  'statement in words: not a number',
] as const;

export type Reason = (typeof REASONS)[number];

export const notExpressible = (reason: Reason, detail: string): NotExpressible => ({ notExpressible: reason, detail });

export const omission = (field: string, reason: Reason, detail?: string): Omission =>
  detail === undefined ? { field, reason } : { field, reason, detail };

export const isNotExpressible = (answer: readonly Measurement[] | NotExpressible): answer is NotExpressible =>
  'notExpressible' in answer;

/** The parameter as a number; a RangeError names the case if it is none. */
export function numberParameter(validation: ValidationCase, name: string): number {
  const value = validation.params[name];
  if (typeof value !== 'number') throw new RangeError(`${validation.id}: expected a number in params.${name}`);
  return value;
}

/** The parameter as a text; a RangeError names the case if it is none. */
export function textParameter(validation: ValidationCase, name: string): string {
  const value = validation.params[name];
  if (typeof value !== 'string') throw new RangeError(`${validation.id}: expected a text in params.${name}`);
  return value;
}
