/**
 * What one replication of one variant measured, as plain data that crosses threads. Times are nanoseconds. "Measured"
 * means born (requests) or happening (work, gauges) after the warm-up; series cover the whole run.
 */
import type { HistogramData, HistogramSeriesData } from '../measure/histogram-data.ts';
import type { FigureName } from './figures.ts';

export interface ReplicationRecord {
  readonly digest: string;
  readonly events: number;
  /** The digest after every `spacing` events. */
  readonly checkpoints: { readonly spacing: number; readonly digests: readonly string[] };
  readonly sources: readonly SourceRecord[];
  readonly services: readonly ServiceRecord[];
  readonly edges: readonly EdgeRecord[];
  readonly faults: readonly FaultRecord[];
  /** What components measured of their own (model/figures.ts). */
  readonly figures: readonly FigureRecord[];
  readonly figureSeries: readonly FigureSeriesRecord[];
  readonly log: readonly LogEntry[];
  /** How many log entries did not fit. */
  readonly logDropped: number;
  /** Violated invariants, in words; empty when the run is sound. */
  readonly violations: readonly string[];
}

export interface SourceRecord {
  readonly name: string;
  readonly offered: number;
  readonly ok: number;
  readonly degraded: number;
  readonly failed: number;
  readonly inFlight: number;
  /** By outcome code (model/outcome.ts). */
  readonly causes: readonly number[];
  readonly rootCauses: readonly number[];
  /** Sojourn time of requests that ended ok or degraded. */
  readonly latency: HistogramData;
  /** Sojourn time of all finished requests. */
  readonly latencyAll: HistogramData;
  /** Attempts anywhere in the system on behalf of this source, and those that are nobody's retry. */
  readonly attempts: number;
  readonly firstTries: number;
  /** Work (slot time spent serving) whose result reached a successful request, and the rest. */
  readonly usefulWork: number;
  readonly wastedWork: number;
  /** Per window of the request's intended arrival (offered) or of its end (the rest). */
  readonly windows: {
    readonly offered: Float64Array;
    readonly ok: Float64Array;
    readonly degraded: Float64Array;
    readonly failed: Float64Array;
    /** Failed requests by the outcome code at the bottom of the call tree; null for one that did not occur. */
    readonly rootCauses: readonly (Float64Array | null)[];
    /** Sojourn times of the ok and degraded requests that ended in the window. */
    readonly latency: HistogramSeriesData;
  };
}

export interface ServiceRecord {
  readonly name: string;
  readonly replicas: number;
  /** Slots of all replicas; Infinity when unlimited. */
  readonly slots: number;
  /** Share of the places for replicas that were taken, over time; 1 where all exist all the time. */
  readonly existing: number;
  readonly arrivals: number;
  readonly completions: number;
  /** Arrivals refused, by outcome code. */
  readonly refused: readonly number[];
  /** Attempts that arrived and are nobody's retry. */
  readonly firstTries: number;
  /** Time averages over the measured part. */
  readonly inService: number;
  readonly queueLength: number;
  /** From arrival to the start of service, of those that started. */
  readonly waiting: HistogramData;
  /** From arrival to the answer, of those completed. */
  readonly sojourn: HistogramData;
  readonly usefulWork: number;
  readonly wastedWork: number;
  /** Replica time paid for. */
  readonly replicaTime: number;
  readonly windows: {
    /** Time averages within each window. */
    readonly queueLength: Float64Array;
    readonly inService: Float64Array;
    readonly up: Float64Array;
    /** Replicas that existed; null where all do all the time. */
    readonly existing: Float64Array | null;
    readonly arrivals: Float64Array;
    readonly firstTries: Float64Array;
  };
}

export interface EdgeRecord {
  /** `caller->callee` */
  readonly name: string;
  readonly calls: number;
  readonly attempts: number;
  /** Failed calls by outcome code. */
  readonly causes: readonly number[];
  /** Summed over the caller's breakers; null when the edge has none. openShare is the mean share of time not closed. */
  readonly breaker: { readonly opened: number; readonly openShare: number } | null;
  readonly windows: {
    /** Share of the breakers' time not spent closed; null without breakers. */
    readonly breakerOpen: Float64Array | null;
    /** Replicas the balancer leaves out at the end of the window, a mean over the caller's processes; null for never. */
    readonly out: Float64Array | null;
  };
}

export interface FaultRecord {
  readonly name: string;
  /** Episodes in order; `end` is Infinity when it outlasts the run. */
  readonly episodes: readonly { readonly start: number; readonly end: number }[];
}

export interface FigureRecord {
  /** The service, source, monitor ... it is about. */
  readonly subject: string;
  readonly name: FigureName;
  /** Nanoseconds, per second or 0..1, as its kind says; null without data. */
  readonly value: number | null;
}

/** A level at the end of every window; NaN without data. */
export interface FigureSeriesRecord {
  readonly subject: string;
  readonly name: FigureName;
  readonly values: Float64Array;
}

export interface LogEntry {
  readonly at: number;
  /** fault-start, fault-end, breaker-open, breaker-half-open, breaker-closed, replica-out, replica-in ... */
  readonly what: string;
  readonly subject: string;
  readonly text: string;
}
