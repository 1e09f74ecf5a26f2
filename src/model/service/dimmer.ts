/**
 * A brownout dimmer (C. Klein, M. Maggio, K. Arzen, F. Hernandez-Rodriguez, "Brownout: Building More Robust Cloud
 * Applications", ICSE 2014): a share of the requests is served without what is optional - optional calls, and part of
 * the work - and that share follows the response time. The paper's controller estimates how the time reacts; this one
 * is proportional: at the end of each interval the share served in full moves by `gain` times how far the percentile of
 * the interval lies from the target, relative to the target, by `gain` at most.
 */
import { Histogram } from '../../measure/histogram.ts';
import type { DimmerPlan } from '../plan.ts';

/** Sub-buckets per octave, as a power of two: within 2 %. */
const RESOLUTION = 5;

export class Dimmer {
  /** Share of requests served in full. */
  level = 1;
  /** The level summed over time, until `since`; and where the measured part began. */
  private levelTime = 0;
  private since = 0;
  private measuredFrom = 0;
  private readonly plan: DimmerPlan;
  private readonly recent = new Histogram(RESOLUTION);
  private intervalEnd: number;

  constructor(plan: DimmerPlan) {
    this.plan = plan;
    this.intervalEnd = plan.interval;
  }

  /** Share of the work of a request that is left out when it is not served in full. */
  get optionalWork(): number {
    return this.plan.work;
  }

  /** A request was answered after `length`. */
  took(now: number, length: number): void {
    this.recent.record(length);
    if (now < this.intervalEnd) return;
    this.adjust(now, this.recent.quantile(this.plan.percentile)!);
    this.recent.clear();
    this.intervalEnd = now + this.plan.interval;
  }

  reset(now: number): void {
    this.moveTo(now, 1);
    this.recent.clear();
    this.intervalEnd = now + this.plan.interval;
  }

  startMeasuring(now: number): void {
    this.moveTo(now, this.level);
    this.levelTime = 0;
    this.measuredFrom = now;
  }

  /** The level on average over the measured part until `now`. */
  meanLevel(now: number): number {
    this.moveTo(now, this.level);
    return now === this.measuredFrom ? this.level : this.levelTime / (now - this.measuredFrom);
  }

  private adjust(now: number, time: number): void {
    const error = Math.max(-1, (this.plan.target - time) / this.plan.target);
    this.moveTo(now, Math.max(0, Math.min(1, this.level + this.plan.gain * error)));
  }

  private moveTo(now: number, level: number): void {
    this.levelTime += (now - this.since) * this.level;
    this.since = now;
    this.level = level;
  }
}
