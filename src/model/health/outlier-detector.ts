/**
 * Outlier detection of one client process, as in Envoy: it costs no probes, because it goes by the answers to the
 * process's own requests. Failures in a row eject at once; rates are looked at once per interval. An ejection lasts the
 * base time times the number of ejections that came soon after each other, ends at the end of an interval, and is not
 * made when too large a share of the replicas is ejected already.
 *
 * A caller that lost its patience counts as a failed answer. Being refused by a rate limit does not: that is an answer
 * of a replica that is well.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import { type Balancer, EJECTED } from '../balancer/balancer.ts';
import type { AttemptWatch } from '../call/attempt-watch.ts';
import type { Call } from '../call/call.ts';
import type { Counter } from '../figure-book.ts';
import { isSuccess, type Outcome, RATE_LIMITED } from '../outcome.ts';
import type { OutlierDetectionPlan } from '../plan.ts';
import type { World } from '../world.ts';

const LOOK = 0;

export interface OutlierDetectorParts {
  readonly plan: OutlierDetectionPlan;
  /** `caller->callee`, for the log. */
  readonly name: string;
  /** Whose replicas they are. */
  readonly service: string;
  readonly balancer: Balancer;
  readonly targets: readonly { readonly name: string }[];
  readonly luck: Random;
}

export class OutlierDetector extends Actor implements AttemptWatch {
  private readonly world: World;
  private readonly parts: OutlierDetectorParts;
  private readonly period: Lane;
  /** Failures in a row. */
  private readonly failures: Int32Array;
  /** Answers of this interval, and how many of them were good. */
  private readonly volume: Float64Array;
  private readonly good: Float64Array;
  private readonly ejectedAt: Float64Array;
  /** Ejections less the intervals without one since, at least 0: what the time of the next is multiplied by, less one. */
  private readonly backoff: Int32Array;
  private ejected = 0;
  private readonly ejections: Counter;

  constructor(world: World, parts: OutlierDetectorParts) {
    super(world.simulator);
    const replicas = parts.targets.length;
    this.world = world;
    this.parts = parts;
    this.period = world.simulator.lane(parts.plan.interval);
    this.failures = new Int32Array(replicas);
    this.volume = new Float64Array(replicas);
    this.good = new Float64Array(replicas);
    this.ejectedAt = new Float64Array(replicas).fill(-1);
    this.backoff = new Int32Array(replicas);
    this.ejections = world.recorder.counter(parts.service, 'ejections');
  }

  /** Processes started at random look at random moments. */
  start(): void {
    const offset = Math.floor(this.parts.luck.uniform() * this.parts.plan.interval);
    this.simulator.schedule(offset, this.id, LOOK, 0);
  }

  override on(): void {
    this.period.schedule((this.id << KIND_BITS) | LOOK, 0);
    this.lookAtEjections();
    this.lookAtSuccessRates();
    this.lookAtFailurePercentages();
    this.volume.fill(0);
    this.good.fill(0);
  }

  sent(): void {}

  over(_call: Call, replica: number, outcome: Outcome): void {
    const isGood = isSuccess(outcome) || outcome === RATE_LIMITED;
    this.volume[replica]!++;
    if (isGood) {
      this.good[replica]!++;
      this.failures[replica] = 0;
      return;
    }
    this.failures[replica]!++;
    const limit = this.parts.plan.consecutiveErrors;
    if (limit === null || this.failures[replica]! < limit || this.isEjected(replica)) return;
    this.failures[replica] = 0;
    this.eject(replica, `${limit} failures in a row`);
  }

  /** The process was started anew and has seen nothing yet. */
  reset(): void {
    for (let replica = 0; replica < this.backoff.length; replica++) if (this.isEjected(replica)) this.takeBack(replica);
    this.failures.fill(0);
    this.volume.fill(0);
    this.good.fill(0);
    this.backoff.fill(0);
  }

  private isEjected(replica: number): boolean {
    return this.ejectedAt[replica]! >= 0;
  }

  /** Ends those whose time is over; whoever had none for an interval is forgiven one. */
  private lookAtEjections(): void {
    const { baseEjectionTime, maxEjectionTime } = this.parts.plan;
    for (let replica = 0; replica < this.backoff.length; replica++) {
      if (!this.isEjected(replica)) {
        if (this.backoff[replica]! > 0) this.backoff[replica]!--;
        continue;
      }
      const time = Math.min(baseEjectionTime * this.backoff[replica]!, Math.max(baseEjectionTime, maxEjectionTime));
      if (this.simulator.now - this.ejectedAt[replica]! < time) continue;
      this.takeBack(replica);
      this.world.recorder.log('ejection-over', this.parts.name, `${this.nameOf(replica)} may be used again`);
    }
  }

  private lookAtSuccessRates(): void {
    const rule = this.parts.plan.successRate;
    if (rule === null) return;
    const judged = this.withVolume(rule.minVolume);
    if (judged.length < rule.minHosts) return;
    const rates = judged.map(replica => this.good[replica]! / this.volume[replica]!);
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const variance = rates.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0) / rates.length;
    const least = mean - rule.stdevFactor * Math.sqrt(variance);
    judged.forEach((replica, i) => {
      if (rates[i]! < least) this.eject(replica, `${percent(rates[i]!)} succeeded, ${percent(mean)} elsewhere`);
    });
  }

  private lookAtFailurePercentages(): void {
    const rule = this.parts.plan.failurePercentage;
    if (rule === null) return;
    const judged = this.withVolume(rule.minVolume);
    if (judged.length < rule.minHosts) return;
    for (const replica of judged) {
      const failed = 1 - this.good[replica]! / this.volume[replica]!;
      if (failed >= rule.threshold) this.eject(replica, `${percent(failed)} failed`);
    }
  }

  /** Replicas not ejected that answered often enough in this interval to be judged. */
  private withVolume(least: number): readonly number[] {
    return [...this.volume.keys()].filter(replica => !this.isEjected(replica) && this.volume[replica]! >= least);
  }

  private eject(replica: number, why: string): void {
    const { plan, balancer, name } = this.parts;
    const within = this.ejected + 1 <= plan.maxEjectedPercent * balancer.listedCount + 1e-9;
    if (!within && !(plan.alwaysEjectOne && this.ejected === 0)) return;
    this.ejected++;
    this.ejectedAt[replica] = this.simulator.now;
    if (this.backoff[replica]! * plan.baseEjectionTime < plan.maxEjectionTime) this.backoff[replica]!++;
    this.ejections.add();
    balancer.exclude(replica, EJECTED);
    this.world.recorder.log('ejected', name, `${this.nameOf(replica)}: ${why}`);
  }

  private takeBack(replica: number): void {
    this.ejected--;
    this.ejectedAt[replica] = -1;
    this.failures[replica] = 0;
    this.parts.balancer.include(replica, EJECTED);
  }

  private nameOf(replica: number): string {
    return this.parts.targets[replica]!.name;
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
