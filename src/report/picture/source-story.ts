/** The story of one source of traffic, which is served best by another variant than all of them together. */
import type { Result, VariantResult } from '../../results/result.ts';
import { availabilityFor, type ServedBetter } from '../sources.ts';
import { availabilityOverTime } from './availability-over-time.ts';
import { levelsPlot } from './levels-plot.ts';
import type { Story } from './story.ts';

export function sourceStory(result: Result, { source, variant }: ServedBetter): Story {
  const overTime = availabilityOverTime(variant);
  const kind = { title: `Availability for ${source}`, unit: 'share', better: 'more' } as const;
  return {
    compared: levelsPlot(result, kind, each => availabilityFor(source, each)),
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
