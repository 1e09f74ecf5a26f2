import { describe, expect, test } from 'vitest';
import { exp, expm1, ln, ln1p, power, sine } from '../../src/engine/arithmetic.ts';
import { Random } from '../../src/engine/random.ts';
import { hashOfBits, unitsInLastPlace } from './statistics.ts';

const SAMPLES = 100_000;

/** The greatest distance from the built-in function over arguments made from pairs of uniforms. */
function worst(
  found: (...x: number[]) => number,
  builtIn: (...x: number[]) => number,
  argument: (u: number, v: number) => number[],
): number {
  const random = Random.named('arithmetic');
  let most = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const x = argument(random.uniform(), random.uniform());
    most = Math.max(most, unitsInLastPlace(found(...x), builtIn(...x)));
  }
  return most;
}

describe('elementary functions stay within two units in the last place of the built-in ones', () => {
  test('ln over the whole range of doubles', () => {
    expect(worst(ln, Math.log, u => [Math.exp((u - 0.5) * 1400)])).toBeLessThanOrEqual(2);
  });

  test('ln near 1, where the result is small', () => {
    expect(worst(ln, Math.log, (u, v) => [1 + (u - 0.5) * 2 ** (-40 * v)])).toBeLessThanOrEqual(2);
  });

  test('exp over all arguments with a result', () => {
    expect(worst(exp, Math.exp, u => [-745 + u * (745 + 709.7)])).toBeLessThanOrEqual(2);
  });

  test('exp near 0', () => {
    expect(worst(exp, Math.exp, (u, v) => [(u - 0.5) * 2 ** (-40 * v)])).toBeLessThanOrEqual(2);
  });

  test('power over all pairs with a result', () => {
    const pair = (u: number, v: number) => {
      const x = Math.exp((u - 0.5) * 1400);
      return [x, ((v - 0.5) * 1480) / Math.log(x)];
    };
    expect(worst(power, Math.pow, pair)).toBeLessThanOrEqual(2);
  });

  test('power of a base near 1 to a great exponent', () => {
    const pair = (u: number, v: number) => [1 + (u - 0.5) * 2 ** -20, (v - 0.5) * 2 ** 28];
    expect(worst(power, Math.pow, pair)).toBeLessThanOrEqual(2);
  });

  test('sine up to a million radians', () => {
    expect(worst(sine, Math.sin, (u, v) => [(u - 0.5) * 2 ** (21 - 30 * v)])).toBeLessThanOrEqual(2);
  });

  test('sine next to multiples of pi, where the result is small', () => {
    expect(worst(sine, Math.sin, u => [Math.floor(u * 300_000) * Math.PI])).toBeLessThanOrEqual(2);
  });

  test('expm1 and ln1p of small and great numbers', () => {
    const spread = (u: number, v: number) => [(u - 0.5) * 2 ** (1 - 60 * v)];
    expect(worst(expm1, Math.expm1, spread)).toBeLessThanOrEqual(3);
    expect(worst(ln1p, Math.log1p, spread)).toBeLessThanOrEqual(3);
    expect(worst(expm1, Math.expm1, u => [u * 709])).toBeLessThanOrEqual(3);
  });
});

describe('special values are those of the built-in functions', () => {
  const unusual = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** -1022];

  test('of one argument', () => {
    for (const x of unusual) {
      expect(unitsInLastPlace(ln(x), Math.log(x)), `ln ${x}`).toBeLessThanOrEqual(1);
      expect(unitsInLastPlace(exp(x), Math.exp(x)), `exp ${x}`).toBeLessThanOrEqual(1);
      expect(unitsInLastPlace(expm1(x), Math.expm1(x)), `expm1 ${x}`).toBeLessThanOrEqual(2);
      expect(unitsInLastPlace(ln1p(x), Math.log1p(x)), `ln1p ${x}`).toBeLessThanOrEqual(1);
    }
  });

  test('of power, for all pairs', () => {
    const bases = [...unusual, 3, -3, 0.5, -0.5, 1e300, -1e300];
    const exponents = [...unusual, 2, 3, -2, -3, 0.5, 2.5, -1.5, 4503599627370497, 9007199254740994, 1e300];
    for (const x of bases) {
      for (const y of exponents) {
        const [found, expected] = [power(x, y), x ** y];
        expect(unitsInLastPlace(found, expected), `${x} ** ${y}: ${found}`).toBeLessThanOrEqual(1);
      }
    }
  });

  test('of exp where the result leaves the normal numbers', () => {
    expect(exp(709.782712893384)).toBe(1.7976931348622732e308);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(Number.MIN_VALUE);
    expect(exp(-745.1332191019412)).toBe(0);
  });

  test('sine refuses an angle it cannot reduce', () => {
    expect(() => sine(2 ** 20)).toThrow(/expected an angle within 2\^20 radians, found 1048576/);
    expect(() => sine(Number.NaN)).toThrow(RangeError);
    expect(() => sine(-Infinity)).toThrow(RangeError);
  });
});

test('every bit of the results is as it was when this hash was taken, in whatever engine this runs', () => {
  const random = Random.named('golden');
  const results: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const u = random.uniform();
    const x = (random.uniform() - 0.5) * 40;
    results.push(ln(u), exp(x), expm1(x), ln1p(u), sine(x * 1000), power(u * 100, x));
  }
  expect(hashOfBits(results)).toBe('57eaf023716658c4');
});
