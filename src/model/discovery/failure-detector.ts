/**
 * When silence becomes a death: small machines that hear heartbeats and say until when they will go on believing. They
 * know nothing of networks or registries, and every question can be answered from the past alone.
 */
import { power } from '../../engine/arithmetic.ts';
import { normalQuantile } from '../../engine/special-functions.ts';
import type { DetectorPlan } from './plan.ts';

export interface FailureDetector {
  /** A heartbeat has come. */
  heard(now: number): void;
  /** Begin anew: as if somebody had been heard now, whom nothing is known of. */
  begin(now: number): void;
  /** From this moment on the silence counts as a death, if nothing more is heard. */
  readonly deadline: number;
}

/**
 * Without a word for `timeout` it is dead. With a timeout of k intervals k - 1 lost heartbeats in a row are enough: the
 * k-th comes when the time is over.
 */
export class FixedTimeout implements FailureDetector {
  deadline = 0;
  private readonly timeout: number;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  heard(now: number): void {
    this.deadline = now + this.timeout;
  }

  begin(now: number): void {
    this.heard(now);
  }
}

/**
 * Phi-accrual (Hayashibara, Defago, Yared, Katayama 2004): suspicion grows with the silence, measured against the gaps
 * between heartbeats seen so far. With these taken as normal,
 *
 *   phi(t) = -log10 P[a gap is longer than t],
 *
 * so phi = threshold is reached at the quantile 1 - 10^-threshold of the gap. The silence that is borne follows the
 * network: it grows where heartbeats come irregularly and shrinks where they are regular.
 */
export class PhiAccrual implements FailureDetector {
  deadline = 0;
  private readonly settings: PhiSettings;
  /** Standard deviations beyond the mean at which phi is the threshold. */
  private readonly reach: number;
  /** The last gaps, as a ring. */
  private readonly gaps: Float64Array;
  private count = 0;
  private last = 0;

  constructor(settings: PhiSettings) {
    this.settings = settings;
    this.reach = -normalQuantile(power(10, -settings.threshold));
    this.gaps = new Float64Array(settings.window);
  }

  heard(now: number): void {
    this.gaps[this.count % this.gaps.length] = now - this.last;
    this.count++;
    this.last = now;
    this.expect();
  }

  /** Nothing is known of the gaps yet, but that they should be `interval` long, give or take a quarter (as in Akka). */
  begin(now: number): void {
    const { interval } = this.settings;
    this.gaps[0] = interval * 0.75;
    this.gaps[1 % this.gaps.length] = interval * 1.25;
    this.count = 2;
    this.last = now;
    this.expect();
  }

  private expect(): void {
    const { minDeviation, pause } = this.settings;
    const known = Math.min(this.count, this.gaps.length);
    let sum = 0;
    for (let i = 0; i < known; i++) sum += this.gaps[i]!;
    const mean = sum / known;
    let squares = 0;
    for (let i = 0; i < known; i++) squares += (this.gaps[i]! - mean) * (this.gaps[i]! - mean);
    const deviation = Math.max(minDeviation, Math.sqrt(squares / known));
    this.deadline = this.last + Math.round(mean + pause + this.reach * deviation);
  }
}

export interface PhiSettings {
  readonly threshold: number;
  readonly window: number;
  readonly minDeviation: number;
  readonly pause: number;
  /** What heartbeats say they will keep to. */
  readonly interval: number;
}

export function buildDetector(plan: DetectorPlan, interval: number): FailureDetector {
  return plan.kind === 'timeout' ? new FixedTimeout(plan.timeout) : new PhiAccrual({ ...plan, interval });
}
