/** What one node of a registry knows: who is listed, until when it is believed, and how many heartbeats came lately. */
import type { FailureDetector } from './failure-detector.ts';

/** Renewals are counted by the minute, as Eureka does. */
const MINUTE = 60e9;

export class Ledger {
  readonly listed: Uint8Array;
  private readonly detectors: readonly FailureDetector[];
  /** Renewals of the minute that is running, and of the one before it. */
  private renewals = 0;
  private renewalsBefore = 0;
  private minute = 0;
  /** What lookups are answered from while it is young enough. */
  private copy: Uint8Array;
  private copiedAt = Number.NEGATIVE_INFINITY;

  constructor(detectors: readonly FailureDetector[]) {
    this.detectors = detectors;
    this.listed = new Uint8Array(detectors.length);
    this.copy = this.listed;
  }

  /** Everybody who is there is listed, and has just been heard. */
  fill(now: number, isThere: (instance: number) => boolean): void {
    this.detectors.forEach((detector, instance) => {
      this.listed[instance] = isThere(instance) ? 1 : 0;
      detector.begin(now);
    });
  }

  /** A heartbeat: whoever is not listed is from now on. */
  renew(instance: number, now: number): void {
    this.turnTo(now);
    this.renewals++;
    if (this.listed[instance] === 1) this.detectors[instance]!.heard(now);
    else this.detectors[instance]!.begin(now);
    this.listed[instance] = 1;
  }

  remove(instance: number): void {
    this.listed[instance] = 0;
  }

  /** Everybody gets a new chance: what was heard meanwhile is not known. */
  grace(now: number): void {
    for (let i = 0; i < this.listed.length; i++) if (this.listed[i] === 1) this.detectors[i]!.begin(now);
  }

  deadlineOf(instance: number): number {
    return this.detectors[instance]!.deadline;
  }

  /** Listed, and silent for too long. */
  expired(now: number): readonly number[] {
    const silent: number[] = [];
    for (let i = 0; i < this.listed.length; i++)
      if (this.listed[i] === 1 && now >= this.detectors[i]!.deadline) silent.push(i);
    return silent;
  }

  /** Takes over what another node knows. */
  learn(other: Ledger, now: number): void {
    this.listed.set(other.listed);
    this.grace(now);
  }

  forget(): void {
    this.listed.fill(0);
  }

  /** Renewals of the last whole minute. */
  renewalsPerMinute(now: number): number {
    this.turnTo(now);
    return this.renewalsBefore;
  }

  /** The entries as a lookup sees them: no older than `age`. */
  seen(now: number, age: number): Uint8Array {
    if (age === 0) return this.listed;
    if (now - this.copiedAt < age) return this.copy;
    this.copy = this.listed.slice();
    this.copiedAt = now;
    return this.copy;
  }

  private turnTo(now: number): void {
    const minute = Math.floor(now / MINUTE);
    if (minute === this.minute) return;
    this.renewalsBefore = minute === this.minute + 1 ? this.renewals : 0;
    this.renewals = 0;
    this.minute = minute;
  }
}
