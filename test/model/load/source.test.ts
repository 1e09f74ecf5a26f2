import { describe, expect, it } from 'vitest';
import { histogramsOf } from '../../../src/measure/histogram-series.ts';
import type { ArrivalsPlan, RatePoint } from '../../../src/model/plan.ts';
import { endings, exponential, ms, run, service, traffic } from '../../support/world.ts';

function offered(arrivals: ArrivalsPlan, duration: number, window: number, seed = '1/0'): readonly number[] {
  const { sources } = run(
    { duration, window, services: [service({ work: 0 })], traffic: [traffic({ to: 'api', arrivals })] },
    seed,
  );
  return [...sources[0]!.windows.offered];
}

const seconds = (points: readonly (readonly [at: number, perSecond: number])[]): readonly RatePoint[] =>
  points.map(([at, perSecond]) => ({ at: at * 1e9, perSecond }));

const constant = (points: readonly (readonly [number, number])[], period: number | null = null): ArrivalsPlan => ({
  kind: 'open',
  pacing: 'constant',
  rate: seconds(points),
  period: period === null ? null : period * 1e9,
});

/** Counts of evenly spaced requests are the area under the rate, give or take the one on the edge. */
function expectCounts(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((count, window) => {
    expect(Math.abs(count - expected[window]!), `window ${window} of ${found.join(', ')}`).toBeLessThanOrEqual(1);
  });
}

describe('open traffic', () => {
  it('follows a ramp', () => {
    expectCounts(
      offered(
        constant([
          [0, 0],
          [4, 400],
        ]),
        5000,
        1000,
      ),
      [50, 150, 250, 350, 400],
    );
  });

  it('jumps where two points share a time', () => {
    expectCounts(
      offered(
        constant([
          [0, 100],
          [2, 100],
          [2, 300],
          [3, 300],
          [3, 50],
        ]),
        5000,
        1000,
      ),
      [100, 100, 300, 50, 50],
    );
  });

  it('goes on after a stretch of nothing', () => {
    expectCounts(
      offered(
        constant([
          [0, 100],
          [1, 100],
          [1, 0],
          [3, 0],
          [3, 100],
        ]),
        5000,
        1000,
      ),
      [100, 0, 0, 100, 100],
    );
  });

  it('repeats a profile with a period', () => {
    expectCounts(
      offered(
        constant(
          [
            [0, 0],
            [1, 200],
          ],
          2,
        ),
        6000,
        1000,
      ),
      [100, 200, 100, 200, 100, 200],
    );
  });

  it('offers nothing at a rate of nothing, and ends', () => {
    expectCounts(offered(constant([[0, 0]]), 2000, 1000), [0, 0]);
    expectCounts(
      offered(
        constant(
          [
            [0, 0],
            [1, 0],
          ],
          2,
        ),
        2000,
        1000,
      ),
      [0, 0],
    );
  });

  it('of a Poisson kind has counts whose variance is their mean, over a changing rate as well', () => {
    const rate = seconds([
      [0, 50],
      [1, 150],
    ]);
    const counts = offered({ kind: 'open', pacing: 'poisson', rate, period: 1e9 }, 2_000_000, 1000);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    // Standard errors of the mean (0.22) and of the variance (3.2 %) over 2000 windows, times four.
    expect(Math.abs(mean - 100)).toBeLessThan(0.9);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.13);
  });

  it('does not wait for answers: latency counts from the intended arrival', () => {
    const record = run({
      duration: 100,
      services: [service({ work: 30 })],
      traffic: [traffic({ to: 'api', at: [10.5, 11.5, 12.5] })],
    });
    expect(record.sources[0]!.latency.sum).toBe(ms(30 + 59));
    expect(record.sources[0]!.inFlight).toBe(1);
  });

  it('picks operations by their weights', () => {
    const plan = run({
      duration: 10_000,
      window: 1000,
      services: [service({ name: 'a', work: 1 }), service({ name: 'b', work: 1 })],
      traffic: [traffic({ name: 'one', to: 'a', everyMs: 10 }), traffic({ name: 'two', to: 'b', everyMs: 5 })],
    });
    expect(plan.services.map(({ arrivals }) => arrivals)).toEqual([1000, 2000]);
  });
});

describe('a closed loop', () => {
  it('has each user think, ask, wait for the answer and think again', () => {
    const record = run({
      duration: 200,
      services: [service({ work: 20 })],
      traffic: [traffic({ to: 'api', users: { count: 2, thinkTime: 30.5 } })],
    });
    // Both ask at 30.5: answers at 50.5 and 70.5; then 81.0 + 20 = 101 and 101 + 20 = 121; then 151.5 and 171.5 ...
    expect(endings(record.sources[0]!)).toEqual(['50 ok', '70 ok', '101 ok', '121 ok', '151 ok', '171 ok']);
  });

  it('slows down with its service, as an open loop does not', () => {
    const count = (users: boolean) =>
      run({
        duration: 5000,
        window: 1000,
        services: [service({ work: 50 })],
        traffic: [
          users
            ? traffic({ to: 'api', users: { count: 4, thinkTime: exponential(10) } })
            : traffic({ to: 'api', perSecond: 400 }),
        ],
      }).sources[0]!.offered;
    expect(count(true)).toBeLessThanOrEqual(104);
    expect(count(false)).toBeGreaterThan(1900);
  });
});

describe('warm-up', () => {
  it('is served and seen in the series, but not counted', () => {
    const record = run({
      duration: 1000,
      warmup: 500,
      window: 100,
      services: [service({ work: 1 })],
      traffic: [traffic({ to: 'api', everyMs: 10 })],
    });
    const { offered: measured, ok, windows } = record.sources[0]!;
    expect(measured).toBe(51);
    expect(ok).toBe(50);
    expect(windows.ok.reduce((sum, count) => sum + count, 0)).toBe(99);
    expect(record.services[0]!.inService).toBeCloseTo(0.1, 9);
  });
});

describe('the windows of a series', () => {
  it('hold what happens from their start up to, and not including, their end', () => {
    const record = run({
      duration: 400,
      window: 100,
      services: [service({ work: 150, concurrency: 10 })],
      traffic: [traffic({ to: 'api', users: { count: 3, thinkTime: 50 } })],
    });
    // Everybody asks at 50 and 250 and is answered at 200 and 400, exactly between two windows.
    const { windows } = record.sources[0]!;
    expect([...windows.offered]).toEqual([3, 0, 3, 0]);
    expect([...windows.ok]).toEqual([0, 0, 3, 3]);
    expect(histogramsOf(windows.latency).map(latency => latency?.count ?? 0)).toEqual([0, 0, 3, 3]);
    const asked = run({
      duration: 400,
      window: 100,
      services: [service({ work: 0 })],
      traffic: [traffic({ to: 'api', users: { count: 3, thinkTime: 200 } })],
    });
    expect([...asked.sources[0]!.windows.offered]).toEqual([0, 0, 3, 3]);
    expect([...asked.services[0]!.windows.arrivals]).toEqual([0, 0, 3, 3]);
  });

  it('add up to the totals, a shorter last window included', () => {
    const { sources, services } = run({
      duration: 1030,
      window: 100,
      services: [service({ work: exponential(8), queue: { capacity: 3 } })],
      traffic: [traffic({ to: 'api', perSecond: 100 })],
    });
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    const { offered: born, ok, failed, windows } = sources[0]!;
    expect(windows.ok).toHaveLength(11);
    expect([sum(windows.offered), sum(windows.ok), sum(windows.failed)]).toEqual([born, ok, failed]);
    expect(histogramsOf(windows.latency).reduce((total, latency) => total + (latency?.count ?? 0), 0)).toBe(ok);
    expect(sum(services[0]!.windows.arrivals)).toBe(services[0]!.arrivals);
  });
});
