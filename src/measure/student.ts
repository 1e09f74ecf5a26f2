/**
 * Student's t distribution for whole degrees of freedom, which is all that confidence intervals over replications need.
 *
 * For whole degrees of freedom the probability A(t) = P(|T| <= t) is a finite sum (Abramowitz and Stegun, 26.7.3 and
 * 26.7.4). With tan(angle) = t / sqrt(df), s = sin(angle), c = cos(angle):
 *
 *   even df:  A = s (1 + 1/2 c^2 + (1·3)/(2·4) c^4 + ... up to c^(df-2))
 *   odd df:   A = 2/pi (angle + s (c + 2/3 c^3 + (2·4)/(3·5) c^5 + ... up to c^(df-2)))
 *
 * So no gamma function and no approximation is involved; the critical value is found by bisection, because A rises.
 */

/** P(|T| <= t) for t >= 0 and a whole number of degrees of freedom >= 1. */
export function probabilityWithin(t: number, degreesOfFreedom: number): number {
  const cosineSquared = degreesOfFreedom / (degreesOfFreedom + t * t);
  const sine = t / Math.sqrt(degreesOfFreedom + t * t);
  const even = degreesOfFreedom % 2 === 0;
  let term = even ? 1 : Math.sqrt(cosineSquared);
  let sum = 0;
  for (let power = even ? 0 : 1; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosineSquared;
  }
  return even ? sine * sum : (2 / Math.PI) * (arcTangent(t / Math.sqrt(degreesOfFreedom)) + sine * sum);
}

/** P(|T| > t): the two-sided p-value of a t statistic. Below about 1e-15 it is 0, because it is taken from 1. */
export const probabilityBeyond = (t: number, degreesOfFreedom: number): number =>
  Math.max(0, 1 - probabilityWithin(t, degreesOfFreedom));

/**
 * The t with P(|T| <= t) = `confidence`: the half-width of a two-sided interval in standard errors. Confidence 0.95
 * gives the 97.5 % quantile. Throws a RangeError unless 0 < confidence < 1 and degreesOfFreedom is a whole number >= 1.
 */
export function criticalValue(confidence: number, degreesOfFreedom: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`expected a confidence in (0, 1), found ${confidence}`);
  if (!(degreesOfFreedom >= 1 && Number.isInteger(degreesOfFreedom))) {
    throw new RangeError(`expected whole degrees of freedom of at least 1, found ${degreesOfFreedom}`);
  }
  let low = 0;
  let high = 1;
  while (probabilityWithin(high, degreesOfFreedom) < confidence) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (probabilityWithin(middle, degreesOfFreedom) < confidence) low = middle;
    else high = middle;
  }
}

/**
 * The arc tangent of x >= 0 by + - * / and the square root alone (the room's rule: the same bits in every engine).
 * 1. atan x = 2 atan(x / (1 + sqrt(1 + x^2))): four halvings bring any angle below 0.1.
 * 2. There the series x - x^3/3 + x^5/5 - ... loses less than the last bit after nine terms.
 */
function arcTangent(x: number): number {
  let tangent = x;
  for (let halving = 0; halving < 4; halving++) tangent /= 1 + Math.sqrt(1 + tangent * tangent);
  const square = tangent * tangent;
  let sum = 0;
  for (let power = 17; power >= 1; power -= 2) sum = 1 / power - square * sum;
  return 16 * tangent * sum;
}
