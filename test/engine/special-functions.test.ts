import { describe, expect, test } from 'vitest';
import { gammaShare, lnGamma, normalDensity, normalQuantile, normalShare } from '../../src/engine/special-functions.ts';
import { hashOfBits } from './statistics.ts';

describe('the normal distribution', () => {
  test('has the quantiles of the printed tables', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 14);
    expect(normalQuantile(0.1)).toBeCloseTo(-1.2815515655446004, 14);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 13);
    expect(normalQuantile(1e-100)).toBeCloseTo(-21.27345356096, 9);
  });

  test('has no quantile outside of [0, 1] and infinite ones at the ends', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([NaN, NaN, NaN]);
  });

  test('has a quantile that undoes the share as far as the share has digits', () => {
    for (let z = -7; z <= 7; z += 0.01) {
      const slope = normalDensity(z);
      expect(Math.abs(normalQuantile(normalShare(z)) - z), `z ${z}`).toBeLessThan(1e-14 + 2e-15 / slope);
    }
  });

  test('has no share for what is not a number', () => {
    expect(normalShare(Number.NaN)).toBeNaN();
  });

  test('has a share that is the integral of the density', () => {
    let integral = 0.5;
    for (let i = 0; i < 3000; i++) integral += normalDensity((i + 0.5) / 1000) / 1000;
    expect(normalShare(3)).toBeCloseTo(integral, 7);
    expect(normalShare(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect([normalShare(-40), normalShare(0), normalShare(40)]).toEqual([0, 0.5, 1]);
  });
});

describe('the gamma function', () => {
  test('gives factorials', () => {
    let factorial = 1;
    for (let n = 1; n <= 150; n++) {
      expect(Math.abs(lnGamma(n) - Math.log(factorial)), `n ${n}`).toBeLessThan(5e-15 * (1 + Math.log(factorial)));
      factorial *= n;
    }
  });

  test('gives the root of pi at 1/2 and grows as 1/x towards 0', () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(lnGamma(1e-8)).toBeCloseTo(Math.log(1e8) - 0.5772156649e-8, 13);
  });

  test('shared out at x, of a whole shape, counts Poisson arrivals', () => {
    for (const shape of [1, 2, 5, 20, 60]) {
      for (const x of [0.1, 1, 4, 19, 21, 70]) {
        let term = Math.exp(-x);
        let fewer = 0;
        for (let n = 0; n < shape; term *= x / ++n) fewer += term;
        expect(gammaShare(shape, x), `shape ${shape} x ${x}`).toBeCloseTo(1 - fewer, 13);
      }
    }
  });

  test('shared out at x, of shape 1/2, is the normal within the root of 2x', () => {
    for (const z of [0.01, 0.5, 1, 2, 5]) {
      expect(gammaShare(0.5, (z * z) / 2)).toBeCloseTo(2 * normalShare(z) - 1, 13);
    }
  });

  test('shared out has nothing below 0, all below infinity, and half at the median of a great shape', () => {
    expect([gammaShare(2, -1), gammaShare(2, 0), gammaShare(2, Infinity)]).toEqual([0, 0, 1]);
    expect(gammaShare(1e4, 1e4 - 1 / 3)).toBeCloseTo(0.5, 7);
  });
});

test('every bit of the results is as it was when this hash was taken, in whatever engine this runs', () => {
  const results: number[] = [];
  for (let i = 1; i < 5000; i++) {
    const u = i / 5000;
    results.push(
      normalQuantile(u),
      normalQuantile(u * u * u * u * u * u * u * u),
      normalShare(u * 6),
      lnGamma(u * 30),
      gammaShare(u * 9, 3),
    );
  }
  expect(hashOfBits(results)).toBe('16bacdd72774370e');
});
