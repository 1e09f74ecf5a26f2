/**
 * Differences to the baseline as a plot: one row per variant, best first, a dot with its 95 % interval on a common scale.
 * Positions are percentages, so the plot is as wide as its place; the figures stand beside it as text.
 */
import type { Difference, Result, VariantResult } from '../../results/result.ts';
import { EFFECT_MARK, EFFECT_WORDS } from '../comparison.ts';
import { amount, changeOf, intervalOf, NO_DATA, type Quantity } from '../numbers.ts';
import { availabilityEffect, type Effect, latencyEffect, ranked } from '../order.ts';
import { breakable, join } from './markup.ts';

interface Plot {
  readonly key: string;
  readonly title: string;
  readonly quantity: Quantity;
  readonly effectOf: (variant: VariantResult, result: Result) => Effect;
  readonly better: 'right' | 'left';
}

const PLOTS: readonly Plot[] = [
  { key: 'availability', title: 'Availability', quantity: 'share', effectOf: availabilityEffect, better: 'right' },
  { key: 'p99', title: 'Latency p99', quantity: 'duration', effectOf: latencyEffect, better: 'left' },
];

/** Both plots; nothing when there is nothing to compare. */
export function differencePlots(result: Result): string {
  const others = ranked(result)
    .slice(1)
    .filter(({ difference }) => difference !== undefined);
  if (others.length === 0) return '';
  return join([...PLOTS.map(plot => differencePlot(plot, others, result)), LEGEND]);
}

const LEGEND = `<p class="note">Dots are means over the replications, bars their 95 % intervals. ${(
  ['better', 'worse', 'slight', 'none'] as const
)
  .map(effect => `${EFFECT_MARK[effect]} ${EFFECT_WORDS[effect]}`)
  .join(', ')}.</p>`;

function differencePlot(plot: Plot, others: readonly VariantResult[], result: Result): string {
  const scale = scaleOf(others.map(({ difference }) => difference?.[plot.key] ?? null));
  if (scale === null) return '';
  const { key, title, better } = plot;
  const direction = better === 'right' ? 'more is better' : 'less is better';
  return `<figure class="differences" id="difference-${key}">
<figcaption><b>${title}, change to the baseline</b> <span>${direction}</span></figcaption>
<ol>
${others.map(variant => row(plot, variant, scale, result)).join('\n')}
</ol>
</figure>`;
}

function row(plot: Plot, variant: VariantResult, scale: Scale, result: Result): string {
  const difference = variant.difference?.[plot.key] ?? null;
  const change = changeOf(difference, plot.quantity);
  const effect = difference === null ? 'unknown' : plot.effectOf(variant, result);
  const interval = change === null ? null : intervalOf(change);
  const figures = change === null ? NO_DATA : amount(change);
  const spread = interval === null ? '' : ` <small>${interval}</small>`;
  const meaning = `<abbr title="${EFFECT_WORDS[effect]}">${EFFECT_MARK[effect]}</abbr>`;
  return `<li class="${effect}"><span class="name">${breakable(variant.name)}</span>${mark(difference, scale)}<span class="value"><b>${figures}</b> ${meaning}${spread}</span></li>`;
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Zero and every interval, with a margin; null when no variant has a difference. */
function scaleOf(differences: readonly (Difference | null)[]): Scale | null {
  const found = differences.filter(difference => difference !== null);
  if (found.length === 0) return null;
  const ends = [0, ...found.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const margin = (high - low || 1) * 0.04;
  return { low: low - margin, high: high + margin };
}

function mark(difference: Difference | null, { low, high }: Scale): string {
  const at = (value: number): string => `${((100 * (value - low)) / (high - low)).toFixed(2)}%`;
  const zero = `<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="0" y2="100%"/>`;
  const value =
    difference === null
      ? ''
      : `<line class="stem" x1="${at(0)}" x2="${at(difference.mean)}" y1="50%" y2="50%"/><line class="interval" x1="${at(difference.low ?? difference.mean)}" x2="${at(difference.high ?? difference.mean)}" y1="50%" y2="50%"/><circle cx="${at(difference.mean)}" cy="50%" r="4.5"/>`;
  return `<svg aria-hidden="true" height="22">${zero}${value}</svg>`;
}
