/**
 * What people and automation do to the system, by the verbs the actors have. An action that lasts is undone after its
 * time. Each is a line of the timeline, also when there was nothing to do.
 */
import { Actor, type Simulator } from '../../engine/simulator.ts';

const UNDO = 0;
const STEP = 1;

export interface Action {
  carryOut(): void;
}

export type Log = (what: string, subject: string, text: string) => void;

export interface EndableFault {
  readonly name: string;
  /** Ends it where it is in force; false when it is not. */
  endNow(): boolean;
}

export interface Restartable {
  crash(silent: boolean): void;
  restore(silent: boolean): void;
}

export class EndFault implements Action {
  private readonly fault: EndableFault;
  private readonly log: Log;

  constructor(fault: EndableFault, log: Log) {
    this.fault = fault;
    this.log = log;
  }

  carryOut(): void {
    const { name } = this.fault;
    const isOver = this.fault.endNow();
    this.log('action', name, isOver ? `${name} is repaired or rolled back` : `nothing to repair: ${name} is not there`);
  }
}

/** At once, and undone after `length`; a second time while it lasts prolongs nothing and does nothing. */
export class Lasting extends Actor implements Action {
  private readonly parts: LastingParts;
  private lasts = false;

  constructor(simulator: Simulator, parts: LastingParts) {
    super(simulator);
    this.parts = parts;
  }

  carryOut(): void {
    if (this.lasts) return;
    const { length, subject, text, begin, log } = this.parts;
    this.lasts = true;
    begin();
    log('action', subject, text);
    if (length < Infinity) this.simulator.schedule(length, this.id, UNDO, 0);
  }

  override on(): void {
    const { subject, text, end, log } = this.parts;
    this.lasts = false;
    end();
    log('action-undone', subject, `no longer: ${text}`);
  }
}

export interface LastingParts {
  readonly length: number;
  readonly subject: string;
  /** In words, for the log. */
  readonly text: string;
  readonly begin: () => void;
  readonly end: () => void;
  readonly log: Log;
}

/** Replicas are stopped and started, one after another: what is in them is lost, and each takes its start-up time. */
export class Restart extends Actor implements Action {
  private readonly service: string;
  private readonly replicas: readonly Restartable[];
  private readonly pause: number;
  private readonly log: Log;
  private isUnderWay = false;

  constructor(simulator: Simulator, service: string, replicas: readonly Restartable[], pause: number, log: Log) {
    super(simulator);
    this.service = service;
    this.replicas = replicas;
    this.pause = pause;
    this.log = log;
  }

  carryOut(): void {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    this.log('action', this.service, `${this.service} is restarted`);
    this.replicas.forEach((_, number) => {
      this.simulator.schedule(number * this.pause, this.id, STEP, number);
    });
  }

  override on(_kind: number, number: number): void {
    const replica = this.replicas[number]!;
    replica.crash(false);
    replica.restore(false);
    if (number === this.replicas.length - 1) this.isUnderWay = false;
  }
}

export class Purge implements Action {
  private readonly service: string;
  private readonly replicas: readonly { purge(): number }[];
  private readonly log: Log;

  constructor(service: string, replicas: readonly { purge(): number }[], log: Log) {
    this.service = service;
    this.replicas = replicas;
    this.log = log;
  }

  carryOut(): void {
    const purged = this.replicas.reduce((sum, replica) => sum + replica.purge(), 0);
    this.log('action', this.service, `the queue of ${this.service} is emptied: ${purged} were waiting`);
  }
}
