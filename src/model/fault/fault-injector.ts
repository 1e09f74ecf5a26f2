/**
 * When a fault strikes and when it ends. One injector strikes one group of targets; what it does to them is one of the
 * effects beside this file. A fault that a crew repairs lasts until one of them has come and done the repair.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { FaultSchedule } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import type { Crew, Failure } from './crew.ts';
import type { Effect } from './effect.ts';

const STRIKE = 0;
const END = 1;

export interface Episode {
  readonly start: number;
  end: number;
}

export interface FaultInjectorParts {
  readonly name: string;
  readonly schedule: FaultSchedule;
  /** Who repairs it; null when it ends by itself. */
  readonly crew: Crew | null;
  readonly effect: Effect;
  /** What it strikes, in words: "orders[0]". */
  readonly struck: string;
  /** In words, for the log: "crash of orders[0]". */
  readonly text: string;
  readonly luck: Random;
}

export class FaultInjector extends Actor implements Failure {
  readonly name: string;
  readonly struck: string;
  readonly episodes: Episode[] = [];
  private readonly parts: FaultInjectorParts;
  private readonly recorder: Recorder;
  private readonly timeToFailure: Distribution | null;
  private readonly timeToRepair: Distribution | null;
  /** Episodes over. Without a crew they end in the order they start: random ones do not overlap, repeated ones are equally long. */
  private ended = 0;

  constructor(world: World, parts: FaultInjectorParts) {
    super(world.simulator);
    this.name = parts.name;
    this.struck = parts.struck;
    this.parts = parts;
    this.recorder = world.recorder;
    const { schedule } = parts;
    this.timeToFailure = schedule.kind === 'random' ? buildDistribution(schedule.timeToFailure) : null;
    this.timeToRepair = schedule.kind === 'random' ? buildDistribution(schedule.timeToRepair) : null;
  }

  start(): void {
    const { schedule } = this.parts;
    if (schedule.kind === 'scheduled') this.simulator.schedule(schedule.at, this.id, STRIKE, 0);
    else this.simulator.schedule(this.timeToFailure!.duration(this.parts.luck), this.id, STRIKE, 0);
  }

  override on(kind: number, episode: number): void {
    if (kind === STRIKE) this.strike();
    else this.end(episode);
  }

  private strike(): void {
    const { schedule, crew } = this.parts;
    const episode = this.episodes.push({ start: this.simulator.now, end: Infinity }) - 1;
    this.recorder.log('fault-start', this.name, this.parts.text);
    this.parts.effect.begin();
    if (crew === null) this.repairBegins(episode);
    else crew.call(this, episode);
    if (schedule.kind === 'scheduled' && schedule.every !== null)
      this.simulator.schedule(schedule.every, this.id, STRIKE, 0);
  }

  /** From here on the episode lasts as long as its repair does. */
  repairBegins(episode: number): void {
    const { schedule, luck, crew } = this.parts;
    const length = schedule.kind === 'scheduled' ? schedule.length : this.timeToRepair!.duration(luck);
    if (length < Infinity) this.simulator.schedule(length, this.id, END, crew === null ? 0 : episode);
  }

  private end(repaired: number): void {
    const { schedule, luck, crew } = this.parts;
    const episode = crew === null ? this.ended++ : repaired;
    this.episodes[episode]!.end = this.simulator.now;
    this.recorder.log('fault-end', this.name, this.parts.text);
    this.parts.effect.end();
    crew?.release();
    if (schedule.kind === 'random') this.simulator.schedule(this.timeToFailure!.duration(luck), this.id, STRIKE, 0);
  }
}
