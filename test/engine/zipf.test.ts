import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import { Zipf } from '../../src/engine/zipf.ts';
import { limited, randomOf, uniformly } from './draws.ts';

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
  it.each([0.5, 0.99, 1, 2, 5])('with exponent %d takes 1.1 draws a rank at most', exponent => {
    const zipf = new Zipf(1000, exponent);
    const random = limited(Random.named('economy'), 2 * 1100);
    for (let i = 0; i < 1000; i++) zipf.sample(random);
  });

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

  // Ranks so large that a relative error of 1e-12 shows; worked out with sixty digits.
  it.each([
    [1 - 2e-10, [12_380_112_836_461, 153_267_193_252, 23_490_832]],
    [1, [12_380_112_669_350, 153_267_189_706, 23_490_831]],
    [1 + 2e-10, [12_380_112_502_239, 153_267_186_159, 23_490_831]],
  ])('is exact at and beside the exponent where its integral is a logarithm: %d', (exponent, ranks) => {
    const zipf = new Zipf(1e15, exponent);
    expect([1 / 8, 1 / 4, 1 / 2].map(share => zipf.sample(randomOf(...uniformly(share))))).toEqual(ranks);
  });

  it('has one rank at least and an exponent from 0 on', () => {
    expect(new Zipf(1, 0).sample(randomOf(...uniformly(1 / 2)))).toBe(1);
    expect(new Zipf(5, 1).ranks).toBe(5);
  });

  it.each([
    [0, 1],
    [Number.NaN, 1],
    [10, -1],
    [10, Infinity],
    [10, Number.NaN],
  ])('refuses what is no law: %d ranks with exponent %d', (ranks, exponent) => {
    expect(() => new Zipf(ranks, exponent)).toThrow(
      new RangeError(`expected at least one rank and an exponent of at least 0, found ${ranks} and ${exponent}`),
    );
  });
});
