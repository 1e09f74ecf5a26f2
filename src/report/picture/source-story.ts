/** The story of one source of traffic, which is served best by another variant than all of them together. */
import type { Result, VariantResult } from '../../results/result.ts';
import { sourceLevels } from '../levels.ts';
import type { ServedBetter } from '../sources.ts';
import { availabilityOverTime } from './availability-over-time.ts';
import { levelsPlot } from './levels-plot.ts';
import type { Story } from './story.ts';

export function sourceStory(result: Result, served: ServedBetter): Story {
  const { source, variant } = served;
  const overTime = availabilityOverTime(variant);
  const levels = sourceLevels(result, served);
  return {
    compared: levels === null ? null : levelsPlot(levels),
    overTime: {
      ...overTime,
      title: `Availability for ${source} over time`,
      cells: (each, most) => overTime.cells(onlyOf(source, each), most),
    },
  };
}

function onlyOf(source: string, variant: VariantResult): VariantResult {
  const traffic = Object.fromEntries(Object.entries(variant.series.traffic).filter(([name]) => name === source));
  return { ...variant, series: { ...variant.series, traffic } };
}
