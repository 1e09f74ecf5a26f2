/**
 * Levels of all variants, best first, the baseline among them: for quantities whose differences are not in a result. They are
 * called better or worse only where their intervals lie apart.
 */
import type { Estimate, FigureKind, Result, VariantResult } from '../../results/result.ts';
import { EFFECT_MARK } from '../comparison.ts';
import { QUANTITY_OF_UNIT } from '../component-figures.ts';
import { byFigure, figureEffect } from '../figure-gains.ts';
import { figureOf, written } from '../numbers.ts';
import { ranked } from '../order.ts';
import type { IntervalPlot } from './interval-chart.ts';
import { BAD, BASELINE, GOOD, MUTED } from './style.ts';
import { AXES } from './writing.ts';

const COLOUR = { better: GOOD, worse: BAD, unknown: MUTED } as const;

/** null where the baseline has none. */
export function levelsPlot(
  result: Result,
  { title, unit, better }: FigureKind,
  levelOf: (variant: VariantResult) => Estimate | null,
): IntervalPlot | null {
  const variants = ranked(result);
  const before = variants[0] === undefined ? null : levelOf(variants[0]);
  if (before === null) return null;
  const kind = { title, unit, better };
  const found = variants.flatMap((variant, rank) => {
    const level = levelOf(variant);
    return level === null ? [] : [{ name: variant.name, isBaseline: rank === 0, level }];
  });
  const rows = found
    .sort((one, other) => byFigure(kind)(one.level, other.level))
    .map(({ name, isBaseline, level }) => {
      const effect = isBaseline ? 'unknown' : figureEffect(level, before, kind);
      const mark = effect === 'unknown' ? '' : ` ${EFFECT_MARK[effect]}`;
      const text = `${written(figureOf(level, QUANTITY_OF_UNIT[unit]))}${mark}`;
      return { name, ...level, text, colour: isBaseline ? BASELINE : COLOUR[effect] };
    });
  return {
    title,
    about: `${better} is better; bars are 95 % intervals, the line is the baseline`,
    reference: before.mean,
    reaches: [0],
    rows,
    axis: AXES[unit],
    steps: 4,
  };
}
