/** `{ empirical: [{ value: 1ms, share: 50% }, ...] }` or `{ empirical: { file: latencies.csv } }`. */
import { z } from 'zod';
import { type DataReader, distributionKind } from '../kind.ts';
import { duration, LONGEST, share } from '../quantities/quantity.ts';

interface Point {
  readonly value: number;
  readonly share: number;
}

export const distributionEmpirical = distributionKind({
  keys: ['empirical'],
  summary: 'As measured: the share of draws at or below each value, linear in between.',
  schema: z.strictObject({
    empirical: z.union([
      z
        .array(
          z.strictObject({
            value: duration.describe('A duration.'),
            share: share.describe('Share of draws at or below it; the last is 100%.'),
          }),
        )
        .min(1)
        .max(10_000),
      z.strictObject({
        file: z.string().min(1).describe('CSV with the columns milliseconds,share; shares 0 to 1, rising to 1.'),
      }),
    ]),
  }),
  compile: ({ empirical }, data) => {
    const points = Array.isArray(empirical) ? empirical : readPoints(empirical.file, data);
    if (points === null) return null;
    const complaint = disorder(points);
    if (complaint === null) return { kind: 'empirical', points };
    data.refuse(complaint);
    return null;
  },
});

const NANOSECONDS_PER_MILLISECOND = 1e6;

function readPoints(file: string, data: DataReader): Point[] | null {
  const rows = data.rows(file, ['milliseconds', 'share']);
  if (rows === null) return null;
  return rows.map(([value, part]) => ({
    value: Math.round(Number(value) * NANOSECONDS_PER_MILLISECOND),
    share: Number(part),
  }));
}

function disorder(points: readonly Point[]): string | null {
  if (points.some(({ value, share: part }) => !(value >= 0 && value <= LONGEST && part >= 0 && part <= 1)))
    return 'values must be between 0 and 104 days and shares between 0 and 1';
  const rising = points.every(
    (point, i) => i === 0 || (point.value > points[i - 1]!.value && point.share >= points[i - 1]!.share),
  );
  if (!rising) return 'values and shares must rise from each point to the next';
  return points.at(-1)!.share === 1 ? null : 'the last share must be 100%';
}
