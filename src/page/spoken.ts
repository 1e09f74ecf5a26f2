/** What a chart says to those who do not see it: where each line is at the moment, and between what it moves. */
import type { ChartKind, Line } from './chart-kind.ts';

/** Of a chart over time, or of a distribution, whose lines have a peak. */
export function spokenChart(
  { title, about, write, across }: ChartKind,
  lines: readonly Line[],
  moment: number,
): string {
  const said = lines.map(line => {
    const known = line.points.filter((point): point is { x: number; y: number } => point.y !== null);
    if (known.length === 0) return `${line.name}: no data`;
    const [lowest, highest] = [known.reduce(lower), known.reduce(higher)];
    if (across !== undefined) return `${line.name}: at most ${write(highest.y)}, at ${across.write(highest.x)}`;
    const here = nearest(line.points, moment);
    const now = here === null ? 'no data' : write(here);
    return lowest.y === highest.y
      ? `${line.name}: ${now}`
      : `${line.name}: ${now}, from ${write(lowest.y)} to ${write(highest.y)}`;
  });
  return `${[title, about].filter(part => part !== '').join(', ')}. ${said.join('; ')}`;
}

type Point = { readonly x: number; readonly y: number };
const lower = (one: Point, other: Point): Point => (other.y < one.y ? other : one);
const higher = (one: Point, other: Point): Point => (other.y > one.y ? other : one);

/** Of the point that stands for the moment. */
function nearest(points: Line['points'], moment: number): number | null {
  const [first] = points;
  if (first === undefined) return null;
  return points.reduce((one, other) => (Math.abs(other.x - moment) < Math.abs(one.x - moment) ? other : one), first).y;
}
