/**
 * Figures of components that a variant improves over the baseline: writes lost, stale reads, time to detect. Called better
 * only where both 95 % intervals lie apart, which is stricter than a paired test; of every figure the best variant is named.
 */
import type { Estimate, FigureKind, Result, VariantResult } from '../results/result.ts';
import { QUANTITY_OF_UNIT } from './component-figures.ts';
import { figureOf, written } from './numbers.ts';
import { ranked, withVariant } from './order.ts';

/** `acknowledged writes that were lost (ledger): 2000 ± 400, with quorum-writes 0`; in the order of declaration. */
export function figureGains(result: Result): string[] {
  const gains = allGains(result);
  // Figures that go together, such as hits and what they save, are told by the first of them.
  return gains
    .filter((gain, index) => !gains.slice(0, index).some(other => isAlike(gain, other)))
    .map(({ text }) => text);
}

interface Gain {
  readonly text: string;
  readonly subject: string;
  readonly before: number;
  readonly after: number;
}

const isAlike = (one: Gain, other: Gain): boolean =>
  one.subject === other.subject && isClose(one.before, other.before) && isClose(one.after, other.after);

const isClose = (one: number, other: number): boolean => Math.abs(one - other) <= 0.02 * Math.max(one, other);

/** Below this a figure is no trouble, and less of it no gain. */
const HARMLESS: Readonly<Record<string, number>> = { loadAfterLoss: 1 };

function allGains(result: Result): Gain[] {
  const [baseline, ...others] = ranked(result);
  if (baseline === undefined) return [];
  return Object.entries(baseline.figures).flatMap(([subject, figures]) =>
    Object.entries(result.figureKinds).flatMap(([name, kind]) => {
      const before = figures[name] ?? null;
      if (before === null || kind.better === null || before.mean < (HARMLESS[name] ?? 0)) return [];
      const better = others
        .map(variant => ({ variant, now: variant.figures[subject]?.[name] ?? null }))
        .filter(
          (one): one is { variant: VariantResult; now: Estimate } =>
            one.now !== null && isBetter(one.now, before, kind),
        )
        .sort((one, other) => (kind.better === 'less' ? 1 : -1) * (one.now.mean - other.now.mean));
      const [best] = better;
      if (best === undefined) return [];
      const [then, now] = [before, best.now].map(estimate => written(figureOf(estimate, QUANTITY_OF_UNIT[kind.unit])));
      const text = `${kind.title} (${subject}): ${then}, ${withVariant(best.variant)} ${now}`;
      return [{ text, subject, before: before.mean, after: best.now.mean }];
    }),
  );
}

function isBetter(now: Estimate, before: Estimate, { better }: FigureKind): boolean {
  if (now.low === null || now.high === null || before.low === null || before.high === null) return false;
  return better === 'less' ? now.high < before.low : now.low > before.high;
}
