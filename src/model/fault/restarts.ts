/** Replicas are restarted: all at once, or one after the other with a while in between. Work in them is lost. */
import type { World } from '../world.ts';
import { Affliction, type AfflictionParts, type Patient } from './affliction.ts';

const STOP = 0;
const START = 1;

export interface RestartsPlan {
  /** From the stop of one replica to that of the next; 0 for all at once. */
  readonly stagger: number;
  /** From the stop of a replica to its start. */
  readonly downtime: number;
}

export class Restarts extends Affliction {
  private readonly plan: RestartsPlan;
  /** Replicas in line at the moment. */
  private inLine = 0;

  constructor(world: World, parts: AfflictionParts, plan: RestartsPlan) {
    super(world, parts);
    this.plan = plan;
  }

  override on(kind: number, number: number): void {
    const patient = this.awoken(number);
    if (kind === STOP) this.stop(patient, number);
    else this.start(patient);
  }

  protected override fallIll(_patient: Patient, number: number): void {
    this.wakeAfter(this.inLine * this.plan.stagger, STOP, number);
    this.inLine++;
  }

  protected override recover(patient: Patient): void {
    this.inLine--;
    this.calm(patient);
    if (patient.isStruck) this.start(patient);
  }

  private stop(patient: Patient, number: number): void {
    patient.isStruck = true;
    patient.replica.crash(false);
    this.wakeAfter(this.plan.downtime, START, number);
  }

  private start(patient: Patient): void {
    patient.isStruck = false;
    patient.replica.restore(false);
  }
}
