/**
 * The attempts waiting at one replica: a list threaded through the attempt table, so that it has no size of its own and
 * any attempt can leave it at once. With priorities there is one list per level, highest first.
 */
import type { Attempt } from '../call/attempt.ts';
import type { QueuePlan } from '../plan.ts';

export class WaitingLine {
  length = 0;
  /** While more than this many wait, the last come is served first: never, always, or only when the line is long. */
  private readonly lifoAbove: number;
  /** Priorities in falling order; one entry when priorities do not matter. */
  private readonly levels: readonly number[];
  private readonly heads: (Attempt | null)[];
  private readonly tails: (Attempt | null)[];

  constructor(order: Pick<QueuePlan, 'discipline' | 'lifoAbove'>, priorities: readonly number[]) {
    this.lifoAbove = lifoThreshold(order);
    this.levels = order.discipline === 'priority' ? priorities : [0];
    this.heads = this.levels.map(() => null);
    this.tails = this.levels.map(() => null);
  }

  push(attempt: Attempt): void {
    const level = this.levelOf(attempt);
    const tail = this.tails[level]!;
    attempt.previous = tail;
    attempt.next = null;
    if (tail === null) this.heads[level] = attempt;
    else tail.next = attempt;
    this.tails[level] = attempt;
    this.length++;
  }

  /** The next to be served, taken out. Called only when somebody waits. */
  take(): Attempt {
    let level = 0;
    while (this.heads[level] === null) level++;
    const attempt = this.length > this.lifoAbove ? this.tails[level]! : this.heads[level]!;
    this.unlink(attempt, level);
    return attempt;
  }

  remove(attempt: Attempt): void {
    this.unlink(attempt, this.levelOf(attempt));
  }

  private levelOf(attempt: Attempt): number {
    if (this.levels.length === 1) return 0;
    return this.levels.indexOf(attempt.priority);
  }

  private unlink(attempt: Attempt, level: number): void {
    const { next, previous } = attempt;
    if (previous === null) this.heads[level] = next;
    else previous.next = next;
    if (next === null) this.tails[level] = previous;
    else next.previous = previous;
    this.length--;
  }
}

function lifoThreshold({ discipline, lifoAbove }: Pick<QueuePlan, 'discipline' | 'lifoAbove'>): number {
  if (discipline === 'lifo') return 0;
  return discipline === 'adaptive-lifo' ? lifoAbove : Infinity;
}
