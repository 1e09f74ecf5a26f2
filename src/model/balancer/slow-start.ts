/**
 * Slow start, as in Envoy: a replica that comes back gets a share of its traffic that grows over a window,
 * max(minWeight, (t / window)^(1 / aggression)), so that cold caches and pools are not met with full load.
 *
 * It works on top of any balancer: what the balancer chose is taken with the chance that is the replica's share at the
 * moment, and otherwise it chooses again. For balancers by chance or in turn that gives exactly the weights.
 */

import { power } from '../../engine/arithmetic.ts';
import type { Random } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import { SLOW_START } from '../draws.ts';
import type { SlowStartPlan } from '../plan.ts';
import type { Clock } from '../window.ts';

const WARM = -1;

export class SlowStart {
  private readonly plan: SlowStartPlan;
  private readonly clock: Clock;
  private readonly keyed: Random;
  /** When each replica came back; WARM when its window is over. */
  private readonly since: Float64Array;
  /** How many are in their window, or were when last asked. */
  warming = 0;

  constructor(plan: SlowStartPlan, replicas: number, clock: Clock, keyed: Random) {
    this.plan = plan;
    this.clock = clock;
    this.keyed = keyed;
    this.since = new Float64Array(replicas).fill(WARM);
  }

  /** `replica` is back as of now. */
  began(replica: number): void {
    if (this.since[replica] === WARM) this.warming++;
    this.since[replica] = this.clock.now;
  }

  /** Whether `replica`, chosen for the next attempt of `call` in this round of choices, takes it. */
  accepts(call: Call, replica: number, round: number): boolean {
    const share = this.shareOf(replica);
    if (share >= 1) return true;
    const { keyLow, keyHigh, sent } = call;
    this.keyed.rekey(keyLow, keyHigh, (SLOW_START + sent + (round << 16)) | 0);
    return this.keyed.uniform() < share;
  }

  reset(): void {
    this.since.fill(WARM);
    this.warming = 0;
  }

  private shareOf(replica: number): number {
    if (this.since[replica] === WARM) return 1;
    const { window, aggression, minWeight } = this.plan;
    const passed = (this.clock.now - this.since[replica]!) / window;
    if (passed < 1) return Math.max(minWeight, power(passed, 1 / aggression));
    this.since[replica] = WARM;
    this.warming--;
    return 1;
  }
}
