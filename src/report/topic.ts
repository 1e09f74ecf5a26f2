/**
 * What a result is about: availability; the slowest answers, where no variant makes the system more available and some make
 * it faster; or a figure of a component, where that is what changes. Headlines, findings and pictures all ask here, so that
 * they tell the same story.
 */
import type { Result, VariantResult } from '../results/result.ts';
import { type FigureGain, gainsOf, isLoss } from './figure-gains.ts';
import { bestOf, fasterVariants } from './order.ts';

export type Topic =
  /** `best` is null where nothing that was tried changes anything for the better. */
  | { readonly kind: 'availability'; readonly best: VariantResult | null }
  | { readonly kind: 'latency'; readonly best: VariantResult }
  | { readonly kind: 'figure'; readonly best: VariantResult; readonly gain: FigureGain };

/** Beside data that is lost for good, a gain in availability of less than a point is not the story. */
const MORE_THAN_A_LOSS = 0.01;

export function topicOf(result: Result): Topic {
  const best = bestOf(result);
  const gains = gainsOf(result);
  const figure = (gain: FigureGain): Topic => ({ kind: 'figure', best: gain.best, gain });
  const loss = gains.find(isLoss);
  if (loss !== undefined && (best?.difference?.availability?.mean ?? 0) < MORE_THAN_A_LOSS) return figure(loss);
  if (best !== null) return { kind: 'availability', best };
  const [fastest] = fasterVariants(result);
  if (fastest !== undefined) return { kind: 'latency', best: fastest };
  const [gain] = gains;
  return gain === undefined ? { kind: 'availability', best: null } : figure(gain);
}
