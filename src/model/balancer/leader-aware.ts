/**
 * A client's choice among the members of a service with a leader: what only the leader may do goes to the member believed
 * to lead, anything else is left to the balancer inside. Who that is, it is told (by a leader watch).
 */
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import type { Balancer, Choice, Exclusion } from './balancer.ts';

const ANY_REASON: Exclusion = ~0;

export class LeaderAware implements Choice {
  private readonly inner: Balancer;
  /** By operation; anything beyond is a probe. */
  private readonly needsLeader: readonly boolean[];
  private leader = 0;

  constructor(inner: Balancer, needsLeader: readonly boolean[]) {
    this.inner = inner;
    this.needsLeader = needsLeader;
  }

  follow(leader: number): void {
    this.leader = leader;
  }

  pick(call: Call): number {
    return this.isForLeader(call) ? this.leaderIfThere() : this.inner.pick(call);
  }

  /** There is no other leader: a copy of what it got goes to it as well. */
  pickOther(call: Call, taken: number): number {
    return this.isForLeader(call) ? this.leaderIfThere() : this.inner.pickOther(call, taken);
  }

  get isListEmpty(): boolean {
    return this.inner.isListEmpty;
  }

  get inProgress(): Int32Array | null {
    return this.inner.inProgress;
  }

  reset(): void {
    this.inner.reset();
  }

  private isForLeader(call: Call): boolean {
    return this.needsLeader[call.operation] === true;
  }

  private leaderIfThere(): number {
    return this.inner.isExcluded(this.leader, ANY_REASON) ? NOBODY : this.leader;
  }
}
