/**
 * Functions of statistics that distributions and their fits rest on, bit-identical in every JavaScript engine like the
 * arithmetic below them. Accurate to a few units of 1e-15.
 */
import { exp, ln } from './arithmetic.ts';

const HALF_LN_TWO_PI = 0.9189385332046728;

/** The standard normal density at z. */
export function normalDensity(z: number): number {
  return exp(-0.5 * z * z - HALF_LN_TWO_PI);
}

/**
 * P[Z <= z] of the standard normal, to 1e-15 of absolute error, by the series z + z^3/3 + z^5/(3 5) + ... times
 * the density (G. Marsaglia, Journal of Statistical Software 11(4), 2004).
 */
export function normalShare(z: number): number {
  if (!(z > -8.2 && z < 8.2)) return z < 0 ? 0 : z > 0 ? 1 : Number.NaN;
  let sum = z;
  let before = 0;
  let term = z;
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (z * z) / odd;
    sum += term;
  }
  return Math.max(0, 0.5 + sum * normalDensity(z));
}

/** The z with P[Z <= z] = share: M. Wichura's algorithm AS 241 (PPND16), -Infinity at 0 and Infinity at 1. */
export function normalQuantile(share: number): number {
  const q = share - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const outside = q < 0 ? share : 1 - share;
  if (!(outside > 0)) return outside === 0 ? q * Infinity : Number.NaN;
  const z = normalTailQuantile(Math.sqrt(-ln(outside)));
  return q < 0 ? -z : z;
}

/** The logarithm of the gamma function for x > 0, by Stirling's series, after climbing from x to 15 or more. */
export function lnGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let climbed = 1;
  let high = x;
  for (; high < 15; high += 1) climbed *= high;
  const z = 1 / (high * high);
  return (high - 0.5) * ln(high) - high + HALF_LN_TWO_PI + polynomial(STIRLING, z) / high - ln(climbed);
}

/** P[X <= x] of the gamma distribution with this shape and scale 1: the regularised lower incomplete gamma function. */
export function gammaShare(shape: number, x: number): number {
  if (x <= 0 || x === Infinity) return x > 0 ? 1 : 0;
  const front = exp(shape * ln(x) - x - lnGamma(shape));
  return x < shape + 1 ? front * lowerGammaSeries(shape, x) : 1 - front * upperGammaFraction(shape, x);
}

/** 1/a + x/(a (a+1)) + x^2/(a (a+1) (a+2)) + ... */
function lowerGammaSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

/** 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))), by the modified Lentz method (Numerical Recipes, 6.2). */
function upperGammaFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  let change = 0;
  for (let n = 1; change < 1 - 2e-16 || change > 1 + 2e-16; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / awayFromZero(a * d + b);
    c = awayFromZero(b + a / c);
    change = d * c;
    fraction *= change;
  }
  return fraction;
}

function awayFromZero(x: number): number {
  return x > -1e-300 && x < 1e-300 ? 1e-300 : x;
}

function normalTailQuantile(r: number): number {
  if (r <= 5) return polynomial(NEAR_TOP, r - 1.6) / polynomial(NEAR_BOTTOM, r - 1.6);
  return polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5);
}

/** c[0] + c[1] x + c[2] x^2 + ... */
function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

const CENTRE_TOP = Float64Array.of(
  3.3871328727963665,
  133.14166789178438,
  1971.5909503065513,
  13731.69376550946,
  45921.95393154987,
  67265.7709270087,
  33430.57558358813,
  2509.0809287301227,
);
const CENTRE_BOTTOM = Float64Array.of(
  1,
  42.31333070160091,
  687.1870074920579,
  5394.196021424751,
  21213.794301586597,
  39307.89580009271,
  28729.085735721943,
  5226.495278852546,
);
const NEAR_TOP = Float64Array.of(
  1.4234371107496835,
  4.630337846156546,
  5.769497221460691,
  3.6478483247632045,
  1.2704582524523684,
  0.2417807251774506,
  0.022723844989269184,
  0.0007745450142783414,
);
const NEAR_BOTTOM = Float64Array.of(
  1,
  2.053191626637759,
  1.6763848301838038,
  0.6897673349851,
  0.14810397642748008,
  0.015198666563616457,
  0.0005475938084995345,
  1.0507500716444169e-9,
);
const FAR_TOP = Float64Array.of(
  6.657904643501103,
  5.463784911164114,
  1.7848265399172913,
  0.29656057182850487,
  0.026532189526576124,
  0.0012426609473880784,
  0.000027115555687434876,
  2.0103343992922881e-7,
);
const FAR_BOTTOM = Float64Array.of(
  1,
  0.599832206555888,
  0.1369298809227358,
  0.014875361290850615,
  0.0007868691311456133,
  0.000018463183175100548,
  1.421511758316446e-7,
  2.0442631033899397e-15,
);
/** B(2n) / (2n (2n - 1)) for the Bernoulli numbers B. */
const STIRLING = Float64Array.of(1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156);
