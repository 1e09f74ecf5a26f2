/**
 * One replica of a cache. After the lookup (its own work) it knows the answer, or has its single call bring it from the
 * origin and keeps it; a cache without an origin of its own (look-aside) says that it has nothing, and its caller goes on
 * from there. What it holds is in its memory: a crash loses it.
 *
 * Single flight: while one attempt fetches an item, the others who want the same wait for it and share its fate, success
 * or failure, as with Go's singleflight. If the one who fetches is withdrawn, those who wait ask again.
 */

import { ln } from '../../engine/arithmetic.ts';
import { hashName, Random } from '../../engine/random.ts';
import type { Attempt } from '../call/attempt.ts';
import type { Call } from '../call/call.ts';
import { NOBODY } from '../call/slots.ts';
import { DEGRADED, DEPENDENCY_FAILED, ERROR, isSuccess, MISS, OK, type Outcome } from '../outcome.ts';
import type { CachePlan } from '../plan.ts';
import type { World } from '../world.ts';
import type { CacheMeter } from './cache-meter.ts';
import { CacheStore } from './cache-store.ts';
import type { Step } from './operation.ts';
import type { ReplicaParts } from './parts.ts';
import { Replica } from './replica.ts';

/** Away from the numbers that the layers of a replica count on in turn. */
const HAND_OVER = 49;

const HIT = hashName('hit');
const LIFETIME = hashName('lifetime');
const EARLY = hashName('early refresh');

/** One attempt's way to the origin, and who waits for it; who stopped waiting has left null behind. */
interface Fetch {
  readonly item: number;
  readonly startedAt: number;
  readonly waiters: (Attempt | null)[];
}

export class CacheReplica extends Replica {
  private readonly cache: CachePlan;
  /** Operations beyond these are probes, which look up nothing. */
  private readonly ownOperations: number;
  private readonly figures: CacheMeter;
  private readonly store: CacheStore;
  /** By the attempt that fetches; with single flight also by item. */
  private readonly fetches = new Map<Attempt, Fetch>();
  private readonly flights = new Map<number, Fetch>();
  /** The fetch that each waiting attempt waits for. */
  private readonly waitsFor = new Map<Attempt, Fetch>();
  /** Fetches whose attempt was withdrawn while others waited for it. */
  private orphans: Fetch[] = [];
  private isAskingAgain = false;
  /** Of a cache with a given share of hits: fetches since it was empty. */
  private fetched: number;

  constructor(world: World, parts: ReplicaParts, cache: CachePlan, figures: CacheMeter) {
    super(world, parts);
    this.cache = cache;
    this.ownOperations = parts.plan.operations.length;
    this.figures = figures;
    this.store = new CacheStore(cache, Random.named(`${world.seed}/eviction/${parts.plan.name}/${parts.number}`));
    this.fetched = cache.warmAfter;
  }

  protected override onOccasion(kind: number, argument: number): void {
    if (kind === HAND_OVER) this.handOver();
    else super.onOccasion(kind, argument);
  }

  override flush(): void {
    this.store.clear();
    this.fetched = 0;
    this.figures.emptied();
  }

  protected override die(silent: boolean): void {
    this.flush();
    this.fetches.clear();
    this.flights.clear();
    this.waitsFor.clear();
    this.orphans = [];
    super.die(silent);
  }

  /** The step after the lookup: the call to the origin, or none. */
  protected override ask(attempt: Attempt, step: Step): boolean {
    const { cache } = this;
    if (attempt.operation >= this.ownOperations) return super.ask(attempt, step);
    if (attempt.operation === cache.writes) {
      this.fetched++;
      this.keep(attempt, 0);
      return false;
    }
    const item = attempt.item;
    const slot = cache.hitRatio === null ? this.store.find(item) : NOBODY;
    const isHit = slot === NOBODY ? this.isLucky(attempt) : this.isFresh(slot) && !this.isEarly(attempt, slot, item);
    if (!this.isAskingAgain) this.figures.lookedUp(isHit);
    if (isHit) return this.answerFrom(attempt, slot);
    if (step.call !== null) return this.fetch(attempt, step, item);
    this.figures.fetches++;
    attempt.root = MISS;
    return false;
  }

  override callEnded(call: Call, outcome: Outcome, root: Outcome): void {
    const attempt = call.asker!;
    const fetch = this.fetches.get(attempt);
    if (fetch === undefined) {
      super.callEnded(call, outcome, root);
      return;
    }
    this.closeFetch(attempt, fetch);
    if (isSuccess(outcome)) {
      this.fetched++;
      if (outcome === OK) this.keep(attempt, this.simulator.now - fetch.startedAt);
      super.callEnded(call, outcome, root);
      this.release(fetch, outcome, OK);
    } else this.fetchFailed(call, fetch, outcome, root);
  }

  protected override evict(attempt: Attempt): void {
    super.evict(attempt);
    const awaited = this.waitsFor.get(attempt);
    if (awaited !== undefined) this.stopWaiting(attempt, awaited);
    const fetch = this.fetches.get(attempt);
    if (fetch === undefined) return;
    this.closeFetch(attempt, fetch);
    if (fetch.waiters.length === 0) return;
    // Not at once: whoever withdrew the attempt is in the middle of giving up.
    if (this.orphans.length === 0) this.simulator.schedule(0, this.id, HAND_OVER, 0);
    this.orphans.push(fetch);
  }

  /** Without keys: by chance, and rarer after the cache was emptied, in proportion to what has been fetched since. */
  private isLucky(attempt: Attempt): boolean {
    const { hitRatio, warmAfter } = this.cache;
    if (hitRatio === null) return false;
    const warmth = this.fetched >= warmAfter ? 1 : this.fetched / warmAfter;
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, HIT);
    return this.keyed.uniform() < hitRatio * warmth;
  }

  private isFresh(slot: number): boolean {
    return this.store.freshUntil[slot]! > this.simulator.now;
  }

  /**
   * Whether this request fetches although the entry is fresh: the nearer its end, the likelier (A. Vattani, F. Chierichetti
   * and K. Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
   */
  private isEarly(attempt: Attempt, slot: number, item: number): boolean {
    const { earlyRefresh } = this.cache;
    if (earlyRefresh === 0 || this.store.isFailure[slot] === 1 || this.flights.has(item)) return false;
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, EARLY);
    const ahead = this.store.fetchTime[slot]! * earlyRefresh * -ln(this.keyed.uniformOpen());
    return this.simulator.now + ahead >= this.store.freshUntil[slot]!;
  }

  /** A hit: the kept answer, which may be that the origin failed. */
  private answerFrom(attempt: Attempt, slot: number): boolean {
    if (slot === NOBODY) return false;
    const { store, cache } = this;
    store.use(slot);
    if (store.isFailure[slot] === 1) {
      this.refuse(attempt, ERROR, ERROR);
      this.fail(attempt);
      return true;
    }
    if (cache.sliding) store.freshUntil[slot] = this.simulator.now + this.lifetime(attempt);
    return false;
  }

  private fetch(attempt: Attempt, step: Step, item: number): boolean {
    const flight = this.cache.singleFlight ? this.flights.get(item) : undefined;
    if (flight !== undefined) {
      this.figures.joined++;
      flight.waiters.push(attempt);
      this.waitsFor.set(attempt, flight);
      this.awaitAnswers(attempt);
      return true;
    }
    const fetch: Fetch = { item, startedAt: this.simulator.now, waiters: [] };
    this.figures.fetches++;
    this.fetches.set(attempt, fetch);
    if (this.cache.singleFlight) this.flights.set(item, fetch);
    return super.ask(attempt, step);
  }

  private closeFetch(attempt: Attempt, fetch: Fetch): void {
    this.fetches.delete(attempt);
    if (this.flights.get(fetch.item) === fetch) this.flights.delete(fetch.item);
  }

  /** The origin failed: what is kept may do, if it is not too old. */
  private fetchFailed(call: Call, fetch: Fetch, outcome: Outcome, root: Outcome): void {
    const instead = this.insteadOf(fetch.item);
    if (instead === null) this.rememberFailure(fetch.item);
    if (instead === DEGRADED) this.figures.stale += 1 + fetch.waiters.filter(waiter => waiter !== null).length;
    super.callEnded(call, instead ?? outcome, instead === null ? root : OK);
    this.release(fetch, instead ?? DEPENDENCY_FAILED, root);
  }

  private insteadOf(item: number): Outcome | null {
    if (this.cache.hitRatio !== null) return null;
    const slot = this.store.find(item);
    if (slot === NOBODY || this.store.isFailure[slot] === 1) return null;
    if (this.isFresh(slot)) return OK;
    return this.store.freshUntil[slot]! + this.cache.serveStale > this.simulator.now ? DEGRADED : null;
  }

  private rememberFailure(item: number): void {
    const { negativeTtl, hitRatio } = this.cache;
    if (negativeTtl > 0 && hitRatio === null) this.store.put(item, this.simulator.now + negativeTtl, 0, true);
  }

  /** Stores what an attempt brought from the origin. */
  private keep(attempt: Attempt, fetchTime: number): void {
    if (this.cache.hitRatio !== null) return;
    const freshUntil = this.simulator.now + this.lifetime(attempt);
    this.store.put(attempt.item, freshUntil, fetchTime, false);
  }

  private lifetime(attempt: Attempt): number {
    const { ttl, ttlJitter } = this.cache;
    if (ttlJitter === 0 || ttl === Infinity) return ttl;
    this.keyed.rekey(attempt.keyLow, attempt.keyHigh, LIFETIME);
    return Math.round(ttl * (1 + ttlJitter * (2 * this.keyed.uniform() - 1)));
  }

  /** Those who waited for a fetch hear how it ended. */
  private release({ waiters }: Fetch, outcome: Outcome, root: Outcome): void {
    // By index: one that is answered may make another leave.
    for (let i = 0; i < waiters.length; i++) {
      const waiter = waiters[i]!;
      if (waiter === null) continue;
      this.waitsFor.delete(waiter);
      if (!isSuccess(outcome)) this.refuse(waiter, outcome, root);
      else if (outcome === DEGRADED) this.degrade(waiter);
      this.answered(waiter);
    }
  }

  private refuse(attempt: Attempt, outcome: Outcome, root: Outcome): void {
    attempt.outcome = outcome;
    attempt.root = root;
  }

  private stopWaiting(attempt: Attempt, fetch: Fetch): void {
    this.waitsFor.delete(attempt);
    fetch.waiters[fetch.waiters.indexOf(attempt)] = null;
  }

  /** Those who waited for an attempt that was withdrawn ask again: the first of them fetches. */
  private handOver(): void {
    const waiters = this.orphans.flatMap(fetch => fetch.waiters);
    this.orphans = [];
    for (const waiter of waiters) {
      // Another's answer may have made this one leave in the meantime.
      if (waiter === null || !this.waitsFor.delete(waiter)) continue;
      this.isAskingAgain = true;
      this.proceed(waiter);
      this.isAskingAgain = false;
    }
  }
}
