/**
 * Faults that act on a replica again and again while they last, or by what it serves: one actor for the whole fault, with
 * what it needs to remember of each replica it strikes. Replicas come and go with their hosts, so each is known by its
 * name and keeps its own luck.
 */
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Ailment } from '../ailment.ts';
import { NOBODY } from '../call/slots.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';

/** What an affliction does to a replica; the verbs count, as with any fault. */
export interface Afflicted {
  readonly name: string;
  readonly service: string;
  crash(silent: boolean): void;
  restore(silent: boolean): void;
  runOutOfMemory(): void;
  hang(): void;
  thaw(): void;
  fallIll(ailment: Ailment): void;
  recover(ailment: Ailment): void;
}

export interface AfflictionParts {
  /** Of the fault. */
  readonly name: string;
}

/** What is remembered of one replica. */
export class Patient {
  readonly replica: Afflicted;
  readonly luck: Random;
  /** Episodes of the fault that last. */
  episodes = 0;
  /** Of the event that is next for it. */
  ticket = NOBODY;
  /** Down, or paused, by this affliction. */
  isStruck = false;
  ailment: Ailment | null = null;

  constructor(replica: Afflicted, luck: Random) {
    this.replica = replica;
    this.luck = luck;
  }
}

export abstract class Affliction extends Actor {
  protected readonly recorder: Recorder;
  protected readonly patients: Patient[] = [];
  private readonly seed: string;

  constructor(world: World, { name }: AfflictionParts) {
    super(world.simulator);
    this.recorder = world.recorder;
    this.seed = `${world.seed}/afflictions/${name}`;
  }

  /** An episode begins for a replica. */
  begin(replica: Afflicted): void {
    const number = this.numberOf(replica);
    const patient = this.patients[number]!;
    patient.episodes++;
    if (patient.episodes === 1) this.fallIll(patient, number);
  }

  end(replica: Afflicted): void {
    const patient = this.patients[this.numberOf(replica)]!;
    patient.episodes--;
    if (patient.episodes === 0) this.recover(patient);
  }

  protected abstract fallIll(patient: Patient, number: number): void;

  protected abstract recover(patient: Patient): void;

  /** The next event of this patient, in place of any other. */
  protected wakeAfter(delay: number, kind: number, number: number): void {
    const patient = this.patients[number]!;
    this.calm(patient);
    patient.ticket = this.simulator.schedule(delay, this.id, kind, number);
  }

  /** No more events for this patient. */
  protected calm(patient: Patient): void {
    if (patient.ticket !== NOBODY) this.simulator.cancel(patient.ticket);
    patient.ticket = NOBODY;
  }

  /** The patient whose event has come. */
  protected awoken(number: number): Patient {
    const patient = this.patients[number]!;
    patient.ticket = NOBODY;
    return patient;
  }

  private numberOf(replica: Afflicted): number {
    const known = this.patients.findIndex(patient => patient.replica === replica);
    if (known >= 0) return known;
    return this.patients.push(new Patient(replica, Random.named(`${this.seed}/${replica.name}`))) - 1;
  }
}
