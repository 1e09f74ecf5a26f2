/**
 * Levels of what the headline names beside availability and latency, as a plot like that of the differences: a row per
 * variant, best first, a dot with its 95 % interval from 0 on, and a line for the baseline.
 */
import type { Result } from '../../results/result.ts';
import { EFFECT_MARK, EFFECT_WORDS } from '../comparison.ts';
import { type LevelRow, type Levels, toldLevels } from '../levels.ts';
import { breakable, line } from './markup.ts';

/** Nothing where the headline names no such thing. */
export function levelPlot(result: Result): string {
  const levels = toldLevels(result);
  if (levels === null) return '';
  const { kind, rows } = levels;
  const most = Math.max(...rows.map(({ mean, high }) => high ?? mean)) || 1;
  return `<figure class="differences" id="levels">
<figcaption><b>${line(kind.title)}</b> <span>${kind.better} is better; the line is the baseline</span></figcaption>
<ol>
${rows.map(row => rowOf(row, levels, most)).join('\n')}
</ol>
</figure>`;
}

/** Left and right of the plot, in percent. */
const MARGIN = 4;

function rowOf(row: LevelRow, { reference }: Levels, most: number): string {
  const at = (value: number): string => `${(MARGIN + ((100 - 2 * MARGIN) * value) / most).toFixed(2)}%`;
  const { name, mean, low, high, effect, text } = row;
  const meaning = effect === 'unknown' ? '' : ` <abbr title="${EFFECT_WORDS[effect]}">${EFFECT_MARK[effect]}</abbr>`;
  const drawing = [
    `<line class="zero" x1="${at(reference)}" x2="${at(reference)}" y1="0" y2="100%"/>`,
    `<line class="stem" x1="${at(reference)}" x2="${at(mean)}" y1="50%" y2="50%"/>`,
    `<line class="interval" x1="${at(low ?? mean)}" x2="${at(high ?? mean)}" y1="50%" y2="50%"/>`,
    `<circle cx="${at(mean)}" cy="50%" r="4.5"/>`,
  ];
  return `<li class="${effect}"><span class="name">${breakable(name)}</span><svg aria-hidden="true" height="22">${drawing.join('')}</svg><span class="value"><b>${line(text)}</b>${meaning}</span></li>`;
}
