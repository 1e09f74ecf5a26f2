/** Of two replicas the one with fewer attempts in progress. */
import { TwoChoices } from './two-choices.ts';

export class PowerOfTwoChoices extends TwoChoices {
  protected override load(replica: number): number {
    return this.inProgress[replica]!;
  }
}
