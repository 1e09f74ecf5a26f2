import { describe, expect, test } from 'vitest';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { RESULT } from './fixture.ts';

describe('JSON', () => {
  test('reads back as the same result', () => {
    expect(JSON.parse(renderJson(RESULT))).toEqual(RESULT);
    expect(JSON.parse(renderJson([RESULT, RESULT]))).toEqual([RESULT, RESULT]);
  });

  test('writes a series on one line and ends with a line break', () => {
    const lines = renderJson(RESULT).split('\n');
    expect(lines.filter(line => line.includes('"offered": [9000, 9000'))).toHaveLength(RESULT.variants.length);
    expect(lines.at(-1)).toBe('');
  });

  test.each([NaN, Infinity, -Infinity])('refuses %d and says where it is', value => {
    const [baseline, ...others] = RESULT.variants;
    const broken = { ...baseline!, metrics: { ...baseline!.metrics, goodput: { mean: value, low: null, high: null } } };
    expect(() => renderJson({ ...RESULT, variants: [broken, ...others] })).toThrow(
      `$.variants[0].metrics.goodput.mean is ${value}`,
    );
  });

  test('refuses NaN inside a series', () => {
    const [baseline] = RESULT.variants;
    const series = { ...baseline!.series, services: {} as Record<string, never>, traffic: baseline!.series.traffic };
    const shoppers = { ...series.traffic.shoppers!, p50: [1, NaN] };
    const broken = { ...baseline!, series: { ...series, traffic: { shoppers } } };
    expect(() => renderJson({ ...RESULT, variants: [broken] })).toThrow('p50[1] is NaN');
  });
});

describe('JUnit', () => {
  test('has a case per verdict: passed, failed, or skipped when undecided', () => {
    expect(renderJunit([RESULT])).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="brownout" tests="4" failures="1" errors="0" skipped="1" time="0">',
        '  <testsuite name="retry-storm" tests="4" failures="1" errors="0" skipped="1" time="0">',
        '    <testcase classname="retry-storm.baseline" name="recovery = never" time="0"/>',
        '    <testcase classname="retry-storm.circuit-breaker" name="availability &gt;= 99%" time="0">',
        '      <failure type="fails" message="observed 96.0 % ± 0.3: below 99 %"/>',
        '    </testcase>',
        '    <testcase classname="retry-storm.circuit-breaker" name="p(99) &lt; 310ms" time="0">',
        '      <skipped message="observed 311 ms ± 8: 310 ms is inside"/>',
        '    </testcase>',
        '    <testcase classname="retry-storm.circuit-breaker" name="recovery &lt; 20s" time="0"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test('escapes what XML cannot say', () => {
    const scenario = { ...RESULT.scenario, name: 'a"b<c>&\u0000\u001b' };
    expect(renderJunit([{ ...RESULT, scenario, variants: [] }])).toContain('name="a&quot;b&lt;c&gt;&amp;\ufffd\ufffd"');
  });
});
