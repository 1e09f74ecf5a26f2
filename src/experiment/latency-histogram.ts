/** The distribution of sojourn times over all replications and sources, coarse enough to be drawn and kept in a result. */
import { Histogram } from '../measure/histogram.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { ReplicationRecord } from '../model/record.ts';
import type { LatencyHistogram } from '../results/result.ts';
import { MILLISECOND } from './units.ts';

/** Buckets per octave are 2 to this power. */
const RESOLUTION = 3;

/** null when no request ended. */
export function latencyHistogramOf(records: readonly ReplicationRecord[]): LatencyHistogram | null {
  const sources = records.flatMap(record => record.sources);
  const all = merged(sources.map(({ latencyAll }) => latencyAll));
  if (all.buckets.length === 0) return null;
  const answered = countsOf(merged(sources.map(({ latency }) => latency)));
  const buckets = [...countsOf(all)];
  return {
    from: buckets.map(([bucket]) => lowerBound(bucket) / MILLISECOND),
    to: buckets.map(([bucket]) => lowerBound(bucket + 1) / MILLISECOND),
    answered: buckets.map(([bucket]) => answered.get(bucket) ?? 0),
    failed: buckets.map(([bucket, count]) => count - (answered.get(bucket) ?? 0)),
  };
}

function merged(parts: readonly HistogramData[]): HistogramData {
  const histogram = new Histogram(RESOLUTION);
  for (const part of parts) histogram.merge(part);
  return histogram.toData();
}

const countsOf = ({ buckets, counts }: HistogramData): Map<number, number> =>
  new Map([...buckets].map((bucket, index) => [bucket, counts[index]!]));

/** In nanoseconds; bucket -1 holds what is below 1. */
function lowerBound(bucket: number): number {
  if (bucket < 0) return 0;
  const octave = bucket >> RESOLUTION;
  const part = bucket - (octave << RESOLUTION);
  let start = 1;
  for (let i = 0; i < octave; i++) start *= 2;
  return start * (1 + part / (1 << RESOLUTION));
}
