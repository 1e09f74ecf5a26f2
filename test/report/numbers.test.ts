import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amount,
  bare,
  changeOf,
  clock,
  count,
  factor,
  figureOf,
  intervalOf,
  NO_DATA,
  probability,
  relative,
  roughShare,
  share,
  shareWithin,
  span,
  written,
} from '../../src/report/numbers.ts';
import { difference, estimate } from './fixture.ts';

const single = (mean: number) => ({ mean, low: null, high: null });
const shown = (mean: number, halfWidth: number, quantity: Parameters<typeof figureOf>[1]): string =>
  written(figureOf(estimate(mean, halfWidth), quantity));

describe('a figure stops where its interval stops', () => {
  test.each([
    [0.71312, 0.0041, 'share', '71.3 % ± 0.4'],
    [0.71312, 0.041, 'share', '71 % ± 4'],
    [0.71312, 0.41, 'share', '70 % ± 40'],
    [0.999512, 0.000031, 'share', '99.951 % ± 0.003'],
    [12_345.6, 56, 'rate', '12\u202f350/s ± 60'],
    [12_200, 2300, 'duration', '12 s ± 2'],
    [310.7, 7.6, 'duration', '311 ms ± 8'],
    [3.4127, 0.021, 'plain', '3.41 ± 0.02'],
    [3, 40, 'plain', '0 ± 40'],
  ] as const)('%d ± %d as %s is written %s', (mean, halfWidth, quantity, text) => {
    expect(shown(mean, halfWidth, quantity)).toBe(text);
  });

  test('a half-width that begins with 1 keeps a second digit, which one digit would be off by half', () => {
    expect(shown(0.71312, 0.0014, 'share')).toBe('71.31 % ± 0.14');
    expect(shown(0.71312, 0.00099, 'share')).toBe('71.31 % ± 0.10');
  });

  test('an interval far narrower than anybody reads never shows as no interval at all', () => {
    expect(shown(0.5, 1e-7, 'share')).toBe('50.00 % ± 0.01');
  });

  test('without any spread there is no margin, which would promise too much, and no digits are invented', () => {
    expect(shown(1, 0, 'share')).toBe('100 %');
    expect(shown(0.8, 0, 'plain')).toBe('0.8');
    expect(shown(0.1 + 0.2, 1e-17, 'plain')).toBe('0.3');
  });

  test('what is next to nothing is said to be so, in no more digits', () => {
    expect(shown(0.000_001, 0.000_002, 'plain')).toBe('< 0.001');
    expect(shown(0.000_01, 0, 'duration')).toBe('< 1 µs');
    expect(shown(0, 0, 'plain')).toBe('0');
    expect(shown(0.0011, 0.0002, 'plain')).toBe('0.0011 ± 0.0002');
  });

  test('a latency has three digits at most, for its buckets are 1 % wide', () => {
    expect(shown(25.4637, 0, 'duration')).toBe('25.5 ms');
    expect(shown(25.4637, 0.001, 'duration')).toBe('25.5 ms ± 0.1');
    expect(shown(8000, 0, 'duration')).toBe('8 s');
  });

  test('the last digit shown is never smaller than the half-width supports', () => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (mean, halfWidth) => {
        fc.pre(mean + halfWidth >= 0.001);
        const { value, margin } = figureOf(estimate(mean, halfWidth), 'plain') ?? { value: '', margin: null };
        const decimals = value.split('.')[1]?.length ?? 0;
        expect(10 ** -decimals).toBeGreaterThanOrEqual(Math.min(1, halfWidth / 100));
        expect(Number(margin?.replaceAll('\u202f', ''))).toBeGreaterThan(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('without an interval', () => {
  test('three significant digits are shown and no margin', () => {
    expect(written(figureOf(single(12.3456), 'duration'))).toBe('12.3 ms');
    expect(written(figureOf(single(0.71312), 'share'))).toBe('71.3 %');
  });

  test('a share near one keeps its nines', () => {
    expect(share(0.9995)).toBe('99.950 %');
    expect(share(0.99999)).toBe('99.9990 %');
    expect(share(1)).toBe('100 %');
    expect(share(0)).toBe('0 %');
  });

  test('no data is a dash', () => {
    expect(written(null)).toBe(NO_DATA);
    expect(amount(null)).toBe(NO_DATA);
    expect(bare(null)).toBe(NO_DATA);
    expect(share(null)).toBe(NO_DATA);
    expect(changeOf(undefined, 'share')).toBeNull();
  });
});

describe('numbers that have no interval of their own', () => {
  test('a share read off a short stretch has two digits', () => {
    expect([0, 0.5, 0.034, 0.9995, 1].map(roughShare)).toEqual(['0 %', '50 %', '3.4 %', '99.950 %', '100 %']);
  });

  test('a part is told no finer than the whole', () => {
    const whole = estimate(0.9, 0.004);
    expect([0.0961, 0.0004, 0].map(part => shareWithin(part, whole))).toEqual(['9.6 %', '< 0.1 %', '0']);
    expect(shareWithin(0.0961, estimate(0.9, 0.04))).toBe('10 %');
  });

  test('a change of cost is exact only when both costs are', () => {
    expect(relative(estimate(1.05, 0), estimate(0.6, 0))).toBe('+75 %');
    expect(relative(estimate(1.0512, 0.01), estimate(0.6, 0))).toBe('+75 %');
    expect(relative(estimate(0.3, 0), estimate(0.6, 0))).toBe('−50 %');
  });

  test('a p-value has two decimals, three when it is small, and never claims to be 0', () => {
    expect([0.4567, 0.034, 0.0049, 0.0004, 0].map(probability)).toEqual([
      '0.46',
      '0.03',
      '0.005',
      '< 0.001',
      '< 0.001',
    ]);
    expect(probability(null)).toBe(NO_DATA);
  });

  test('a factor has two digits', () => {
    expect([0.834, 1.23, 37.4, 28_123].map(factor)).toEqual(['0.83', '1.2', '37', '28\u202f000']);
  });
});

describe('a difference', () => {
  test('has a sign, percentage points and an interval', () => {
    const change = changeOf(difference(0.24722, 0.0061), 'share');
    expect(change && amount(change)).toBe('+24.7 pp');
    expect(change && intervalOf(change)).toBe('+24.1..+25.3');
  });

  test('of nothing has no sign', () => {
    expect(amount(changeOf(difference(-0.0002, 0.003), 'share'))).toBe('0.0 pp');
  });

  test('of nothing has an interval all the same', () => {
    expect(intervalOf(changeOf(difference(0, 0.043), 'duration')!)).toBe('−40..+40');
    expect(amount(changeOf(difference(0, 0), 'duration'))).toBe('0 ms');
  });

  test('downwards has a minus sign', () => {
    expect(amount(changeOf(difference(-2701, 80), 'duration'))).toBe('−2.70 s');
  });
});

describe('units', () => {
  test.each([
    [0.04, '40.0 µs'],
    [0.5, '0.500 ms'],
    [999, '999 ms'],
    [1000, '1.00 s'],
    [119_000, '119 s'],
    [150_000, '2.50 min'],
    [7_200_000, '2.00 h'],
  ])('%d ms is written %s', (milliseconds, text) => {
    expect(amount(figureOf(single(milliseconds), 'duration'))).toBe(text);
  });

  test.each([
    [250, '250 ms'],
    [1500, '1 s 500 ms'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [360_000, '6 min'],
    [5_400_000, '1 h 30 min'],
    [86_400_000, '1 d'],
    [0.25, '0.25 ms'],
    [0.0125, '12.5 µs'],
    [0.0001, '100 ns'],
    [0.000001, '1 ns'],
    [0, '0 ms'],
  ])('a setting of %d ms is written %s', (milliseconds, text) => {
    expect(span(milliseconds)).toBe(text);
  });

  test.each([
    [0, '0:00'],
    [120_000, '2:00'],
    [125_340, '2:05.3'],
    [3_725_000, '1:02:05'],
    [59_999, '1:00.0'],
  ])('the moment %d ms is written %s', (milliseconds, text) => {
    expect(clock(milliseconds)).toBe(text);
  });

  test('counts are grouped from five digits on', () => {
    expect(count(1234)).toBe('1234');
    expect(count(1_234_567)).toBe('1\u202f234\u202f567');
  });
});
