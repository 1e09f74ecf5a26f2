/** Attempts in flight (attempt.ts). Each has a slot, and slots are used again: nothing is made once there are enough. */
import { checkRoom } from '../too-much.ts';
import { Attempt, TRAVELLING } from './attempt.ts';

export class AttemptTable {
  /** Every slot ever used, by its number. */
  readonly all: Attempt[] = [];
  /** Slots that nobody uses, threaded through `next`; the last one left is the first to be used again. */
  private free: Attempt | null = null;

  /** The attempt that an event is about. */
  at(id: number): Attempt {
    return this.all[id]!;
  }

  /**
   * What every attempt puts back before it ends (its place, its tickets, its children) is at rest already, and the audit
   * looks whether it is; only what an attempt leaves behind is set again.
   */
  open(): Attempt {
    const attempt = this.free ?? this.make();
    this.free = attempt.next;
    attempt.state = TRAVELLING;
    attempt.step = 0;
    attempt.spent = 0;
    attempt.ownWork = 0;
    attempt.outcome = 0;
    attempt.root = 0;
    return attempt;
  }

  close(attempt: Attempt): void {
    attempt.callee = null;
    attempt.next = this.free;
    this.free = attempt;
  }

  private make(): Attempt {
    checkRoom('attempts', this.all.length + 1);
    const attempt = new Attempt(this.all.length);
    this.all.push(attempt);
    return attempt;
  }
}
