/**
 * When a fault strikes and when it ends. One injector strikes one group of targets; what it does to them is one of the
 * effects beside this file. A fault that a crew repairs lasts until one of them has come and done the repair.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import { NOBODY } from '../call/slots.ts';
import type { FaultSchedule } from '../plan.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import type { Crew, Failure } from './crew.ts';
import type { Effect } from './effect.ts';

const STRIKE = 0;
const END = 1;
const UNDONE = 2;

export type InjectorSchedule = Exclude<FaultSchedule, { kind: 'chaos' }>;

export interface Episode {
  readonly start: number;
  end: number;
}

export interface FaultInjectorParts {
  readonly name: string;
  readonly schedule: InjectorSchedule;
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
  /** The event that ends the episode in force, where no crew does; NOBODY when there is none, or it never ends. */
  private endTicket = NOBODY;
  private isInForce = false;

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
    else if (kind === END) this.end(episode);
    else this.close(episode);
  }

  /**
   * Ends it before its time: somebody has repaired it, or rolled it back. False when it is not in force, or it is a
   * crew's to repair.
   */
  endNow(): boolean {
    if (!this.isInForce || this.parts.crew !== null) return false;
    if (this.endTicket !== NOBODY) this.simulator.cancel(this.endTicket);
    this.end(0);
    return true;
  }

  private strike(): void {
    const { schedule, crew } = this.parts;
    const episode = this.episodes.push({ start: this.simulator.now, end: Infinity }) - 1;
    this.recorder.log('fault-start', this.name, this.parts.text);
    this.isInForce = true;
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
    // What lasts no time is over before anybody can do anything about it: a process that is killed, and no more.
    if (length === 0 && schedule.kind === 'scheduled') {
      this.end(episode);
      return;
    }
    if (length === Infinity) return;
    const ticket = this.simulator.schedule(length, this.id, END, crew === null ? 0 : episode);
    if (crew === null) this.endTicket = ticket;
  }

  private end(repaired: number): void {
    const { schedule, luck, crew, effect } = this.parts;
    const episode = crew === null ? this.ended++ : repaired;
    const undoTime = effect.undoTime ?? 0;
    this.isInForce = false;
    this.endTicket = NOBODY;
    if (undoTime > 0) this.simulator.schedule(undoTime, this.id, UNDONE, episode);
    else this.close(episode);
    effect.end();
    crew?.release();
    if (schedule.kind === 'random') this.simulator.schedule(this.timeToFailure!.duration(luck), this.id, STRIKE, 0);
  }

  private close(episode: number): void {
    this.episodes[episode]!.end = this.simulator.now;
    this.recorder.log('fault-end', this.name, this.parts.text);
  }
}
