import { describe, expect, test } from 'vitest';
import { buildDistribution, Distribution } from '../../src/engine/distribution.ts';
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { fillWithStandardExponentials } from '../../src/engine/distributions/exponential.ts';
import { Random } from '../../src/engine/random.ts';
import { distributionFunction } from './distribution-functions.ts';
import { LARGEST, limited, randomOf, uniformly } from './draws.ts';
import { average, errorsFrom, hashOfBits, kolmogorov } from './statistics.ts';

const SAMPLES = 100_000;

const specs: readonly DistributionSpec[] = [
  { kind: 'exponential', mean: 5 },
  { kind: 'uniform', low: 0, high: 1 },
  { kind: 'uniform', low: 3, high: 4 },
  { kind: 'normal', mean: 0, sd: 2 },
  { kind: 'normal', mean: 1, sd: 1 },
  { kind: 'normal', mean: 20, sd: 2 },
  { kind: 'lognormal', mu: 1, sigma: 0.3 },
  { kind: 'lognormal', mu: -2, sigma: 0.8 },
  { kind: 'gamma', shape: 0.3, scale: 2 },
  { kind: 'gamma', shape: 1, scale: 3 },
  { kind: 'gamma', shape: 4, scale: 0.5 },
  { kind: 'gamma', shape: 300, scale: 1 },
  { kind: 'weibull', shape: 0.7, scale: 2 },
  { kind: 'weibull', shape: 3, scale: 2 },
  { kind: 'pareto', shape: 1, low: 1, high: 20 },
  { kind: 'pareto', shape: 1.5, low: 2, high: 100 },
  { kind: 'pareto', shape: 2, low: 1, high: 50 },
  { kind: 'pareto', shape: 9, low: 1, high: Infinity },
  {
    kind: 'hyperexponential',
    branches: [
      { probability: 0.5, mean: 1 },
      { probability: 0.3, mean: 4 },
      { probability: 0.2, mean: 10 },
    ],
  },
  {
    kind: 'empirical',
    points: [
      { value: 1, share: 0 },
      { value: 2, share: 0.5 },
      { value: 4, share: 0.9 },
      { value: 20, share: 1 },
    ],
  },
];

/** With a jump and a gap, its distribution function is not continuous: for moments only. */
const lumpy: DistributionSpec = {
  kind: 'empirical',
  points: [
    { value: 1, share: 0.2 },
    { value: 2, share: 0.5 },
    { value: 2, share: 0.6 },
    { value: 4, share: 0.6 },
    { value: 8, share: 1 },
  ],
};

function draw(spec: DistributionSpec, samples = SAMPLES): number[] {
  const distribution = buildDistribution(spec);
  const random = Random.named(JSON.stringify(spec));
  return Array.from({ length: samples }, () => distribution.sample(random));
}

describe('closed forms', () => {
  const momentsOf = (spec: DistributionSpec) => {
    const { mean, scv } = buildDistribution(spec);
    return { mean, scv };
  };

  test.each([1, 1.5, 2])('of a pareto without bound are infinite from shape %d down', shape => {
    const { mean, scv } = momentsOf({ kind: 'pareto', shape, low: 1, high: Infinity });
    expect(mean).toBe(shape <= 1 ? Infinity : shape / (shape - 1));
    expect(scv).toBe(Infinity);
  });

  test('of a pareto without bound are the textbook ones', () => {
    const { mean, scv } = momentsOf({ kind: 'pareto', shape: 3, low: 2, high: Infinity });
    expect(mean).toBeCloseTo(3, 14);
    expect(scv).toBeCloseTo(1 / 3, 14);
  });

  test('of a bounded pareto pass smoothly over the shapes where the formula divides by 0', () => {
    for (const shape of [1, 2]) {
      const at = momentsOf({ kind: 'pareto', shape, low: 1, high: 100 });
      const beside = momentsOf({ kind: 'pareto', shape: shape + 1e-12, low: 1, high: 100 });
      expect(beside.mean / at.mean).toBeCloseTo(1, 10);
      expect(beside.scv / at.scv).toBeCloseTo(1, 10);
    }
  });

  test('of a normal cut off at its centre are the half-normal ones, and far from the cut its own', () => {
    const half = momentsOf({ kind: 'normal', mean: 0, sd: 3 });
    expect(half.mean).toBeCloseTo(3 * Math.sqrt(2 / Math.PI), 14);
    expect(half.scv).toBeCloseTo(Math.PI / 2 - 1, 14);
    expect(momentsOf({ kind: 'normal', mean: 100, sd: 2 })).toEqual({ mean: 100, scv: 0.0004 });
  });

  test('of a lognormal are the textbook ones', () => {
    const { mean, scv } = momentsOf({ kind: 'lognormal', mu: 2, sigma: 0.5 });
    expect(mean).toBeCloseTo(Math.exp(2 + 1 / 8), 12);
    expect(scv).toBeCloseTo(Math.exp(1 / 4) - 1, 14);
  });

  test('of a normal cut off one deviation below its centre are those of the tables', () => {
    // The standard normal density at 1 is 0.24197072451914337, the share below 1 is 0.8413447460685429.
    const height = 0.24197072451914337 / 0.8413447460685429;
    const { mean, scv } = momentsOf({ kind: 'normal', mean: 3, sd: 3 });
    expect(mean).toBeCloseTo(3 * (1 + height), 13);
    expect(scv).toBeCloseTo((1 - height * (1 + height)) / (1 + height) ** 2, 14);
  });

  test('of a gamma and a uniform are the textbook ones', () => {
    expect(momentsOf({ kind: 'gamma', shape: 4, scale: 0.5 })).toEqual({ mean: 2, scv: 1 / 4 });
    expect(momentsOf({ kind: 'uniform', low: 2, high: 4 })).toEqual({ mean: 3, scv: 4 / 12 / 9 });
  });

  test('of a weibull of shape 2 are those of Rayleigh', () => {
    const { mean, scv } = momentsOf({ kind: 'weibull', shape: 2, scale: 4 });
    expect(mean).toBeCloseTo(2 * Math.sqrt(Math.PI), 13);
    expect(scv).toBeCloseTo(4 / Math.PI - 1, 13);
  });

  test('of a pareto cut off are those of its density, x^-2 for shape 1, over the share that is left', () => {
    // From 1 to 4: 3/4 are left; the integrals of 1/x and of 1 are ln 4 and 3.
    const { mean, scv } = momentsOf({ kind: 'pareto', shape: 1, low: 10, high: 40 });
    expect(mean).toBeCloseTo((10 * Math.log(4)) / (3 / 4), 13);
    expect(scv).toBeCloseTo(4 / (Math.log(4) / (3 / 4)) ** 2 - 1, 13);
  });

  test('of a hyperexponential are those of its branches, weighed', () => {
    const branches = [
      { probability: 0.25, mean: 1 },
      { probability: 0.75, mean: 3 },
    ];
    // Mean 2.5, mean of the squares 2 (0.25 * 1 + 0.75 * 9) = 14.
    expect(momentsOf({ kind: 'hyperexponential', branches })).toEqual({ mean: 2.5, scv: 14 / 6.25 - 1 });
  });

  test('of empirical points are those of uniform pieces and jumps', () => {
    // 0.2 at 1, 0.3 from 1 to 2, 0.1 at 2, 0.4 from 4 to 8; means of squares 1, 7/3, 4 and 112/3.
    const { mean, scv } = momentsOf(lumpy);
    expect(mean).toBeCloseTo(0.2 + 0.45 + 0.2 + 2.4, 14);
    const square = 0.2 + 0.7 + 0.4 + (0.4 * 112) / 3;
    expect(scv).toBeCloseTo(square / 3.25 ** 2 - 1, 14);
  });

  test('of weibull with shape 1 and gamma with shape 1 are the exponential ones', () => {
    for (const kind of ['weibull', 'gamma'] as const) {
      const { mean, scv } = momentsOf({ kind, shape: 1, scale: 4 });
      expect(mean).toBeCloseTo(4, 13);
      expect(scv).toBeCloseTo(1, 13);
    }
  });

  test('of one empirical point are those of a constant', () => {
    expect(momentsOf({ kind: 'empirical', points: [{ value: 3, share: 1 }] })).toEqual({ mean: 3, scv: 0 });
    expect(momentsOf({ kind: 'empirical', points: [{ value: 0, share: 1 }] })).toEqual({ mean: 0, scv: 0 });
  });
});

describe('parameters out of range are refused', () => {
  const branch = (probability: number, mean: number) => ({ probability, mean });
  const point = (value: number, share: number) => ({ value, share });

  test.each<[DistributionSpec, RegExp]>([
    [{ kind: 'constant', value: -1 }, /expected a constant of at least 0, found -1/],
    [{ kind: 'constant', value: Infinity }, /found Infinity/],
    [{ kind: 'exponential', mean: 0 }, /expected an exponential mean above 0, found 0/],
    [{ kind: 'exponential', mean: Infinity }, /expected an exponential mean above 0, found Infinity/],
    [{ kind: 'exponential', mean: Number.NaN }, /found NaN/],
    [{ kind: 'uniform', low: -1, high: 2 }, /expected a uniform low of at least 0, found -1/],
    [{ kind: 'uniform', low: 2, high: 2 }, /expected a uniform high above its low of 2, found 2/],
    [{ kind: 'uniform', low: 2, high: Infinity }, /expected a uniform high above its low of 2, found Infinity/],
    [{ kind: 'normal', mean: -1, sd: 1 }, /expected a normal mean of at least 0, found -1/],
    [{ kind: 'normal', mean: Infinity, sd: 1 }, /expected a normal mean of at least 0, found Infinity/],
    [{ kind: 'normal', mean: 1, sd: 0 }, /expected a normal standard deviation above 0, found 0/],
    [{ kind: 'normal', mean: 1, sd: Infinity }, /expected a normal standard deviation above 0, found Infinity/],
    [{ kind: 'lognormal', mu: -Infinity, sigma: 1 }, /expected a finite lognormal mu, found -Infinity/],
    [{ kind: 'lognormal', mu: Infinity, sigma: 1 }, /expected a finite lognormal mu, found Infinity/],
    [{ kind: 'lognormal', mu: 1, sigma: 0 }, /expected a lognormal sigma above 0, found 0/],
    [{ kind: 'lognormal', mu: 1, sigma: Infinity }, /expected a lognormal sigma above 0, found Infinity/],
    [{ kind: 'gamma', shape: 0, scale: 1 }, /expected a gamma shape above 0, found 0/],
    [{ kind: 'gamma', shape: Infinity, scale: 1 }, /expected a gamma shape above 0, found Infinity/],
    [{ kind: 'gamma', shape: 1, scale: 0 }, /expected a gamma scale above 0, found 0/],
    [{ kind: 'gamma', shape: 1, scale: Infinity }, /expected a gamma scale above 0, found Infinity/],
    [{ kind: 'weibull', shape: 0, scale: 1 }, /expected a weibull shape above 0, found 0/],
    [{ kind: 'weibull', shape: Infinity, scale: 1 }, /expected a weibull shape above 0, found Infinity/],
    [{ kind: 'weibull', shape: 1, scale: 0 }, /expected a weibull scale above 0, found 0/],
    [{ kind: 'weibull', shape: 1, scale: Infinity }, /expected a weibull scale above 0, found Infinity/],
    [{ kind: 'weibull', shape: 1, scale: Number.NaN }, /expected a weibull scale above 0, found NaN/],
    [{ kind: 'pareto', shape: 0, low: 1, high: 2 }, /expected a pareto shape above 0, found 0/],
    [{ kind: 'pareto', shape: Infinity, low: 1, high: 2 }, /expected a pareto shape above 0, found Infinity/],
    [{ kind: 'pareto', shape: 1, low: 0, high: 2 }, /expected a pareto low above 0, found 0/],
    [{ kind: 'pareto', shape: 1, low: Infinity, high: Infinity }, /expected a pareto low above 0, found Infinity/],
    [{ kind: 'pareto', shape: 1, low: 2, high: 2 }, /expected a pareto high above its low of 2, found 2/],
    [{ kind: 'hyperexponential', branches: [] }, /expected hyperexponential probabilities that sum to 1, found 0/],
    [{ kind: 'hyperexponential', branches: [branch(0.5, 1), branch(0.4, 1)] }, /that sum to 1, found 0.9/],
    [{ kind: 'hyperexponential', branches: [branch(0.5, 1), branch(0.75, 1)] }, /that sum to 1, found 1.25/],
    [{ kind: 'hyperexponential', branches: [branch(1 - 1e-9, 1)] }, /that sum to 1, found 0.999999999$/],
    [{ kind: 'hyperexponential', branches: [branch(1, 1), branch(1e-9, 1)] }, /that sum to 1, found 1.000000001$/],
    [{ kind: 'hyperexponential', branches: [branch(1.5, 1), branch(0.5, 1)] }, /probability from 0 to 1, found 1.5/],
    [{ kind: 'hyperexponential', branches: [branch(-0.5, 1), branch(1, 1)] }, /probability from 0 to 1, found -0.5/],
    [{ kind: 'hyperexponential', branches: [branch(1, 0)] }, /expected a branch mean above 0, found 0/],
    [{ kind: 'hyperexponential', branches: [branch(1, Infinity)] }, /expected a branch mean above 0, found Infinity/],
    [{ kind: 'empirical', points: [] }, /expected at least one empirical point, found none/],
    [{ kind: 'empirical', points: [point(2, 0), point(1, 1)] }, /empirical values that rise, none below 2, found 1/],
    [{ kind: 'empirical', points: [point(-1, 0), point(1, 1)] }, /empirical values that rise, none below 0, found -1/],
    [
      { kind: 'empirical', points: [point(1, 0.5), point(2, 0.4)] },
      /empirical shares that rise, none below 0.5, found 0.4/,
    ],
    [
      { kind: 'empirical', points: [point(1, 0), point(2, 0.5), point(3, 0.9)] },
      /expected a last empirical share of 1, found 0.9/,
    ],
    [
      { kind: 'empirical', points: [point(1, 0), point(2, 0.5), point(Infinity, 1)] },
      /expected finite empirical values, found Infinity/,
    ],
  ])('%j', (spec, message) => {
    expect(() => buildDistribution(spec)).toThrow(RangeError);
    expect(() => buildDistribution(spec)).toThrow(message);
  });

  test.each<DistributionSpec>([
    { kind: 'constant', value: 0 },
    { kind: 'uniform', low: 0, high: Number.MIN_VALUE },
    { kind: 'normal', mean: 0, sd: 1 },
    { kind: 'empirical', points: [point(0, 0), point(0, 1)] },
    { kind: 'hyperexponential', branches: [branch(0, 1), branch(1, 1)] },
    { kind: 'hyperexponential', branches: Array.from({ length: 10 }, () => branch(0.1, 1)) },
    { kind: 'hyperexponential', branches: [branch(1 - 5e-10, 1)] },
    { kind: 'hyperexponential', branches: [branch(0.5, 1), branch(0.5 + 5e-10, 1)] },
  ])('but not those just within it: %j', spec => {
    expect(buildDistribution(spec).mean).toBeGreaterThanOrEqual(0);
  });
});

describe('samples at the edges of what can be drawn', () => {
  const sampleOf = (spec: DistributionSpec, ...bits: readonly number[]): number =>
    buildDistribution(spec).sample(randomOf(...bits));

  test('of an empirical distribution go on behind a gap with the share at which it begins', () => {
    const gap: DistributionSpec = {
      kind: 'empirical',
      points: [
        { value: 1, share: 0 },
        { value: 2, share: 0.5 },
        { value: 4, share: 0.5 },
        { value: 8, share: 1 },
      ],
    };
    const shares = [0, 0.25, 0.5, 0.75];
    expect(shares.map(share => sampleOf(gap, ...uniformly(share)))).toEqual([1, 1.5, 4, 6]);
  });

  const halves: DistributionSpec = {
    kind: 'hyperexponential',
    branches: [
      { probability: 0.5, mean: 1 },
      { probability: 0.5 - 5e-10, mean: 1000 },
    ],
  };
  /** A place of the lowest layer where one number is enough, and how far it is: a draw of mean 1. */
  const inLowestLayer = (2 ** 20) << 8;
  const drawThere = ((2 ** 20 + 0.5) * layerEnds()[0]!) / 2 ** 24;

  test('of a hyperexponential are of the next branch from the share on where one ends', () => {
    expect(sampleOf(halves, ...uniformly(0.5 - 2 ** -27), inLowestLayer)).toBeCloseTo(drawThere, 12);
    expect(sampleOf(halves, ...uniformly(0.5), inLowestLayer)).toBeCloseTo(1000 * drawThere, 9);
  });

  test('of a hyperexponential are of its last branch beyond what its probabilities add up to', () => {
    expect(sampleOf(halves, ...LARGEST, inLowestLayer)).toBeCloseTo(1000 * drawThere, 9);
  });

  test('of a normal cut off at 0 have half of what is left of it on either side of their median', () => {
    // 1 less twice the quantile of half of the share below 0.5 deviations, 0.6914624612740131.
    expect(sampleOf({ kind: 'normal', mean: 1, sd: 2 }, ...uniformly(1 / 2))).toBeCloseTo(1.79374235, 7);
  });

  test('of a normal cut off at 0 do not fall below it by rounding', () => {
    expect(sampleOf({ kind: 'normal', mean: 1.05, sd: 1 }, ...LARGEST)).toBe(0);
  });
});

describe('the layers of the exponential’s ziggurat', () => {
  const exponential: DistributionSpec = { kind: 'exponential', mean: 1 };
  const ends = layerEnds();
  /** The number that draws this of the 2^24 places of a layer, and where that place is. */
  const bitsOf = (layer: number, place: number): number => (place << 8) | layer;
  const placeAt = (layer: number, place: number): number => ((place + 0.5) * ends[layer]!) / 2 ** 24;
  const sampleOf = (...bits: readonly number[]): number => buildDistribution(exponential).sample(randomOf(...bits));

  test.each([0, 1, 2, 100, 254])('of layer %d takes a place at once that lies under the layer above', layer => {
    const sure = Math.floor((ends[layer + 1]! / ends[layer]!) * 2 ** 24);
    for (const place of [0, 1, sure - 1])
      expect(sampleOf(bitsOf(layer, place)) / placeAt(layer, place)).toBeCloseTo(1, 12);
    // The next one needs another number: of the lowest layer that of the tail, of another its height.
    expect(() => sampleOf(bitsOf(layer, sure))).toThrow('a number too many was drawn');
  });

  test('looks at the height of a place beside the layer above: that of the layer at 0, that of the one above at 1', () => {
    for (const [layer, place] of [
      [1, 2 ** 24 - 2 ** 10],
      [100, 2 ** 24 - 2],
      [255, 2 ** 23],
    ] as const) {
      expect(sampleOf(bitsOf(layer, place), 0, 0) / placeAt(layer, place)).toBeCloseTo(1, 12);
      const another = bitsOf(2, 1000);
      expect(sampleOf(bitsOf(layer, place), ...LARGEST, another) / placeAt(2, 1000)).toBeCloseTo(1, 12);
    }
  });

  test('accepts as much of a layer’s height as is under the density', () => {
    const [layer, place] = [10, 2 ** 24 - 2 ** 16];
    const [bottom, top] = [Math.exp(-ends[layer]!), Math.exp(-ends[layer + 1]!)];
    const under = (Math.exp(-placeAt(layer, place)) - bottom) / (top - bottom);
    const below = uniformly(Math.floor(under * 2 ** 27) / 2 ** 27);
    const above = uniformly(Math.ceil(under * 2 ** 27) / 2 ** 27);
    expect(sampleOf(bitsOf(layer, place), ...below) / placeAt(layer, place)).toBeCloseTo(1, 12);
    expect(sampleOf(bitsOf(layer, place), ...above, bitsOf(2, 7)) / placeAt(2, 7)).toBeCloseTo(1, 12);
  });

  test('begins anew where its tail starts', () => {
    expect(sampleOf(bitsOf(0, 2 ** 24 - 1), bitsOf(2, 1000))).toBeCloseTo(ends[1]! + placeAt(2, 1000), 12);
  });

  test('fills a column with what it would draw one by one', () => {
    const column = new Float64Array(500);
    const filling = Random.named('column');
    fillWithStandardExponentials(filling, column);
    const next = filling.next32();
    const random = Random.named('column');
    const standard = buildDistribution(exponential);
    expect(column).toEqual(column.map(() => standard.sample(random)));
    expect(next).toBe(random.next32());
  });
});

describe('durations', () => {
  class Fixed extends Distribution {
    override readonly mean = 0;
    override readonly scv = 0;
    private readonly value: number;

    constructor(value: number) {
      super();
      this.value = value;
    }

    override sample(): number {
      return this.value;
    }
  }

  test('are samples rounded to a whole number and never below 0', () => {
    const random = new Random();
    const durations = [2.4, 2.5, 2.6, 0.49, 0, -0.3, -7].map(value => new Fixed(value).duration(random));
    expect(durations).toEqual([2, 3, 3, 0, 0, 0, 0]);
  });

  test('are put straight into a column as they would be given', () => {
    const column = new Float64Array(3);
    new Fixed(2.5).drawInto(new Random(), column, 1);
    expect([...column]).toEqual([0, 3, 0]);
    for (const spec of specs) {
      const distribution = buildDistribution(spec);
      const [random, other] = [Random.named('column'), Random.named('column')];
      const durations = Float64Array.from({ length: 200 }, () => distribution.duration(other));
      const drawn = new Float64Array(200);
      for (let place = 0; place < 200; place++) distribution.drawInto(random, drawn, place);
      expect(drawn, JSON.stringify(spec)).toEqual(durations);
    }
  });

  test('keep the mean of what they round', () => {
    const random = Random.named('rounding');
    const distribution = buildDistribution({ kind: 'exponential', mean: 3 });
    const durations = Array.from({ length: SAMPLES }, () => distribution.duration(random));
    expect(durations.every(Number.isSafeInteger)).toBe(true);
    expect(average(durations)).toBeCloseTo(3, 1);
  });
});

describe('samples', () => {
  // The gamma distribution takes most: two numbers each for a normal, a comparison and a shape below 1.
  test.each([...specs, lumpy])('take few draws: %j', spec => {
    const distribution = buildDistribution(spec);
    const random = limited(Random.named('economy'), 6500);
    for (let i = 0; i < 1000; i++) distribution.sample(random);
  });

  test('have the same bits in every engine', () => {
    expect(hashOfBits([...specs, lumpy].flatMap(spec => draw(spec, 1000)))).toBe('b106b4c0ce071a1a');
  });

  test.each([...specs, lumpy])('have the stated mean and squared coefficient of variation: %j', spec => {
    const { mean, scv } = buildDistribution(spec);
    const sample = draw(spec);
    expect(Math.abs(errorsFrom(mean, sample))).toBeLessThan(4);
    const squares = sample.map(x => (x / mean) ** 2);
    expect(Math.abs(errorsFrom(1 + scv, squares))).toBeLessThan(4);
  });

  test.each(specs)('follow the distribution function: %j', spec => {
    expect(kolmogorov(draw(spec), distributionFunction(spec))).toBeLessThan(2.23);
  });

  test.each([...specs, lumpy])('depend on the draws alone and are never negative: %j', spec => {
    expect(draw(spec, 100)).toEqual(draw(spec, 100));
    expect(Math.min(...draw(spec, 10_000))).toBeGreaterThanOrEqual(0);
  });

  test('of a constant are its value and take no draw', () => {
    const random = new Random();
    random.bits = () => expect.unreachable('a draw was taken');
    const constant = buildDistribution({ kind: 'constant', value: 7 });
    expect([constant.sample(random), constant.mean, constant.scv]).toEqual([7, 7, 0]);
  });

  test('of a bounded pareto stay between its bounds', () => {
    const sample = draw({ kind: 'pareto', shape: 0.5, low: 2, high: 9 });
    expect(Math.min(...sample.slice(0, 50_000))).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sample.slice(0, 50_000))).toBeLessThanOrEqual(9);
  });

  test('of an empirical distribution fall on its jumps as often as they are high, and never into its gaps', () => {
    const sample = draw(lumpy);
    const shareAt = (value: number) =>
      errorsFrom(
        value === 1 ? 0.2 : 0.1,
        sample.map(x => (x === value ? 1 : 0)),
      );
    expect(Math.abs(shareAt(1))).toBeLessThan(4);
    expect(Math.abs(shareAt(2))).toBeLessThan(4);
    expect(sample.filter(x => x > 2 && x < 4)).toEqual([]);
  });
});

describe('the ziggurat of the exponential', () => {
  const exponential: DistributionSpec = { kind: 'exponential', mean: 1 };

  test('follows the distribution function closely over a million draws', () => {
    expect(kolmogorov(draw(exponential, 1_000_000), x => 1 - Math.exp(-x))).toBeLessThan(2.23);
  });

  test('reaches its tail as often as it should, and is exponential there too', () => {
    const tailStart = 7.69711747013105;
    const tail = draw(exponential, 4_000_000).filter(x => x > tailStart);
    const expected = 4_000_000 * Math.exp(-tailStart);
    expect(Math.abs(tail.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(kolmogorov(tail, x => 1 - Math.exp(tailStart - x))).toBeLessThan(2.23);
  });

  test('takes one 32-bit number for 97.8 % of draws and rejects as much as its layers exceed the density', () => {
    const random = Random.named('economy');
    const original = random.bits.bind(random);
    let taken = 0;
    random.bits = () => {
      taken++;
      return original();
    };
    const distribution = buildDistribution(exponential);
    const takes = Array.from({ length: 500_000 }, () => {
      taken = 0;
      distribution.sample(random);
      return taken;
    });
    const layersArea = 256 * 0.003949659822581557;
    const share = (holds: (take: number) => boolean) => average(takes.map(take => (holds(take) ? 1 : 0)));
    expect(share(take => take === 1)).toBeCloseTo(0.978, 3);
    expect(share(take => take > 3)).toBeCloseTo(1 - 1 / layersArea, 3);
  });
});

/** Where the ziggurat's layers end, by the recurrence of Marsaglia and Tsang: x, for the height at which they do is e^-x. */
function layerEnds(): readonly number[] {
  const [area, tailStart] = [0.003949659822581557, 7.69711747013105];
  const ends = [area * Math.exp(tailStart), tailStart];
  while (ends.length < 256) ends.push(-Math.log(Math.exp(-ends.at(-1)!) + area / ends.at(-1)!));
  return [...ends, 0];
}
