/**
 * The attempts waiting at one replica: a list threaded through the attempt table, so that it has no size of its own and
 * any attempt can leave it at once. With priorities there is one list per level, highest first.
 */
import type { AttemptTable } from '../call/attempt-table.ts';
import { NOBODY } from '../call/slots.ts';
import type { QueuePlan } from '../plan.ts';

export class WaitingLine {
  length = 0;
  private readonly attempts: AttemptTable;
  /** While more than this many wait, the last come is served first: never, always, or only when the line is long. */
  private readonly lifoAbove: number;
  /** Priorities in falling order; one entry when priorities do not matter. */
  private readonly levels: readonly number[];
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;

  constructor(
    attempts: AttemptTable,
    order: Pick<QueuePlan, 'discipline' | 'lifoAbove'>,
    priorities: readonly number[],
  ) {
    this.attempts = attempts;
    this.lifoAbove = lifoThreshold(order);
    this.levels = order.discipline === 'priority' ? priorities : [0];
    this.heads = new Int32Array(this.levels.length).fill(NOBODY);
    this.tails = new Int32Array(this.levels.length).fill(NOBODY);
  }

  push(attempt: number): void {
    const level = this.levelOf(attempt);
    const tail = this.tails[level]!;
    this.attempts.previous[attempt] = tail;
    this.attempts.next[attempt] = NOBODY;
    if (tail === NOBODY) this.heads[level] = attempt;
    else this.attempts.next[tail] = attempt;
    this.tails[level] = attempt;
    this.length++;
  }

  /** The next to be served, taken out. Called only when somebody waits. */
  take(): number {
    let level = 0;
    while (this.heads[level] === NOBODY) level++;
    const attempt = this.length > this.lifoAbove ? this.tails[level]! : this.heads[level]!;
    this.unlink(attempt, level);
    return attempt;
  }

  remove(attempt: number): void {
    this.unlink(attempt, this.levelOf(attempt));
  }

  private levelOf(attempt: number): number {
    if (this.levels.length === 1) return 0;
    return this.levels.indexOf(this.attempts.priority[attempt]!);
  }

  private unlink(attempt: number, level: number): void {
    const { next, previous } = this.attempts;
    const before = previous[attempt]!;
    const after = next[attempt]!;
    if (before === NOBODY) this.heads[level] = after;
    else next[before] = after;
    if (after === NOBODY) this.tails[level] = before;
    else previous[after] = before;
    this.length--;
  }
}

function lifoThreshold({ discipline, lifoAbove }: Pick<QueuePlan, 'discipline' | 'lifoAbove'>): number {
  if (discipline === 'lifo') return 0;
  return discipline === 'adaptive-lifo' ? lifoAbove : Infinity;
}
