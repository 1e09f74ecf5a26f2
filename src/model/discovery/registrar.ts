/**
 * What a replica does to be found: it registers when it starts, sends heartbeats while it runs, and says goodbye when it
 * is stopped in an orderly way. Registering is a first heartbeat, and a heartbeat of somebody whom the registry has
 * forgotten registers it again.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import type { Call } from '../call/call.ts';
import type { Caller } from '../call/parties.ts';
import type { Counter } from '../figure-book.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { World } from '../world.ts';

const HEARTBEAT = 0;

export interface RegistrarParts {
  readonly service: string;
  readonly interval: number;
  readonly replica: { probe(): 'answers' | 'refuses' | 'silent' };
  readonly luck: Random;
}

/** Sends one message to the registry. */
export type Send = () => void;

export class Registrar extends Actor implements Caller {
  /** Set when the way to the registry has been built: it needs its caller first. */
  renew: Send = () => {};
  remove: Send = () => {};
  private readonly parts: RegistrarParts;
  private readonly period: Lane;
  private readonly failed: Counter;
  private hasLeft = false;

  constructor(world: World, parts: RegistrarParts) {
    super(world.simulator);
    this.parts = parts;
    this.period = world.simulator.lane(parts.interval);
    this.failed = world.recorder.counter(parts.service, 'heartbeatsFailed');
  }

  /** Registered when the run begins; heartbeats come at a phase of their own. */
  start(): void {
    this.simulator.schedule(Math.floor(this.parts.luck.uniform() * this.parts.interval), this.id, HEARTBEAT, 0);
  }

  override on(): void {
    this.period.schedule((this.id << KIND_BITS) | HEARTBEAT, 0);
    if (!this.hasLeft && this.parts.replica.probe() === 'answers') this.renew();
  }

  /** The process has started, or goes on after it stood still. */
  started(): void {
    this.hasLeft = false;
    this.renew();
  }

  /** The process is about to stop, and says so, once: when the message gets lost, the entry expires. */
  leave(): void {
    this.hasLeft = true;
    this.remove();
  }

  callEnded(_call: Call, outcome: Outcome): void {
    if (!isSuccess(outcome)) this.failed.add();
  }
}
