import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/report/findings.ts';
import { withVariant } from '../../src/report/order.ts';
import type { Result, VariantResult } from '../../src/results/result.ts';
import { difference as differing, RESULT, seriesOf } from './fixture.ts';

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

  test('name a figure of a component where that is all that helps, and beside what else helps', () => {
    const stale = (mean: number) => ({ figures: { db: { stale: differing(mean, 0.01) } } });
    const figureKinds = { stale: { unit: 'share', better: 'less', title: 'reads that were stale' } } as const;
    const variants = RESULT.variants.map(one => ({ ...one, ...stale(one.name === 'baseline' ? 0.5 : 0.1) }));
    const told = 'reads that were stale (db): 50.0 % ± 1.0, with circuit-breaker 10.0 % ± 1.0.';
    expect(texts({ ...RESULT, figureKinds, variants })).toContain(`Better elsewhere: ${told}`);
    const same = [variants[0]!, variants.find(({ name }) => name === 'backoff-with-jitter')!];
    expect(texts({ ...RESULT, figureKinds, variants: same })).toContain(
      `What helps shows elsewhere: ${told.replace('circuit-breaker', 'backoff-with-jitter')}`,
    );
  });

  test('leave out figures of how a system reacts, unless they are all there is', () => {
    const figureKinds = { removals: { unit: 'count', better: 'less', title: 'removals' } } as const;
    const variants = RESULT.variants.map(one => ({
      ...one,
      figures: { db: { removals: differing(one.name === 'baseline' ? 9 : 1, 0.1) } },
    }));
    expect(texts({ ...RESULT, figureKinds, variants }).join()).not.toMatch(/removals/);
    const same = [variants[0]!, variants.find(({ name }) => name === 'backoff-with-jitter')!];
    expect(texts({ ...RESULT, figureKinds, variants: same }).join()).toMatch(/What helps shows elsewhere: removals/);
  });

  test('name what repeats: retries, hedges or redeliveries', () => {
    const repeating = (policies: readonly string[], redelivered: number): string => {
      const edges = BASELINE.topology.edges.map(edge => ({ ...edge, policies }));
      const topology = { ...BASELINE.topology, edges };
      const figures = { jobs: { redelivered: differing(redelivered, 0) } };
      const found = findingsOf({ ...RESULT, variants: [{ ...BASELINE, topology, figures }] });
      return found.find(({ topic }) => topic === 'load')!.text.replace(/ multiply.*/, '');
    };
    expect(repeating(['retry', 'breaker'], 0)).toBe('Retries');
    expect(repeating(['hedge'], 0)).toBe('Hedges');
    expect(repeating(['retry'], 12)).toBe('Retries and redeliveries');
    expect(repeating([], 0)).toBe('Repeated attempts');
  });

  test('do not call second to the best what its interval meets', () => {
    const { metrics } = named('twice-the-replicas');
    const levelled = (mean: number, halfWidth: number): string[] =>
      texts({
        ...RESULT,
        variants: RESULT.variants.map(one =>
          one.name === 'twice-the-replicas'
            ? { ...one, metrics: { ...metrics, availability: differing(mean, halfWidth) } }
            : one,
        ),
      });
    // The best is 96.0 % ± 0.3.
    expect(levelled(0.955, 0.003)).toContain('As good, as far as the intervals tell: twice-the-replicas (+18.8 pp).');
    expect(levelled(0.95, 0.003)).toContain('Also better than the baseline: twice-the-replicas (+18.8 pp).');
  });

  test('say what remains of the service long after a fault it never recovered from', () => {
    const baseline = { ...BASELINE, series: seriesOf(window => (window < 15 ? 0 : window < 30 ? 0.5 : 0.25)) };
    const [, recovery] = texts({ ...RESULT, variants: [baseline] });
    expect(recovery).toBe(
      'The system never recovers from slow-db (10 of 10 replications): 1 min after it ended 50 % of the requests succeed, ' +
        'at the end of the run (6:00) 75 % of the requests succeed. Metastable in 10 of 10 replications: the trigger is gone, the overload feeds itself.',
    );
  });

  test('say which replicas were not up again when the run ended, not that it never recovers', () => {
    const series = seriesOf(window => (window < 15 ? 0 : 0.5));
    const db = { ...series.services['orders-db']!, up: series.traffic.shoppers!.ok.map((_, w) => (w < 12 ? 6 : 2)) };
    const baseline = {
      ...BASELINE,
      metastable: false,
      metastableShare: 0,
      series: { ...series, services: { 'orders-db': db } },
    };
    const [, recovery] = texts({ ...RESULT, variants: [baseline] });
    expect(recovery).toMatch(/^The system has not recovered from slow-db when the run ends \(10 of 10 replications\)/);
    expect(recovery).toMatch(/ Not up again by then: 4 of 6 replicas of orders-db\.$/);
  });

  test('say that a backlog gets less when the run ends, not that it never recovers', () => {
    const series = seriesOf(window => (window < 4 ? 0 : 1));
    const queue = series.traffic.shoppers!.ok.map((_, w) => (w < 4 ? 2 : 9000 - 200 * (w - 4)));
    const fault = { ...BASELINE.faults['slow-db']!, start: 40_000, end: 50_000 };
    const baseline = {
      ...BASELINE,
      faults: { 'slow-db': fault },
      metastable: false,
      metastableShare: 0,
      series: { ...series, services: { 'orders-db': { ...series.services['orders-db']!, queueLength: queue } } },
    };
    const [, recovery] = texts({ ...RESULT, variants: [baseline] });
    expect(recovery).toMatch(/^The system has not recovered from slow-db when the run ends \(10 of 10 replications\)/);
    expect(recovery).toMatch(/ What waits for orders-db is getting less: a longer run tells when it is over\.$/);
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

  test('say in one sentence after which faults it is well again at once', () => {
    const { 'slow-db': slow } = named('circuit-breaker').faults;
    const atOnce = { ...slow!, recovery: differing(0, 0) };
    const told = (faults: VariantResult['faults']): string[] =>
      findingsOf({ ...RESULT, variants: [{ ...BASELINE, faults }] })
        .filter(({ topic }) => topic === 'recovery')
        .map(({ text }) => text);
    expect(told({ death: atOnce, 'slow-db': slow!, restart: atOnce })).toEqual([
      'The system is well again as soon as death or restart ends.',
      'The system recovers 12 s ± 2 after slow-db ends.',
    ]);
    expect(told({ death: atOnce, restart: { ...atOnce, neverShare: 0.3 } })).toEqual([
      'The system is well again as soon as death ends.',
      'The system is well again as soon as restart ends; in 3 of 10 replications it never does.',
    ]);
  });

  test('say nothing about recovery from a fault that outlasts the run', () => {
    const fault = {
      start: 120_000,
      end: null,
      episodes: 1,
      recovery: null,
      neverShare: null,
      strikes: [],
      targets: [],
    };
    const result = { ...RESULT, variants: [{ ...BASELINE, faults: { 'slow-db': fault } }] };
    expect(findingsOf(result).map(({ topic }) => topic)).not.toContain('recovery');
  });

  test('call nothing better when differences have no interval', () => {
    const unsure = RESULT.variants.map(variant =>
      variant.difference === undefined
        ? variant
        : { ...variant, difference: { availability: { ...differing(0.2, 1), low: null, high: null } } },
    );
    const findings = findingsOf({ ...RESULT, variants: unsure });
    expect(findings.map(({ topic }) => topic)).not.toContain('best');
    expect(findings.some(({ text }) => text.includes('one replication'))).toBe(true);
  });

  test('warn of a single replication, which has no interval whatever it shows', () => {
    const single = { ...RESULT, replications: 1, variants: [BASELINE] };
    const warning = 'One replication: no figure has an interval, and another seed may tell another story.';
    expect(texts(single)).toContain(warning);
    expect(texts({ ...single, replications: 2 })).not.toContain(warning);
  });

  test('report a latency gain of a variant that leaves availability alone', () => {
    const { difference, ...same } = named('backoff-with-jitter');
    const hedged = {
      ...same,
      difference: { ...difference!, p99: differing(-190, 10) },
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

  const changed = (name: string, availability: number, halfWidth: number, p99 = differing(8, 30)): VariantResult => ({
    ...named('circuit-breaker'),
    name,
    difference: { availability: differing(availability, halfWidth), p99 },
  });
  const withOthers = (...others: readonly VariantResult[]): Result => ({ ...RESULT, variants: [BASELINE, ...others] });

  test('do not sell as an improvement what is measurable and next to nothing', () => {
    const result = withOthers(changed('breaker', 0.2472, 0.006), changed('jitter', 0.000_115, 0.000_003));
    expect(texts(result)).toContain('Measurable, but changes next to nothing: jitter (+0.0115 pp).');
    expect(texts(result).join()).not.toContain('Also better');
  });

  test('nor what is less than a tenth of the largest effect', () => {
    const result = withOthers(
      changed('breaker', 0.25, 0.001),
      changed('budget', 0.02, 0.001),
      changed('hedge', 0.026, 0.001),
    );
    expect(texts(result)).toContain('Measurable, but changes next to nothing: budget (+2.00 pp).');
    expect(texts(result)).toContain('As good, as far as the intervals tell: hedge (+2.60 pp).');
  });

  test('but a gain is not small because something else does great harm', () => {
    const result = withOthers(changed('breaker', 0.02, 0.001), changed('storm', -0.6, 0.001));
    expect(findingsOf(result).map(({ topic }) => topic)).toEqual(expect.arrayContaining(['best', 'worse']));
  });

  test('at three nines half of the failures gone is worth telling', () => {
    const { availability: _, ...others } = BASELINE.metrics;
    const reliable = { ...BASELINE, metrics: { ...others, availability: { mean: 0.9995, low: 0.9994, high: 0.9996 } } };
    const result = { ...RESULT, variants: [reliable, changed('breaker', 0.000_25, 0.000_02)] };
    expect(findingsOf(result).map(({ topic }) => topic)).toContain('best');
  });

  test('call no variant the best when all change next to nothing', () => {
    const result = withOthers(changed('jitter', 0.000_115, 0.000_003));
    expect(texts(result)).toContain('No variant makes the baseline more available by enough to matter.');
  });

  test('of p99 mention only what is more than the width of a bucket', () => {
    expect(texts(withOthers(changed('hedge', 0.0001, 0.003, differing(-12, 3)))).at(-1)).toBe(
      'Measurable, but changes next to nothing: hedge (−12 ms p99).',
    );
  });

  test('say at once instead of 0 ms', () => {
    const fault = { ...named('circuit-breaker').faults['slow-db']!, recovery: { mean: 0, low: 0, high: 0 } };
    const result = { ...RESULT, variants: [{ ...BASELINE, faults: { 'slow-db': fault } }] };
    expect(texts(result)).toContain('The system is well again as soon as slow-db ends.');
  });

  test('warn of a warm-up that is too short', () => {
    const warned = (suggested: number | null) =>
      texts({ ...RESULT, warmupCheck: { given: 10_000, suggested, drifting: ['latency', 'queueLength'] } }).at(-1);
    expect(warned(40_000)).toBe(
      'The warm-up looks too short: mean latency and queue length of the baseline still drift until about 40 s, and only the first 10 s are left out.',
    );
    expect(warned(null)).toContain('so there may be no steady state');
  });
});

describe('a name that would read on as part of the sentence', () => {
  test.each([
    ['circuit-breaker', 'with circuit-breaker'],
    ['all', 'with all 2 mitigations together'],
    ['without', 'in variant “without”'],
    ['no-retries', 'in variant “no-retries”'],
    ['normal-work', 'with normal-work'],
    ['notify', 'with notify'],
  ])('%s is said as: %s', (name, said) => {
    expect(withVariant({ name, mitigations: ['a', 'b'] })).toBe(said);
  });

  test('is set apart where a sentence begins with it', () => {
    const [baseline, ...others] = RESULT.variants;
    const variants = [
      baseline!,
      ...others.map(one => (one.name === 'circuit-breaker' ? { ...one, name: 'without' } : one)),
    ];
    const texts = findingsOf({ ...RESULT, variants }).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^Best: variant “without” lifts availability/));
  });
});
