/**
 * Who is let into a replica when it has, or soon will have, more to do than it can: rules that shed the least important
 * first, a limit of concurrency that finds itself, and rate limits that are fair between clients. Refusals may carry a
 * hint when to come back. A replica without any of these has no gate.
 */

import { Random } from '../../engine/random.ts';
import type { Attempt } from '../call/attempt.ts';
import { buildConcurrencyLimit, type ConcurrencyLimit } from '../concurrency-limit.ts';
import { DIMMER } from '../draws.ts';
import { LOAD_SHED, OK, type Outcome, QUEUE_FULL, RATE_LIMITED } from '../outcome.ts';
import type { IngressRatePlan, ServicePlan } from '../plan.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { World } from '../world.ts';
import { Dimmer } from './dimmer.ts';
import { Shedder } from './shedder.ts';

/** `name` is the replica's. */
export function buildGate(world: World, plan: ServicePlan, name: string): Gate | null {
  const isFair = plan.rateLimit !== null && plan.rateLimit.per !== 'all';
  return plan.overload === null && !isFair ? null : new Gate(world, plan, name);
}

export class Gate {
  private readonly world: World;
  private readonly shedder: Shedder | null;
  private readonly limit: ConcurrencyLimit | null;
  private readonly buckets: Buckets | null;
  readonly dimmer: Dimmer | null;
  private readonly retryAfter: number;
  /** Attempts let in and not yet gone. */
  private inside = 0;

  constructor(world: World, { overload, rateLimit }: ServicePlan, name: string) {
    this.world = world;
    this.shedder = overload && overload.shed.length > 0 ? new Shedder(overload.shed) : null;
    const luck = (): Random => Random.named(`${world.seed}/concurrency-limit/${name}`);
    this.limit = overload?.limit ? buildConcurrencyLimit(overload.limit, luck) : null;
    this.buckets = rateLimit && new Buckets(rateLimit);
    this.dimmer = overload?.dimmer ? new Dimmer(overload.dimmer) : null;
    this.retryAfter = overload?.retryAfter ?? 0;
  }

  /** The present limit of concurrency; null when there is none. */
  get concurrencyLimit(): number | null {
    return this.limit === null ? null : this.limit.limit;
  }

  /** Why the attempt is turned away; OK when it is let in, and is inside from then on. */
  verdict(attempt: Attempt, utilisation: number, waiting: number): Outcome {
    const { now } = this.world.simulator;
    if (this.shedder?.sheds(now, attempt.priority, utilisation, waiting)) return LOAD_SHED;
    if (this.limit !== null && this.inside >= this.limit.limit) return LOAD_SHED;
    if (this.buckets !== null && !this.buckets.take(now, attempt)) return RATE_LIMITED;
    this.inside++;
    return OK;
  }

  /** An attempt that was inside has been served and is gone. */
  served(attempt: Attempt): void {
    const { now } = this.world.simulator;
    this.dimmer?.took(now, now - attempt.arrivedAt);
    this.leave(attempt, false);
  }

  /** An attempt that was inside is gone without having been served. */
  dropped(attempt: Attempt): void {
    this.leave(attempt, true);
  }

  /** Whether the attempt goes without what is optional; the same answer however often it is asked at one level. */
  dims(attempt: Attempt): boolean {
    if (this.dimmer === null || this.dimmer.level === 1) return false;
    const { keyed } = this.world;
    keyed.rekey(attempt.keyLow, attempt.keyHigh, DIMMER);
    return keyed.uniform() >= this.dimmer.level;
  }

  /** Share of the attempt's work that is left out. */
  trimmedWork(attempt: Attempt): number {
    return this.dimmer !== null && this.dimmer.optionalWork > 0 && this.dims(attempt) ? this.dimmer.optionalWork : 0;
  }

  /** Tells the caller of an attempt that is refused when to come back. */
  advise(attempt: Attempt, refusal: Outcome): void {
    if (this.retryAfter === 0) return;
    if (refusal === RATE_LIMITED || refusal === LOAD_SHED || refusal === QUEUE_FULL) attempt.hint = this.retryAfter;
  }

  /** The process was started anew: nobody is inside, and it remembers nothing. */
  reset(): void {
    this.inside = 0;
    this.limit?.reset();
    this.dimmer?.reset(this.world.simulator.now);
    this.buckets?.clear();
  }

  private leave(attempt: Attempt, isDropped: boolean): void {
    const { now } = this.world.simulator;
    this.limit?.sample(now, now - attempt.arrivedAt, this.inside, isDropped);
    this.inside--;
  }
}

/** Token buckets by client, each made when the client is first seen. */
class Buckets {
  private readonly plan: IngressRatePlan;
  private readonly buckets = new Map<number, TokenBucket>();

  constructor(plan: IngressRatePlan) {
    this.plan = plan;
  }

  take(now: number, attempt: Attempt): boolean {
    const client = this.clientOf(attempt);
    let bucket = this.buckets.get(client);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.plan.ratePerSecond, this.plan.burst);
      this.buckets.set(client, bucket);
    }
    return bucket.take(now);
  }

  clear(): void {
    this.buckets.clear();
  }

  /** Every calling process has a chain of its own on each edge. */
  private clientOf(attempt: Attempt): number {
    if (this.plan.per === 'all') return 0;
    return this.plan.per === 'client' ? attempt.chain.index : attempt.source;
  }
}
