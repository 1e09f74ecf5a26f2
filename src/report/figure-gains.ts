/**
 * Figures of components that a variant improves over the baseline: writes lost, stale reads, time to detect. Called better
 * only where both 95 % intervals lie apart, which is stricter than a paired test; of every figure the best variant is named.
 */
import type { Estimate, FigureKind, Result, VariantResult } from '../results/result.ts';
import { QUANTITY_OF_UNIT } from './component-figures.ts';
import { figureOf, written } from './numbers.ts';
import { ranked, withVariant } from './order.ts';

export interface FigureGain {
  /** Whose figure it is, and its key in `figures` and `figureKinds`. */
  readonly subject: string;
  readonly name: string;
  readonly kind: FigureKind;
  /** The variant it is best in. */
  readonly best: VariantResult;
  readonly before: Estimate;
  readonly after: Estimate;
  /** `acknowledged writes that were lost (ledger): 2000 ± 400, with quorum-writes 0` */
  readonly text: string;
}

/** What was acknowledged and is gone: nobody can ask for it again, as for an answer that did not come. */
const LOSSES: ReadonlySet<string> = new Set(['lostWrites', 'copyLoss', 'lostMessages']);

export const isLoss = ({ name }: FigureGain): boolean => LOSSES.has(name);

/** What a system does about trouble: less of it is better, and hardly ever why something is done. */
const REACTIONS: ReadonlySet<string> = new Set(['removals', 'panics', 'hedges', 'heartbeatsFailed']);

export const isReaction = ({ name }: FigureGain): boolean => REACTIONS.has(name);

const weightOf = (gain: FigureGain): number => (isLoss(gain) ? 0 : isReaction(gain) ? 2 : 1);

/** Losses first and reactions last, otherwise in the order of declaration. */
export function gainsOf(result: Result): FigureGain[] {
  // Figures that go together, such as hits and what they save, are told by the first of them.
  const gains = allGains(result).filter((gain, index, all) => !all.slice(0, index).some(other => isAlike(gain, other)));
  return gains.sort((one, other) => weightOf(one) - weightOf(other));
}

const isAlike = (one: FigureGain, other: FigureGain): boolean =>
  one.subject === other.subject && isClose(one.before, other.before) && isClose(one.after, other.after);

const isClose = ({ mean: one }: Estimate, { mean: other }: Estimate): boolean =>
  Math.abs(one - other) <= 0.02 * Math.max(one, other);

/** Below this a figure is no trouble, and less of it no gain. */
const HARMLESS: Readonly<Record<string, number>> = { loadAfterLoss: 1 };

function allGains(result: Result): FigureGain[] {
  const [baseline, ...others] = ranked(result);
  if (baseline === undefined) return [];
  return Object.entries(baseline.figures).flatMap(([subject, figures]) =>
    Object.entries(result.figureKinds).flatMap(([name, kind]) => {
      const before = figures[name] ?? null;
      if (before === null || kind.better === null || before.mean < (HARMLESS[name] ?? 0)) return [];
      const [best] = others
        .map(variant => ({ variant, now: variant.figures[subject]?.[name] ?? null }))
        .filter(
          (one): one is { variant: VariantResult; now: Estimate } =>
            one.now !== null && figureEffect(one.now, before, kind) === 'better',
        )
        .sort((one, other) => byFigure(kind)(one.now, other.now));
      if (best === undefined) return [];
      const [then, now] = [before, best.now].map(estimate => written(figureOf(estimate, QUANTITY_OF_UNIT[kind.unit])));
      const text = `${kind.title} (${subject}): ${then}, ${withVariant(best.variant)} ${now}`;
      return [{ subject, name, kind, best: best.variant, before, after: best.now, text }];
    }),
  );
}

/** Orders levels of a figure, best first. */
export const byFigure =
  ({ better }: FigureKind) =>
  (one: Estimate, other: Estimate): number =>
    (better === 'less' ? 1 : -1) * (one.mean - other.mean);

/** What a level of a figure says beside another; `unknown` where their intervals meet, because nothing is paired here. */
export function figureEffect(now: Estimate, before: Estimate, { better }: FigureKind): 'better' | 'worse' | 'unknown' {
  if (now.low === null || now.high === null || before.low === null || before.high === null) return 'unknown';
  const [isLess, isMore] = [now.high < before.low, now.low > before.high];
  if (better === null || (!isLess && !isMore)) return 'unknown';
  return isLess === (better === 'less') ? 'better' : 'worse';
}
