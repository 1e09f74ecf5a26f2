import { describe, expect, test } from 'vitest';
import { comparisonCsv } from '../../../src/report/csv.ts';
import type { PageData } from '../../../src/report/html/data.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import type { Result, VariantResult } from '../../../src/results/result.ts';
import { ABLATION, FACTORIAL, RESULT, TENANTS } from '../fixture.ts';

const ASSETS = { script: 'start()', scriptHash: 'c2NyaXB0', style: 'body{}', styleHash: 'c3R5bGU=' };
const page = (result: Result): string => renderHtml(result, ASSETS);

const dataOf = (html: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!) as PageData;

/** What a reader sees, tags aside. */
const textOf = (html: string): string =>
  html
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  test('is the same bytes for the same result', () => {
    expect(page(RESULT)).toBe(page(structuredClone(RESULT)));
  });

  test('brings everything along and lets nothing else in', () => {
    const html = page(RESULT);
    expect(html).toContain(`default-src 'none'; script-src 'sha256-c2NyaXB0'; style-src 'sha256-c3R5bGU='`);
    expect(html).not.toMatch(/\b(src|href)="(?!#|data:)/);
    expect(html).not.toMatch(/ style="|\son\w+="/);
  });

  test('begins with the answer, the differences best first, and all variants', () => {
    const text = textOf(page(RESULT));
    const inOrder = [
      'What broke',
      'Why it stayed broken',
      'What fixes it',
      'What it costs',
      'How sure',
      'Availability,',
    ];
    const places = inOrder.map(words => text.indexOf(words));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    const plot = /id="difference-availability".*?<\/figure>/s.exec(page(RESULT))![0];
    expect([...plot.matchAll(/class="name">([^<]*)/g)].map(match => match[1])).toEqual([
      'circuit-breaker',
      'twice-the-replicas',
      'backoff-with-jitter',
      'longer-timeout',
    ]);
    expect(textOf(plot)).toContain('+24.7 pp ▲ +24.1..+25.3');
  });

  test('draws a difference and its interval where the figures say', () => {
    const plot = /id="difference-availability".*?<\/figure>/s.exec(page(RESULT))![0];
    const [best] = plot.matchAll(/class="interval" x1="([\d.]+)%" x2="([\d.]+)%".*?cx="([\d.]+)%"/g);
    const [low, high, mean] = best!.slice(1).map(Number);
    const zero = Number(/class="zero" x1="([\d.]+)%"/.exec(plot)![1]);
    // A dot lies as far from zero as its difference says, on the scale that the interval's ends give.
    const perPoint = (high! - low!) / (2 * 0.0061);
    expect((mean! - zero) / perPoint).toBeCloseTo(0.24722, 2);
  });

  test('begins with levels of what its headline names beside availability and latency', () => {
    expect(page(RESULT)).not.toContain('id="levels"');
    const plot = /id="levels".*?<\/figure>/s.exec(page(TENANTS))![0];
    expect(page(TENANTS).indexOf(plot)).toBeLessThan(page(TENANTS).indexOf('id="difference-availability"'));
    expect(textOf(plot)).toContain('Availability for tenants more is better; the line is the baseline');
    expect(
      [...plot.matchAll(/class="(\w+)"><span class="name">([^<]*)/g)].map(([, ...found]) => found.join(' ')),
    ).toEqual([
      'better twice-the-replicas',
      'better circuit-breaker',
      'better backoff-with-jitter',
      'better longer-timeout',
      'unknown baseline',
    ]);
    // The scale goes from 0 to the end of the longest interval, within margins; the line stands at the baseline.
    const [mean] = [...plot.matchAll(/cx="([\d.]+)%"/g)].map(match => Number(match[1]));
    const [zero] = [...plot.matchAll(/class="zero" x1="([\d.]+)%"/g)].map(match => Number(match[1]));
    expect((mean! - 4) / (zero! - 4)).toBeCloseTo(0.99 / 0.5, 3);
  });

  test('says for each source of traffic how it is served, where there are several', () => {
    expect(page(RESULT)).not.toContain('id="served"');
    const section = /<section id="served">.*?<\/section>/s.exec(page(TENANTS))![0];
    const rows = [...section.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell!)),
    );
    expect(rows.slice(0, 2)).toEqual([
      ['variant', 'shoppers: availability', 'tenants: availability', 'shoppers: p99', 'tenants: p99'],
      ['baseline', '71.3 % ± 0.4', '50.0 % ± 0.2', '3.01 s ± 0.07', '3.01 s ± 0.07'],
    ]);
    expect(rows).toHaveLength(TENANTS.variants.length + 1);
  });

  test('has every figure in text, so that it can be read without its script', () => {
    const text = textOf(page(RESULT));
    for (const words of [
      '96.0 % ± 0.3',
      'never',
      'replica-hours',
      'p(99) < 310ms'.replace('<', '&lt;'),
      'BR052',
      'slow-db ends',
    ])
      expect(text).toContain(words);
  });

  test('carries the comparison as a file in its link, without a script', () => {
    const [, name, address] = /download="([^"]*)" href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(page(RESULT))!;
    expect(name).toBe('retry-storm-comparison.csv');
    expect(decodeURIComponent(address!)).toBe(comparisonCsv(RESULT));
  });

  test('keeps figures together with their units and margins where a line ends', () => {
    const html = page(RESULT);
    expect(html).toContain('96.0\u00a0% ±\u00a00.3');
    expect(html).toContain('(p\u00a0&lt;\u00a00.001)');
  });

  test('says of each difference the amount first and its interval below', () => {
    expect(page(RESULT)).toContain('<td>+24.7\u00a0pp *<br><small>+24.1..+25.3</small></td>');
  });

  test('says whom each fault strikes', () => {
    expect(dataOf(page(RESULT)).variants[0]!.faults).toEqual([
      { name: 'slow-db', strikes: [{ start: 120_000, end: 150_000 }], targets: ['orders-db'] },
    ]);
  });

  test('says whose strikes are shaded where a fault is at random, and nothing where it is not', () => {
    const [baseline, ...others] = RESULT.variants;
    const { 'slow-db': fault } = baseline!.faults;
    const struck = (faults: VariantResult['faults']): string =>
      textOf(page({ ...RESULT, variants: [{ ...baseline!, faults }, ...others] }));
    const shaded = /Faults at random strike at other moments in each: shaded is the first that has them/;
    expect(struck({ 'slow-db': fault! })).not.toMatch(shaded);
    const text = struck({ 'slow-db': fault!, reboot: { ...fault!, episodes: 3.24 } });
    expect(text).toMatch(shaded);
    expect(text).toContain('Strikes in a replication, on average: reboot 3.2.');
  });

  test('lets names go on in the next line where their words end, and nowhere else', () => {
    const variants = RESULT.variants.map(one =>
      one.name === 'baseline' ? one : { ...one, name: 'more_threads-all+b' },
    );
    expect(page({ ...RESULT, variants })).toContain('<th scope="row">more_<wbr>threads-all+<wbr>b</th>');
  });

  test('carries its data in a form that no text can break out of', () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u2028"\'&';
    const [first, ...others] = RESULT.variants;
    const result: Result = {
      ...RESULT,
      scenario: { ...RESULT.scenario, title: hostile, description: hostile, text: `name: ${hostile}\n# ${hostile}` },
      variants: [first!, ...others.map(variant => ({ ...variant, name: variant.name + hostile, title: hostile }))],
    };
    const html = page(result);
    expect(html).not.toContain('<img');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(dataOf(html).variants.map(({ title }) => title)).toContain(hostile);
  });

  test('hides nothing that reorders or covers text', () => {
    const html = page({ ...RESULT, scenario: { ...RESULT.scenario, title: 'a\u202eb', text: 'a: \u202ex\u0007' } });
    for (const hidden of ['\u202e', '\u0007']) expect(html).not.toContain(hidden);
  });

  test('marks the lines of each variant, also of combinations', () => {
    const scenario = {
      ...RESULT.scenario,
      text: 'a\nb\n',
      mitigationLines: { 'retry-budget': [1, 1], 'circuit-breaker': [2, 2] } as const,
    };
    const { variants } = dataOf(page({ ...FACTORIAL, scenario }));
    expect(variants.find(({ name }) => name === 'all')!.lines).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(variants[0]!.lines).toEqual([]);
  });

  test('says what each mitigation is worth where the variants tell', () => {
    expect(textOf(page(FACTORIAL))).toContain('What each one is worth');
    expect(textOf(page(ABLATION))).toContain('What leaving one out changes');
    expect(textOf(page(RESULT))).not.toContain('worth');
  });

  test('of very many variants draws the first and lists all', () => {
    const many = Array.from({ length: 30 }, (_, number) => ({ ...RESULT.variants[1]!, name: `set-${number}` }));
    const html = page({ ...RESULT, variants: [RESULT.variants[0]!, ...many] });
    expect(dataOf(html).variants).toHaveLength(16);
    expect(html.match(/<tr class="[^"]*" data-variant/g)).toHaveLength(31);
    expect(html.match(/class="story"/g)).toHaveLength(16);
  });

  test('keeps of its series what a chart shows', () => {
    const { services, traffic } = dataOf(page(RESULT)).variants[0]!.series;
    expect(Object.keys(services['orders-db']!)).toEqual(['queueLength', 'utilisation', 'up', 'amplification']);
    expect(services['orders-db']!.amplification[0]).toBe(1);
    expect(traffic.shoppers!.p50[0]).toBe(12.5);
  });

  test('of a single variant compares nothing', () => {
    const html = page({ ...RESULT, variants: RESULT.variants.slice(0, 1) });
    expect(html).not.toContain('class="differences"');
    expect(textOf(html)).toContain('never recovers');
  });

  test('of a run that finished nothing says so and draws nothing', () => {
    const html = page({ ...RESULT, replications: 0, partial: true });
    expect(textOf(html)).toContain('nothing to report');
    expect(html).not.toContain('id="time"');
  });
});
