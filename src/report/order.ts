/**
 * Which variant is the baseline, how the others rank, and what a paired difference says. "Better" always means measurably
 * better, corrected for the number of variants, and by enough to matter; the ranking itself is by means, so neighbours in
 * it may well be equal.
 */
import type { Difference, Estimate, Result, VariantResult } from '../results/result.ts';

/** The first variant is the baseline. */
export const baselineOf = (result: Result): VariantResult | undefined => result.variants[0];

/** The baseline, then the others from the highest availability down; ties go to the lower p99, then to the given order. */
export function ranked(result: Result): VariantResult[] {
  const [baseline, ...others] = result.variants;
  return baseline === undefined ? [] : [baseline, ...others.sort(byMerit)];
}

export type Effect = 'better' | 'worse' | 'slight' | 'none' | 'unknown';

/** What a difference to the baseline says when more of the metric (`higher`) or less of it (`lower`) is wished for. */
export function effectOf(
  difference: Difference | null | undefined,
  wished: 'higher' | 'lower',
): Exclude<Effect, 'slight'> {
  if (difference === null || difference === undefined || difference.low === null) return 'unknown';
  if (!difference.significant) return 'none';
  return difference.mean > 0 === (wished === 'higher') ? 'better' : 'worse';
}

/** Better and worse are for differences that matter; those that are only measurable are `slight`. */
export function availabilityEffect(variant: VariantResult, result: Result): Effect {
  const difference = variant.difference?.availability;
  const effect = effectOf(difference, 'higher');
  if (!difference || (effect !== 'better' && effect !== 'worse')) return effect;
  const failing = 1 - (baselineOf(result)?.metrics.availability?.mean ?? 0);
  const tooSmall = smallestGain(failing + Math.max(0, -difference.mean));
  return isSlight(difference, 'availability', tooSmall, result) ? 'slight' : effect;
}

/** The same for p99, whose buckets are 1 % wide. */
export function latencyEffect(variant: VariantResult, result: Result): Effect {
  const difference = variant.difference?.p99;
  const effect = effectOf(difference, 'lower');
  if (!difference || (effect !== 'better' && effect !== 'worse')) return effect;
  const before = baselineOf(result)?.metrics.latency.p99?.mean ?? 0;
  return isSlight(difference, 'p99', 0.01 * before, result) ? 'slight' : effect;
}

/**
 * A tenth of a percentage point is nothing where one request in four fails, and everything at three nines: so it counts as
 * too small only when it is also less than a tenth of the failures. A thousandth of a point is always too small.
 */
const smallestGain = (failing: number): number => Math.max(0.000_01, Math.min(0.001, 0.1 * failing));

/** Beside an effect ten times as large, in the same direction, nobody would choose it. */
function isSlight({ mean }: Difference, metric: 'availability' | 'p99', tooSmall: number, result: Result): boolean {
  const alike = result.variants
    .map(({ difference }) => difference?.[metric])
    .filter(other => other?.significant === true && Math.sign(other.mean) === Math.sign(mean));
  const largest = Math.max(...alike.map(other => Math.abs(other?.mean ?? 0)));
  return Math.abs(mean) < tooSmall || Math.abs(mean) < 0.1 * largest;
}

/** The highest ranked variant that is better than the baseline in availability; null when none is. */
export const bestOf = (result: Result): VariantResult | null =>
  ranked(result)
    .slice(1)
    .find(variant => availabilityEffect(variant, result) === 'better') ?? null;

/** What leaves availability as it is, or nearly. */
export const HARDLY: readonly Effect[] = ['none', 'slight'];

/** Variants that leave availability as it is, or nearly, and make the slowest answers faster by enough to matter; best first. */
export const fasterVariants = (result: Result): VariantResult[] =>
  ranked(result)
    .slice(1)
    .filter(
      variant => HARDLY.includes(availabilityEffect(variant, result)) && latencyEffect(variant, result) === 'better',
    )
    .sort((one, other) => (one.difference?.p99?.mean ?? 0) - (other.difference?.p99?.mean ?? 0));

/** A variant as a sentence can name it: names that would read on as its words are set apart, as in variant “without-retries”. */
export const spokenName = (name: string): string =>
  /^(with|without|do|no|not|none|only|as)\b/i.test(name) ? `variant “${name}”` : name;

/** `with circuit-breaker`, `with all 3 mitigations together`, `in variant “without-retries”`. */
export function withVariant({ name, mitigations }: Pick<VariantResult, 'name' | 'mitigations'>): string {
  if (name === 'all') return `with all ${mitigations.length} mitigations together`;
  const spoken = spokenName(name);
  return spoken === name ? `with ${name}` : `in ${spoken}`;
}

/** Whether replicas cost differently from variant to variant, so that cost belongs in the comparison. */
export const costsDiffer = (result: Result): boolean =>
  new Set(result.variants.map(variant => variant.metrics.replicaHours?.mean ?? null)).size > 1;

const byMerit = (one: VariantResult, other: VariantResult): number =>
  descending(one.metrics.availability, other.metrics.availability) ||
  -descending(one.metrics.latency.p99, other.metrics.latency.p99);

const descending = (one: Estimate | null, other: Estimate | null): number => {
  const difference = (other?.mean ?? -1) - (one?.mean ?? -1);
  return Math.sign(difference);
};
