import { describe, expect, test } from 'vitest';
import { NO_PAINT, type Paint } from '../../src/report/paint.ts';
import { renderTerminal, renderVerdicts } from '../../src/report/terminal.ts';
import { widthOf } from '../../src/report/text.ts';
import type { Result } from '../../src/results/result.ts';
import { estimate, RESULT, seriesOf, variant } from './fixture.ts';

const render = (result: Result, columns = 80): string => renderTerminal(result, { columns, paint: NO_PAINT });

describe('the terminal report', () => {
  test.each([80, 120])('in %d columns reads as agreed', async columns => {
    await expect(render(RESULT, columns)).toMatchFileSnapshot(`golden/terminal-${columns}.txt`);
  });

  test.each([60, 72, 80, 100, 120, 200])('fits %d columns, names of files aside', columns => {
    const tooWide = render(RESULT, columns)
      .split('\n')
      .filter(line => widthOf(line) > columns && !line.includes('brownout validate'));
    expect(tooWide).toEqual([]);
  });

  test('says the same in the same places when painted', () => {
    const tag = (text: string): string => `\u0001${text}\u0002`;
    const paint: Paint = { heading: tag, faint: tag, good: tag, bad: tag, doubtful: tag };
    const painted = renderTerminal(RESULT, { columns: 80, paint });
    expect(painted).toContain('\u0001+24.7 ▲\u0002');
    expect(painted.replaceAll('\u0001', '').replaceAll('\u0002', '')).toBe(render(RESULT));
  });

  test('lists the baseline first and the best variant after it', () => {
    const table = render(RESULT).split('Availability over time')[1] ?? '';
    const order = ['baseline', 'circuit-breaker', 'twice-the-replicas', 'backoff-with-jitter', 'longer-timeout'];
    expect(order.map(name => table.indexOf(name))).toEqual(
      order.map(name => table.indexOf(name)).sort((a, b) => a - b),
    );
  });

  test('cannot be made to send control characters by a scenario', () => {
    const hostile = '\u001b[31mred\u0007\r\nnew line\u202e\u009b2J';
    const result: Result = {
      ...RESULT,
      scenario: { ...RESULT.scenario, name: hostile, title: hostile, file: hostile },
      variants: RESULT.variants.map(one => ({
        ...one,
        name: hostile,
        faults: Object.fromEntries(Object.values(one.faults).map(fault => [hostile, fault])),
        timeline: one.timeline.map(entry => ({ ...entry, text: hostile })),
        expect: one.expect.map(entry => ({ ...entry, statement: hostile, reason: hostile })),
        audit: { ok: false, violations: [hostile] },
      })),
    };
    const control = /(?!\n)[\p{Cc}\u202a-\u202e]/u;
    expect(render(result)).not.toMatch(control);
    expect(renderVerdicts(result, { columns: 80, paint: NO_PAINT })).not.toMatch(control);
  });

  test('shows windows without requests as gaps, not as outages', () => {
    const series = seriesOf(() => 0);
    const silent = { ...series.traffic.shoppers!, ok: series.traffic.shoppers!.ok.map((ok, w) => (w < 18 ? ok : 0)) };
    const only = variant(
      'baseline',
      { availability: estimate(1, 0), p50: 1, p99: 2, amplification: null, wastedWork: null },
      {
        series: { ...series, traffic: { shoppers: silent } },
        faults: {},
      },
    );
    const text = render({ ...RESULT, variants: [only] });
    expect(text).toContain(`baseline  ${'█'.repeat(18)}\n`);
    expect(text).not.toContain('▁▁');
  });

  test('is loud about a violated audit and about an interrupted run', () => {
    const [baseline] = RESULT.variants;
    const broken = { ...baseline!, audit: { ok: false, violations: ["orders-db: Little's law is off by 3 %"] } };
    const text = render({ ...RESULT, partial: true, variants: [broken] });
    expect(text).toContain("baseline: orders-db: Little's law is off by 3 %");
    expect(text).toContain('The audit found violations in baseline');
    expect(text).toContain('The run was interrupted');
    expect(text).not.toContain('hold in every run');
  });

  test('of a run without a finished replication shows no empty tables', () => {
    expect(render({ ...RESULT, replications: 0, partial: true })).toBe(
      [
        'A slow database and callers that never give up',
        'retry-storm · seed 7 · 0 replications of 6 min, 1 min of it warm-up',
        '',
        'Interrupted before a replication was finished: nothing to report.',
        '',
      ].join('\n'),
    );
  });

  test('of a result without a single request says so', () => {
    const nothing = variant(
      'baseline',
      { availability: null, p50: 1, p99: 2, amplification: null, wastedWork: null },
      {
        series: { window: 1000, start: 0, traffic: {}, services: {}, figures: {}, calls: {} },
        faults: {},
        timeline: [],
        services: {},
      },
    );
    const text = render({ ...RESULT, variants: [nothing], warnings: [] });
    expect(text).toContain('The system: no request ended.');
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  });
});

describe('the verdicts alone', () => {
  test('show mark, statement and what was observed', () => {
    expect(renderVerdicts(RESULT, { columns: 80, paint: NO_PAINT })).toBe(
      [
        'retry-storm',
        '✓ baseline         recovery = never     never',
        '✗ circuit-breaker  availability >= 99%  96.0 % ± 0.3',
        '? circuit-breaker  p(99) < 310ms        311 ms ± 8',
        '    310 ms is inside',
        '✓ circuit-breaker  recovery < 20s       12 s ± 2',
        '2 hold, 1 fails, 1 undecided',
        '',
      ].join('\n'),
    );
  });

  test('say when nothing is expected', () => {
    const result = { ...RESULT, variants: RESULT.variants.map(one => ({ ...one, expect: [] })) };
    expect(renderVerdicts(result, { columns: 80, paint: NO_PAINT })).toBe('retry-storm: nothing is expected\n');
  });
});
