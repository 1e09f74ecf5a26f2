/** Yardsticks for samples: how far from what they should be, in units whose limits are known. */

/** Pearson's statistic for equally likely cells, in standard deviations above what chance gives. */
export function chiSquareExcess(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

/** Correlation of two samples, in its standard errors when they are independent. */
export function correlationInErrors(x: readonly number[], y: readonly number[]): number {
  const meanX = average(x);
  const meanY = average(y);
  const covariance = average(x.map((value, i) => (value - meanX) * (y[i]! - meanY)));
  const varianceX = average(x.map(value => (value - meanX) ** 2));
  const varianceY = average(y.map(value => (value - meanY) ** 2));
  return (covariance / Math.sqrt(varianceX * varianceY)) * Math.sqrt(x.length);
}

/** Distance of the sample's average from the expected one, in standard errors taken from the sample. */
export function errorsFrom(expected: number, sample: readonly number[]): number {
  const mean = average(sample);
  const variance = average(sample.map(value => (value - mean) ** 2));
  return (mean - expected) / Math.sqrt(variance / sample.length);
}

/** Kolmogorov's distance times the root of the sample size: above 2.23 in one true sample of 10 000. */
export function kolmogorov(sample: readonly number[], share: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = share(x);
    distance = Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  });
  return distance * Math.sqrt(sorted.length);
}

export function average(sample: readonly number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}

/** How many doubles lie between two numbers, roughly: the difference in units of the second one's last place. */
export function unitsInLastPlace(found: number, expected: number): number {
  if (Object.is(found, expected)) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(found - expected) / 2 ** (exponent - 52);
}

/** A hash of the numbers' bits: equal only if every bit of every one is. */
export function hashOfBits(numbers: readonly number[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(Float64Array.from(numbers).buffer)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
