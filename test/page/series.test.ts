import { describe, expect, it } from 'vitest';
import {
  availability,
  causes,
  goodput,
  latency,
  latencyOf,
  leftOut,
  offered,
  points,
  valueAt,
} from '../../src/page/series.ts';
import { pageData } from '../../src/report/html/data.ts';
import { RESULT } from '../report/fixture.ts';

const DATA = pageData(RESULT);
const [BASELINE] = DATA.variants;
const baseline = BASELINE!;

describe('the lines of a chart', () => {
  it('are one value per window: what succeeded of what ended', () => {
    expect(valueAt(availability(baseline), 60_000, baseline)).toBe(1);
    expect(valueAt(availability(baseline), 125_000, baseline)).toBeCloseTo(0.4);
    expect(valueAt(availability(baseline), 355_000, baseline)).toBeCloseTo(0.05);
  });

  it('are rates of one replication', () => {
    // 9000 requests in 10 s, summed over 10 replications.
    expect(offered(baseline, DATA)[0]).toBe(90);
    expect(goodput(baseline, DATA)[12]).toBeCloseTo(36);
    expect(causes(baseline, DATA).map(([cause, column]) => [cause, Math.round(column[12]!)])).toEqual([
      ['timeout', 54],
    ]);
  });

  it('have a gap where there is no value', () => {
    expect(latency(baseline, 'p50')[0]).toBe(12.5);
    expect(latency(baseline, 'p99')[0]).toBeNull();
  });

  it('of several sources show the slowest', () => {
    const shoppers = baseline.series.traffic.shoppers!;
    const traffic = { shoppers, robots: { ...shoppers, p50: shoppers.p50.map(() => 20) } };
    expect(latency({ ...baseline, series: { ...baseline.series, traffic } }, 'p50')[0]).toBe(20);
  });

  it('leave out traffic that comes now and then, which would make the slowest jump back and forth', () => {
    const shoppers = baseline.series.traffic.shoppers!;
    const now = shoppers.offered.map((_, window) => (window % 3 === 0 ? 1 : 0));
    const jobs = { ...shoppers, offered: now, p50: now.map(count => (count > 0 ? 9000 : null)) };
    const withJobs = { ...baseline, series: { ...baseline.series, traffic: { shoppers, jobs } } };
    expect(latency(withJobs, 'p50')[0]).toBe(12.5);
    expect(latencyOf(withJobs)).toBe(' to shoppers');
    const onlyJobs = { ...baseline, series: { ...baseline.series, traffic: { jobs } } };
    expect(latency(onlyJobs, 'p50')[0]).toBe(9000);
    expect(latencyOf(onlyJobs)).toBe('');
  });

  it('do not count as left out what a service could grow by', () => {
    const { topology, series } = baseline;
    const nodes = topology.nodes.map(node => (node.name === 'orders-db' ? { ...node, replicas: 1, most: 4 } : node));
    const up = [1, 2, 0];
    const grown = {
      ...baseline,
      topology: { ...topology, nodes },
      series: {
        ...series,
        services: { ...series.services, 'orders-db': { ...series.services['orders-db']!, up } },
        calls: { 'orders->orders-db': { breakerOpen: null, out: [3, 2, 4] } },
      },
    };
    expect(leftOut('orders->orders-db', grown)).toEqual([0, 0, 1]);
    expect(leftOut('orders->orders-db', { ...grown, topology })).toEqual([3, 2, 4]);
  });

  it('stand in the middle of their windows', () => {
    expect(points(availability(baseline), baseline)[1]).toEqual({ x: 15_000, y: 1 });
  });

  it('are means of neighbours where there are more windows than a screen has room for', () => {
    const column = Array.from({ length: 1000 }, (_, window) => (window < 3 ? null : window));
    const drawn = points(column, { ...baseline, series: { ...baseline.series, window: 1000 } });
    expect(drawn).toHaveLength(334);
    expect(drawn.slice(0, 2)).toEqual([
      { x: 1500, y: null },
      { x: 4500, y: 4 },
    ]);
    expect(drawn.at(-1)).toEqual({ x: 999_500, y: 999 });
  });

  it('end with the last window', () => {
    expect(valueAt([1, 2, 3], 360_000, baseline)).toBe(3);
    expect(valueAt(undefined, 0, baseline)).toBeNull();
  });
});
