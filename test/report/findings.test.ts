import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/report/findings.ts';
import type { Result, VariantResult } from '../../src/results/result.ts';
import { RESULT, seriesOf } from './fixture.ts';

const texts = (result: Result): string[] => findingsOf(result).map(({ text }) => text);
const [BASELINE] = RESULT.variants as [VariantResult];
const named = (name: string): VariantResult => RESULT.variants.find(variant => variant.name === name)!;

describe('findings', () => {
  test('answer the questions in the order people ask them', () => {
    expect(findingsOf(RESULT).map(({ topic }) => topic)).toEqual([
      'baseline',
      'recovery',
      'load',
      'best',
      'recovery',
      'better',
      'worse',
      'none',
      'cost',
    ]);
  });

  test('name the best variant with its gain and interval', () => {
    expect(texts(RESULT)).toContain(
      'Best: circuit-breaker lifts availability from 71.3 % to 96.0 % (+24.7 pp, 95 % interval +24.1..+25.3).',
    );
  });

  test('say what remains of the service long after a fault it never recovered from', () => {
    const baseline = { ...BASELINE, series: seriesOf(window => (window < 15 ? 0 : window < 30 ? 0.5 : 0.25)) };
    const [, recovery] = texts({ ...RESULT, variants: [baseline] });
    expect(recovery).toBe(
      'The system never recovers from slow-db (10 of 10 replications): 1 min after it ended 50.0 % of the requests succeed, ' +
        'at the end of the run (6:00) 75.0 % of the requests succeed. Metastable in 10 of 10 replications: the trigger is gone, the overload feeds itself.',
    );
  });

  test('do not claim recovery for the replications in which it never came', () => {
    const fault = { ...named('circuit-breaker').faults['slow-db']!, neverShare: 0.3 };
    const finding = findingsOf({ ...RESULT, variants: [{ ...BASELINE, faults: { 'slow-db': fault } }] }).find(
      ({ topic }) => topic === 'recovery',
    );
    expect(finding).toEqual({
      topic: 'recovery',
      tone: 'bad',
      text: 'The system recovers 12 s ± 2 after slow-db ends; in 3 of 10 replications it never does.',
    });
  });

  test('say nothing about recovery from a fault that outlasts the run', () => {
    const fault = { start: 120_000, end: null, episodes: 1, recovery: null, neverShare: null };
    const result = { ...RESULT, variants: [{ ...BASELINE, faults: { 'slow-db': fault } }] };
    expect(findingsOf(result).map(({ topic }) => topic)).not.toContain('recovery');
  });

  test('call nothing better when differences have no interval', () => {
    const unsure = RESULT.variants.map(variant =>
      variant.difference === undefined
        ? variant
        : { ...variant, difference: { availability: { mean: 0.2, low: null, high: null, significant: false } } },
    );
    const findings = findingsOf({ ...RESULT, variants: unsure });
    expect(findings.map(({ topic }) => topic)).not.toContain('best');
    expect(findings.some(({ text }) => text.includes('one replication'))).toBe(true);
  });

  test('report a latency gain of a variant that leaves availability alone', () => {
    const { difference, ...same } = named('backoff-with-jitter');
    const hedged = {
      ...same,
      difference: { ...difference!, p99: { mean: -190, low: -200, high: -180, significant: true } },
    };
    expect(texts({ ...RESULT, variants: [BASELINE, hedged] })).toContain(
      'backoff-with-jitter leaves availability as it is and cuts p99 from 3.01 s to 3.02 s (−190 ms, 95 % interval −200..−180).',
    );
  });

  test('compare costs only when they differ', () => {
    const cheap = RESULT.variants.filter(({ name }) => name !== 'twice-the-replicas');
    expect(texts({ ...RESULT, variants: cheap }).join()).not.toContain('replica-hours');
    expect(texts(RESULT)).toContain('twice-the-replicas costs 1.6 replica-hours instead of 0.8 (+100 %).');
  });
});
