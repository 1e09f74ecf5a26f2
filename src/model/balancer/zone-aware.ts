/**
 * Prefers replicas in the caller's own zone, and spills over to others as far as the own zone has too little for its
 * callers (Envoy's zone aware routing). With shares of replicas and of callers by zone:
 *
 *   1. the own zone has at least as large a share of the replicas as of the callers: everything stays here;
 *   2. else replicas share / callers share of the requests stay here, and the rest go to the other zones in proportion
 *      to what those have beyond the need of their own callers.
 *
 * Within the zone so chosen the less busy of two takes the request (Mitzenmacher 2001). Replicas are those believed to be
 * there, so a zone that loses some keeps fewer of its requests. Callers are counted as
 * they are placed, dead or alive: nobody tells a client of the others.
 */

import type { Random } from '../../engine/random.ts';
import type { Call } from '../call/call.ts';
import type { Place } from '../call/parties.ts';
import { NOWHERE } from '../infrastructure-plan.ts';
import { KeyedBalancer } from './keyed.ts';

export interface ZoneAwareParts {
  readonly keyed: Random;
  readonly targets: readonly Place[];
  readonly home: Place;
  /** Every process that calls like this one, itself included. */
  readonly callers: readonly Place[];
}

interface Pool {
  readonly zone: number;
  readonly replicas: number[];
  /** What it can take of other zones' requests, as a share of all. */
  spare: number;
}

export class ZoneAware extends KeyedBalancer {
  private readonly parts: ZoneAwareParts;
  private readonly callersIn = new Map<number, number>();
  private isStale = true;
  private own: readonly number[] = [];
  private others: readonly Pool[] = [];
  private ownShare = 0;
  private spare = 0;

  constructor(parts: ZoneAwareParts) {
    super(parts.targets.length, parts.keyed);
    this.parts = parts;
    for (const { zone } of parts.callers) this.callersIn.set(zone, (this.callersIn.get(zone) ?? 0) + 1);
  }

  override exclude(replica: number, reason: number): void {
    super.exclude(replica, reason);
    this.isStale = true;
  }

  override include(replica: number, reason: number): void {
    super.include(replica, reason);
    this.isStale = true;
  }

  protected override choose(call: Call): number {
    if (this.isStale) this.sort();
    const luck = this.luckOf(call);
    if (luck.uniform() < this.ownShare) return this.lessBusyOf(this.own, this.own.length, luck);
    const pool = this.elsewhere(luck.uniform() * this.spare);
    if (pool === null) return this.lessBusyOf(this.candidates, this.count, luck);
    return this.lessBusyOf(pool.replicas, pool.replicas.length, luck);
  }

  /** Of two different ones of the first `count`, if there are two. */
  private lessBusyOf(replicas: ArrayLike<number>, count: number, luck: Random): number {
    const first = luck.below(count);
    if (count === 1) return replicas[first]!;
    const other = luck.below(count - 1);
    const one = replicas[first]!;
    const two = replicas[other < first ? other : other + 1]!;
    return this.inProgress[two]! < this.inProgress[one]! ? two : one;
  }

  private elsewhere(draw: number): Pool | null {
    let left = draw;
    for (const pool of this.others) {
      left -= pool.spare;
      if (left < 0) return pool;
    }
    return null;
  }

  private sort(): void {
    this.isStale = false;
    const pools = this.pools();
    const { zone } = this.parts.home;
    const here = zone === NOWHERE ? undefined : pools.find(pool => pool.zone === zone);
    const supply = (here?.replicas.length ?? 0) / this.count;
    const demand = this.callersShare(zone);
    this.own = here?.replicas ?? [];
    // From 1 on everything stays; below, the own zone has nothing to spare and is passed over among the others.
    this.ownShare = supply / demand;
    this.others = pools;
    for (const pool of pools)
      pool.spare = Math.max(0, pool.replicas.length / this.count - this.callersShare(pool.zone));
    this.spare = pools.reduce((sum, pool) => sum + pool.spare, 0);
  }

  private callersShare(zone: number): number {
    return (this.callersIn.get(zone) ?? 0) / this.parts.callers.length;
  }

  private pools(): readonly Pool[] {
    const pools: Pool[] = [];
    for (let i = 0; i < this.count; i++) {
      const replica = this.candidates[i]!;
      const { zone } = this.parts.targets[replica]!;
      const pool = pools.find(each => each.zone === zone);
      if (pool) pool.replicas.push(replica);
      else pools.push({ zone, replicas: [replica], spare: 0 });
    }
    return pools;
  }
}
