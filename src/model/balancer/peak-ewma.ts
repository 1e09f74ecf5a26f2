/**
 * Peak-EWMA, as in Finagle and Linkerd: of two replicas at random, the one with the lower estimate of latency times the
 * attempts in progress there. The estimate jumps to a latency above it at once and comes down slowly, by
 * exp(-t / decay); it also decays while nothing is heard, so that a replica that was slow is tried again.
 *
 * It goes by the time to any answer. A replica that fails fast looks fast: outlier detection is what sees that.
 */

import { exp } from '../../engine/arithmetic.ts';
import type { Random } from '../../engine/random.ts';
import type { AttemptWatch } from '../call/attempt-watch.ts';
import type { Call } from '../call/call.ts';
import type { Outcome } from '../outcome.ts';
import type { Clock } from '../window.ts';
import { TwoChoices } from './two-choices.ts';

/** What an attempt in progress costs at a replica that nothing is known of: everybody else comes first (Finagle). */
const UNKNOWN = 1e18;

export class PeakEwma extends TwoChoices implements AttemptWatch {
  private readonly clock: Clock;
  private readonly decay: number;
  private readonly estimate: Float64Array;
  private readonly heardAt: Float64Array;
  /** By call: when its attempt in flight was sent. */
  private sentAt = new Float64Array(64);

  constructor(replicas: number, decay: number, clock: Clock, keyed: Random) {
    super(replicas, keyed);
    this.clock = clock;
    this.decay = decay;
    this.estimate = new Float64Array(replicas);
    this.heardAt = new Float64Array(replicas);
  }

  sent(call: Call): void {
    if (call.id >= this.sentAt.length) {
      const longer = new Float64Array(Math.max(call.id + 1, this.sentAt.length * 2));
      longer.set(this.sentAt);
      this.sentAt = longer;
    }
    this.sentAt[call.id] = this.clock.now;
  }

  over(call: Call, replica: number, _outcome: Outcome): void {
    const latency = this.clock.now - this.sentAt[call.id]!;
    const before = this.estimate[replica]!;
    const kept = this.fading(replica);
    this.estimate[replica] = latency > before ? latency : before * kept + latency * (1 - kept);
    this.heardAt[replica] = this.clock.now;
  }

  override reset(): void {
    super.reset();
    this.estimate.fill(0);
    this.heardAt.fill(0);
  }

  protected override load(replica: number): number {
    const pending = this.inProgress[replica]!;
    const latency = this.estimate[replica]!;
    if (latency === 0) return UNKNOWN * pending;
    return latency * this.fading(replica) * (pending + 1);
  }

  /** What is left of an old estimate by now, 0..1. */
  private fading(replica: number): number {
    return exp(-(this.clock.now - this.heardAt[replica]!) / this.decay);
  }
}
