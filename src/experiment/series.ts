/** Time series merged over replications, window by window: counts are summed, percentiles merged, gauges averaged. */
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord, ServiceRecord, SourceRecord } from '../model/record.ts';
import type { Series } from '../results/result.ts';
import { componentSeries } from './component-figures.ts';
import { inMilliseconds, MILLISECOND } from './units.ts';

type TrafficSeries = Series['traffic'][string];
type ServiceSeries = Series['services'][string];

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
    p50: histograms.map(histogram => inMilliseconds(histogram?.quantile(0.5) ?? null)),
    p99: histograms.map(histogram => inMilliseconds(histogram?.quantile(0.99) ?? null)),
  };
}

function serviceSeries(services: readonly ServiceRecord[]): ServiceSeries {
  const windows = services.map(service => service.windows);
  const slots = services[0]?.slots ?? 0;
  const inService = averaged(windows.map(window => window.inService));
  return {
    queueLength: averaged(windows.map(({ queueLength }) => queueLength)),
    utilisation: inService.map(level => (Number.isFinite(slots) && slots > 0 ? level / slots : null)),
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

const averaged = (columns: readonly Float64Array[]): number[] => summed(columns).map(sum => sum / columns.length);

/** Per window; null where no replication has any. */
function mergedHistograms(columns: readonly (readonly (HistogramData | null)[])[]): (Histogram | null)[] {
  return (columns[0] ?? []).map((_, window) => {
    const parts = columns.map(column => column[window] ?? null).filter(part => part !== null);
    const [first, ...rest] = parts;
    if (first === undefined) return null;
    const merged = Histogram.fromData(first);
    for (const part of rest) merged.merge(part);
    return merged;
  });
}
