import { describe, expect, it } from 'vitest';
import { type Observation, observe } from '../../src/experiment/observe.ts';
import { ablationOf, shapleyOf } from '../../src/experiment/worth.ts';
import { level, replicationRecord, variantPlan, worldPlan } from './fixture.ts';

/** Of 1000 requests per window so many succeed, one number for each replication. */
const answering = (...ok: readonly number[]): Observation[] =>
  ok.map(good => observe(replicationRecord({ ok: level(100, good), failed: level(100, 1000 - good) }), worldPlan()));

const variants = (...sets: readonly (readonly string[])[]) =>
  sets.map(mitigations => variantPlan(mitigations.join('+') || 'baseline', { mitigations }));

const FACTORIAL = variants([], ['retry'], ['breaker'], ['breaker', 'retry']);

describe('what a mitigation is worth', () => {
  it('is its mean gain over all company, replication by replication, and adds up to all less baseline', () => {
    const observations = [answering(100, 140), answering(300, 320), answering(200, 240), answering(900, 940)];
    const { retry, breaker } = shapleyOf(FACTORIAL, observations).shapley!;
    // First replication: retry (200 + 700) / 2, breaker (100 + 600) / 2; second: (180 + 700) / 2 and (100 + 620) / 2.
    expect(retry!.availability!.mean).toBeCloseTo(0.445, 12);
    expect(breaker!.availability!.mean).toBeCloseTo(0.355, 12);
    expect(retry!.availability!.low).toBeLessThan(0.445);
    expect(retry!.availability!.mean + breaker!.availability!.mean).toBeCloseTo(0.8, 12);
    expect(retry!.p99!.mean).toBe(0);
  });

  it('is not told when a subset is missing, nor of a single mitigation', () => {
    const four = [1, 2, 3, 4].map(each => answering(each, each));
    expect(shapleyOf(FACTORIAL.slice(0, 3), four.slice(0, 3))).toEqual({});
    expect(shapleyOf(variants([], ['retry']), four.slice(0, 2))).toEqual({});
  });

  it('is null for a metric that no replication has in every group', () => {
    const nothing = [observe(replicationRecord({ ok: level(100, 0) }), worldPlan())];
    const observations = [nothing, answering(300), answering(200), answering(900)];
    expect(shapleyOf(FACTORIAL, observations).shapley!.retry!.availability).toBeNull();
  });
});

describe('ablation', () => {
  const plans = variants([], ['retry', 'breaker'], ['breaker'], ['retry']);
  const observations = [
    answering(100, 140, 120),
    answering(900, 940, 920),
    answering(500, 541, 520),
    answering(900, 940, 920),
  ];

  it('says what leaving one out changes, paired', () => {
    const { retry, breaker } = ablationOf(plans, observations, 0.05).ablation!;
    expect(retry!.availability!.mean).toBeCloseTo(-0.3997, 4);
    expect(retry!.availability!.significant).toBe(true);
    expect(breaker!.availability).toMatchObject({ mean: 0, significant: false });
  });

  it('needs all of them and all but each', () => {
    expect(ablationOf(plans.slice(0, 3), observations.slice(0, 3), 0.05)).toEqual({});
  });
});
