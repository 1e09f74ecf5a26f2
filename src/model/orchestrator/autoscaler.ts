/**
 * Watches a deployment and changes how many replicas it is to have, once in a sync period, by what was measured since the
 * last one: slots in use per ready replica, or requests waiting per ready replica. Replicas that are not ready yet count
 * as idle while it grows, so that it does not order for the same load twice.
 */
import { Actor } from '../../engine/simulator.ts';
import type { Recorder } from '../recorder.ts';
import type { AutoscalerPlan } from '../runtime-plan.ts';
import type { ServiceMeter } from '../service-meter.ts';
import type { World } from '../world.ts';
import { desiredReplicas, fewestAfterStep, mostAfterStep, type Recommendation, stabilised } from './hpa.ts';

export interface Scalable {
  readonly name: string;
  readonly wanted: number;
  readonly readyCount: number;
  scaleTo(replicas: number): void;
}

export class Autoscaler extends Actor {
  private readonly plan: AutoscalerPlan;
  private readonly target: Scalable;
  private readonly meter: ServiceMeter;
  private readonly concurrency: number;
  private readonly recorder: Recorder;
  private wishes: Recommendation[] = [];
  /** How many there were to be, after each change. */
  private history: Recommendation[] = [];
  private before = 0;

  constructor(world: World, plan: AutoscalerPlan, target: Scalable, meter: ServiceMeter, concurrency: number) {
    super(world.simulator);
    this.plan = plan;
    this.target = target;
    this.meter = meter;
    this.concurrency = concurrency;
    this.recorder = world.recorder;
  }

  start(): void {
    this.history.push({ at: 0, replicas: this.target.wanted });
    this.simulator.schedule(this.plan.syncPeriod, this.id, 0, 0);
  }

  override on(): void {
    this.simulator.schedule(this.plan.syncPeriod, this.id, 0, 0);
    const total = this.measure();
    const { wanted, readyCount } = this.target;
    if (readyCount === 0) return;
    const wish = this.within(this.wishFor(total, wanted, readyCount));
    const now = this.simulator.now;
    const longest = Math.max(this.plan.scaleUp.stabilisation, this.plan.scaleDown.stabilisation);
    this.wishes = [...this.wishes.filter(({ at }) => at >= now - longest), { at: now, replicas: wish }];
    this.change(
      wanted,
      stabilised(wanted, this.wishes, now, this.plan.scaleUp.stabilisation, this.plan.scaleDown.stabilisation),
    );
  }

  /** The metric of all replicas together, averaged over the time since it was last asked for. */
  private measure(): number {
    const { busyTime, queueTime } = this.meter.integrals();
    const level = this.plan.metric === 'utilisation' ? busyTime / this.concurrency : queueTime;
    const average = (level - this.before) / this.plan.syncPeriod;
    this.before = level;
    return average;
  }

  private wishFor(total: number, wanted: number, ready: number): number {
    const { target, tolerance } = this.plan;
    const wish = desiredReplicas(ready, total / ready, target, tolerance);
    if (wish === ready) return wanted;
    if (wish < ready) return wish;
    // Those that are not ready yet will take their share.
    return Math.max(
      wanted,
      desiredReplicas(Math.max(wanted, ready), total / Math.max(wanted, ready), target, tolerance),
    );
  }

  private within(replicas: number): number {
    return Math.min(this.plan.max, Math.max(this.plan.min, replicas));
  }

  private change(wanted: number, wish: number): void {
    const { scaleUp, scaleDown } = this.plan;
    const allowed =
      wish > wanted
        ? Math.min(wish, mostAfterStep(this.wantedAgo(scaleUp.period), scaleUp))
        : Math.max(wish, fewestAfterStep(this.wantedAgo(scaleDown.period), scaleDown));
    if (allowed === wanted || allowed > wanted !== wish > wanted) return;
    const text = `${this.target.name} is to have ${allowed} replicas instead of ${wanted}`;
    this.recorder.log(allowed > wanted ? 'scale-out' : 'scale-in', this.target.name, text);
    this.history.push({ at: this.simulator.now, replicas: allowed });
    this.target.scaleTo(allowed);
  }

  /** How many there were to be a period ago. */
  private wantedAgo(period: number): number {
    const then = this.simulator.now - period;
    const last = this.history.findLastIndex(({ at }) => at <= then);
    this.history = this.history.slice(Math.max(0, Math.min(last, this.history.length - 1 - KEPT)));
    return (this.history.findLast(({ at }) => at <= then) ?? this.history[0]!).replicas;
  }
}

/** Changes kept, more than any period can hold. */
const KEPT = 1000;
