/**
 * A leader's writes on their way to being acknowledged: how far each member has come, and the answers that wait for it.
 * Positions are cumulative, so is having them: a write is on as many members as have reached its number.
 */
import type { Attempt } from '../call/attempt.ts';
import type { ReplicationPlan } from '../plan.ts';

interface Held {
  readonly attempt: Attempt;
  readonly position: number;
  readonly since: number;
}

export class Commitments {
  /** Nobody confirmed for so long that the leader goes on alone (semi-synchronous replication, degraded). */
  isAlone = false;
  private readonly acks: number;
  /** By member, its own included. */
  private readonly reached: number[];
  private readonly self: number;
  private held: Held[] = [];

  constructor(plan: ReplicationPlan, members: number, self: number, position: number) {
    this.acks = plan.acks;
    this.self = self;
    this.reached = new Array<number>(members).fill(0);
    this.reached[self] = position;
  }

  /** Whether answers wait for anybody but the leader itself. */
  get isShared(): boolean {
    return this.acks > 1 && !this.isAlone;
  }

  wrote(position: number): void {
    this.reached[this.self] = position;
  }

  hold(attempt: Attempt, position: number, since: number): void {
    this.held.push({ attempt, position, since });
  }

  hasReached(member: number, position: number): void {
    this.reached[member] = Math.max(this.reached[member]!, position);
    if (this.reached[member]! >= this.reached[this.self]!) this.isAlone = false;
  }

  /** The last write that enough members have. */
  get committed(): number {
    if (this.isAlone) return this.reached[this.self]!;
    return this.reached.toSorted((a, b) => b - a)[this.acks - 1]!;
  }

  /** Answers that need not wait any longer, taken out, in the order of their writes. */
  settled(): readonly Held[] {
    const { committed } = this;
    const count = this.held.findIndex(({ position }) => position > committed);
    return this.held.splice(0, count === -1 ? this.held.length : count);
  }

  /** All that wait, taken out: they will not be confirmed here any more. */
  abandoned(): readonly Held[] {
    return this.held.splice(0);
  }

  /** Since when the answer that has waited longest does so; null when none waits. */
  get oldestSince(): number | null {
    return this.held[0]?.since ?? null;
  }

  forget(attempt: Attempt): void {
    const index = this.held.findIndex(held => held.attempt === attempt);
    if (index !== -1) this.held.splice(index, 1);
  }
}
