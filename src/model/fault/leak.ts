/**
 * A memory leak: the process fills its memory with time or with what it serves, dies of it, is started again after a
 * while, and begins anew. Any other restart empties its memory, too. Replicas that started together fill up together,
 * unless their limits are spread.
 */
import type { Ailment } from '../ailment.ts';
import type { World } from '../world.ts';
import { Affliction, type AfflictionParts, type Patient } from './affliction.ts';

const FULL = 0;
const RESTART = 1;

export interface LeakPlan {
  /** What fills the memory: so much time, or so many requests; Infinity for the other. */
  readonly time: number;
  readonly requests: number;
  /** Each start draws its limit within this share around it. */
  readonly spread: number;
  readonly restart: number;
}

export class Leak extends Affliction {
  private readonly plan: LeakPlan;

  constructor(world: World, parts: AfflictionParts, plan: LeakPlan) {
    super(world, parts);
    this.plan = plan;
  }

  override on(kind: number, number: number): void {
    const patient = this.awoken(number);
    if (kind === FULL) this.die(patient, number);
    else this.startAgain(patient);
  }

  protected override fallIll(patient: Patient, number: number): void {
    let left = Infinity;
    const fill = (): void => {
      const limit = 1 + this.plan.spread * (2 * patient.luck.uniform() - 1);
      left = this.plan.requests * limit;
      if (this.plan.time < Infinity) this.wakeAfter(Math.round(this.plan.time * limit), FULL, number);
    };
    const ailment: Ailment = {
      served: () => {
        left--;
        if (left <= 0 && !patient.isStruck) this.wakeAfter(0, FULL, number);
      },
      stopped: () => {
        if (!patient.isStruck) this.calm(patient);
      },
      started: () => {
        if (!patient.isStruck) fill();
      },
    };
    patient.ailment = ailment;
    patient.replica.fallIll(ailment);
    fill();
  }

  protected override recover(patient: Patient): void {
    patient.replica.recover(patient.ailment!);
    patient.ailment = null;
    // One that is down comes back all the same.
    if (!patient.isStruck) this.calm(patient);
  }

  private die(patient: Patient, number: number): void {
    const { replica } = patient;
    patient.isStruck = true;
    this.recorder.log('out-of-memory', replica.name, `${replica.name} has run out of memory`);
    this.recorder.counter(replica.service, 'memoryDeaths').add();
    replica.runOutOfMemory();
    this.wakeAfter(this.plan.restart, RESTART, number);
  }

  private startAgain(patient: Patient): void {
    patient.isStruck = false;
    patient.replica.restore(false);
  }
}
