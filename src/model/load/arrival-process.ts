/**
 * When requests come in an open loop. The rate is a piecewise linear function of time, optionally repeating; arrivals
 * are those of a unit-rate process seen through the inverse of the cumulated rate (so a Poisson process with that rate,
 * or evenly spaced requests). One draw per arrival, whatever the rate: a surge in one variant does not shift the luck
 * of the requests.
 *
 * Within a segment of rate a + s·x the time x that gathers `need` arrivals solves a·x + s·x²/2 = need:
 *   x = 2·need / (a + √(a² + 2·s·need)),
 * the form of the root that stays exact when s is 0 or small.
 */
import { fillWithStandardExponentials } from '../../engine/distributions/exponential.ts';
import type { Random } from '../../engine/random.ts';
import { ZERO } from '../../engine/zero.ts';
import type { RatePoint } from '../plan.ts';

const NANOSECONDS = 1e9;

/** How far ahead arrivals are known. */
const AHEAD = 128;

/** A place in the profile: the time, not rounded (so that rounding arrivals does not add up), and the segment it is in. */
interface Cursor {
  at: number;
  segment: number;
  round: number;
}

export class ArrivalProcess {
  private readonly points: readonly RatePoint[];
  private readonly period: number | null;
  private readonly spacing: Random | null;
  /** Arrivals per nanosecond when the profile is one rate for ever, the commonest case; else 0. */
  private readonly flatRate: number;
  private factor = 1;
  /**
   * The arrivals to come, worked out some at a time: each one's distance from the one before in the unit-rate process (1
   * without luck), and its time in whole nanoseconds. The next is at `place`.
   */
  private readonly distances = new Float64Array(AHEAD);
  private readonly times = new Float64Array(AHEAD);
  private place = 0;
  /** Where the first distance that counts begins: at the arrival before it, or where the factor changed on the way to it. */
  private readonly start: Cursor = { at: ZERO, segment: 0, round: 0 };
  private first = 0;
  /** The last arrival worked out. */
  private readonly end: Cursor = { at: ZERO, segment: 0, round: 0 };

  /**
   * Points start at 0; the last one holds its rate for ever, or until the period is over. `spacing` is the luck of a
   * Poisson process; null for equal distances.
   */
  constructor(points: readonly RatePoint[], period: number | null, spacing: Random | null) {
    this.points = points;
    this.period = period;
    this.spacing = spacing;
    this.flatRate = points.length === 1 && period === null ? points[0]!.perSecond / NANOSECONDS : 0;
    this.lookAhead();
  }

  /** The time of the next arrival, a whole number; Infinity when there is none. */
  get at(): number {
    return this.times[this.place]!;
  }

  /** Goes on to the arrival after the one announced. */
  next(): void {
    this.place++;
    if (this.place === AHEAD) this.lookAhead();
  }

  /** From `now` on the rate is `factor` times the profile, and the arrivals already announced move accordingly. */
  scale(now: number, factor: number): void {
    const { start: cursor, distances, place } = this;
    for (let i = this.first; i < place; i++) this.goOn(cursor, distances[i]!);
    let need = distances[place]!;
    while (this.endOf(cursor) <= now) need -= this.leaveSegment(cursor);
    distances[place] = Math.max(0, need - this.areaUntil(cursor, now));
    cursor.at = now;
    this.first = place;
    this.factor = factor;
    this.announce();
  }

  private lookAhead(): void {
    move(this.start, this.end);
    this.first = 0;
    this.place = 0;
    if (this.spacing !== null) fillWithStandardExponentials(this.spacing, this.distances);
    else this.distances.fill(1);
    this.announce();
  }

  private announce(): void {
    const { end, distances, times } = this;
    move(end, this.start);
    const flatRate = this.flatRate * this.factor;
    if (flatRate > 0) {
      this.announceFlat(flatRate);
      return;
    }
    for (let i = this.first; i < AHEAD; i++) {
      this.goOn(end, distances[i]!);
      times[i] = Math.floor(end.at + 0.5);
    }
  }

  /** The same for one rate for ever, in a loop that calls nothing and keeps the time in a variable. */
  private announceFlat(flatRate: number): void {
    const { end, distances, times } = this;
    let { at } = end;
    for (let i = this.first; i < AHEAD; i++) {
      at += distances[i]! / flatRate;
      times[i] = Math.floor(at + 0.5);
    }
    end.at = at;
  }

  /** Moves to where `need` arrivals have been gathered; to Infinity if that never happens. */
  private goOn(cursor: Cursor, need: number): void {
    const flatRate = this.flatRate * this.factor;
    if (flatRate > 0) {
      cursor.at += need / flatRate;
      return;
    }
    let left = need;
    let roundsWithout = 0;
    while (cursor.at < Infinity) {
      const end = this.endOf(cursor);
      const within = this.timeToGather(cursor, left);
      if (cursor.at + within <= end) {
        cursor.at += within;
        return;
      }
      if (end === Infinity || roundsWithout > 1) {
        cursor.at = Infinity;
        return;
      }
      const area = this.leaveSegment(cursor);
      left -= area;
      if (area > 0) roundsWithout = 0;
      else if (cursor.segment === 0) roundsWithout++;
    }
  }

  /** Goes to the start of the next segment; returns the arrivals gathered on the way. */
  private leaveSegment(cursor: Cursor): number {
    const end = this.endOf(cursor);
    const area = this.areaUntil(cursor, end);
    cursor.at = end;
    cursor.segment++;
    if (cursor.segment === this.points.length) {
      cursor.segment = 0;
      cursor.round++;
    }
    return area;
  }

  private timeToGather(cursor: Cursor, need: number): number {
    const rate = this.rateAt(cursor);
    const slope = this.slopeOf(cursor.segment);
    const discriminant = rate * rate + 2 * slope * need;
    if (discriminant < 0 || (rate === 0 && slope <= 0)) return Infinity;
    return need === 0 ? 0 : (2 * need) / (rate + Math.sqrt(discriminant));
  }

  private areaUntil(cursor: Cursor, end: number): number {
    const length = end - cursor.at;
    return this.rateAt(cursor) * length + (this.slopeOf(cursor.segment) * length * length) / 2;
  }

  private endOf(cursor: Cursor): number {
    const next = this.points[cursor.segment + 1];
    const roundStart = (this.period ?? 0) * cursor.round;
    if (next) return next.at + roundStart;
    return this.period === null ? Infinity : this.period + roundStart;
  }

  /** Change of rate, arrivals per nanosecond per nanosecond. */
  private slopeOf(segment: number): number {
    const from = this.points[segment]!;
    const to = this.points[segment + 1];
    if (!to || to.at === from.at) return 0;
    return ((to.perSecond - from.perSecond) / NANOSECONDS / (to.at - from.at)) * this.factor;
  }

  /** Arrivals per nanosecond. */
  private rateAt(cursor: Cursor): number {
    const point = this.points[cursor.segment]!;
    const into = cursor.at - point.at - (this.period ?? 0) * cursor.round;
    const rate = (point.perSecond / NANOSECONDS) * this.factor + this.slopeOf(cursor.segment) * into;
    return rate > 0 ? rate : 0;
  }
}

function move(cursor: Cursor, to: Cursor): void {
  cursor.at = to.at;
  cursor.segment = to.segment;
  cursor.round = to.round;
}
