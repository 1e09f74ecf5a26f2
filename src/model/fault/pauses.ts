/**
 * Pauses that stop the world, as those of garbage collection: again and again, each replica at times of its own, the
 * process stands still and then goes on where it was. Gaps are even between half and one and a half times their mean,
 * from start to start; the first is a random part of one, so that replicas are out of step.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import type { DistributionSpec } from '../../engine/distribution-spec.ts';
import type { World } from '../world.ts';
import { Affliction, type AfflictionParts, type Patient } from './affliction.ts';

const PAUSE = 0;
const RESUME = 1;

export interface PausesPlan {
  readonly every: number;
  readonly length: DistributionSpec;
}

export class Pauses extends Affliction {
  private readonly every: number;
  private readonly length: Distribution;

  constructor(world: World, parts: AfflictionParts, plan: PausesPlan) {
    super(world, parts);
    this.every = plan.every;
    this.length = buildDistribution(plan.length);
  }

  override on(kind: number, number: number): void {
    const patient = this.awoken(number);
    if (kind === PAUSE) this.pause(patient, number);
    else this.resume(patient);
  }

  protected override fallIll({ luck }: Patient, number: number): void {
    this.wakeAfter(Math.round(this.every * luck.uniform()), PAUSE, number);
  }

  protected override recover(patient: Patient): void {
    this.calm(patient);
    if (patient.isStruck) this.resume(patient);
  }

  private pause(patient: Patient, number: number): void {
    const length = this.length.duration(patient.luck);
    patient.isStruck = true;
    patient.replica.hang();
    this.recorder.counter(patient.replica.service, 'pauses').add();
    this.wakeAfter(length, RESUME, number);
  }

  private resume(patient: Patient): void {
    patient.isStruck = false;
    patient.replica.thaw();
    if (patient.episodes === 0) return;
    const gap = Math.round(this.every * (0.5 + patient.luck.uniform()));
    this.wakeAfter(gap, PAUSE, this.patients.indexOf(patient));
  }
}
