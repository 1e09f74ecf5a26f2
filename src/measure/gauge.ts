/**
 * A level that changes at events - queue length, requests in service, replicas up - and its integral over time, from
 * which time averages follow: (integralUntil(end) - integralUntil(start)) / (end - start). One multiply-add per change.
 *
 * Assumes `now` never goes back. Times and the integral are in the caller's unit of time (the model's is nanoseconds).
 */
export class Gauge {
  value = 0;
  private area = 0;
  private since = 0;

  set(now: number, value: number): void {
    this.area += this.value * (now - this.since);
    this.since = now;
    this.value = value;
  }

  add(now: number, delta: number): void {
    this.set(now, this.value + delta);
  }

  /** Level × time from the start of measuring (or from time 0) until `now`. */
  integralUntil(now: number): number {
    return this.area + this.value * (now - this.since);
  }

  /** Forgets the past and keeps the level: what came before `now` is warm-up. */
  startMeasuring(now: number): void {
    this.area = 0;
    this.since = now;
  }
}
