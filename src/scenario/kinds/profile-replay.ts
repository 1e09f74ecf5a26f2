/** `replay: { file: rates.csv }` or `replay: [{ at: 0s, rate: 120/s }, ...]`: a measured rate, linear in between. */
import { z } from 'zod';
import type { RatePoint } from '../../model/plan.ts';
import { type DataReader, profileKind } from '../kind.ts';
import { LONGEST, longDuration, rate } from '../quantities/quantity.ts';

export const profileReplay = profileKind({
  key: 'replay',
  summary: 'A measured rate over time, linear between the points; the last rate holds.',
  schema: z.union([
    z
      .array(
        z.strictObject({ at: longDuration.describe('Time since the start.'), rate: rate.describe('The rate then.') }),
      )
      .min(1)
      .max(100_000),
    z.strictObject({ file: z.string().min(1).describe('CSV with the columns seconds,rate; the rate per second.') }),
  ]),
  compile: (value, data) => {
    const points = Array.isArray(value)
      ? value.map(({ at, rate: perSecond }) => ({ at, perSecond }))
      : readPoints(value.file, data);
    if (points === null) return null;
    const complaint = disorder(points);
    if (complaint === null)
      return {
        points: points[0]!.at === 0 ? points : [{ at: 0, perSecond: points[0]!.perSecond }, ...points],
        period: null,
      };
    data.refuse(complaint);
    return null;
  },
});

const NANOSECONDS_PER_SECOND = 1e9;

function readPoints(file: string, data: DataReader): RatePoint[] | null {
  const rows = data.rows(file, ['seconds', 'rate']);
  return (
    rows?.map(([at, perSecond]) => ({
      at: Math.round(Number(at) * NANOSECONDS_PER_SECOND),
      perSecond: Number(perSecond),
    })) ?? null
  );
}

function disorder(points: readonly RatePoint[]): string | null {
  if (points.some(({ at, perSecond }) => !(at >= 0 && at <= LONGEST && perSecond >= 0 && perSecond <= 1e7)))
    return 'times must be between 0 and 104 days and rates between 0 and 10000000 per second';
  return points.every((point, i) => i === 0 || point.at >= points[i - 1]!.at)
    ? null
    : 'points must be in the order of time';
}
