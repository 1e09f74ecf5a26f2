/** A latency histogram as a line on a logarithmic axis: the share of requests in each bucket, 0 where there are none. */
import type { LatencyHistogram } from '../results/result.ts';

/** ms. Whatever was answered or refused faster stands here: a refusal takes no time at all, and has no logarithm. */
export const SHORTEST = 0.1;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the first bucket that holds any of `counts` to the last; empty when none does. */
export function distributionLine({ from, to }: LatencyHistogram, counts: readonly number[], total: number): Point[] {
  const line: Point[] = [];
  let end = 0;
  let atOnce = 0;
  for (const [bucket, number] of counts.entries()) {
    if (number === 0) continue;
    if (to[bucket]! <= SHORTEST) {
      atOnce += number;
      continue;
    }
    const start = Math.max(SHORTEST, from[bucket]!);
    if (start > end) line.push(...(end > 0 ? [{ x: end, y: 0 }] : []), { x: start, y: 0 });
    line.push({ x: Math.sqrt(start * to[bucket]!), y: number / total });
    end = to[bucket]!;
  }
  if (end > 0) line.push({ x: end, y: 0 });
  return atOnce === 0 ? line : [{ x: SHORTEST, y: atOnce / total }, { x: SHORTEST * 1.09, y: 0 }, ...line];
}
