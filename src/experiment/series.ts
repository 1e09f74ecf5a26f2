/** Time series merged over replications, window by window: counts are summed, percentiles merged, gauges averaged. */
import { Histogram } from '../measure/histogram.ts';
import type { HistogramSeriesData } from '../measure/histogram-data.ts';
import { histogramsByWindow } from '../measure/histogram-series.ts';
import { causeOf } from '../model/outcome.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { EdgeRecord, ReplicationRecord, ServiceRecord, SourceRecord } from '../model/record.ts';
import type { Series } from '../results/result.ts';
import { componentSeries } from './component-figures.ts';
import { inMilliseconds, MILLISECOND } from './units.ts';

type TrafficSeries = Series['traffic'][string];
type ServiceSeries = Series['services'][string];
type CallSeries = Series['calls'][string];

export function mergedSeries(records: readonly ReplicationRecord[], world: WorldPlan): Series {
  const traffic = world.traffic.map(({ name }, index): [string, TrafficSeries] => [
    name,
    trafficSeries(records.map(({ sources }) => sources[index]!)),
  ]);
  const services = world.services.map(({ name }, index): [string, ServiceSeries] => [
    name,
    serviceSeries(records.map(record => record.services[index]!)),
  ]);
  return {
    window: world.window / MILLISECOND,
    start: 0,
    traffic: Object.fromEntries(traffic),
    services: Object.fromEntries(services),
    figures: componentSeries(records),
    calls: callSeries(records.map(({ edges }) => edges)),
  };
}

function trafficSeries(sources: readonly SourceRecord[]): TrafficSeries {
  const windows = sources.map(source => source.windows);
  const histograms = mergedHistograms(windows.map(({ latency }) => latency));
  return {
    offered: summed(windows.map(({ offered }) => offered)),
    ok: summed(windows.map(({ ok }) => ok)),
    degraded: summed(windows.map(({ degraded }) => degraded)),
    failed: summed(windows.map(({ failed }) => failed)),
    rootCauses: causeSeries(windows.map(({ rootCauses }) => rootCauses)),
    p50: histograms.map(histogram => rounded(inMilliseconds(histogram?.quantile(0.5) ?? null))),
    p99: histograms.map(histogram => rounded(inMilliseconds(histogram?.quantile(0.99) ?? null))),
  };
}

/** By cause, in their order by name; causes that did not occur are left out. */
function causeSeries(replications: readonly (readonly (Float64Array | null)[])[]): Record<string, number[]> {
  const found: [string, number[]][] = [];
  for (const outcome of replications[0]?.keys() ?? []) {
    const cause = causeOf(outcome);
    const rows = replications.map(rows => rows[outcome] ?? null).filter(row => row !== null);
    if (cause !== null && rows.length > 0) found.push([cause, summed(rows)]);
  }
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** By edge, as the replications have them. */
function callSeries(replications: readonly (readonly EdgeRecord[])[]): Record<string, CallSeries> {
  const found = (replications[0] ?? []).flatMap(({ name }, index): [string, CallSeries][] => {
    const windows = replications.map(edges => edges[index]!.windows);
    const breakerOpen = meanOfGiven(windows.map(window => window.breakerOpen));
    const out = meanOfGiven(windows.map(window => window.out));
    return breakerOpen === null && out === null ? [] : [[name, { breakerOpen, out }]];
  });
  return Object.fromEntries(found);
}

/** Over all replications; one without a column counts as zeros. null when none has one. */
function meanOfGiven(columns: readonly (Float64Array | null)[]): number[] | null {
  const given = columns.filter(column => column !== null);
  return given.length === 0 ? null : summed(given).map(sum => rounded(sum / columns.length));
}

function serviceSeries(services: readonly ServiceRecord[]): ServiceSeries {
  const windows = services.map(service => service.windows);
  const slots = services[0]?.slots ?? 0;
  const replicas = services[0]?.replicas ?? 1;
  const existing = windows.every(window => window.existing === null)
    ? null
    : averaged(windows.map(window => window.existing ?? new Float64Array(window.up.length).fill(replicas)));
  const slotsIn = (window: number): number => (existing === null ? slots : (slots * existing[window]!) / replicas);
  const inService = averaged(windows.map(window => window.inService));
  return {
    queueLength: averaged(windows.map(({ queueLength }) => queueLength)),
    utilisation: inService.map((level, window) =>
      Number.isFinite(slots) && slotsIn(window) > 0 ? rounded(level / slotsIn(window)) : null,
    ),
    up: averaged(windows.map(({ up }) => up)),
    arrivals: summed(windows.map(({ arrivals }) => arrivals)),
    firstTries: summed(windows.map(({ firstTries }) => firstTries)),
  };
}

function summed(columns: readonly Float64Array[]): number[] {
  const total = Array.from(columns[0] ?? [], () => 0);
  for (const column of columns) for (let i = 0; i < total.length; i++) total[i]! += column[i]!;
  return total;
}

const averaged = (columns: readonly Float64Array[]): number[] =>
  summed(columns).map(sum => rounded(sum / columns.length));

/** To five significant digits: more than a replication's chance supports, and a third of the bytes. */
const rounded = <Value extends number | null>(value: Value): Value =>
  (value === null ? null : Number(value.toPrecision(5))) as Value;

/** Per window; null where no replication has any. */
function mergedHistograms(series: readonly HistogramSeriesData[]): (Histogram | null)[] {
  return histogramsByWindow(series).map(([first, ...rest]) => {
    if (first === undefined) return null;
    const merged = Histogram.fromData(first);
    for (const part of rest) merged.merge(part);
    return merged;
  });
}
