/**
 * What a monitoring system sees of the simulated one: counters and gauges read every so often, and nothing between two
 * readings. A rate or a share over a window is what the counters gained between its first and its last sample, so it
 * needs two of them; a latency percentile is of the answers counted between them; a gauge is the mean of what was read.
 */
import { Histogram } from '../../measure/histogram.ts';
import type { HistogramData } from '../../measure/histogram-data.ts';
import type { SignalPlan } from './plan.ts';

const SECOND = 1e9;

/** Counters since time 0 and gauges of one traffic source or service; a source has no gauges. */
export interface Reading {
  /** Requests sent, and those (of a service: calls to it, as its callers see them) that ended, and that failed. */
  readonly sent: number;
  readonly ended: number;
  readonly failed: number;
  /** Shares and numbers at this moment; 0 for a source. */
  readonly utilisation: number;
  readonly queueLength: number;
  readonly up: number;
}

/** Something that can be scraped. */
export interface Exporter {
  read(): Reading;
  /** Latencies of answers from now on go into this histogram as well; null where there are none to have. */
  tap(): Histogram | null;
}

interface Sample {
  readonly at: number;
  readonly reading: Reading;
  /** Of the answers since the sample before; null where nobody asked for latencies. */
  readonly latency: HistogramData | null;
}

/** The samples of one exporter, as old as the longest window needs. */
export class Scraper {
  private readonly exporter: Exporter;
  private readonly memory: number;
  private readonly latency: Histogram | null;
  private readonly samples: Sample[] = [];

  /** `memory` is how old a sample may become; `withLatency` whether percentiles are asked for. */
  constructor(exporter: Exporter, memory: number, withLatency: boolean) {
    this.exporter = exporter;
    this.memory = memory;
    this.latency = withLatency ? exporter.tap() : null;
  }

  scrape(now: number): void {
    const latency = this.latency?.toData() ?? null;
    this.latency?.clear();
    this.samples.push({ at: now, reading: this.exporter.read(), latency });
    while (now - this.samples[0]!.at > this.memory) this.samples.shift();
  }

  /** The signal over the window that ends at `until`; null without the samples to tell. */
  value({ metric, quantile }: SignalPlan, window: number, until: number): number | null {
    const seen = this.samples.filter(({ at }) => at >= until - window && at <= until);
    const first = seen[0];
    const last = seen.at(-1);
    if (first === undefined || last === undefined) return null;
    if (metric === 'utilisation' || metric === 'queueLength' || metric === 'up')
      return seen.reduce((sum, { reading }) => sum + reading[metric], 0) / seen.length;
    if (first === last) return null;
    if (metric === 'latency') return quantileOf(seen.slice(1), quantile ?? 0.5);
    const ended = last.reading.ended - first.reading.ended;
    const failed = last.reading.failed - first.reading.failed;
    const seconds = (last.at - first.at) / SECOND;
    switch (metric) {
      case 'errorRate':
        return ended === 0 ? null : failed / ended;
      case 'rate':
        return (last.reading.sent - first.reading.sent) / seconds;
      case 'throughput':
        return ended / seconds;
      case 'goodput':
        return (ended - failed) / seconds;
    }
  }
}

function quantileOf(samples: readonly Sample[], share: number): number | null {
  const merged = new Histogram();
  for (const { latency } of samples) if (latency !== null) merged.merge(latency);
  return merged.quantile(share);
}
