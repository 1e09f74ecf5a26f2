/**
 * The result of running one scenario: plain, serialisable records with a schema version and no behaviour. The JSON
 * document the command line writes is exactly this type; other programs read it, so members may be added and none
 * renamed. Times are milliseconds, rates are per second, shares are 0..1. A figure without data is `null`, never 0.
 */
export const RESULT_SCHEMA = 'brownout/result/v1';

/** A mean over replications with its 95 % confidence interval. `low`/`high` are null with fewer than two replications. */
export interface Estimate {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Result {
  readonly schema: typeof RESULT_SCHEMA;
  /** Of the program that ran it. */
  readonly version: string;
  readonly scenario: ScenarioReference;
  /** Replication r of every variant has the luck of `seed/r`. */
  readonly seed: number | string;
  /** Of every variant. */
  readonly replications: number;
  /** Whole length of one replication, warm-up included, ms. */
  readonly duration: number;
  /** What is cut off at its beginning before anything is counted, ms. */
  readonly warmup: number;
  readonly warmupCheck: WarmupCheck;
  /** True when the run was interrupted: the figures are of the replications that finished. */
  readonly partial: boolean;
  /** How the variants were chosen: `each`, `ablation`, `factorial` or `sets`. */
  readonly compare: string;
  /** The first is the baseline. */
  readonly variants: readonly VariantResult[];
  /** What the names under `figures` mean; those that occur in this result. */
  readonly figureKinds: Readonly<Record<string, FigureKind>>;
  /**
   * What each mitigation is worth, averaged over the company it keeps; the values of a metric add up to its change from
   * none of the mitigations to all. Present when every subset of them was run.
   */
  readonly shapley?: Readonly<Record<string, Worth<Estimate>>>;
  /** What changes when a mitigation alone is left out of all, paired; present with `compare: ablation`. */
  readonly ablation?: Readonly<Record<string, Worth<Difference>>>;
  /** What is allowed in the scenario but probably not meant. */
  readonly warnings: readonly Warning[];
}

/** The start-up transient of the baseline as its own figures show it, beside the warm-up the scenario asks for. Times in ms. */
export interface WarmupCheck {
  /** The warm-up that the scenario asks for. */
  readonly given: number;
  /** Where the transient ends; 0 when there is none, null when it cannot be told or no end is in sight. */
  readonly suggested: number | null;
  /** Figures that still change measurably after the given warm-up: `throughput`, `latency`, `queueLength`. */
  readonly drifting: readonly string[];
}

/** A figure that some component measures of its own, such as the hit ratio of a cache. */
export interface FigureKind {
  /** Durations are ms, shares 0..1, rates per second. */
  readonly unit: 'share' | 'duration' | 'count' | 'rate' | 'number';
  /** Which way is good; null where neither is. */
  readonly better: 'more' | 'less' | null;
  /** What it counts or measures, in a few words. */
  readonly title: string;
}

/** Per mitigation; null for a metric that not every replication has. */
export interface Worth<Kind> {
  readonly availability: Kind | null;
  readonly p99: Kind | null;
  readonly wastedWork: Kind | null;
}

export interface ScenarioReference {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** As given on the command line; null when the scenario did not come from a file. */
  readonly file: string | null;
  /** Of the file's text, hexadecimal; null without a file. */
  readonly sha256: string | null;
  /** The file as it was read. */
  readonly text?: string;
  /** First and last line (from 1) of each mitigation in `text`; those written in another file are missing. */
  readonly mitigationLines?: Readonly<Record<string, readonly [number, number]>>;
}

export interface Warning {
  /** `BR052`; `brownout explain BR052` says more. */
  readonly code: string;
  readonly message: string;
  /** Keys from the top of the file, with dots between them. */
  readonly path: string;
}

export interface VariantResult {
  /** `baseline`, or the mitigations it has. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Names of the mitigations laid over the baseline, in order; empty for the baseline. */
  readonly mitigations: readonly string[];
  /** The cascade causes the mitigations answer, as the scenario names them. */
  readonly answers: readonly string[];
  /** The kinds of remedy they are, as the scenario names them. */
  readonly remedies: readonly string[];
  readonly replications: number;
  /** Of all events of all replications: two runs with the same digest did the same. */
  readonly digest: string;
  /** One per replication, in their order. */
  readonly fingerprints: readonly Fingerprint[];
  /** Sum over replications. */
  readonly events: number;
  /** Of all traffic together. */
  readonly metrics: Metrics;
  readonly traffic: Readonly<Record<string, TrafficResult>>;
  readonly services: Readonly<Record<string, ServiceResult>>;
  /** Keyed `caller->callee`. */
  readonly calls: Readonly<Record<string, CallResult>>;
  readonly faults: Readonly<Record<string, FaultResult>>;
  /** By the component it is about, then by name: `figures.consul.staleness`. Counts are means over replications. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, Estimate | null>>>>;
  /** At least half of the replications ended in a metastable state: still bad although its cause is gone. */
  readonly metastable: boolean;
  /** Share of replications that ended in a metastable state, 0..1. */
  readonly metastableShare: number;
  /** To the baseline, paired over replications; absent for the baseline. Keys as in `metrics`, latencies as `p50`, `p99`. */
  readonly difference?: Readonly<Record<string, Difference | null>>;
  readonly topology: Topology;
  /** Of all finished requests; null when none did. */
  readonly latencyHistogram: LatencyHistogram | null;
  readonly expect: readonly ExpectResult[];
  readonly series: Series;
  /** In order of time. */
  readonly timeline: readonly TimelineEntry[];
  /** Of the simulator by itself: a violation is a bug of it. */
  readonly audit: { readonly ok: boolean; readonly violations: readonly string[] };
}

/** What tells one replication from another, and roughly where they part. */
export interface Fingerprint {
  /** Of all its events, in order. */
  readonly digest: string;
  readonly events: number;
  /** Digest after `spacing` events, after 2 × `spacing`, and so on. */
  readonly spacing: number;
  readonly checkpoints: readonly string[];
}

/** Who calls whom in this variant, and where everybody is. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  /** What is not a call and matters all the same. */
  readonly links: readonly TopologyLink[];
  /** Those that tell anything apart, outer ones first; empty when the scenario says nothing of places. */
  readonly places: readonly TopologyPlace[];
}

export interface TopologyPlace {
  /** Kind and name, `zone a`. */
  readonly name: string;
  readonly kind: 'region' | 'zone' | 'machine';
  /** The name of the place around it. */
  readonly within: string | null;
}

export interface TopologyLink {
  /**
   * `registers`: its replicas are known by what they tell the registry; `looks-up`: it has its list of replicas from there;
   * `fails-over`: where its requests go when their target is gone; `copies`: it keeps a copy of the other's data.
   */
  readonly kind: 'registers' | 'looks-up' | 'fails-over' | 'copies';
  readonly from: string;
  readonly to: string;
}

export interface TopologyNode {
  readonly name: string;
  readonly kind: 'traffic' | 'service' | 'load-balancer' | 'cache' | 'queue' | 'external' | 'database' | 'registry';
  /** At the start; null for traffic. */
  readonly replicas: number | null;
  /** More than at the start where it is scaled, or brought out anew beside the old ones; null for traffic. */
  readonly most: number | null;
  /** Its replicas are members with a leader. */
  readonly cluster: boolean;
  /** It waits to be needed. */
  readonly standby: boolean;
  /** The smallest place that holds all of it; null when none does or nothing is said of it. */
  readonly place: string | null;
  /**
   * Replicas at the start by the places that tell them apart; empty when all are in one. `series.figures` follows each as
   * `checkout in zone a`: `placed` are there and `placedUp` of them are up.
   */
  readonly spread: readonly { readonly place: string; readonly replicas: number }[];
}

export interface TopologyEdge {
  /** The key in `calls`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Its failure degrades the answer and no more. */
  readonly optional: boolean;
  /** What guards it, as the scenario's keys name them: `retry`, `breaker` ... */
  readonly policies: readonly string[];
}

/** Eight buckets per octave. Counts are sums over replications; buckets that hold nothing are left out. */
export interface LatencyHistogram {
  /** Lower and upper bound of each bucket, ms. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Requests that ended ok or degraded, and all others. */
  readonly answered: readonly number[];
  readonly failed: readonly number[];
}

export interface Metrics {
  /** (ok + degraded) / (ok + degraded + failed). */
  readonly availability: Estimate | null;
  /** ok / (ok + degraded + failed). */
  readonly fullAvailability: Estimate | null;
  /** Share of windows that meet the objective. */
  readonly timeAvailability: Estimate | null;
  /** Longest run of windows below the objective, ms. */
  readonly longestOutage: Estimate | null;
  /** Finished requests per second, whatever the outcome. */
  readonly throughput: Estimate | null;
  /** Requests per second answered ok or degraded. */
  readonly goodput: Estimate | null;
  /** Of requests that ended ok or degraded, from intended arrival, ms. */
  readonly latency: LatencySummary;
  /** Of every finished request, ms. */
  readonly latencyAll: LatencySummary;
  /** Attempts sent per attempt that would have been sent had nobody retried. */
  readonly amplification: Estimate | null;
  /** Share of service work whose result nobody used. */
  readonly wastedWork: Estimate | null;
  /** Null for a traffic source: replicas belong to the whole variant. */
  readonly replicaHours: Estimate | null;
}

export interface LatencySummary {
  readonly mean: Estimate | null;
  readonly p50: Estimate | null;
  readonly p90: Estimate | null;
  readonly p95: Estimate | null;
  readonly p99: Estimate | null;
  readonly p999: Estimate | null;
  readonly max: Estimate | null;
}

/** Sums over replications. offered = ok + degraded + failed + inFlight. */
export interface RequestCounts {
  readonly offered: number;
  readonly ok: number;
  readonly degraded: number;
  readonly failed: number;
  readonly inFlight: number;
}

export interface TrafficResult {
  readonly requests: RequestCounts;
  /** Failed requests by the cause the client saw. */
  readonly causes: Readonly<Record<string, number>>;
  /** Failed requests by the cause at the bottom of the call tree. */
  readonly rootCauses: Readonly<Record<string, number>>;
  readonly metrics: Metrics;
}

export interface ServiceResult {
  /** Attempts that arrived and that were served to their end; sums over replications. */
  readonly arrivals: number;
  readonly completions: number;
  /** Busy slots / configured slots; null when concurrency is unlimited. */
  readonly utilisation: Estimate | null;
  /** Attempts that hold a slot, and that wait for one: means over time, all replicas together. */
  readonly inService: Estimate | null;
  readonly queueLength: Estimate | null;
  /** From arrival to a slot, ms. */
  readonly waitingTime: { readonly mean: Estimate | null; readonly p99: Estimate | null };
  /** From arrival to the answer, ms. */
  readonly sojournTime: {
    readonly mean: Estimate | null;
    readonly p50: Estimate | null;
    readonly p99: Estimate | null;
  };
  /** Share of arrivals the service refused. */
  readonly rejected: Estimate | null;
  /** Refusals by cause, sums over replications. */
  readonly rejectedCauses: Readonly<Record<string, number>>;
  /** Arrivals per arrival that is nobody's retry. */
  readonly amplification: Estimate | null;
  /** Share of this service's work whose result nobody used. */
  readonly wastedWork: Estimate | null;
}

export interface CallResult {
  /** Calls that began and the attempts sent for them; sums over replications. */
  readonly calls: number;
  readonly attempts: number;
  /** Failed calls by cause, sums over replications. */
  readonly causes: Readonly<Record<string, number>>;
  /** How often one opened, a sum over replications, and the share of time that they were not closed. Absent without any. */
  readonly breaker?: { readonly opened: number; readonly openShare: Estimate | null };
}

export interface FaultResult {
  /** Of the first episode, ms; null when a random fault never struck. `end` is null when it outlasts the run. */
  readonly start: number | null;
  readonly end: number | null;
  /** A mean over replications. */
  readonly episodes: number;
  /** ms after the end; null = never (in at least half of the replications). */
  readonly recovery: Estimate | null;
  /** Share of replications that never recovered, 0..1; null when the fault never ended within the run. */
  readonly neverShare: number | null;
  /** All episodes of the first replication, at most 100: the same in all for a scheduled fault. `end` as above. */
  readonly strikes: readonly { readonly start: number; readonly end: number | null }[];
  /** What it strikes, by the names of the topology: services, traffic, and calls by their keys. */
  readonly targets: readonly string[];
}

export interface Difference {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the paired t test, uncorrected; null with fewer than two replications. */
  readonly pValue: number | null;
  /** Measurable, corrected for the number of comparisons of the same metric (Holm). Its interval is not corrected. */
  readonly significant: boolean;
  /** How many times the replications independent runs would have needed; null when it cannot be told. */
  readonly varianceReduction: number | null;
}

export type Verdict = 'holds' | 'fails' | 'undecided';

export interface ExpectResult {
  /** As the scenario says it. */
  readonly statement: string;
  readonly verdict: Verdict;
  /** What was measured: an estimate; "never" for a recovery that did not come; null without data. */
  readonly observed: Estimate | 'never' | boolean | null;
  /** Why the verdict is what it is, in a few words. */
  readonly reason: string;
}

/**
 * Windows of `window` ms from `start`; counts and percentiles are merged over replications, gauges are means. Anything
 * but counts is rounded to five significant digits.
 */
export interface Series {
  readonly window: number;
  readonly start: number;
  readonly traffic: Readonly<
    Record<
      string,
      {
        readonly offered: readonly number[];
        readonly ok: readonly number[];
        readonly degraded: readonly number[];
        readonly failed: readonly number[];
        /** Failed requests by the cause at the bottom of the call tree. */
        readonly rootCauses: Readonly<Record<string, readonly number[]>>;
        /** Of the latency of ok and degraded requests that ended in the window, ms. */
        readonly p50: readonly (number | null)[];
        readonly p99: readonly (number | null)[];
      }
    >
  >;
  readonly services: Readonly<
    Record<
      string,
      {
        /** Means over the window, all replicas together; utilisation is null when concurrency is unlimited. */
        readonly queueLength: readonly number[];
        readonly utilisation: readonly (number | null)[];
        /** Replicas that are running, a mean over the window. */
        readonly up: readonly number[];
        /** Attempts that arrived, and those among them that are nobody's retry; sums over replications. */
        readonly arrivals: readonly number[];
        readonly firstTries: readonly number[];
      }
    >
  >;
  /** Figures of components that have a level: at the end of each window, mean over replications; null without data. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
  /** Keyed `caller->callee`; calls that nothing ever stood in the way of are missing. */
  readonly calls: Readonly<
    Record<
      string,
      {
        /** Share of the breakers' time not spent closed; null without breakers. */
        readonly breakerOpen: readonly number[] | null;
        /** Replicas left out by the caller's balancer, a mean over its processes; null when none ever was. */
        readonly out: readonly number[] | null;
      }
    >
  >;
}

/** One line of the story of the first replication. */
export interface TimelineEntry {
  /** ms */
  readonly at: number;
  /** What kind of thing happened: `fault-start`, `breaker-open` ... */
  readonly what: string;
  /** The fault, service or call it happened to. */
  readonly subject: string;
  /** The whole sentence. */
  readonly text: string;
}
