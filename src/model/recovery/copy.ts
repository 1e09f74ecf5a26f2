/**
 * The data of another service, copied every so often: a nightly backup, or a log shipped every few seconds to another
 * region. When the copy has to stand in for the original, what was acknowledged since it was taken is lost. A copy is
 * begun only while the original has a leader to copy from, and counts when it is complete.
 */
import { Actor } from '../../engine/simulator.ts';
import type { CopyPlan } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

/** The original, as its copies see it. */
export interface Original {
  /** Number of its last acknowledged write, and when it was answered; null before the first. */
  readonly acknowledged: { readonly position: number };
  readonly answeredAt: number | null;
  readonly hasLeader: boolean;
}

const TAKE = 0;
const COMPLETE = 1;

export class Copy extends Actor {
  private readonly service: string;
  private readonly plan: CopyPlan;
  private readonly original: Original;
  private readonly recorder: Recorder;
  /** Begun and not complete, in order. */
  private readonly underway: { readonly position: number; readonly at: number }[] = [];
  private position = 0;
  private at = 0;
  private lost: number | null = null;
  private age: number | null = null;

  constructor(world: World, service: string, plan: CopyPlan, original: Original) {
    super(world.simulator);
    this.service = service;
    this.plan = plan;
    this.original = original;
    this.recorder = world.recorder;
    this.recorder.figure(service, 'copyLoss', () => this.lost);
    this.recorder.figure(service, 'copyAge', () => this.age);
  }

  start(): void {
    this.simulator.schedule(this.plan.every, this.id, TAKE, 0);
  }

  override on(kind: number): void {
    if (kind === COMPLETE) {
      const { position, at } = this.underway.shift()!;
      this.position = position;
      this.at = at;
      return;
    }
    this.simulator.schedule(this.plan.every, this.id, TAKE, 0);
    if (!this.original.hasLeader) return;
    this.underway.push({ position: this.original.acknowledged.position, at: this.simulator.now });
    this.simulator.schedule(this.plan.takes, this.id, COMPLETE, 0);
  }

  /** It stands in for the original from now on: this is what it lacks. */
  calledFor(): void {
    const { acknowledged, answeredAt } = this.original;
    this.lost = acknowledged.position - this.position;
    this.age = this.lost === 0 || answeredAt === null ? 0 : Math.max(0, answeredAt - this.at);
    const text = `${this.lost} acknowledged writes are not in the copy of ${Math.round(this.age / 1e9)} s before`;
    this.recorder.log('writes-lost', this.service, text);
  }
}
