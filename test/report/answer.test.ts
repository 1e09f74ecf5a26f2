import { describe, expect, test } from 'vitest';
import { answerOf } from '../../src/report/answer.ts';
import type { Difference, Result, VariantResult } from '../../src/results/result.ts';
import { difference, estimate, RESULT, TENANTS } from './fixture.ts';

const said = (result: Result): Record<string, string> =>
  Object.fromEntries(answerOf(result).parts.map(({ question, text }) => [question, text]));

/** A paired difference with its interval. */
const change = (mean: number, halfWidth: number, significant: boolean): Difference => ({
  mean,
  low: mean - halfWidth,
  high: mean + halfWidth,
  pValue: significant ? 0.0001 : 0.9,
  significant,
  varianceReduction: null,
});

const [BASELINE, ...OTHERS] = RESULT.variants;

describe('the answer', () => {
  test('is a headline with the trouble and what helps most', () => {
    expect(answerOf(RESULT).headline).toBe(
      'As it is, the system never recovers from slow-db and 71.3 % of the requests succeed; with “circuit-breaker” 96.0 % do.',
    );
  });

  test('says what broke, when, for how long, and why requests fail', () => {
    expect(said(RESULT)['What broke']).toBe(
      'At 2:00, for 30 s, slow-db starts: orders-db 8 times slower (slow-db). 28.9 % of the requests fail; at the root of 51.3 % of them: queue-full.',
    );
  });

  test('says why the baseline stayed broken, and nothing of the others there', () => {
    const text = said(RESULT)['Why it stayed broken'];
    expect(text).toMatch(/^The baseline never recovers from slow-db/);
    expect(text).toMatch(/the overload feeds itself\. Retries multiply the load by 3\.41/);
    expect(text).not.toMatch(/circuit-breaker/);
  });

  test('asks whether it came back when it did', () => {
    const faults = OTHERS.at(-1)!.faults;
    const { parts } = answerOf({ ...RESULT, variants: [{ ...BASELINE!, faults, metastable: false }, ...OTHERS] });
    expect(parts[1]).toMatchObject({ question: 'Did it come back' });
    expect(parts[1]!.text).toMatch(/^The baseline recovers 12 s ± 2 after slow-db ends\./);
  });

  test('says when a fault outlasts the run', () => {
    const fault = { ...BASELINE!.faults['slow-db']!, end: null, recovery: null, neverShare: null };
    const { parts } = answerOf({ ...RESULT, variants: [{ ...BASELINE!, faults: { 'slow-db': fault } }, ...OTHERS] });
    expect(parts[1]!.question).toBe('Why it stayed broken');
    expect(parts[1]!.text).toMatch(/^Nothing ends slow-db before the run does\. Retries multiply/);
  });

  test('says how a fault that was over at once began, and not how long it took', () => {
    const fault = { ...BASELINE!.faults['slow-db']!, end: BASELINE!.faults['slow-db']!.start };
    const { parts } = answerOf({ ...RESULT, variants: [{ ...BASELINE!, faults: { 'slow-db': fault } }, ...OTHERS] });
    expect(parts[0]!.text).toMatch(/^At 2:00, slow-db starts/);
  });

  test('counts the faults it does not tell', () => {
    const fault = BASELINE!.faults['slow-db']!;
    const told = (names: readonly string[]): string => {
      const faults = Object.fromEntries(names.map(name => [name, fault]));
      return answerOf({ ...RESULT, variants: [{ ...BASELINE!, faults }, ...OTHERS] }).parts[0]!.text;
    };
    expect(told(['a', 'b', 'c', 'd'])).toMatch(/One more fault follows\./);
    expect(told(['a', 'b', 'c', 'd', 'e'])).toMatch(/2 more faults follow\./);
  });

  test('asks nothing about coming back where nothing broke', () => {
    const { parts } = answerOf({ ...RESULT, variants: [{ ...BASELINE!, faults: {} }, ...OTHERS] });
    expect(parts[1]).toEqual({ question: 'What adds to it', text: expect.stringMatching(/^Retries multiply/) });
  });

  test('says what helps, how much, and what does not', () => {
    const text = said(RESULT)['What fixes it'];
    expect(text).toMatch(/^Best: circuit-breaker lifts availability from 71\.3 % to 96\.0 %/);
    expect(text).toMatch(/With it the system is well again 12 s after the fault ends\./);
    expect(text).toMatch(/Worse: longer-timeout/);
  });

  test.each([
    ['The best breaker', '“circuit-breaker” means: the best breaker.'],
    ['Waves, and a roll-back', '“circuit-breaker” means: waves, and a roll-back.'],
    ['DNS answers live longer.', '“circuit-breaker” means: DNS answers live longer.'],
    ['A/B by hand', '“circuit-breaker” means: A/B by hand.'],
  ])('tells who was just woken what the best variant is: %s', (title, told) => {
    const variants = RESULT.variants.map(each => (each.name === 'circuit-breaker' ? { ...each, title } : each));
    expect(said({ ...RESULT, variants })['What fixes it']).toContain(`. ${told} With it the system`);
  });

  test('tells it also where the story is not availability', () => {
    const baseline = { ...RESULT.variants[0]!, faults: {} };
    const faster = {
      ...RESULT.variants.find(({ name }) => name === 'backoff-with-jitter')!,
      title: 'Two copies',
      difference: { availability: difference(0, 0.001), p99: difference(-900, 40) },
    };
    const result = { ...RESULT, variants: [baseline, faster] };
    expect(said(result)['What fixes it']).toMatch(
      /^backoff-with-jitter leaves availability .*\)\. “backoff-with-jitter” means: two copies\./,
    );
  });

  test('says after which of several faults the system is longest in coming back with it', () => {
    const breaker = OTHERS.find(({ name }) => name === 'circuit-breaker')!;
    const slow = breaker.faults['slow-db']!;
    const atOnce = { ...slow, recovery: estimate(0, 0) };
    const told = (faults: VariantResult['faults']): string =>
      said({ ...RESULT, variants: [BASELINE!, { ...breaker, faults }] })['What fixes it']!;
    expect(told({ death: atOnce, 'slow-db': slow })).toContain('well again 12 s after slow-db ends.');
    expect(told({ death: atOnce, restart: atOnce })).toContain('is well as soon as any of the faults ends.');
  });

  test('does not repeat a title that says no more than the name', () => {
    const variants = RESULT.variants.map(each => ({ ...each, title: each.name }));
    expect(said({ ...RESULT, variants })['What fixes it']).not.toContain('means');
  });

  describe('where the story is not availability', () => {
    const lost = (mean: number, halfWidth: number) => ({ orders: { lost: estimate(mean, halfWidth) } });
    const figureKinds = { lost: { unit: 'count', better: 'less', title: 'writes that were lost' } } as const;
    const result = (mean: number, halfWidth: number): Result => ({
      ...RESULT,
      figureKinds,
      variants: [
        { ...BASELINE!, faults: {}, figures: lost(2000, 400) },
        { ...OTHERS.find(({ name }) => name === 'backoff-with-jitter')!, figures: lost(mean, halfWidth) },
      ],
    });

    test('names what else a variant improves', () => {
      const { headline } = answerOf(result(10, 2));
      expect(headline).toMatch(
        /succeed; what helps shows elsewhere: writes that were lost \(orders\): 2000 ± 400, with backoff-with-jitter 10 ± 2\.$/,
      );
      expect(said(result(10, 2))['What fixes it']).toMatch(
        /What helps shows elsewhere: writes that were lost \(orders\)/,
      );
    });

    test('tells figures that go together by the first of them', () => {
      const both = (mean: number, halfWidth: number) => {
        const figure = estimate(mean, halfWidth);
        return { orders: { lost: figure, alsoLost: figure } };
      };
      const twice: Result = {
        ...RESULT,
        figureKinds: { ...figureKinds, alsoLost: { ...figureKinds.lost, title: 'the same in other words' } },
        variants: [
          { ...BASELINE!, faults: {}, figures: both(2000, 400) },
          { ...OTHERS.find(({ name }) => name === 'backoff-with-jitter')!, figures: both(10, 2) },
        ],
      };
      expect(said(twice)['What fixes it']).not.toMatch(/in other words/);
    });

    test('is the latency where a variant makes that better', () => {
      const faster = {
        ...OTHERS.find(({ name }) => name === 'backoff-with-jitter')!,
        metrics: { ...BASELINE!.metrics, latency: { ...BASELINE!.metrics.latency, p99: estimate(900, 10) } },
        difference: {
          availability: change(0, 0.0001, false),
          p99: change(-2112, 20, true),
        },
      };
      const two = { ...RESULT, variants: [{ ...BASELINE!, faults: {} }, faster] };
      const { headline } = answerOf(two);
      expect(said(two)['What fixes it']).toMatch(/^backoff-with-jitter leaves availability as it is and cuts p99/);
      expect(said(two)['How sure']).toMatch(
        /That “backoff-with-jitter” makes the slowest answers faster is no accident \(p < 0\.001\)\./,
      );
      expect(headline).toMatch(
        /; with “backoff-with-jitter” 99 % of the answers come within 900 ms instead of 3\.01 s\.$/,
      );
    });

    test('says what that costs in availability', () => {
      const [baseline, other] = result(10, 2).variants as [VariantResult, VariantResult];
      const dearer = { ...other, difference: { availability: change(-0.2, 0.01, true) } };
      const { headline } = answerOf({ ...result(10, 2), variants: [baseline, dearer] });
      expect(headline).toMatch(/with backoff-with-jitter 10 ± 2, while 71\.3 % of the requests succeed\.$/);
      expect(said({ ...result(10, 2), variants: [baseline, dearer] })['What it costs']).toBe(
        'No variant needs more replicas. With “backoff-with-jitter” fewer requests succeed: −20.0 pp (−21.0..−19.0).',
      );
    });

    test('begins with what helps, and says how sure that is', () => {
      const parts = said(result(10, 2));
      expect(parts['What fixes it']).toMatch(
        /^What helps shows elsewhere: writes.* No variant makes the baseline more/,
      );
      expect(parts['How sure']).toMatch(
        /With “backoff-with-jitter” and without, the 95 % intervals lie apart: writes that were lost\./,
      );
    });

    test('claims nothing where intervals meet', () => {
      expect(answerOf(result(1500, 200)).headline).toMatch(/succeed, and nothing that was tried raises that\.$/);
    });
  });

  describe('where acknowledged writes are lost', () => {
    const figureKinds = { lostWrites: { unit: 'count', better: 'less', title: 'writes that were lost' } } as const;
    const lost = (mean: number, halfWidth: number) => ({ figures: { db: { lostWrites: estimate(mean, halfWidth) } } });
    const gaining = (gain: number): Result => ({
      ...RESULT,
      figureKinds,
      variants: [
        { ...BASELINE!, faults: {}, ...lost(137, 14) },
        {
          ...OTHERS.find(({ name }) => name === 'circuit-breaker')!,
          ...lost(0, 0),
          difference: { availability: change(gain, 0.001, true) },
        },
      ],
    });

    test('names them beside a gain in availability of less than a point', () => {
      expect(answerOf(gaining(0.005)).headline).toMatch(
        /; with “circuit-breaker” 96\.0 % do, and writes that were lost \(db\) are 0 instead of 137 ± 14\.$/,
      );
    });

    test('does not let them stand before a gain of more', () => {
      expect(answerOf(gaining(0.25)).headline).toMatch(/; with “circuit-breaker” 96\.0 % do\.$/);
      expect(said(gaining(0.25))['What fixes it']).toMatch(/Better elsewhere: writes that were lost \(db\): 137 ± 14,/);
    });
  });

  test('says for whom another variant is better than the best of all', () => {
    const { headline } = answerOf(TENANTS);
    expect(headline).toMatch(
      /; with “circuit-breaker” 96\.0 % do, though for tenants “twice-the-replicas” is better: 99\.0 % instead of 70\.0 %\.$/,
    );
    expect(said(TENANTS)['What fixes it']).toMatch(
      /For tenants twice-the-replicas is better: 99\.0 % ± 0\.2 of those requests succeed instead of 70\.0 % ± 0\.2\./,
    );
  });

  test('says what it costs in replicas, or that it costs none', () => {
    expect(said(RESULT)['What it costs']).toMatch(/twice-the-replicas costs 1\.6 replica-hours instead of 0\.8/);
    const free = RESULT.variants.filter(({ name }) => name !== 'twice-the-replicas');
    expect(said({ ...RESULT, variants: free })['What it costs']).toBe('No variant needs more replicas.');
  });

  test('says how sure it is, and everything that speaks against it', () => {
    expect(said({ ...RESULT, partial: true })['How sure']).toBe(
      '10 replications of 6 min, every variant with the same arrivals and the same luck. That “circuit-breaker” helps is no accident (p < 0.001). 2 variants are measurably better, corrected for their number. The audit of every run holds: every request is accounted for. The run was interrupted: the figures are of the replications that finished.',
    );
  });

  test('of a scenario without mitigations has no comparison in it', () => {
    const { headline, parts } = answerOf({ ...RESULT, variants: [BASELINE!] });
    expect(headline).toBe('As it is, the system never recovers from slow-db and 71.3 % of the requests succeed.');
    expect(parts.map(({ question }) => question)).toEqual(['What broke', 'Why it stayed broken', 'How sure']);
  });

  test('of a run that finished nothing is that there is none', () => {
    expect(answerOf({ ...RESULT, replications: 0 }).parts).toEqual([]);
  });
});
