import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/measure/histogram.ts';
import { HistogramSeries, histogramsByWindow, histogramsOf } from '../../src/measure/histogram-series.ts';

const FINE = 4;

const histogramOf = (values: readonly number[], subBucketBits = FINE): Histogram => {
  const histogram = new Histogram(subBucketBits);
  for (const value of values) histogram.record(value);
  return histogram;
};

const value = fc.oneof(fc.constant(0), fc.nat(100), fc.double({ min: 0, max: 2 ** 53, noNaN: true }));

describe('a series of histograms', () => {
  it('gives back every one of them as it was, and none where none was kept', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.array(value, { minLength: 1, maxLength: 80 })), { maxLength: 60 }), windows => {
        const series = new HistogramSeries(windows.length, FINE);
        for (const [window, values] of windows.entries()) if (values !== null) series.keep(window, histogramOf(values));
        const expected = windows.map(values => (values === null ? null : histogramOf(values).toData()));
        expect(histogramsOf(series.toData())).toEqual(expected);
      }),
    );
  });

  it('begins another block when a histogram has no room in the last one, and breaks none in two', () => {
    // All octaves of whole nanoseconds, every bucket once: 53 of the 128 that a block has room for.
    const widest = Array.from({ length: 53 << FINE }, (_, i) => 2 ** Math.floor(i / 16) * (1 + (i % 16) / 16));
    const series = new HistogramSeries(5, FINE);
    for (let window = 0; window < 5; window++) series.keep(window, histogramOf(widest));
    const data = series.toData();
    expect(data.blocks).toHaveLength(3);
    expect([...data.extents].filter((_, i) => i % 3 === 0)).toEqual([0, 0, 1, 1, 2]);
    for (const kept of histogramsOf(data)) expect(kept).toEqual(histogramOf(widest).toData());
  });

  it('needs no block for a run without answers', () => {
    const data = new HistogramSeries(3, FINE).toData();
    expect(data.blocks).toEqual([]);
    expect(histogramsOf(data)).toEqual([null, null, null]);
  });

  it('keeps its histograms when they are cleared and used for the next window', () => {
    const series = new HistogramSeries(2, FINE);
    const histogram = histogramOf([1, 5]);
    series.keep(0, histogram);
    histogram.clear();
    histogram.record(7);
    series.keep(1, histogram);
    expect(histogramsOf(series.toData())).toEqual([histogramOf([1, 5]).toData(), histogramOf([7]).toData()]);
  });

  it('is read with others window by window, leaving out what was not kept', () => {
    const seriesOf = (windows: readonly (readonly number[])[]) => {
      const series = new HistogramSeries(windows.length, FINE);
      for (const [window, values] of windows.entries()) if (values.length > 0) series.keep(window, histogramOf(values));
      return series.toData();
    };
    const data = (values: readonly number[]) => histogramOf(values).toData();
    expect(histogramsByWindow([seriesOf([[1], [], [3]]), seriesOf([[4], [], []])])).toEqual([
      [data([1]), data([4])],
      [],
      [data([3])],
    ]);
    expect(histogramsByWindow([])).toEqual([]);
  });

  it('refuses a window out of order, twice, or beyond the end, and a histogram that is not as fine', () => {
    const series = new HistogramSeries(4, FINE);
    series.keep(2, histogramOf([1]));
    for (const window of [1, 2, 4])
      expect(() => series.keep(window, histogramOf([1])), `window ${window}`).toThrow(/in their order/);
    expect(() => series.keep(3, histogramOf([1], 7))).toThrow(/equally fine/);
  });
});
