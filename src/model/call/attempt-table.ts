/** Attempts in flight (attempt.ts). Each has a slot, and slots are used again: nothing is made once there are enough. */
import { Attempt, TRAVELLING } from './attempt.ts';
import { addSlots, NOBODY } from './slots.ts';

export class AttemptTable {
  /**
   * Every slot, by its number. One is in it as it is made: V8 takes an empty array for one of integers, and the first slot put
   * into it would throw away the code compiled in the worlds before.
   */
  readonly all: Attempt[] = [new Attempt(0)];
  /**
   * The first slot that nobody uses, NOBODY when all are in use; the last one left is the first to be used again. By
   * number: V8 notes down every reference from an old object, such as this table, to a young one.
   */
  private free = 0;

  constructor() {
    this.addSlots();
  }

  /** The attempt that an event is about. */
  at(id: number): Attempt {
    return this.all[id]!;
  }

  /**
   * What every attempt puts back before it ends (its place, its tickets, its children) is at rest already, and the audit
   * looks whether it is; only what an attempt leaves behind is set again.
   */
  open(): Attempt {
    if (this.free === NOBODY) this.free = this.addSlots();
    const attempt = this.all[this.free]!;
    this.free = attempt.nextFree;
    attempt.state = TRAVELLING;
    attempt.spent = 0;
    attempt.ownWork = 0;
    attempt.outcome = 0;
    attempt.root = 0;
    return attempt;
  }

  close(attempt: Attempt): void {
    attempt.callee = null;
    attempt.nextFree = this.free;
    this.free = attempt.id;
  }

  private addSlots(): number {
    return addSlots('attempts', this.all, id => new Attempt(id));
  }
}
