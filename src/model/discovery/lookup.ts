/**
 * How a client process learns whom it can call: it asks the registry every so often and keeps the answer. A lookup that
 * fails changes nothing, so a dead registry is not noticed while the list is still true. A process that was started
 * anew has no list; it asks at once, and every second until it has one.
 */

import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import { Actor, KIND_BITS } from '../../engine/simulator.ts';
import type { AttemptWatch } from '../call/attempt-watch.ts';
import type { Call } from '../call/call.ts';
import type { Caller } from '../call/parties.ts';
import type { Counter } from '../figure-book.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { World } from '../world.ts';
import type { Deaths } from './instances.ts';
import type { Send } from './registrar.ts';

const REFRESH = 0;
const ASK_AGAIN = 1;
const IMPATIENCE = 1e9;

export interface LookupParts {
  /** `caller->callee`. */
  readonly name: string;
  readonly refresh: number;
  readonly luck: Random;
  readonly deaths: Deaths;
  /** The client's process; null when it is outside of the system and always there. */
  readonly home: { probe(): 'answers' | 'refuses' | 'silent' } | null;
  /** Whether it is up when the run begins: places for replicas that do not exist yet are on no list. */
  readonly isThere: (replica: number) => boolean;
  /** Leaves a replica out because it is not listed, or takes it in. */
  readonly tell: (replica: number, isListed: boolean) => void;
}

export class Lookup extends Actor implements Caller, AttemptWatch {
  /** Set when the way to the registry has been built. */
  ask: Send = () => {};
  /** The registry writes its answer here; it is taken when the message arrives. */
  readonly answer: Uint8Array;
  private readonly parts: LookupParts;
  private readonly period: Lane;
  private readonly failed: Counter;
  private hasList = true;
  private isImpatient = false;

  constructor(world: World, parts: LookupParts, replicas: number) {
    super(world.simulator);
    this.parts = parts;
    this.answer = new Uint8Array(replicas);
    this.period = world.simulator.lane(parts.refresh);
    this.failed = world.recorder.counter(parts.name, 'lookupsFailed');
  }

  /** Lists are fresh when the run begins; they are renewed at a phase of their own. */
  start(): void {
    for (let replica = 0; replica < this.answer.length; replica++)
      if (!this.parts.isThere(replica)) this.parts.tell(replica, false);
    this.simulator.schedule(Math.floor(this.parts.luck.uniform() * this.parts.refresh), this.id, REFRESH, 0);
  }

  override on(kind: number): void {
    if (kind === REFRESH) this.period.schedule((this.id << KIND_BITS) | REFRESH, 0);
    else {
      this.isImpatient = false;
      if (this.hasList) return;
    }
    if (this.parts.home === null || this.parts.home.probe() === 'answers') this.ask();
  }

  /** The process has started. */
  started(): void {
    if (!this.hasList) this.ask();
  }

  /** The process died, and its list with it. */
  reset(): void {
    this.hasList = false;
    for (let replica = 0; replica < this.answer.length; replica++) this.parts.tell(replica, false);
  }

  callEnded(_call: Call, outcome: Outcome): void {
    if (isSuccess(outcome)) {
      this.hasList = true;
      for (let replica = 0; replica < this.answer.length; replica++)
        this.parts.tell(replica, this.answer[replica] === 1);
      return;
    }
    this.failed.add();
    // One wait at a time: those of the period fail meanwhile too, and each would begin a series of its own.
    if (this.hasList || this.isImpatient) return;
    this.isImpatient = true;
    this.simulator.schedule(IMPATIENCE, this.id, ASK_AGAIN, 0);
  }

  sent(_call: Call, replica: number): void {
    this.parts.deaths.sentTo(replica);
  }

  over(): void {}
}
