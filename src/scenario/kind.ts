/**
 * What a file in kinds/ exports: one thing a user can name, with the schema of its value (whose descriptions are the
 * reference), one line for the documentation, and the translation into plan data. kinds/all.ts lists them; the rest of
 * the room only walks those lists.
 */
import type { z } from 'zod';
import type { DistributionSpec } from '../engine/distribution-spec.ts';
import type { BalancerPlan, FaultEffect, RatePoint } from '../model/plan.ts';

/** A client-side mitigation: the YAML key `key` of calls and traffic. */
export interface PolicyKind<K extends string, S extends z.ZodType, Settings extends object> {
  readonly family: 'policy';
  /** The name by which the model knows it. */
  readonly kind: string;
  readonly key: K;
  readonly summary: string;
  /** Where it may be written; impatient users exist only in traffic. */
  readonly on: 'calls and traffic' | 'traffic';
  readonly schema: S;
  /** Null when the value says that there is none, such as `fallback: false`. */
  readonly compile: (value: z.output<S>) => Settings | null;
}

export const policyKind = <const K extends string, S extends z.ZodType, Settings extends object>(
  definition: Omit<PolicyKind<K, S, Settings>, 'family'>,
): PolicyKind<K, S, Settings> => ({ family: 'policy', ...definition });

/** What a fault of this kind may strike. */
export type TargetKey = 'service' | 'node' | 'zone' | 'region' | 'shared' | 'link' | 'traffic';

/** An effect: the YAML key `key` of a fault, with the target's keys beside the effect's own. */
export interface FaultKind<K extends string, S extends z.ZodRawShape> {
  readonly family: 'fault';
  readonly key: K;
  readonly summary: string;
  readonly targets: readonly TargetKey[];
  readonly shape: S;
  /** `target` is the key that names what is struck. */
  readonly compile: (value: ShapeOutput<S>, target: TargetKey) => FaultEffect;
  /** What is missing or contradictory beyond the schema; null when nothing. */
  readonly complain?: (value: ShapeOutput<S>) => string | null;
  /** How long it lasts, when that is not for `for` to say; of so many replicas. */
  readonly length?: (value: ShapeOutput<S>, replicas: number) => number;
  /** What its targets must be; any service without it. */
  readonly needs?: 'cache';
}

export type ShapeOutput<S extends z.ZodRawShape> = z.output<z.ZodObject<S>>;

export const faultKind = <const K extends string, S extends z.ZodRawShape>(
  definition: Omit<FaultKind<K, S>, 'family'>,
): FaultKind<K, S> => ({ family: 'fault', ...definition });

export interface BalancerKind<N extends BalancerPlan['kind']> {
  readonly family: 'balancer';
  readonly name: N;
  readonly summary: string;
  /** Whether `weights` belong to it. */
  readonly weighted: boolean;
}

export const balancerKind = <const N extends BalancerPlan['kind']>(
  definition: Omit<BalancerKind<N>, 'family'>,
): BalancerKind<N> => ({ family: 'balancer', ...definition });

/** What compiling may need from outside the value: data files, read relative to the file that names them. */
export interface DataReader {
  /** Rows of a CSV file whose header has exactly `columns`; null when it cannot be had, which has then been reported. */
  readonly rows: (file: string, columns: readonly string[]) => readonly (readonly string[])[] | null;
  /** Reports that the value cannot be used as it is. */
  readonly refuse: (message: string) => void;
}

/** A form of a random duration; the form is known by its key, or by any of its keys. */
export interface DistributionKind<S extends z.ZodType> {
  readonly family: 'distribution';
  readonly keys: readonly string[];
  readonly summary: string;
  readonly schema: S;
  /** Throws `FitError` where no distribution has such moments or percentiles; null when `data` has reported why. */
  readonly compile: (value: z.output<S>, data: DataReader) => DistributionSpec | null;
}

export const distributionKind = <S extends z.ZodType>(
  definition: Omit<DistributionKind<S>, 'family'>,
): DistributionKind<S> => ({ family: 'distribution', ...definition });

export interface RateProfile {
  readonly points: readonly RatePoint[];
  /** Length of one round, ns; null when it does not repeat. */
  readonly period: number | null;
}

/** A shape of the rate over time: the YAML key `key` under `profile`. */
export interface ProfileKind<K extends string, S extends z.ZodType> {
  readonly family: 'profile';
  readonly key: K;
  readonly summary: string;
  readonly schema: S;
  readonly compile: (value: z.output<S>, data: DataReader) => RateProfile | null;
}

export const profileKind = <const K extends string, S extends z.ZodType>(
  definition: Omit<ProfileKind<K, S>, 'family'>,
): ProfileKind<K, S> => ({ family: 'profile', ...definition });
