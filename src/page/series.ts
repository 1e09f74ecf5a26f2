/** Lines of charts out of the series of a variant: one value per window, null where there is none. */
import type { PageData, PageVariant } from '../report/html/data.ts';

export type Column = readonly (number | null)[];

type Traffic = PageVariant['series']['traffic'][string];

const sources = ({ series }: PageVariant): readonly Traffic[] => Object.values(series.traffic);

export const windowsOf = (variant: PageVariant): number =>
  Math.max(0, ...sources(variant).map(({ offered }) => offered.length));

function perWindow(variant: PageVariant, of: (window: number) => number | null): Column {
  return Array.from({ length: windowsOf(variant) }, (_, window) => of(window));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of all traffic, or of one source. */
export const availability = (variant: PageVariant, only?: string): Column => {
  const counted = Object.entries(variant.series.traffic).flatMap(([name, source]) =>
    only === undefined || name === only ? [source] : [],
  );
  return perWindow(variant, window => {
    const good = sum(counted.map(({ ok, degraded }) => ok[window]! + degraded[window]!));
    const finished = good + sum(counted.map(({ failed }) => failed[window]!));
    return finished === 0 ? null : good / finished;
  });
};

/** Counts of all replications as a rate of one, per second; the last window may be cut short by the end of the run. */
function rate(variant: PageVariant, data: PageData, of: (window: number) => number): Column {
  const { window: length, start } = variant.series;
  return perWindow(variant, window => {
    const seconds = Math.min(length, data.duration - start - window * length) / 1000;
    return of(window) / seconds / data.replications;
  });
}

export const offered = (variant: PageVariant, data: PageData): Column =>
  rate(variant, data, window => sum(sources(variant).map(source => source.offered[window]!)));

export const goodput = (variant: PageVariant, data: PageData): Column =>
  rate(variant, data, window => sum(sources(variant).map(({ ok, degraded }) => ok[window]! + degraded[window]!)));

/**
 * Traffic that arrives in most windows. Beside it a job that runs now and then would make the slowest of them jump from
 * one to the other and back.
 */
function steady(variant: PageVariant): readonly Traffic[] {
  const all = sources(variant);
  const found = all.filter(({ offered }) => offered.filter(count => count > 0).length >= offered.length / 2);
  return found.length === 0 ? all : found;
}

/** What a chart of latencies is about, where there is more traffic than one. */
export const latencyOf = (variant: PageVariant): string => {
  const [all, shown] = [sources(variant), steady(variant)];
  if (all.length < 2) return '';
  const names = Object.entries(variant.series.traffic).flatMap(([name, source]) =>
    shown.includes(source) ? [name] : [],
  );
  if (shown.length === all.length) return ', slowest traffic';
  return shown.length === 1 ? ` to ${names[0]}` : ', slowest of the steady traffic';
};

/** Percentiles of several sources do not add up: the slowest one is shown. */
export const latency = (variant: PageVariant, percentile: 'p50' | 'p99'): Column => {
  const counted = steady(variant);
  return perWindow(variant, window => {
    const found = counted.map(source => source[percentile][window] ?? null).filter(value => value !== null);
    return found.length === 0 ? null : Math.max(...found);
  });
};

/**
 * Replicas that the balancers of a call leave out although they exist: a service that may grow is known to them at its
 * largest. null when nothing is followed.
 */
export function leftOut(call: string, { series, topology }: PageVariant): Column | null {
  const out = series.calls[call]?.out ?? null;
  const target = topology.edges.find(({ name }) => name === call)?.to ?? '';
  const { replicas = null, most = null } = topology.nodes.find(({ name }) => name === target) ?? {};
  const up = series.services[target]?.up;
  if (out === null || replicas === null || most === null || most === replicas || up === undefined) return out;
  return out.map((value, window) => Math.max(0, value - (most - Math.max(up[window]!, replicas))));
}

/** Failures per second by the cause at the root, the most frequent first. */
export function causes(variant: PageVariant, data: PageData): [string, Column][] {
  const names = new Set(sources(variant).flatMap(({ rootCauses }) => Object.keys(rootCauses)));
  const total = (cause: string): number => sum(sources(variant).flatMap(({ rootCauses }) => rootCauses[cause] ?? []));
  return [...names]
    .sort((one, other) => total(other) - total(one))
    .map(cause => [
      cause,
      rate(variant, data, window => sum(sources(variant).map(({ rootCauses }) => rootCauses[cause]?.[window] ?? 0))),
    ]);
}

/** The value at a moment, ms; null outside the run. */
export function valueAt(column: Column | undefined, moment: number, { series }: PageVariant): number | null {
  const window = Math.min((column?.length ?? 0) - 1, Math.floor((moment - series.start) / series.window));
  return column?.[window] ?? null;
}

/** More points than this are finer than a screen; neighbours are then drawn as their mean. */
const MOST_POINTS = 400;

/** How many windows a point of a chart stands for. */
export const windowsPerPoint = (windows: number): number => Math.ceil(windows / MOST_POINTS);

/** `{ x, y }` in the middle of each stretch of windows; a stretch without any value is a gap. */
export function points(column: Column, { series }: PageVariant): { x: number; y: number | null }[] {
  const size = windowsPerPoint(column.length);
  return Array.from({ length: Math.ceil(column.length / size) }, (_, point) => {
    const windows = column.slice(point * size, (point + 1) * size);
    const values = windows.filter(value => value !== null);
    const middle = point * size + windows.length / 2;
    return { x: series.start + middle * series.window, y: values.length === 0 ? null : sum(values) / values.length };
  });
}
