import { describe, expect, it } from 'vitest';
import { Random } from '../../src/engine/random.ts';
import { holm } from '../../src/measure/holm.ts';

describe("Holm's correction", () => {
  it('asks more of the first than of the last: level / m, level / (m - 1), ... level', () => {
    expect(holm([0.012, 0.016, 0.024, 0.049], 0.05)).toEqual([true, true, true, true]);
    expect(holm([0.013, 0.016, 0.024, 0.049], 0.05)).toEqual([false, false, false, false]);
  });

  it('stops at the first that does not pass, whatever comes after it', () => {
    expect(holm([0.049, 0.001, 0.03, 0.001], 0.05)).toEqual([false, true, false, true]);
  });

  it('of a single comparison is the plain test', () => {
    expect(holm([0.05], 0.05)).toEqual([true]);
    expect(holm([0.051], 0.05)).toEqual([false]);
  });

  it('does not count comparisons without data', () => {
    expect(holm([null, 0.04, null], 0.05)).toEqual([false, true, false]);
    expect(holm([], 0.05)).toEqual([]);
  });

  it('calls any of ten idle variants measurable in fewer than 5 % of the experiments, where the plain test is far above', () => {
    const random = Random.named('holm');
    let [corrected, plain] = [0, 0];
    for (let experiment = 0; experiment < 4000; experiment++) {
      const pValues = Array.from({ length: 10 }, () => random.uniform());
      if (holm(pValues, 0.05).includes(true)) corrected += 1;
      if (pValues.some(pValue => pValue <= 0.05)) plain += 1;
    }
    expect(corrected / 4000).toBeLessThan(0.06);
    expect(corrected / 4000).toBeGreaterThan(0.03);
    expect(plain / 4000).toBeGreaterThan(0.3);
  });
});
