/**
 * Queries of death: some requests kill whichever replica serves them. It is the request that is poisoned, not the
 * attempt, so a retry carries it on to the next replica. A killed process is started again after a while.
 */

import { hashName, type Random } from '../../engine/random.ts';
import type { Ailment } from '../ailment.ts';
import type { Attempt } from '../call/attempt.ts';
import { NO_ITEM } from '../items.ts';
import type { World } from '../world.ts';
import { Affliction, type AfflictionParts, type Patient } from './affliction.ts';

const DIE = 0;
const RESTART = 1;

export interface PoisonPlan {
  /** Share of the requests that kill; or of the keys; or the one key. */
  readonly requests: number;
  readonly keys: number;
  readonly key: number | null;
  readonly restart: number;
}

export class Poison extends Affliction {
  private readonly plan: PoisonPlan;
  private readonly purpose: number;
  private readonly keyed: Random;

  constructor(world: World, parts: AfflictionParts, plan: PoisonPlan) {
    super(world, parts);
    this.plan = plan;
    this.purpose = hashName(`poison ${parts.name}`);
    this.keyed = world.keyed;
  }

  override on(kind: number, number: number): void {
    const patient = this.awoken(number);
    if (kind === DIE) this.die(patient, number);
    else this.startAgain(patient);
  }

  protected override fallIll(patient: Patient, number: number): void {
    const ailment: Ailment = {
      // Not at once: the attempt is being begun.
      served: attempt => {
        if (!patient.isStruck && this.isPoison(attempt)) this.wakeAfter(0, DIE, number);
      },
      stopped: () => {
        if (!patient.isStruck) this.calm(patient);
      },
      started: () => {},
    };
    patient.ailment = ailment;
    patient.replica.fallIll(ailment);
  }

  protected override recover(patient: Patient): void {
    patient.replica.recover(patient.ailment!);
    patient.ailment = null;
    if (!patient.isStruck) this.calm(patient);
  }

  private isPoison(attempt: Attempt): boolean {
    const { requests, keys, key } = this.plan;
    const item = attempt.item;
    if (key !== null) return item === key;
    if (keys > 0) return item !== NO_ITEM && this.isDrawn(item, keys);
    // A retry changes the lower half of the key and not this one.
    return this.isDrawn(attempt.keyHigh, requests);
  }

  private isDrawn(key: number, share: number): boolean {
    this.keyed.rekey(key, 0, this.purpose);
    return this.keyed.uniform() < share;
  }

  private die(patient: Patient, number: number): void {
    const { replica } = patient;
    patient.isStruck = true;
    this.recorder.log('poisoned', replica.name, `a request kills ${replica.name}`);
    this.recorder.counter(replica.service, 'poisonings').add();
    replica.crash(false);
    this.wakeAfter(this.plan.restart, RESTART, number);
  }

  private startAgain(patient: Patient): void {
    patient.isStruck = false;
    patient.replica.restore(false);
  }
}
