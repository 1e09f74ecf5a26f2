/**
 * Elementary functions that give the same bits in every JavaScript engine. `Math.log`, `Math.exp`, `Math.pow`,
 * `Math.sin` may differ in the last bit from one engine to the next; + - * / and the square root may not, so these
 * use nothing else, besides reading and writing a double's bits.
 *
 * The kernels are those of fdlibm (Sun Microsystems, 1993) in the shape FreeBSD's msun gave them; each is within about
 * one unit in the last place. Assumes round-to-nearest doubles, which the language guarantees. Leaves out what the
 * engine does not need: complex results, status flags, arguments of the sine beyond a million radians.
 *
 * For fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
 * provided that this notice is preserved.
 */

const LN2_HIGH = 0.6931471803691238; // its low 21 bits are zero, so k * LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.9082149292705877e-10;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

const THIRD = 0.3333333333333333;
const THIRD_LOW = 1.850371707708594e-17; // 1/3 - THIRD
const TWO_OVER_PI = 0.6366197723675814;
const HALF_PI_1 = 1.5707963267341256; // pi / 2 in three parts of 33 bits and the rest
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_REST = 8.4784276603689e-32;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1; // where the sign and the exponent live on this machine's byte order

/** Natural logarithm: -Infinity at 0, NaN below. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return Infinity;
  const exponent = binaryExponent(x);
  const f = timesPowerOfTwo(x, -exponent) - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  return s * (halfSquare + lnTail(s * s)) + exponent * LN2_LOW - halfSquare + f + exponent * LN2_HIGH;
}

/** e to the x; 0 below about -745.13, Infinity above about 709.78. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e to the x, minus 1, without losing the digits of a small x (W. Kahan's correction). */
export function expm1(x: number): number {
  const y = exp(x);
  if (y === 1) return x;
  return y - 1 === -1 || y === Infinity ? y - 1 : (y - 1) * (x / ln(y));
}

/** The logarithm of 1 + x without losing the digits of a small x (W. Kahan's correction). */
export function ln1p(x: number): number {
  const y = 1 + x;
  if (y === 1) return x;
  return y === Infinity || y <= 0 ? ln(y) : ln(y) * (x / (y - 1));
}

/** x to the y, with the special cases of `Math.pow`. */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  if (x > 0 && x < Infinity && y > -Infinity && y < Infinity) return positivePower(x, y);
  return exceptionalPower(x, y);
}

/** Sine of x radians for |x| below 2^20; reduce a longer phase by its period first. Throws a RangeError beyond. */
export function sine(x: number): number {
  if (!(x > -1048576 && x < 1048576)) throw new RangeError(`expected an angle within 2^20 radians, found ${x}`);
  const quarters = Math.floor(x * TWO_OVER_PI + 0.5);
  // x less the quarter turns, to 151 bits of pi: products with the 33-bit parts are exact, and so are sum and error.
  const first = x - quarters * HALF_PI_1;
  const second = first - quarters * HALF_PI_2;
  const third = second - quarters * HALF_PI_3;
  const errors = sumError(first, -quarters * HALF_PI_2, second) + sumError(second, -quarters * HALF_PI_3, third);
  const low = errors - quarters * HALF_PI_REST;
  const angle = third + low;
  const angleLow = third - angle + low;
  const turn = quarters - 4 * Math.floor(quarters / 4);
  const magnitude = turn === 0 || turn === 2 ? sineKernel(angle, angleLow) : cosineKernel(angle, angleLow);
  return turn < 2 ? magnitude : -magnitude;
}

/** Sum of the logarithm's series beyond its first terms: 2 atanh(s) = 2s + s * tail, for z = s * s. */
function lnTail(z: number): number {
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = 0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586));
  return z * odd + even;
}

/**
 * exp(high + low) with |low| far below |high|: `power` needs the low part, `exp` has none. The argument is reduced to
 * r = x - k ln 2 with |r| <= ln 2 / 2, kept as high - low; then exp(r) = 1 + 2r / (R - r) with R a polynomial in r^2.
 */
function expOfSum(high: number, low: number): number {
  if (!(high < 710)) return high >= 710 ? Infinity : Number.NaN;
  if (high < -746) return 0;
  const k = Math.floor(high * Math.LOG2E + 0.5);
  const reducedHigh = high - k * LN2_HIGH;
  const reducedLow = k * LN2_LOW - low;
  const r = reducedHigh - reducedLow;
  const z = r * r;
  const c =
    r -
    z *
      (0.16666666666666602 +
        z *
          (-0.0027777777777015593 +
            z * (0.00006613756321437934 + z * (-1.6533902205465252e-6 + z * 4.1381367970572385e-8))));
  return timesPowerOfTwo(1 + ((r * c) / (2 - c) - reducedLow + reducedHigh), k);
}

/** The k for which x / 2^k is in [sqrt(1/2), sqrt(2)), for positive finite x. */
function binaryExponent(x: number): number {
  if (x < SMALLEST_NORMAL) return binaryExponent(x * TWO_TO_54) - 54;
  double[0] = x;
  const sinceRootHalf = words[HIGH]! + (0x3ff00000 - 0x3fe6a09e);
  return (sinceRootHalf >>> 20) - 1023;
}

/** x * 2^k, in two steps where 2^k itself is not a normal number. */
function timesPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 54) * powerOfTwo(-54);
  return x * powerOfTwo(k);
}

/** 2^k for a normal result, -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return double[0]!;
}

/**
 * exp(y ln x) with the logarithm in two doubles. With x = m 2^k, f = m - 1 and s = f / (2 + f):
 *
 * 1. ln m = 2 atanh(s) = 2s (1 + s^2/3 + s^4/5 + ...) with |s| < 0.172;
 * 2. s, s^2/3 and the products with s are kept as a double and its error; from s^4/5 on one double is enough, for the
 *    terms are below 2^-12 of the whole, so their rounding is below 2^-65;
 * 3. y ln x is below 746 wherever the result is neither 0 nor infinite, so its error is below 2^-55.
 */
function positivePower(x: number, y: number): number {
  if (x === 1) return 1; // the only base whose product with a y beyond 2^996 would not end below
  const k = binaryExponent(x);
  const m = timesPowerOfTwo(x, -k);
  const sum = m + 1;
  const s = (m - 1) / sum;
  const product = s * sum;
  const sLow = (m - 1 - product - productError(s, sum, product) - s * (m - (sum - 1))) / sum;

  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const third = z * THIRD;
  const rest = productError(z, THIRD, third) + z * THIRD_LOW + zLow * THIRD + z * z * atanhTail(z);
  const series = third + rest;
  const seriesLow = third - series + rest;

  const term = s * series;
  const termLow = productError(s, series, term) + s * seriesLow + sLow * series;
  const half = s + term;
  const halfLow = s - half + term + (sLow + termLow);

  const whole = k * LN2_HIGH + 2 * half;
  const wholeLow = k * LN2_HIGH - whole + 2 * half + (k * LN2_LOW + 2 * halfLow);
  const exponent = y * whole;
  if (exponent > 746 || exponent < -746) return exponent > 0 ? Infinity : 0;
  return expOfSum(exponent, productError(y, whole, exponent) + y * wholeLow);
}

/** 1/5 + z/7 + z^2/9 + ... to the last place for z < 0.03. */
function atanhTail(z: number): number {
  let tail = 1 / 27;
  for (let odd = 25; odd >= 5; odd -= 2) tail = 1 / odd + z * tail;
  return tail;
}

/** Powers in which something is zero, negative, infinite or not a number. */
function exceptionalPower(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = x < 0 ? -x : x;
  if (y === Infinity || y === -Infinity) return size === 1 ? Number.NaN : size > 1 === y > 0 ? Infinity : 0;
  if (size > 0 && size < Infinity && Math.floor(y) !== y) return Number.NaN;
  const result = size > 0 && size < Infinity ? positivePower(size, y) : size > 0 === y > 0 ? Infinity : 0;
  const isNegative = x < 0 || 1 / x < 0;
  return isNegative && isOdd(y) ? -result : result;
}

function isOdd(y: number): boolean {
  return Math.floor(y) === y && Math.floor(y / 2) * 2 !== y;
}

/** sin(x + low) for |x| up to about pi / 4. */
function sineKernel(x: number, low: number): number {
  const z = x * x;
  const r =
    0.00833333333332249 +
    z * (-0.0001984126982985795 + z * 0.0000027557313707070068) +
    z * z * z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const cube = z * x;
  return x - (z * (0.5 * low - cube * r) - low - cube * -0.16666666666666632);
}

/** cos(x + low) for |x| up to about pi / 4. */
function cosineKernel(x: number, low: number): number {
  const z = x * x;
  const r =
    z * (0.0416666666666666 + z * (-0.001388888888887411 + z * 0.00002480158728947673)) +
    z * z * z * z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * low));
}

/** What rounding left out of `sum` = a + b, exactly (D. Knuth). */
function sumError(a: number, b: number, sum: number): number {
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
}

/** What rounding left out of `product` = a * b, exactly (T. Dekker), for factors below 2^996. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a double (G. Veltkamp). */
function upperHalf(x: number): number {
  const scaled = x * 134217729;
  return scaled - (scaled - x);
}
