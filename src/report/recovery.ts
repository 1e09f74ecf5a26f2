/** What a variant's faults left behind, in words: `12 s`, `never`, or nothing to say yet. */
import { draining } from '../results/draining.ts';
import { missingReplicas } from '../results/missing-replicas.ts';
import type { Estimate, FaultResult, VariantResult } from '../results/result.ts';
import { type Figure, figureOf } from './numbers.ts';

export type Recovery =
  | { readonly kind: 'recovered'; readonly after: Estimate }
  | { readonly kind: 'never' }
  /** The fault never struck, or never ended within the run. */
  | { readonly kind: 'unknown' };

export function recoveryOf(fault: FaultResult): Recovery {
  if (fault.start === null || fault.neverShare === null) return { kind: 'unknown' };
  return fault.recovery === null ? { kind: 'never' } : { kind: 'recovered', after: fault.recovery };
}

/** Of all faults of the variant the one it takes longest to recover from. */
export const worstRecovery = (variant: VariantResult): Recovery => worstFault(variant).recovery;

/** The same with the name of that fault; null where no recovery is known. */
export function worstFault({ faults }: VariantResult): { readonly name: string | null; readonly recovery: Recovery } {
  const all = Object.entries(faults).map(([name, fault]) => ({ name, recovery: recoveryOf(fault) }));
  const never = all.find(({ recovery }) => recovery.kind === 'never');
  if (never !== undefined) return never;
  const lengthOf = (recovery: Recovery): number => (recovery.kind === 'recovered' ? recovery.after.mean : -1);
  const [slowest] = all
    .filter(({ recovery }) => recovery.kind === 'recovered')
    .sort((one, other) => lengthOf(other.recovery) - lengthOf(one.recovery));
  return slowest ?? { name: null, recovery: { kind: 'unknown' } };
}

/** Figure of the recovery; null for never and unknown. */
export const recoveryFigure = (recovery: Recovery): Figure | null =>
  recovery.kind === 'recovered' ? figureOf(recovery.after, 'duration') : null;

/** Well again in the window in which the fault ended, or too soon after to be told from it. */
export const isAtOnce = (recovery: Recovery): boolean => recoveryFigure(recovery)?.value === '0';

/** How many of the variant's replications a share of them stands for: `3 of 10 replications`. */
export const replicationsOf = (share: number, { replications }: VariantResult): string =>
  replications === 1 ? 'the only replication' : `${Math.round(share * replications)} of ${replications} replications`;

/** Of a fault that no recovery follows: that it never comes is known only where nothing is on its way to being mended. */
export const neverInWords = (variant: VariantResult, fault: string): string =>
  variant.metastableShare === 0 && (stillMissing(variant, fault) ?? stillDraining(variant, fault)) !== null
    ? `has not recovered from ${fault} when the run ends`
    : `never recovers from ${fault}`;

/** The replicas that a fault took and that are not up again when the run ends; null for none. */
export function stillMissing({ faults, series }: VariantResult, fault: string): string | null {
  const start = faults[fault]?.start ?? null;
  if (start === null) return null;
  const services = Object.entries(series.services).map(([name, { up }]) => ({ name, up }));
  return missingReplicas(services, Math.floor((start - series.start) / series.window));
}

/** The service whose backlog gets less until the run ends; null for none. */
export function stillDraining({ faults, series }: VariantResult, fault: string): string | null {
  const end = faults[fault]?.end ?? null;
  if (end === null) return null;
  const waiting = Object.entries(series.services).map(([name, { queueLength }]) => ({ name, queueLength }));
  return draining(waiting, Math.ceil((end - series.start) / series.window));
}
