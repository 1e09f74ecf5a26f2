/** A histogram as plain data: bucket indices (rising) and their counts, plus what buckets cannot give back exactly. */
export interface HistogramData {
  /** Buckets per octave are 2 to this power. */
  readonly subBucketBits: number;
  /** octave × 2^subBucketBits + sub-bucket; -1 is the bucket of values below 1. */
  readonly buckets: Int32Array;
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  /** Infinity when empty. */
  readonly min: number;
  /** -Infinity when empty. */
  readonly max: number;
}

/** A histogram for every window, packed (histogram-series.ts). */
export interface HistogramSeriesData {
  readonly subBucketBits: number;
  /** Buckets and their counts, packed (histogram.ts), of several windows each. */
  readonly blocks: readonly Uint32Array[];
  /** By window: its block, and where in this it begins and ends. */
  readonly extents: Int32Array;
  /** By window: sum, min and max; they mean nothing where nothing was counted. */
  readonly totals: Float64Array;
}
