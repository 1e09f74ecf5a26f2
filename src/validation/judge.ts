/**
 * Whether a measurement agrees with its case. A figure does when its mean is within the case's tolerance of the
 * expectation, or when the 99.9 % interval of its replications contains the expectation: whichever is wider, so that a
 * red figure means a bug and not bad luck. Where the tolerance is the narrower one, one such figure in a thousand is red by
 * chance; the fixed seeds make it the same one at every run, and a longer run of that case tells which it was.
 *
 * Tolerances: `rel` and `abs` hold for all fields and either suffices; `rel_x` and `abs_x` hold instead for the fields
 * that x names; `order_of_magnitude` allows a factor of ten either way.
 */
import { estimate } from '../measure/interval.ts';
import type { VerifiedClaim, VerifiedField, VerifiedFigure } from '../results/verification.ts';
import type { Json, ValidationCase } from './cases.ts';
import type { Claim, Figure, Measurement } from './family.ts';

const CONFIDENCE = 0.999;

export function judge(validation: ValidationCase, measurement: Measurement): VerifiedField {
  if ('samples' in measurement) return judgeFigure(validation, measurement);
  if ('holds' in measurement) return judgeClaim(measurement);
  const { field, reason, detail } = measurement;
  return { kind: 'unmeasured', field, reason: detail === undefined ? reason : `${reason}: ${detail}` };
}

function judgeClaim({ field, holds, found }: Claim): VerifiedClaim {
  return { kind: 'claim', field, verdict: holds ? 'green' : 'red', found };
}

function judgeFigure(validation: ValidationCase, figure: Figure): VerifiedFigure {
  const expected = figure.expected ?? expectedNumber(validation, figure.field);
  const { mean, low, high } = estimate(figure.samples, CONFIDENCE) ?? { mean: Number.NaN, low: null, high: null };
  const tolerance = figure.tolerance ?? toleranceOf(validation.tol, figure.field, expected);
  const by = agreement(validation, { expected, mean, low, high, tolerance });
  return {
    kind: 'figure',
    field: figure.field,
    verdict: by === null ? 'red' : 'green',
    expected,
    measured: mean,
    low,
    high,
    replications: figure.samples.length,
    tolerance,
    by,
  };
}

interface Comparison {
  readonly expected: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly tolerance: number;
}

function agreement({ tol }: ValidationCase, comparison: Comparison): VerifiedFigure['by'] {
  const { expected, mean, low, high, tolerance } = comparison;
  if (Math.abs(mean - expected) <= tolerance) return 'tolerance';
  if (tol.order_of_magnitude === true && mean >= expected / 10 && mean <= expected * 10) return 'tolerance';
  return low !== null && high !== null && expected >= low && expected <= high ? 'interval' : null;
}

/** How far a field may be from `expected`; 0 when the case has no tolerance for it, so that the interval decides. */
export function toleranceOf(tol: ValidationCase['tol'], field: string, expected: number): number {
  const rules = Object.entries(tol).filter((rule): rule is [string, number] => isAllowance(rule));
  const named = rules.filter(([rule]) => names(rule.slice('rel_'.length), field));
  const general = rules.filter(([rule]) => rule === 'rel' || rule === 'abs');
  const allowed = (named.length > 0 ? named : general).map(([rule, amount]) =>
    rule.startsWith('rel') ? amount * Math.abs(expected) : amount,
  );
  return Math.max(0, ...allowed);
}

const isAllowance = ([rule, amount]: readonly [string, Json]): boolean =>
  typeof amount === 'number' && /^(rel|abs)(_|$)/.test(rule);

/** `p99` names `p99_wait_s` and not `p999_s`; `unavail` names `unavailability`; `limit_n500` names `limit_mean`. */
function names(name: string, field: string): boolean {
  const words = field.split(/[_.]/);
  const isNamed = (part: string): boolean =>
    words.some(word => word === part || (/^[a-z]{4,}$/.test(part) && word.startsWith(part)));
  return name !== '' && name.split('_').some(isNamed);
}

function expectedNumber(validation: ValidationCase, field: string): number {
  const value = leafAt(validation.expect, field);
  if (typeof value !== 'number') throw new RangeError(`${validation.id}: expected a number in expect.${field}`);
  return value;
}

/** The value at a path with dots; undefined when there is none. */
export function leafAt(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((inner, key) => memberOf(inner, key), value);
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  return (value as { readonly [key: string]: Json })[key];
}

/** The paths of all values that are neither lists nor records. */
export function leavesOf(value: Json, path = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}
