/**
 * What the picture of a result shows: the story its headline tells. Changes to the baseline beside what happened over time,
 * of availability or of the slowest answers - a picture of flat lines at 100 % would tell nothing - or, where a figure of
 * a component is the story, its levels, and availability beneath it where that is moved as well. Traffic that is served
 * best by another variant than all requests together has a story of its own.
 */
import type { Result, Series, VariantResult } from '../../results/result.ts';
import { windowsOf } from '../availability.ts';
import { EFFECT_MARK } from '../comparison.ts';
import { amount, changeOf, type Quantity } from '../numbers.ts';
import { availabilityEffect, type Effect, latencyEffect, ranked } from '../order.ts';
import { servedBetter } from '../sources.ts';
import { topicOf } from '../topic.ts';
import { availabilityOverTime } from './availability-over-time.ts';
import { meansOf } from './cells.ts';
import { figureStory } from './figure-story.ts';
import type { IntervalPlot, IntervalRow } from './interval-chart.ts';
import type { OverTimePlot } from './over-time-chart.ts';
import { sourceStory } from './source-story.ts';
import { BAD, GOOD, MUTED } from './style.ts';
import { CHANGES_OF_DURATION, DURATION, POINTS } from './writing.ts';

/** Two plots side by side. */
export interface Story {
  /** null where there is nothing to compare. */
  readonly compared: IntervalPlot | null;
  readonly overTime: OverTimePlot;
}

/** One above the other. */
export function storiesOf(result: Result): Story[] {
  const topic = topicOf(result);
  switch (topic.kind) {
    case 'availability':
      return [
        availabilityStory(result, topic.best),
        ...servedBetter(result)
          .slice(0, 1)
          .map(one => sourceStory(result, one)),
      ];
    case 'latency':
      return [latencyStory(result, topic.best)];
    case 'figure':
      return [figureStory(result, topic.gain), ...(isMoved(result) ? [availabilityStory(result, topic.best)] : [])];
  }
}

/** Whether a variant changes availability, for better or worse. */
const isMoved = (result: Result): boolean =>
  result.variants.some(variant => ['better', 'worse'].includes(availabilityEffect(variant, result)));

const availabilityStory = (result: Result, best: VariantResult | null): Story => ({
  compared: changes(differencesIn(result, 'availability', availabilityEffect, 'share'), {
    title: 'Availability, change to the baseline',
    about: 'percentage points; bars are 95 % intervals',
    axis: POINTS,
    steps: 5,
  }),
  overTime: availabilityOverTime(best),
});

const latencyStory = (result: Result, best: VariantResult): Story => ({
  compared: changes(
    differencesIn(result, 'p99', latencyEffect, 'duration').toSorted((one, other) => one.mean - other.mean),
    {
      title: 'Latency p99, change to the baseline',
      about: 'less is better; bars are 95 % intervals',
      axis: CHANGES_OF_DURATION,
      steps: 3,
    },
  ),
  overTime: {
    title: 'Latency p99 over time',
    about: '99 % of the answers come within this time',
    best,
    axis: DURATION,
    highest: null,
    cells: ({ series }, most) => latencyCells(series, most),
  },
});

const COLOUR: Readonly<Record<Effect, string>> = {
  better: GOOD,
  worse: BAD,
  slight: MUTED,
  none: MUTED,
  unknown: MUTED,
};

/** Of the variants that have one, best first. */
function differencesIn(
  result: Result,
  metric: 'availability' | 'p99',
  effectOf: (variant: VariantResult, result: Result) => Effect,
  quantity: Quantity,
): IntervalRow[] {
  return ranked(result).flatMap(variant => {
    const difference = variant.difference?.[metric];
    if (!difference) return [];
    const { mean, low, high } = difference;
    const effect = effectOf(variant, result);
    const text = `${amount(changeOf(difference, quantity))} ${EFFECT_MARK[effect]}`;
    return [{ name: variant.name, mean, low, high, text, colour: COLOUR[effect] }];
  });
}

const changes = (
  rows: readonly IntervalRow[],
  words: Pick<IntervalPlot, 'title' | 'about' | 'axis' | 'steps'>,
): IntervalPlot | null => (rows.length === 0 ? null : { ...words, reference: 0, reaches: [0], rows });

/** Percentiles of several sources and windows do not add up: the slowest of the sources, the mean of the windows. */
function latencyCells(series: Series, most: number): (number | null)[] {
  const slowest = Array.from({ length: windowsOf(series) }, (_, window) => {
    const known = Object.values(series.traffic).flatMap(({ p99 }) => p99[window] ?? []);
    return known.length === 0 ? null : Math.max(...known);
  });
  return meansOf(slowest, most);
}
