/**
 * What the cases ask about one queueing station, by the names they use: `mean_wait_s`, `p99_s`, `prob_reject`. A family
 * builds the world and names the source and the service; fields it measures in its own way it passes as extras.
 */
import { power } from '../engine/arithmetic.ts';
import type { HistogramData } from '../measure/histogram-data.ts';
import type { WorldPlan } from '../model/plan.ts';
import type { ReplicationRecord, ServiceRecord, SourceRecord } from '../model/record.ts';
import type { ValidationCase } from './cases.ts';
import type { Effort, Figure } from './family.ts';
import { failedShare, figure, meanOf, measuredSeconds, quantileOf, replicate } from './worlds.ts';

export const REPLICATIONS = { fast: 6, full: 10 } as const;

export type Readings = Readonly<Record<string, (record: ReplicationRecord) => number>>;

export interface StationOptions {
  /** Where sojourn times are read: the source's requests, or the service's attempts when nobody waits for them. */
  readonly sojournOf?: (record: ReplicationRecord) => HistogramData;
  /** Fields measured in another way than by their name. */
  readonly extras?: Readings;
}

/** Runs the plan and measures every field of the case that is known by name. */
export function measureStation(
  validation: ValidationCase,
  plan: WorldPlan,
  effort: Effort,
  options: StationOptions = {},
): readonly Figure[] {
  const records = replicate(plan, validation.id, REPLICATIONS[effort]);
  return readFields(validation, records, { ...stationReadings(plan, options), ...options.extras });
}

/** One figure for each field of the case that has a reading; percentiles are read as they come. */
export function readFields(
  { expect }: ValidationCase,
  records: readonly ReplicationRecord[],
  readings: Readings,
): readonly Figure[] {
  return Object.keys(expect).flatMap(field => {
    const read = readings[field];
    return read === undefined ? [] : [figure(field, records, read)];
  });
}

/** What each replication should take of a run of `requests` at `perSecond`, in seconds. */
export const shareOfRun = (requests: number, perSecond: number, effort: Effort): number =>
  (effort === 'fast' ? requests / FAST_PART : requests) / perSecond / REPLICATIONS[effort];

const FAST_PART = 12;

/**
 * Requests for a station with this utilisation. The standard error of a mean number in system at a fixed length grows
 * like 1 / (1 - ρ), so the length grows with its square until it would cost more than it says.
 */
export const requestsAt = (utilisation: number): number =>
  Math.min(4e6, Math.max(4e5, 3e4 / ((1 - utilisation) * (1 - utilisation))));

export function stationReadings(plan: WorldPlan, { sojournOf = latencyOf }: StationOptions): Readings {
  const measured = measuredSeconds(plan);
  const station = (record: ReplicationRecord): ServiceRecord => record.services[0]!;
  return {
    utilization: record => station(record).inService / station(record).slots,
    mean_in_service: record => station(record).inService,
    mean_in_queue: record => station(record).queueLength,
    mean_in_system: record => station(record).inService + station(record).queueLength,
    mean_at_station: record => station(record).inService + station(record).queueLength,
    prob_wait: record => shareWaiting(station(record).waiting),
    ...percentiles('_wait_s', record => station(record).waiting),
    ...percentiles('_s', sojournOf),
    ...percentiles('_sojourn_s', sojournOf),
    ...percentiles('_accepted_s', sojournOf),
    mean_wait_s: record => meanOf(station(record).waiting),
    mean_wait_served_s: record => meanOf(station(record).waiting),
    mean_sojourn_s: record => meanOf(sojournOf(record)),
    mean_sojourn_accepted_s: record => meanOf(sojournOf(record)),
    mean_response_s: record => meanOf(sojournOf(record)),
    mean_end_to_end_s: record => meanOf(sojournOf(record)),
    sd_wait_s: record => deviationOf(station(record).waiting),
    sd_sojourn_s: record => deviationOf(sojournOf(record)),
    prob_reject: record => failedShare(record),
    prob_drop: record => failedShare(record),
    throughput_per_s: record => source(record).ok / measured,
    goodput_per_s: record => source(record).ok / measured,
  };
}

const source = (record: ReplicationRecord): SourceRecord => record.sources[0]!;

const latencyOf = (record: ReplicationRecord): HistogramData => source(record).latency;

/** Sojourns at the service itself, for requests whose caller does not wait for the answer. */
export const serviceSojourn =
  (service = 0) =>
  (record: ReplicationRecord): HistogramData =>
    record.services[service]!.sojourn;

export function percentiles(ending: string, dataOf: (record: ReplicationRecord) => HistogramData): Readings {
  const shares = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };
  return Object.fromEntries(
    Object.entries(shares).map(([name, share]) => [
      `${name}${ending}`,
      (record: ReplicationRecord) => quantileOf(dataOf(record), share),
    ]),
  );
}

/** Share that did not start at once. Waits are whole nanoseconds, so the bucket below 1 is exactly those that did. */
function shareWaiting(waiting: HistogramData): number {
  const atOnce = waiting.buckets[0] === -1 ? waiting.counts[0]! : 0;
  return waiting.count === 0 ? 0 : 1 - atOnce / waiting.count;
}

/** Standard deviation in seconds, from the midpoints of the buckets (relative error below 0.4 %). */
export function deviationOf(data: HistogramData): number {
  const mean = meanOf(data);
  const perOctave = power(2, data.subBucketBits);
  let squares = 0;
  data.buckets.forEach((bucket, i) => {
    const octave = Math.floor(bucket / perOctave);
    const within = bucket - octave * perOctave;
    const middle = bucket < 0 ? 0 : (power(2, octave) * (1 + (within + 0.5) / perOctave)) / 1e9;
    squares += data.counts[i]! * (middle - mean) * (middle - mean);
  });
  return data.count === 0 ? 0 : Math.sqrt(squares / data.count);
}

/**
 * Share of the measured time in which the number in system (or in service) fulfils a condition. The records keep no
 * distribution of it, but averages over windows; in windows short beside a service time these are the number itself, and
 * rounding errs to either side alike in the few windows in which it changes.
 */
export function shareOfTime(
  { windows }: ServiceRecord,
  of: 'in system' | 'in service',
  fulfils: (number: number) => boolean,
): number {
  const { inService, queueLength } = windows;
  const from = Math.ceil(inService.length * WARMUP_SHARE);
  let count = 0;
  for (let window = from; window < inService.length; window++) {
    const number = inService[window]! + (of === 'in system' ? queueLength[window]! : 0);
    if (fulfils(Math.round(number))) count++;
  }
  return count / (inService.length - from);
}

/** The warm-up of a world that does not say otherwise, see worlds.ts. */
const WARMUP_SHARE = 1 / 20;
