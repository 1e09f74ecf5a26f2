/**
 * A chaos experiment: every so often it picks a healthy replica at random and does something random to it, for a while -
 * in office hours if it is told so, never more at once than it may, and never more often than its budget allows. A turn
 * that cannot be used (out of hours, too many at once) passes and costs nothing of the budget.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import { untilHours } from '../clock-time.ts';
import type { FaultSchedule } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import type { Effect } from './effect.ts';
import type { Episode } from './fault-injector.ts';

const TURN = 0;
const END = 1;

export interface ChaosParts {
  readonly name: string;
  readonly schedule: Extract<FaultSchedule, { kind: 'chaos' }>;
  /** What may happen, with its weight, to each target. */
  readonly choices: readonly { readonly weight: number; readonly on: readonly ChaosEffect[] }[];
  /** Time of day at time 0. */
  readonly clock: number;
  readonly luck: Random;
}

export interface ChaosEffect {
  readonly effect: Effect;
  readonly text: string;
}

interface Strike {
  readonly target: number;
  readonly effect: ChaosEffect;
  readonly episode: Episode;
  readonly ticket: number;
}

export class ChaosExperiment extends Actor {
  readonly name: string;
  readonly episodes: Episode[] = [];
  private readonly parts: ChaosParts;
  private readonly recorder: Recorder;
  private readonly between: Distribution;
  private readonly lasts: Distribution;
  private readonly targets: number;
  private readonly weights: number;
  private readonly strikes: Strike[] = [];
  private left: number;
  private isCalledOff = false;

  constructor(world: World, parts: ChaosParts) {
    super(world.simulator);
    this.name = parts.name;
    this.parts = parts;
    this.recorder = world.recorder;
    this.between = buildDistribution(parts.schedule.between);
    this.lasts = buildDistribution(parts.schedule.lasts);
    this.targets = parts.choices[0]!.on.length;
    this.weights = parts.choices.reduce((sum, { weight }) => sum + weight, 0);
    this.left = parts.schedule.budget;
  }

  start(): void {
    this.simulator.schedule(this.parts.schedule.at + this.between.duration(this.parts.luck), this.id, TURN, 0);
  }

  /** Calls the experiment off and ends what it has done; false when nothing was going on any more. */
  endNow(): boolean {
    const wasOn = !this.isCalledOff && this.left > 0;
    this.isCalledOff = true;
    const hadStruck = this.strikes.length > 0;
    for (const strike of [...this.strikes]) {
      this.simulator.cancel(strike.ticket);
      this.end(strike);
    }
    return wasOn || hadStruck;
  }

  override on(kind: number, target: number): void {
    if (kind === TURN) this.turn();
    else this.end(this.strikes.find(strike => strike.target === target)!);
  }

  private turn(): void {
    const { schedule, clock, luck } = this.parts;
    const { now } = this.simulator;
    if (this.isCalledOff || this.left === 0 || now >= schedule.until) return;
    const closed = schedule.hours === null ? 0 : untilHours(schedule.hours, clock, now);
    if (closed === 0 && this.strikes.length < Math.min(schedule.atOnce, this.targets)) this.strike();
    this.simulator.schedule(Math.max(1, closed + this.between.duration(luck)), this.id, TURN, 0);
  }

  private strike(): void {
    const target = this.pickTarget();
    const effect = this.pickChoice().on[target]!;
    const episode = { start: this.simulator.now, end: Infinity };
    this.left--;
    this.episodes.push(episode);
    this.recorder.log('fault-start', this.name, effect.text);
    effect.effect.begin();
    const ticket = this.simulator.schedule(this.lasts.duration(this.parts.luck), this.id, END, target);
    this.strikes.push({ target, effect, episode, ticket });
  }

  private end(strike: Strike): void {
    this.strikes.splice(this.strikes.indexOf(strike), 1);
    strike.episode.end = this.simulator.now;
    this.recorder.log('fault-end', this.name, strike.effect.text);
    strike.effect.effect.end();
  }

  /** Any that is not struck already, all alike. */
  private pickTarget(): number {
    let skip = Math.floor(this.parts.luck.uniform() * (this.targets - this.strikes.length));
    for (let target = 0; ; target++) {
      if (this.strikes.some(strike => strike.target === target)) continue;
      if (skip-- === 0) return target;
    }
  }

  private pickChoice(): ChaosParts['choices'][number] {
    let left = this.parts.luck.uniform() * this.weights;
    for (const choice of this.parts.choices) {
      left -= choice.weight;
      if (left < 0) return choice;
    }
    return this.parts.choices.at(-1)!;
  }
}
