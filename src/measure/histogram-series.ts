/**
 * A histogram for every window of a run, packed into a few arrays. With a hundred sources and hundreds of windows, objects
 * of their own would be tens of thousands: the collector would move them about while the run goes on, and threads would hand
 * them over one by one.
 */
import { type Histogram, unpackCounts } from './histogram.ts';
import type { HistogramData, HistogramSeriesData } from './histogram-data.ts';

/** Numbers of each window in `extents`, and in `totals`. */
const PER_WINDOW = 3;
/** As many octaves have room in a block, twice what whole nanoseconds can reach: a window that no longer fits wastes less than half. */
const OCTAVES_IN_A_BLOCK = 128;

export class HistogramSeries {
  private readonly subBucketBits: number;
  private readonly blockLength: number;
  private readonly blocks: Uint32Array[] = [];
  private readonly extents: Int32Array;
  private readonly totals: Float64Array;
  /** Where the next window goes: in the last block, or in a new one when that has no room. */
  private used: number;
  /** The first window that nothing was kept of yet, nor of any after it. */
  private next = 0;

  /** For histograms of `subBucketBits`, one for each of so many windows. */
  constructor(windows: number, subBucketBits: number) {
    this.subBucketBits = subBucketBits;
    this.blockLength = (2 * OCTAVES_IN_A_BLOCK) << subBucketBits;
    this.used = this.blockLength;
    this.extents = new Int32Array(PER_WINDOW * windows);
    this.totals = new Float64Array(PER_WINDOW * windows);
  }

  /** Keeps what a histogram has counted. Windows come in their order; one that is left out has counted nothing. @throws RangeError */
  keep(window: number, histogram: Histogram): void {
    if (window < this.next || window * PER_WINDOW >= this.totals.length)
      throw new RangeError('the windows of a series are kept in their order');
    if (histogram.subBucketBits !== this.subBucketBits)
      throw new RangeError('the histograms of a series are equally fine');
    if (this.used + 2 * histogram.width > this.blockLength) {
      this.blocks.push(new Uint32Array(this.blockLength));
      this.used = 0;
    }
    const from = this.used;
    this.used = histogram.packCounts(this.blocks.at(-1)!, from);
    const place = PER_WINDOW * window;
    this.extents[place] = this.blocks.length - 1;
    this.extents[place + 1] = from;
    this.extents[place + 2] = this.used;
    this.totals[place] = histogram.sum;
    this.totals[place + 1] = histogram.min;
    this.totals[place + 2] = histogram.max;
    this.next = window + 1;
  }

  /** The arrays themselves, not copies: nothing is kept afterwards. */
  toData(): HistogramSeriesData {
    const { subBucketBits, blocks, extents, totals } = this;
    return { subBucketBits, blocks, extents, totals };
  }
}

/** The histogram of every window; null where nothing was kept. */
export function histogramsOf(series: HistogramSeriesData): (HistogramData | null)[] {
  const windows = series.totals.length / PER_WINDOW;
  return Array.from({ length: windows }, (_, window) => {
    const [block, from, to] = series.extents.subarray(PER_WINDOW * window);
    if (from === to) return null;
    const [sum, min, max] = series.totals.subarray(PER_WINDOW * window);
    const { buckets, counts } = unpackCounts(series.blocks[block!]!, from!, to!);
    const count = counts.reduce((total, some) => total + some, 0);
    return { subBucketBits: series.subBucketBits, buckets, counts, count, sum: sum!, min: min!, max: max! };
  });
}

/** For every window, the histograms that several series of as many windows have kept of it. */
export function histogramsByWindow(series: readonly HistogramSeriesData[]): HistogramData[][] {
  const columns = series.map(histogramsOf);
  return (columns[0] ?? []).map((_, window) => columns.flatMap(column => column[window] ?? []));
}
