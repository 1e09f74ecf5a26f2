import { describe, expect, it } from 'vitest';
import { type Observation, observe } from '../../src/experiment/observe.ts';
import { summarise, type VariantSummary } from '../../src/experiment/summarise.ts';
import { failed, OUTCOME_COUNT } from '../../src/model/outcome.ts';
import type { ReplicationRecord } from '../../src/model/record.ts';
import {
  faultRecord,
  histogramOf,
  level,
  MS,
  replicationRecord,
  serviceRecord,
  sourceRecord,
  steady,
  variantPlan,
  worldPlan,
} from './fixture.ts';

const plan = variantPlan('baseline');
const observeAll = (...records: readonly ReplicationRecord[]): Observation[] =>
  records.map(record => observe(record, plan.world));
const summaryOf = (...records: readonly ReplicationRecord[]): VariantSummary => summarise(plan, observeAll(...records));

const withCauses = (outcome: number, count: number): number[] => {
  const counts = Array(OUTCOME_COUNT).fill(0);
  counts[outcome] = count;
  return counts;
};

describe('the summary of a variant', () => {
  it('has the mean of each figure over replications with its interval', () => {
    const good = replicationRecord(steady);
    const bad = replicationRecord({ ok: level(100, 50), failed: level(100, 50) });
    const { availability, throughput, goodput } = summaryOf(good, bad).metrics;
    expect(availability).toMatchObject({ mean: 0.75, high: 1, low: 0 });
    expect(throughput).toEqual({ mean: 100, low: 100, high: 100 });
    expect(goodput!.mean).toBe(75);
  });

  it('tells full from degraded answers', () => {
    const source = sourceRecord(steady, { ok: 6000, degraded: 3000 });
    const { metrics } = summaryOf({ ...replicationRecord(steady), sources: [source] });
    expect(metrics.availability!.mean).toBe(1);
    expect(metrics.fullAvailability!.mean).toBeCloseTo(2 / 3, 12);
  });

  it('gives latencies in milliseconds, of the answered and of all', () => {
    const source = sourceRecord(steady, {
      latency: histogramOf([10 * MS, 30 * MS]),
      latencyAll: histogramOf([3000 * MS]),
    });
    const { metrics } = summaryOf({ ...replicationRecord(steady), sources: [source] });
    expect(metrics.latency.mean).toEqual({ mean: 20, low: null, high: null });
    expect(metrics.latency.max!.mean).toBe(30);
    expect(metrics.latencyAll.p50!.mean).toBe(3000);
  });

  it('relates attempts to first tries, wasted work to all work, and replica time to hours', () => {
    const source = sourceRecord(steady, { attempts: 300, firstTries: 200, usefulWork: 60, wastedWork: 20 });
    const { metrics, services } = summaryOf({ ...replicationRecord(steady), sources: [source] });
    expect(metrics.amplification!.mean).toBe(1.5);
    expect(metrics.wastedWork!.mean).toBe(0.25);
    expect(metrics.replicaHours!.mean).toBe(90 / 3600);
    expect(services.db).toMatchObject({
      amplification: { mean: 1.2 },
      wastedWork: { mean: 0.25 },
      utilisation: { mean: 0.25 },
    });
  });

  it('has null, never 0, where there is no data', () => {
    const nothing = replicationRecord(
      { ok: level(100, 0) },
      {
        sources: [
          sourceRecord(
            { ok: level(100, 0) },
            { latency: histogramOf([]), latencyAll: histogramOf([]), usefulWork: 0, wastedWork: 0 },
          ),
        ],
        services: [serviceRecord(100, { slots: Number.POSITIVE_INFINITY, arrivals: 0, firstTries: 0 })],
      },
    );
    const { metrics, services, series } = summaryOf(nothing, nothing);
    expect(metrics).toMatchObject({
      availability: null,
      timeAvailability: null,
      amplification: null,
      wastedWork: null,
      latency: { mean: null, p99: null, max: null },
    });
    expect(services.db).toMatchObject({ utilisation: null, rejected: null, amplification: null });
    expect(series.services.db!.utilisation[0]).toBeNull();
    expect(series.traffic.users!.p99[0]).toBeNull();
  });

  it('sums counts and names causes', () => {
    const timeouts = (count: number): ReplicationRecord => ({
      ...replicationRecord(steady),
      sources: [
        sourceRecord(steady, {
          failed: count,
          causes: withCauses(failed('timeout'), count),
          rootCauses: withCauses(failed('queue-full'), count),
        }),
      ],
      services: [serviceRecord(100, { refused: withCauses(failed('queue-full'), count) })],
    });
    const { traffic, services } = summaryOf(timeouts(3), timeouts(4));
    expect(traffic.users).toMatchObject({
      requests: { failed: 7, ok: 18_000 },
      causes: { timeout: 7 },
      rootCauses: { 'queue-full': 7 },
    });
    expect(services.db).toMatchObject({ rejectedCauses: { 'queue-full': 7 }, arrivals: 2400 });
  });

  it('sums calls and breakers of each edge, and has no breaker where there is none', () => {
    const edge = {
      name: 'users->db',
      calls: 10,
      attempts: 20,
      causes: withCauses(failed('timeout'), 2),
      breaker: null,
      windows: { breakerOpen: null, out: null },
    };
    const guarded = { ...edge, name: 'a->b', breaker: { opened: 2, openShare: 0.25 } };
    const record = replicationRecord(steady, { edges: [edge, guarded] });
    const { calls } = summaryOf(record, record);
    expect(calls['users->db']).toEqual({ calls: 20, attempts: 40, causes: { timeout: 4 } });
    expect(calls['a->b']!.breaker).toEqual({ opened: 4, openShare: { mean: 0.25, low: 0.25, high: 0.25 } });
  });

  it('merges series: counts are sums, gauges means, percentiles of all requests together', () => {
    const one = replicationRecord({ ok: level(100, 10) });
    const two = replicationRecord({ ok: level(100, 30) }, { services: [serviceRecord(100)] });
    two.services[0]!.windows.queueLength.fill(2.5);
    const { series } = summaryOf(one, two);
    expect(series.window).toBe(1000);
    expect(series.traffic.users!.ok).toEqual(level(100, 40));
    expect(series.services.db!.queueLength).toEqual(level(100, 1.5));
    expect(series.services.db!.utilisation).toEqual(level(100, 0.25));
    expect(series.services.db!.arrivals).toEqual(level(100, 240));
    expect(series.traffic.users!.p99[5]).toBe(20);
  });

  it('says why requests failed, window by window, and only with causes that occurred', () => {
    const record = replicationRecord(steady);
    const [users] = record.sources;
    const rootCauses = users!.windows.rootCauses.with(failed('timeout'), Float64Array.from(level(100, 3)));
    const failing = { ...record, sources: [{ ...users!, windows: { ...users!.windows, rootCauses } }] };
    const { series } = summaryOf(failing, record, failing);
    expect(series.traffic.users!.rootCauses).toEqual({ timeout: level(100, 6) });
  });

  it('follows breakers and replicas left out only where there are any, averaged over all replications', () => {
    const edge = { name: 'a->b', calls: 1, attempts: 1, causes: [], breaker: null };
    const quiet = { ...edge, windows: { breakerOpen: new Float64Array(100), out: null } };
    const open = {
      ...edge,
      windows: { breakerOpen: Float64Array.from(level(100, 0.5)), out: Float64Array.from(level(100, 1)) },
    };
    const bare = { ...edge, name: 'b->c', windows: { breakerOpen: null, out: null } };
    const { series } = summaryOf(
      replicationRecord(steady, { edges: [quiet, bare] }),
      replicationRecord(steady, { edges: [open, bare] }),
    );
    expect(series.calls).toEqual({ 'a->b': { breakerOpen: level(100, 0.25), out: level(100, 0.5) } });
  });

  it('keeps the distribution of latencies in eight buckets an octave', () => {
    const { latencyHistogram } = summaryOf(replicationRecord(steady), replicationRecord(steady));
    // 10, 20 and 30 ms; an octave begins at 2^23 ns = 8.39 ms.
    expect(latencyHistogram).toEqual({
      from: [9.437184, 18.874368, 29.360128],
      to: [10.48576, 20.97152, 31.45728],
      answered: [2, 2, 2],
      failed: [0, 0, 0],
    });
  });

  it('says who calls whom', () => {
    const { topology } = summaryOf(replicationRecord(steady));
    expect(topology.nodes).toMatchObject([
      { name: 'users', kind: 'traffic', replicas: null },
      { name: 'db', kind: 'service', replicas: 1 },
    ]);
    expect(topology.edges).toEqual([{ name: 'users->db', from: 'users', to: 'db', optional: false, policies: [] }]);
  });

  it('says how often a fault was not recovered from, and how long recovery took otherwise', () => {
    const world = worldPlan({
      faults: [
        {
          name: 'slow-db',
          schedule: { kind: 'scheduled', at: 40e9, length: 10e9, every: null },
          crew: null,
          effect: { kind: 'hang' },
          groups: [],
        },
      ],
    });
    const afterwards = (ok: number[]): ReplicationRecord =>
      replicationRecord(
        {
          ok: [...level(40, 100), ...level(10, 0), ...ok],
          failed: [...level(40, 0), ...level(10, 100), ...ok.map(n => 100 - n)],
        },
        { faults: [faultRecord('slow-db', [40, 50])] },
      );
    const quick = afterwards(level(50, 100));
    const slow = afterwards([...level(10, 0), ...level(40, 100)]);
    const stuck = afterwards(level(50, 0));
    const summary = (...records: ReplicationRecord[]): VariantSummary =>
      summarise(
        { ...plan, world },
        records.map(record => observe(record, world)),
      );

    const mostly = summary(quick, slow, stuck);
    expect(mostly.faults['slow-db']).toMatchObject({
      start: 40_000,
      end: 50_000,
      episodes: 1,
      recovery: { mean: 5000 },
    });
    expect(mostly.faults['slow-db']!.neverShare).toBeCloseTo(1 / 3, 12);
    expect(mostly.faults['slow-db']!.recovery!.low).toBe(0); // no time is negative, however wide the interval
    expect(mostly).toMatchObject({ metastable: false });
    expect(mostly.metastableShare).toBeCloseTo(1 / 3, 12);

    const hardly = summary(quick, stuck);
    expect(hardly.faults['slow-db']).toMatchObject({ recovery: null, neverShare: 0.5 });
    expect(hardly.metastable).toBe(true);
    expect(summary().faults['slow-db']).toEqual({
      start: null,
      end: null,
      episodes: 0,
      recovery: null,
      neverShare: null,
      strikes: [],
      targets: [],
    });
  });

  it('carries what the audit found, and checks that no request was lost', () => {
    const sound = replicationRecord(steady);
    expect(summaryOf(sound).audit).toEqual({ ok: true, violations: [] });
    const leaky = {
      ...sound,
      sources: [sourceRecord(steady, { inFlight: 3 })],
      violations: ['db: Little does not hold'],
    };
    const { ok, violations } = summaryOf(sound, leaky).audit;
    expect(ok).toBe(false);
    expect(violations).toEqual([
      'replication 1: db: Little does not hold',
      'replication 1: traffic users offered 9000 requests, but 9000 ok + 0 degraded + 0 failed + 3 in flight are 9003',
    ]);
  });

  it('has a digest that depends on every replication and on their order', () => {
    const records = ['aa', 'bb'].map(digest => replicationRecord(steady, { digest }));
    const digests = [records, records.toReversed(), records.slice(1)].map(some => summaryOf(...some).digest);
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has no figures without replications', () => {
    const { metrics, replications, timeline, series } = summaryOf();
    expect(replications).toBe(0);
    expect(metrics.availability).toBeNull();
    expect(timeline).toEqual([]);
    expect(series.traffic.users!.ok).toEqual([]);
  });
});
