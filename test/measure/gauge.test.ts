import { expect, it } from 'vitest';
import { Gauge } from '../../src/measure/gauge.ts';

it('a gauge integrates its level over the time it was held', () => {
  const gauge = new Gauge();
  gauge.set(10, 3); // 0 for 10
  gauge.add(14, 2); // 3 for 4
  gauge.add(20, -5); // 5 for 6
  expect(gauge.value).toBe(0);
  expect(gauge.integralUntil(20)).toBe(42);
  expect(gauge.integralUntil(100)).toBe(42);
});

it('asking for the integral changes nothing', () => {
  const gauge = new Gauge();
  gauge.set(0, 2);
  expect(gauge.integralUntil(5)).toBe(10);
  expect(gauge.integralUntil(5)).toBe(10);
  gauge.set(6, 0);
  expect(gauge.integralUntil(6)).toBe(12);
});

it('a gauge that starts measuring keeps its level and forgets its past', () => {
  const gauge = new Gauge();
  gauge.set(0, 7);
  gauge.startMeasuring(10);
  expect(gauge.value).toBe(7);
  expect(gauge.integralUntil(10)).toBe(0);
  expect(gauge.integralUntil(12)).toBe(14);
});

it('several changes at one time count by the last', () => {
  const gauge = new Gauge();
  gauge.add(5, 1);
  gauge.add(5, 1);
  gauge.add(5, -1);
  expect(gauge.integralUntil(8)).toBe(3);
});
