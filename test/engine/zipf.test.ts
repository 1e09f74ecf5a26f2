import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import { Zipf } from '../../src/engine/zipf.ts';

const DRAWS = 200_000;

/** How often each rank came up, against what Zipf's law says: Pearson's statistic over its degrees of freedom. */
function misfit(ranks: number, exponent: number): number {
  const weights = Array.from({ length: ranks }, (_, i) => (i + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const zipf = new Zipf(ranks, exponent);
  const random = Random.named(`zipf/${ranks}/${exponent}`);
  const counts = new Float64Array(ranks);
  for (let i = 0; i < DRAWS; i++) counts[zipf.sample(random) - 1]!++;
  const terms = weights.map((weight, i) => {
    const expected = (DRAWS * weight) / total;
    return (counts[i]! - expected) ** 2 / expected;
  });
  return terms.reduce((sum, term) => sum + term, 0) / Math.max(1, ranks - 1);
}

describe('Zipf’s law', () => {
  it.each([
    [100, 0.5],
    [100, 0.99],
    [100, 1],
    [1000, 0.8],
    [50, 2],
    [20, 5],
  ])('is met over %d ranks with exponent %d', (ranks, exponent) => {
    // chi-squared / df has standard deviation sqrt(2 / df): four of them.
    expect(misfit(ranks, exponent)).toBeLessThan(1 + 4 * Math.sqrt(2 / (ranks - 1)));
  });

  it('with exponent 0 makes all ranks alike', () => {
    expect(misfit(100, 0)).toBeLessThan(1.6);
  });

  it('draws only ranks there are, whatever the exponent', () => {
    const random = Random.named('range');
    for (const [ranks, exponent] of [[1, 1] as const, [2, 0.99] as const, [1e9, 0.9] as const, [1e6, 1] as const]) {
      const zipf = new Zipf(ranks, exponent);
      for (let i = 0; i < 2000; i++) {
        const rank = zipf.sample(random);
        expect(Number.isInteger(rank) && rank >= 1 && rank <= ranks).toBe(true);
      }
    }
  });

  it('refuses what is no law', () => {
    expect(() => new Zipf(0, 1)).toThrow(RangeError);
    expect(() => new Zipf(10, -1)).toThrow(RangeError);
  });
});
