import { describe, expect, test } from 'vitest';
import { servedBetter } from '../../src/report/sources.ts';
import type { Estimate, Result } from '../../src/results/result.ts';
import { estimate, RESULT, TENANTS } from './fixture.ts';

/** Availability of the sources by variant; variants that are not named have that of the baseline. */
const served = (levels: Readonly<Record<string, Readonly<Record<string, Estimate>>>>): Result => ({
  ...RESULT,
  variants: RESULT.variants.map(one => {
    const { shoppers } = one.traffic;
    const traffic = Object.entries(levels).map(([source, of]) => {
      const availability = of[one.name] ?? of.baseline!;
      return [source, { ...shoppers!, metrics: { ...shoppers!.metrics, availability } }] as const;
    });
    return { ...one, traffic: Object.fromEntries(traffic) };
  }),
});

const told = (result: Result): string[] =>
  servedBetter(result).map(({ source, variant }) => `${source}: ${variant.name}`);

// The best for all requests together is circuit-breaker.
const REPLICAS = 'twice-the-replicas';
const [poor, fair, good] = [estimate(0.5, 0.01), estimate(0.7, 0.01), estimate(0.9, 0.01)];

describe('traffic that another variant serves better than the best of all', () => {
  test('is named with that variant', () => {
    expect(told(TENANTS)).toEqual([`tenants: ${REPLICAS}`]);
  });

  test('is named with the widest gap first', () => {
    const few = { baseline: poor, 'circuit-breaker': fair, [REPLICAS]: estimate(0.8, 0.01) };
    const many = { baseline: poor, 'circuit-breaker': fair, [REPLICAS]: good };
    expect(told(served({ few, many }))).toEqual([`many: ${REPLICAS}`, `few: ${REPLICAS}`]);
  });

  test('is nobody where the best of all is best for everybody', () => {
    const same = { baseline: poor, 'circuit-breaker': good, [REPLICAS]: fair };
    expect(told(served({ one: same, other: same }))).toEqual([]);
  });

  test('is nobody where intervals meet, with the best of all or with the baseline', () => {
    const close = { baseline: poor, 'circuit-breaker': fair, [REPLICAS]: estimate(0.715, 0.01) };
    const asBefore = { baseline: good, 'circuit-breaker': fair, [REPLICAS]: estimate(0.905, 0.01) };
    expect(told(served({ close, asBefore }))).toEqual([]);
  });

  test('is nobody where a variant that is worse for all requests is best for some', () => {
    const some = { baseline: poor, 'circuit-breaker': fair, 'longer-timeout': good };
    expect(told(served({ some, others: some }))).toEqual([]);
  });

  test('is nobody where there is one source', () => {
    expect(told(served({ only: { baseline: poor, 'circuit-breaker': fair, [REPLICAS]: good } }))).toEqual([]);
  });
});
