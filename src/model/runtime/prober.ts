/**
 * One probe of one process, from the machine it stands on: asked every period, believed after so many answers in a row.
 * A probe of a process that refuses fails at once, that of one that is silent after the timeout. One that costs work is a
 * request like any other and waits for a slot.
 */

import { Actor, type Simulator } from '../../engine/simulator.ts';
import type { Call } from '../call/call.ts';
import type { Caller } from '../call/parties.ts';
import { isSuccess, type Outcome } from '../outcome.ts';
import type { ProbePlan } from '../runtime-plan.ts';

const PROBE = 0;
const TIMED_OUT = 1;

export interface ProberParts {
  readonly plan: ProbePlan;
  readonly target: { probe(): 'answers' | 'refuses' | 'silent' };
  /** Asks with work; its end comes back as that of a call. Null when a probe costs nothing. */
  readonly ask: (() => void) | null;
  /** What is believed from now on. */
  readonly tell: (isWell: boolean) => void;
}

export class Prober extends Actor implements Caller {
  private readonly parts: ProberParts;
  private believed = false;
  private against = 0;
  /** Probes of an older process are void. */
  private round = 0;
  /** The process that the probe under way asks. */
  private asked = 0;

  constructor(simulator: Simulator, parts: ProberParts) {
    super(simulator);
    this.parts = parts;
  }

  /** A process has started; what it is believed to be until the probes say otherwise. */
  start(isWell: boolean, delay = this.parts.plan.initialDelay): void {
    this.round++;
    this.believed = isWell;
    this.against = 0;
    this.simulator.schedule(delay, this.id, PROBE, this.round);
  }

  stop(): void {
    this.round++;
  }

  override on(kind: number, round: number): void {
    if (round !== this.round) return;
    if (kind === TIMED_OUT) this.heard(false);
    else {
      this.simulator.schedule(this.parts.plan.period, this.id, PROBE, round);
      this.probe();
    }
  }

  callEnded(_call: Call, outcome: Outcome): void {
    if (this.asked === this.round) this.heard(isSuccess(outcome));
  }

  private probe(): void {
    const { ask, target, plan } = this.parts;
    if (ask !== null) {
      this.asked = this.round;
      ask();
      return;
    }
    const answer = target.probe();
    if (answer === 'silent') this.simulator.schedule(plan.timeout, this.id, TIMED_OUT, this.round);
    else this.heard(answer === 'answers');
  }

  private heard(isWell: boolean): void {
    if (isWell === this.believed) {
      this.against = 0;
      return;
    }
    const { successThreshold, failureThreshold } = this.parts.plan;
    this.against++;
    if (this.against < (isWell ? successThreshold : failureThreshold)) return;
    this.against = 0;
    this.believed = isWell;
    this.parts.tell(isWell);
  }
}
