/**
 * A client's view of a service with a leader: what only the leader may do goes to the member believed to lead, anything
 * else is left to the balancer inside. Who that is, it is told (by a leader watch); without belief there is nobody.
 */
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { Balancer, type Exclusion } from './balancer.ts';

const ANY_REASON: Exclusion = ~0;

export class LeaderAware extends Balancer {
  private readonly inner: Balancer;
  /** By operation; anything beyond is a probe. */
  private readonly needsLeader: readonly boolean[];
  private leader = 0;

  constructor(inner: Balancer, replicas: number, needsLeader: readonly boolean[]) {
    super(replicas);
    this.inner = inner;
    this.needsLeader = needsLeader;
  }

  follow(leader: number): void {
    this.leader = leader;
  }

  override pick(call: Call): number {
    if (this.needsLeader[call.operation] !== true) return this.inner.pick(call);
    return this.inner.isExcluded(this.leader, ANY_REASON) ? NOBODY : this.leader;
  }

  override get outCount(): number {
    return this.inner.outCount;
  }

  override begun(replica: number): void {
    this.inner.begun(replica);
  }

  override ended(replica: number): void {
    this.inner.ended(replica);
  }

  override exclude(replica: number, reason: Exclusion): void {
    this.inner.exclude(replica, reason);
  }

  override include(replica: number, reason: Exclusion): void {
    this.inner.include(replica, reason);
  }

  override isExcluded(replica: number, reasons: Exclusion): boolean {
    return this.inner.isExcluded(replica, reasons);
  }

  override reset(): void {
    this.inner.reset();
  }

  protected override choose(call: Call): number {
    return this.inner.pick(call);
  }
}
