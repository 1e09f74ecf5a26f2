import { describe, expect, it } from 'vitest';
import { differencesTo } from '../../src/experiment/compare.ts';
import { type Observation, observe } from '../../src/experiment/observe.ts';
import { level, replicationRecord, worldPlan } from './fixture.ts';

/** One replication for each number of requests answered per window; ten more fail. */
const observed = (...answered: readonly number[]): Observation[] =>
  answered.map(ok => observe(replicationRecord({ ok: level(100, ok), failed: level(100, 10) }), worldPlan()));

const baseline = observed(100, 200, 300);

describe('the difference to the baseline', () => {
  it('is paired over replications: a small gain under a large common spread is significant', () => {
    const [difference] = differencesTo(baseline, [observed(110, 210, 310)], 0.05);
    expect(difference!.goodput).toMatchObject({ mean: 10, significant: true });
  });

  it('is nothing, and not significant, between equal runs', () => {
    const [difference] = differencesTo(baseline, [baseline], 0.05);
    expect(difference!.availability).toMatchObject({ mean: 0, low: 0, high: 0, pValue: 1, significant: false });
    expect(Object.values(difference!).every(each => each?.significant === false)).toBe(true);
  });

  it('is the same alone and beside others but for what counts as significant', () => {
    const doubtful = observed(103, 211, 306);
    const [alone] = differencesTo(baseline, [doubtful], 0.2);
    const [, beside] = differencesTo(baseline, [baseline, doubtful, baseline], 0.2);
    expect(alone!.goodput!.pValue).toBeGreaterThan(0.2 / 3);
    expect(alone!.goodput!.significant).toBe(true);
    expect(beside!.goodput).toEqual({ ...alone!.goodput, significant: false });
  });

  it('of one replication decides nothing', () => {
    const [difference] = differencesTo(observed(100), [observed(500)], 0.05);
    expect(difference!.goodput).toMatchObject({ low: null, pValue: null, significant: false });
  });
});
