/** What lies behind lines over time: the warm-up, and the faults with their names above the plot. */
import type { Plugin } from 'chart.js';
import type { Result } from '../../results/result.ts';
import { faultsIn, isAtRandom } from '../strikes.ts';
import { BAD, FAULT, PANEL, SMALL } from './style.ts';

interface Strike {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** In order of time, the name with the first of each fault. Lines are of all replications: strikes of one say nothing of them. */
export function strikesIn(result: Result): Strike[] {
  return faultsIn(result)
    .filter(([, fault]) => !isAtRandom(fault))
    .flatMap(([name, { strikes }]) =>
      strikes.map(({ start, end }, index) => ({ name: index === 0 ? name : '', start, end: end ?? result.duration })),
    )
    .sort((one, other) => one.start - other.start);
}

/** What is said of the faults that are not shaded; nothing where all are. */
export function unshadedIn(result: Result): string {
  const random = faultsIn(result).filter(([, fault]) => isAtRandom(fault));
  return random.length === 0 ? '' : `${random.map(([name]) => name).join(', ')}: at random, not shaded`;
}

export function backdrop(result: Result): Plugin<'line'> {
  const { warmup } = result;
  const strikes = strikesIn(result);
  const unshaded = unshadedIn(result);
  return {
    id: 'backdrop',
    beforeDatasetsDraw: ({ ctx, chartArea: { top, bottom, left, right }, scales }) => {
      const at = (moment: number): number =>
        Math.max(left, Math.min(right, scales.x?.getPixelForValue(moment) ?? left));
      ctx.save();
      ctx.font = SMALL;
      ctx.fillStyle = PANEL;
      if (warmup > 0) ctx.fillRect(left, top, at(warmup) - left, bottom - top);
      // All at once, so that episodes that overlap are no darker than one.
      ctx.fillStyle = FAULT;
      ctx.beginPath();
      for (const { start, end } of strikes) ctx.rect(at(start), top, Math.max(1, at(end) - at(start)), bottom - top);
      ctx.fill();
      ctx.fillStyle = BAD;
      ctx.fillText(unshaded, left, top - 5);
      let free = left + (unshaded === '' ? 0 : ctx.measureText(unshaded).width + 8);
      for (const { name, start } of strikes) {
        if (name === '' || at(start) < free) continue;
        const width = ctx.measureText(name).width;
        ctx.fillText(name, Math.min(at(start), right - width), top - 5);
        free = at(start) + width + 8;
      }
      ctx.restore();
    },
  };
}
