/**
 * The attempts waiting at one replica: a list threaded through the attempt table, so that it has no size of its own and
 * any attempt can leave it at once. With priorities there is one list per level, highest first.
 */
import type { Attempt } from '../call/attempt.ts';
import type { QueuePlan } from '../plan.ts';

/** Those of one level, in the order they came. */
class Level {
  first: Attempt | null = null;
  last: Attempt | null = null;
}

export class WaitingLine {
  length = 0;
  /** While more than this many wait, the last come is served first: never, always, or only when the line is long. */
  private readonly lifoAbove: number;
  /** Priorities in falling order, and the level of each; one of both when priorities do not matter. */
  private readonly priorities: readonly number[];
  private readonly levels: readonly Level[];
  /** The only level; null when there are several. */
  private readonly only: Level | null;

  constructor(order: Pick<QueuePlan, 'discipline' | 'lifoAbove'>, priorities: readonly number[]) {
    this.lifoAbove = lifoThreshold(order);
    this.priorities = order.discipline === 'priority' ? priorities : [0];
    this.levels = this.priorities.map(() => new Level());
    this.only = this.levels.length === 1 ? this.levels[0]! : null;
  }

  push(attempt: Attempt): void {
    const level = this.levelOf(attempt);
    const { last } = level;
    attempt.previous = last;
    attempt.next = null;
    if (last === null) level.first = attempt;
    else last.next = attempt;
    level.last = attempt;
    this.length++;
  }

  /** The next to be served, taken out. Called only when somebody waits. */
  take(): Attempt {
    const level = this.only === null ? this.levels.find(({ first }) => first !== null)! : this.only;
    const attempt = this.length > this.lifoAbove ? level.last! : level.first!;
    this.unlink(attempt, level);
    return attempt;
  }

  remove(attempt: Attempt): void {
    this.unlink(attempt, this.levelOf(attempt));
  }

  private levelOf(attempt: Attempt): Level {
    return this.only === null ? this.levels[this.priorities.indexOf(attempt.priority)]! : this.only;
  }

  private unlink(attempt: Attempt, level: Level): void {
    const { next, previous } = attempt;
    if (previous === null) level.first = next;
    else previous.next = next;
    if (next === null) level.last = previous;
    else next.previous = previous;
    this.length--;
  }
}

function lifoThreshold({ discipline, lifoAbove }: Pick<QueuePlan, 'discipline' | 'lifoAbove'>): number {
  if (discipline === 'lifo') return 0;
  return discipline === 'adaptive-lifo' ? lifoAbove : Infinity;
}
