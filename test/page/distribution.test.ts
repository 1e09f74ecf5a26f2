import { describe, expect, it } from 'vitest';
import { distributionLine } from '../../src/page/distribution.ts';

const histogram = (from: number[], to: number[]) => ({ from, to, answered: [], failed: [] });

describe('a distribution as a line', () => {
  it('is the share of each bucket in its geometric middle, and comes down to 0 at both ends', () => {
    expect(distributionLine(histogram([8, 9], [9, 10]), [1, 3], 4)).toEqual([
      { x: 8, y: 0 },
      { x: Math.sqrt(72), y: 0.25 },
      { x: Math.sqrt(90), y: 0.75 },
      { x: 10, y: 0 },
    ]);
  });

  it('is 0 where buckets are left out, or hold none of these requests', () => {
    expect(distributionLine(histogram([8, 9, 64], [9, 10, 72]), [1, 0, 1], 2).filter(({ y }) => y === 0)).toEqual([
      { x: 8, y: 0 },
      { x: 9, y: 0 },
      { x: 64, y: 0 },
      { x: 72, y: 0 },
    ]);
  });

  it('begins with all that took no time', () => {
    expect(distributionLine(histogram([0, 0.001, 1], [1e-6, 0.002, 2]), [5, 1, 2], 8)[0]).toEqual({ x: 0.1, y: 0.75 });
  });

  it('is empty without requests', () => {
    expect(distributionLine(histogram([8], [9]), [0], 1)).toEqual([]);
  });
});
