/**
 * Levels of all variants, best first, the baseline among them: for quantities whose differences are not in a result. They are
 * called better or worse only where their intervals lie apart. Pictures and the page draw them.
 */
import type { Estimate, FigureKind, Result, VariantResult } from '../results/result.ts';
import { QUANTITY_OF_UNIT } from './component-figures.ts';
import { byFigure, type FigureGain, figureEffect } from './figure-gains.ts';
import { figureOf, written } from './numbers.ts';
import { ranked } from './order.ts';
import { availabilityFor, type ServedBetter, servedBetter } from './sources.ts';
import { capitalised } from './text.ts';
import { topicOf } from './topic.ts';

export interface Levels {
  readonly kind: FigureKind;
  /** Of the baseline. */
  readonly reference: number;
  readonly rows: readonly LevelRow[];
}

export interface LevelRow extends Estimate {
  readonly name: string;
  readonly isBaseline: boolean;
  /** Beside the baseline; `unknown` for itself, and where intervals meet. */
  readonly effect: 'better' | 'worse' | 'unknown';
  /** With its margin, in words. */
  readonly text: string;
}

/** Of what the headline names beside availability and latency: at most one. */
export function toldLevels(result: Result): Levels | null {
  const topic = topicOf(result);
  if (topic.kind === 'figure') return gainLevels(result, topic.gain);
  const [first] = topic.kind === 'availability' ? servedBetter(result) : [];
  return first === undefined ? null : sourceLevels(result, first);
}

export const gainLevels = (result: Result, { kind, subject, name }: FigureGain): Levels | null =>
  levelsOf(
    result,
    { ...kind, title: `${brief(capitalised(kind.title))} (${subject})` },
    ({ figures }) => figures[subject]?.[name] ?? null,
  );

/** As long as a heading may be; titles that are longer explain themselves after a semicolon or in parentheses. */
const WIDEST_TITLE = 48;

const brief = (title: string): string => (title.length <= WIDEST_TITLE ? title : title.replace(/(; | \().*$/, ''));

export const sourceLevels = (result: Result, { source }: ServedBetter): Levels | null =>
  levelsOf(result, { title: `Availability for ${source}`, unit: 'share', better: 'more' }, variant =>
    availabilityFor(source, variant),
  );

/** null where the baseline has none. */
function levelsOf(
  result: Result,
  kind: FigureKind,
  levelOf: (variant: VariantResult) => Estimate | null,
): Levels | null {
  const variants = ranked(result);
  const before = variants[0] === undefined ? null : levelOf(variants[0]);
  if (before === null) return null;
  const rows = variants.flatMap((variant, rank): LevelRow[] => {
    const level = levelOf(variant);
    if (level === null) return [];
    const isBaseline = rank === 0;
    const effect = isBaseline ? 'unknown' : figureEffect(level, before, kind);
    const text = written(figureOf(level, QUANTITY_OF_UNIT[kind.unit]));
    return [{ name: variant.name, isBaseline, ...level, effect, text }];
  });
  return { kind, reference: before.mean, rows: rows.sort(byFigure(kind)) };
}
