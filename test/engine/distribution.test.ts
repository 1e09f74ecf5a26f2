import { describe, expect, test } from 'vitest';
import { buildDistribution, Distribution } from '../../src/engine/distribution.ts';
import type { DistributionSpec } from '../../src/engine/distribution-spec.ts';
import { Random } from '../../src/engine/random.ts';
import { distributionFunction } from './distribution-functions.ts';
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

describe('samples', () => {
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

  test('have the same bits in every engine', () => {
    expect(hashOfBits([...specs, lumpy].flatMap(spec => draw(spec, 1000)))).toBe('b106b4c0ce071a1a');
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

  test('keep the mean of what they round', () => {
    const random = Random.named('rounding');
    const distribution = buildDistribution({ kind: 'exponential', mean: 3 });
    const durations = Array.from({ length: SAMPLES }, () => distribution.duration(random));
    expect(durations.every(Number.isSafeInteger)).toBe(true);
    expect(average(durations)).toBeCloseTo(3, 1);
  });
});

describe('parameters out of range are refused', () => {
  const branch = (probability: number, mean: number) => ({ probability, mean });
  const point = (value: number, share: number) => ({ value, share });

  test.each<[DistributionSpec, RegExp]>([
    [{ kind: 'constant', value: -1 }, /expected a constant of at least 0, found -1/],
    [{ kind: 'constant', value: Infinity }, /found Infinity/],
    [{ kind: 'exponential', mean: 0 }, /expected an exponential mean above 0, found 0/],
    [{ kind: 'exponential', mean: Number.NaN }, /found NaN/],
    [{ kind: 'uniform', low: -1, high: 2 }, /expected a uniform low of at least 0, found -1/],
    [{ kind: 'uniform', low: 2, high: 2 }, /expected a uniform high above its low of 2, found 2/],
    [{ kind: 'uniform', low: 2, high: Infinity }, /found Infinity/],
    [{ kind: 'normal', mean: -1, sd: 1 }, /expected a normal mean of at least 0, found -1/],
    [{ kind: 'normal', mean: 1, sd: 0 }, /expected a normal standard deviation above 0, found 0/],
    [{ kind: 'lognormal', mu: -Infinity, sigma: 1 }, /expected a finite lognormal mu, found -Infinity/],
    [{ kind: 'lognormal', mu: 1, sigma: -1 }, /expected a lognormal sigma above 0, found -1/],
    [{ kind: 'gamma', shape: 0, scale: 1 }, /expected a gamma shape above 0, found 0/],
    [{ kind: 'gamma', shape: 1, scale: -2 }, /expected a gamma scale above 0, found -2/],
    [{ kind: 'weibull', shape: -1, scale: 1 }, /expected a weibull shape above 0, found -1/],
    [{ kind: 'weibull', shape: 1, scale: Number.NaN }, /expected a weibull scale above 0, found NaN/],
    [{ kind: 'pareto', shape: 0, low: 1, high: 2 }, /expected a pareto shape above 0, found 0/],
    [{ kind: 'pareto', shape: 1, low: 0, high: 2 }, /expected a pareto low above 0, found 0/],
    [{ kind: 'pareto', shape: 1, low: 2, high: 2 }, /expected a pareto high above its low of 2, found 2/],
    [{ kind: 'hyperexponential', branches: [] }, /expected hyperexponential probabilities that sum to 1, found 0/],
    [{ kind: 'hyperexponential', branches: [branch(0.5, 1), branch(0.4, 1)] }, /that sum to 1, found 0.9/],
    [{ kind: 'hyperexponential', branches: [branch(1.5, 1), branch(-0.5, 1)] }, /probability from 0 to 1, found 1.5/],
    [{ kind: 'hyperexponential', branches: [branch(1, 0)] }, /expected a branch mean above 0, found 0/],
    [{ kind: 'empirical', points: [] }, /expected at least one empirical point, found none/],
    [{ kind: 'empirical', points: [point(2, 0), point(1, 1)] }, /expected empirical values that rise.*found 1/],
    [{ kind: 'empirical', points: [point(-1, 0), point(1, 1)] }, /expected empirical values that rise.*found -1/],
    [{ kind: 'empirical', points: [point(1, 0.5), point(2, 0.4)] }, /expected empirical shares that rise.*found 0.4/],
    [{ kind: 'empirical', points: [point(1, 0), point(2, 0.9)] }, /expected a last empirical share of 1, found 0.9/],
    [{ kind: 'empirical', points: [point(1, 0), point(Infinity, 1)] }, /expected finite empirical values/],
  ])('%j', (spec, message) => {
    expect(() => buildDistribution(spec)).toThrow(RangeError);
    expect(() => buildDistribution(spec)).toThrow(message);
  });
});
