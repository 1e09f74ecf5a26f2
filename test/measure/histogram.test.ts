import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/measure/histogram.ts';

/** Minimal standard generator (Park and Miller): whole numbers 1 .. 2^31 - 2, the same everywhere. */
function* luck(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48271) % 2147483647;
    yield state;
  }
}

/** Spread over many octaves: half below 1e3, some up to 1e13. */
function sample(count: number, seed: number): number[] {
  const draws = luck(seed);
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const octaves = draws.next().value % 44;
    values.push(Math.floor((draws.next().value / 2147483647) * 2 ** octaves));
  }
  return values;
}

function histogramOf(values: readonly number[], subBucketBits?: number): Histogram {
  const histogram = new Histogram(subBucketBits);
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The slow twin: nearest rank in the sorted values. */
function exactQuantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * values.length - 1e-9) - 1)]!;
}

const SHARES = [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1];

describe('a histogram', () => {
  const bucketOf = (value: number): number => histogramOf([value]).toData().buckets[0]!;

  it('finds a whole number and a fraction just above it in the same bucket', () => {
    const draws = luck(11);
    const wholes = Array.from({ length: 2000 }, (_, i) => draws.next().value >> (i % 31)).filter(whole => whole > 0);
    const edges = Array.from({ length: 31 }, (_, octave) => [2 ** octave, 2 ** octave - 1, 2 ** octave + 1]).flat();
    for (const whole of [...wholes, ...edges.filter(edge => edge > 0)])
      expect(bucketOf(whole), `${whole}`).toBe(bucketOf(whole + 2 ** -20));
  });

  it.each([
    [7, 1 / 256],
    [4, 1 / 32],
  ])('with %i sub-bucket bits answers quantiles of an exact sort within a relative error of %f', (bits, error) => {
    for (const seed of [1, 2, 3]) {
      const values = sample(5000, seed);
      const histogram = histogramOf(values, bits);
      for (const share of SHARES) {
        const exact = exactQuantile(values, share);
        expect(Math.abs(histogram.quantile(share)! - exact)).toBeLessThanOrEqual(exact * error);
      }
    }
  });

  it('adds its values up one after the other, however many it counts at a time: beyond 2^53 the order shows', () => {
    const ones = new Array<number>(600).fill(1);
    expect(histogramOf([2 ** 53, ...ones]).sum).toBe(2 ** 53);
    expect(histogramOf([...ones, 2 ** 53]).sum).toBe(2 ** 53 + 600);
  });

  it('keeps count, sum, mean, least and greatest exactly', () => {
    const values = sample(2000, 4);
    const histogram = histogramOf(values);
    const sum = values.reduce((total, value) => total + value, 0);
    expect(histogram.count).toBe(2000);
    expect(histogram.sum).toBe(sum);
    expect(histogram.mean).toBe(sum / 2000);
    expect(histogram.min).toBe(Math.min(...values));
    expect(histogram.max).toBe(Math.max(...values));
    // The middles of their buckets, 1002 and 2004, lie between them.
    const ends = histogramOf([1001, 1500, 2007]);
    expect([ends.quantile(0), ends.quantile(1)]).toEqual([1001, 2007]);
  });

  it('says the same at any time, however many values have come since somebody last looked', () => {
    const values = [...sample(300, 5), 0, 0.5, ...sample(300, 6)];
    const watched = new Histogram();
    values.forEach((value, i) => {
      watched.record(value);
      const { count, sum, min, max } = watched;
      expect([count, sum, min, max]).toEqual([
        i + 1,
        values.slice(0, i + 1).reduce((total, each) => total + each, 0),
        Math.min(...values.slice(0, i + 1)),
        Math.max(...values.slice(0, i + 1)),
      ]);
    });
    expect(watched.toData()).toEqual(histogramOf(values).toData());
  });

  it('has a coarser follower count what it records, besides the follower’s own, until either is cleared', () => {
    const [values, own] = [sample(300, 11), sample(20, 12)];
    const leader = new Histogram();
    const follower = leader.withFollower(4);
    for (const value of own) follower.record(value);
    values.forEach((value, i) => {
      leader.record(value);
      expect(follower.count).toBe(own.length + i + 1);
    });
    expect(follower.toData()).toEqual(histogramOf([...own, ...values], 4).toData());
    expect(leader.toData()).toEqual(histogramOf(values).toData());
    leader.record(5);
    leader.clear();
    expect(follower.toData()).toEqual(histogramOf([...own, ...values, 5], 4).toData());
    leader.record(6);
    follower.clear();
    leader.record(7);
    expect(follower.toData()).toEqual(histogramOf([7], 4).toData());
    expect(leader.toData()).toEqual(histogramOf([6, 7]).toData());
    follower.clear();
    leader.record(6.5);
    expect(follower.toData()).toEqual(histogramOf([6.5], 4).toData());
    expect(leader.toData()).toEqual(histogramOf([6, 7, 6.5]).toData());
  });

  it('has no mean and no quantile without data', () => {
    expect(new Histogram().mean).toBeNull();
    expect(new Histogram().quantile(0.5)).toBeNull();
  });

  it.each([
    ['above', 1_234_567],
    ['below', 1_230_000],
  ])('answers with the value itself when all are equal and %s the middle of their bucket', (_, value) => {
    // Its bucket begins at 1_228_800 and is 8192 wide.
    const histogram = histogramOf(Array(10).fill(value));
    expect(SHARES.map(share => histogram.quantile(share))).toEqual(SHARES.map(() => value));
  });

  it('answers with the middle of the bucket to the last bit, whatever the fractions of the values', () => {
    // From 256 on buckets are 2 wide.
    expect(histogramOf([1, 256.3, 257.7, 1000.1]).quantile(0.5)).toBe(257);
  });

  it('counts zeros apart from small values, also when it is made of data', () => {
    const histogram = histogramOf([0, 0, 0, 8]);
    for (const either of [histogram, Histogram.fromData(histogram.toData())]) {
      expect(either.quantile(0.75)).toBe(0);
      expect(either.quantile(0.76)).toBe(8);
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'knows the least and the greatest value wherever they come, here at place %i',
    place => {
      const others = [100, 110, 120, 130, 140, 150];
      for (const extreme of [0, 0.5, 1, 3, 99, 151, 1e6]) {
        const values = others.toSpliced(place, 0, extreme);
        const histogram = histogramOf(values);
        expect(histogram.min).toBe(Math.min(...values));
        expect(histogram.max).toBe(Math.max(...values));
        const { buckets, counts } = histogram.toData();
        expect([...buckets]).toEqual(values.map(bucketOf).toSorted((a, b) => a - b));
        expect(counts).toEqual(new Float64Array(7).fill(1));
        expect(histogram.sum).toBe(750 + extreme);
      }
    },
  );

  it('has nothing to make room for when only zeros come after other values', () => {
    const histogram = histogramOf([1024]);
    expect(histogram.max).toBe(1024);
    for (let i = 0; i < 9; i++) histogram.record(0);
    expect(histogram.toData()).toEqual(histogramOf([...Array(9).fill(0), 1024]).toData());
  });

  it('tells values below 1 from those in the bucket before the first octave in use', () => {
    const histogram = histogramOf([1024]);
    histogram.merge(histogramOf([1023]).toData());
    expect(histogram.toData()).toEqual(histogramOf([1023, 1024]).toData());
    expect(histogram.toData().buckets).toEqual(Int32Array.of(1279, 1280));
  });

  it('takes values up to 2^53', () => {
    const histogram = histogramOf([1, 2 ** 53 - 1, 2 ** 53]);
    expect(histogram.quantile(1)).toBe(2 ** 53);
    expect(Math.abs(histogram.quantile(0.5)! / 2 ** 53 - 1)).toBeLessThan(1 / 256);
  });

  it('names the nearest rank also where share times count is just above a whole number as doubles', () => {
    const histogram = histogramOf([...Array(7).fill(1000), ...Array(93).fill(3000)]);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(histogram.quantile(0.07)).toBeLessThan(1010);
    expect(histogram.quantile(0.071)).toBeGreaterThan(2900);
  });

  it('merges to the same bytes in any order, and to the same as recording everything in one', () => {
    const parts = [sample(700, 5), sample(300, 6), [0, 0], []];
    const merge = (order: readonly (readonly number[])[]): Histogram => {
      const merged = new Histogram();
      for (const values of order) merged.merge(histogramOf(values).toData());
      return merged;
    };
    const whole = histogramOf(parts.flat()).toData();
    expect(merge(parts).toData()).toEqual(whole);
    expect(merge(parts.toReversed()).toData()).toEqual(whole);
  });

  it('survives the trip through plain data', () => {
    const histogram = histogramOf(sample(500, 7), 5);
    const back = Histogram.fromData(histogram.toData());
    expect(back.toData()).toEqual(histogram.toData());
    expect(SHARES.map(share => back.quantile(share))).toEqual(SHARES.map(share => histogram.quantile(share)));
    back.record(3);
    expect(back.count).toBe(501);
  });

  it('lists only buckets in use, in rising order', () => {
    const { buckets, counts } = histogramOf([1e9, 0, 1, 1e9]).toData();
    expect([...counts]).toEqual([1, 1, 2]);
    expect([...buckets]).toEqual([...buckets].sort((a, b) => a - b));
  });

  it('names a bucket by octave and place in it, and the one of all values below 1 by -1', () => {
    // 8 is the first of octave 3, 12 in its middle; each has 128 buckets.
    expect(histogramOf([0, 0.5, 8, 12]).toData().buckets).toEqual(Int32Array.of(-1, 384, 448));
    expect(histogramOf([0.5]).toData().buckets).toEqual(Int32Array.of(-1));
  });

  it('takes in a finer histogram exactly and refuses a coarser one', () => {
    const values = sample(1000, 8);
    const coarse = new Histogram(4);
    coarse.merge(histogramOf(values, 7).toData());
    expect(coarse.toData()).toEqual(histogramOf(values, 4).toData());
    expect(() => new Histogram(7).merge(coarse.toData())).toThrow(
      new RangeError('a coarse histogram cannot be merged into a finer one'),
    );
  });

  it('is as new after being cleared', () => {
    const histogram = histogramOf(sample(100, 9));
    histogram.clear();
    expect(histogram.toData()).toEqual(new Histogram().toData());
    histogram.record(42);
    expect(histogram.toData()).toEqual(histogramOf([42]).toData());
  });
});

it('throws rather than miscounts when a bucket would overflow', () => {
  const histogram = new Histogram();
  const most = { ...Histogram.fromData({ ...one(7), counts: Float64Array.of(2 ** 32 - 1) }).toData() };
  histogram.merge(most);
  expect(histogram.toData().counts).toEqual(Float64Array.of(2 ** 32 - 1));
  expect(() => histogram.merge(one(7))).toThrow(
    new RangeError('a bucket of a histogram counts at most 2^32 - 1 values'),
  );
});

function one(value: number): ReturnType<Histogram['toData']> {
  const histogram = new Histogram();
  histogram.record(value);
  return histogram.toData();
}
