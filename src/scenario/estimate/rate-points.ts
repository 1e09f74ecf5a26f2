/** Rates over time as the model wants them: linear between points, two points at one time for a jump. */
import type { ArrivalsPlan, RatePoint } from '../../model/plan.ts';

/** A staircase from its corners: each rate holds until the next begins. */
export function steps(corners: readonly RatePoint[]): RatePoint[] {
  return corners.flatMap((corner, i) => {
    const next = corners[i + 1];
    return next === undefined ? [corner] : [corner, { at: next.at, perSecond: corner.perSecond }];
  });
}

/** Requests per second over a run of this length, in ns. Connections ask for nothing while all is well. */
export function perSecondOf(arrivals: Exclude<ArrivalsPlan, { kind: 'closed' }>, duration: number): number {
  switch (arrivals.kind) {
    case 'open':
      return (expectedRequests(arrivals.rate, arrivals.period, duration) * 1e9) / duration;
    case 'bursts':
      return (arrivals.requests * 1e9) / arrivals.every;
    case 'connections':
      return 0;
  }
}

/** Requests expected in [0, end): the area under the rate; `end` in ns. */
function expectedRequests(points: readonly RatePoint[], period: number | null, end: number): number {
  if (period === null) return area(points, end);
  const rounds = Math.floor(end / period);
  return rounds * area(points, period) + area(points, end - rounds * period);
}

function area(points: readonly RatePoint[], end: number): number {
  let sum = 0;
  for (const [i, point] of points.entries()) {
    const next = points[i + 1] ?? { at: Number.POSITIVE_INFINITY, perSecond: point.perSecond };
    const stop = Math.min(next.at, end);
    if (stop <= point.at) continue;
    const slope = next.at === Number.POSITIVE_INFINITY ? 0 : (next.perSecond - point.perSecond) / (next.at - point.at);
    const rateAtStop = point.perSecond + slope * (stop - point.at);
    sum += (((point.perSecond + rateAtStop) / 2) * (stop - point.at)) / 1e9;
  }
  return sum;
}
