/**
 * One replica of a service: what it is made of further down (execution.ts on top of reception.ts), and here its life.
 * What a fault does to it goes by named verbs (crash, restore, hang, thaw ...), each with its opposite; faults overlap,
 * so the verbs count. A crash loses everything in the process; a hang stops it where it is.
 */

import type { Ailment } from '../ailment.ts';
import { ANSWERED, type Attempt, SERVING, STALLED, TRAVELLING } from '../call/attempt.ts';
import type { Chain } from '../call/chain.ts';
import { NOBODY } from '../call/slots.ts';
import type { Ballast, Guardian } from '../guardian.ts';
import type { Membership } from '../membership.ts';
import { CONNECTION_LOST, ERROR, isSuccess, OUT_OF_MEMORY, type Outcome } from '../outcome.ts';
import { Slowdown } from '../slowdown.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Disturbances, World } from '../world.ts';
import { Execution, FIRST_KIND_OF_REPLICA } from './execution.ts';
import type { ReplicaParts } from './parts.ts';

const STARTED = FIRST_KIND_OF_REPLICA;

export class Replica extends Execution {
  readonly service: string;
  private readonly concurrency: number;
  private readonly startup: ReplicaParts['startup'];
  private readonly disturbances: Disturbances;
  /** Clients that live in this process and forget everything when it dies. */
  private ownEdges: readonly Chain[] = [];
  /** Told when the process stops answering (it dies or stands still), and when it answers again. */
  readonly watchers: { down(): void; up(): void }[] = [];
  /** What it says to others when it is to stop and still can. */
  readonly farewells: (() => void)[] = [];
  /** Whether there is one: a place that an autoscaler may fill holds a replica only at times. */
  exists = true;
  private guardian: Guardian | null = null;
  private startDelay = 0;
  /** Hangs that were ended by putting another process in place of the one that hung. */
  private hangsOfOthers = 0;
  private crashes = 0;
  private silentCrashes = 0;
  private startTicket = NOBODY;
  /** What its callers are told when it dies. */
  private causeOfDeath: Outcome = CONNECTION_LOST;
  private readonly slowdown = new Slowdown();
  private readonly errorShares: number[] = [];
  private readonly lostShares: number[] = [];
  private readonly messageLosses: number[] = [];
  private readonly islands: number[] = [];
  private readonly configuredLimiter: TokenBucket | null;
  private readonly configuredRate: number;
  private readonly limits: number[] = [];

  constructor(world: World, parts: ReplicaParts) {
    super(world, parts);
    this.service = parts.plan.name;
    this.concurrency = parts.plan.concurrency;
    this.startup = parts.startup;
    this.disturbances = world.disturbances;
    this.configuredLimiter = this.limiter;
    this.configuredRate = this.limiter === null ? Infinity : parts.plan.rateLimit!.ratePerSecond;
  }

  protected override onOccasion(kind: number, argument: number): void {
    if (kind === STARTED) this.started();
    else super.onOccasion(kind, argument);
  }

  /** Called once, when the chains have been built: they need the replicas first. */
  connect(edges: readonly Chain[], ownEdges: readonly Chain[]): void {
    this.edges = edges;
    this.ownEdges = ownEdges;
  }

  /** Becomes a member of a cluster: slots are then also kept while other members are waited for. */
  join(membership: Membership): void {
    this.membership = membership;
    this.meter.slotTimeIsWork = false;
  }

  override withdraw(attempt: Attempt): void {
    if (attempt.state === ANSWERED) return;
    this.evict(attempt);
    attempt.chain.discard(attempt);
    this.drainSoon();
  }

  /** Whether the process would answer a health probe now: yes, no at once, or not at all. */
  probe(): 'answers' | 'refuses' | 'silent' {
    if (this.isDown) return this.silentCrashes > 0 ? 'silent' : 'refuses';
    return this.hangs > 0 ? 'silent' : 'answers';
  }

  /** A process that hangs is up. */
  get isUp(): boolean {
    return !this.isDown;
  }

  /** Whoever is turned away hears nothing of it: the host is gone, or the process hangs. */
  protected override get isMute(): boolean {
    return this.isDown ? this.silentCrashes > 0 : this.hangs > 0;
  }

  /** Takes an attempt out of the process, wherever it is in it; what it did so far stays on its books. */
  protected evict(attempt: Attempt): void {
    if (this.ballast !== null) this.ballast.left(CONNECTION_LOST);
    this.leaveLine(attempt);
    this.stopWork(attempt);
    this.dropChildren(attempt);
    this.freeSlot(attempt);
    this.membership?.forget(attempt);
    this.meter.lose();
    this.gate?.dropped(attempt);
    attempt.state = ANSWERED;
  }

  /** From now on somebody looks after it, and may weigh its requests. */
  attend(guardian: Guardian, ballast: Ballast | null): void {
    this.guardian = guardian;
    this.ballast = ballast;
  }

  /** The process dies: work in service and in the queue is lost. A silent death answers nothing, now or later. */
  crash(silent: boolean): void {
    const wasUp = !this.isDown;
    this.isDown = true;
    this.crashes++;
    if (silent) this.silentCrashes++;
    if (this.startTicket !== NOBODY) {
      this.simulator.cancel(this.startTicket);
      this.startTicket = NOBODY;
    }
    if (wasUp) this.die(silent);
    else if (this.crashes === 1) this.guardian?.died();
  }

  /** It dies of its memory; undone by `restore`, as any crash. */
  runOutOfMemory(): void {
    this.causeOfDeath = OUT_OF_MEMORY;
    this.crash(false);
    this.causeOfDeath = CONNECTION_LOST;
  }

  fallIll(ailment: Ailment): void {
    this.ailments = [...(this.ailments ?? []), ailment];
  }

  recover(ailment: Ailment): void {
    const left = (this.ailments ?? []).filter(other => other !== ailment);
    this.ailments = left.length === 0 ? null : left;
  }

  /** One cause of the crash is gone; with the last one the process starts. */
  restore(silent: boolean): void {
    this.crashes--;
    if (this.crashes > 0) {
      if (silent) this.silentCrashes--;
      return;
    }
    const delay = (this.startup === null ? 0 : this.startup()) + this.startDelay;
    this.startDelay = 0;
    this.startTicket = this.simulator.schedule(delay, this.id, STARTED, 0);
    // A host that comes back refuses connections until the process listens.
    this.silentCrashes = 0;
  }

  /** It is told that it is to stop: whoever lists it hears of that, unless it hears nothing itself. */
  sayGoodbye(): void {
    if (this.probe() !== 'answers') return;
    for (const farewell of this.farewells) farewell();
  }

  /** Something holds it down: it cannot even start. */
  get isHeld(): boolean {
    return this.crashes > 0;
  }

  /** Its next start takes so much longer. */
  delayStart(delay: number): void {
    this.startDelay = delay;
  }

  /** Another process takes its place: what the old one suffered from is not its own. Called while it is down. */
  renew(): void {
    if (this.hangs > 0) this.processor?.thaw();
    this.hangsOfOthers += this.hangs;
    this.hangs = 0;
    this.reopen();
  }

  /** Its memory leaks, if anybody watches that. */
  leakMemory(perRequest: number, perSecond: number): void {
    this.guardian?.leak(perRequest, perSecond);
  }

  keepMemory(perRequest: number, perSecond: number): void {
    this.guardian?.leak(-perRequest, -perSecond);
  }

  /** Whatever it keeps in memory to answer from is gone: nothing, unless it is a cache. */
  flush(): void {}

  /** Nothing moves, nothing is lost: the process accepts and does not answer. */
  hang(): void {
    this.hangs++;
    if (this.hangs > 1) return;
    this.membership?.hung();
    for (const watcher of this.watchers) watcher.down();
    for (const attempt of this.residents()) {
      if (attempt.ticket === NOBODY) continue;
      this.simulator.cancel(attempt.ticket);
      attempt.ticket = NOBODY;
    }
    this.frozenAt = this.simulator.now;
    this.processor?.freeze();
    this.meter.slotTimeIsWork = false;
  }

  thaw(): void {
    if (this.hangsOfOthers > 0) {
      this.hangsOfOthers--;
      return;
    }
    this.hangs--;
    if (this.hangs === 0) this.processor?.thaw();
    if (this.hangs > 0 || this.isDown) return;
    const stood = this.simulator.now - this.frozenAt;
    for (const attempt of this.residents()) this.unfreeze(attempt, stood);
    this.membership?.thawed();
    this.drain();
    this.tellUp();
  }

  slowBy(factor: number, added: number): void {
    this.slowdown.begin(factor, added);
    this.takeSpeed();
  }

  recoverSpeed(factor: number, added: number): void {
    this.slowdown.end(factor, added);
    this.takeSpeed();
  }

  private takeSpeed(): void {
    this.slowFactor = this.slowdown.factor;
    this.slowAdded = this.slowdown.added;
    this.isSlowed = this.slowFactor !== 1 || this.slowAdded !== 0;
  }

  /** A share of what it serves fails, after the first work on it. */
  failShare(share: number): void {
    this.errorShares.push(share);
    this.weighErrors();
  }

  stopFailing(share: number): void {
    this.errorShares.splice(this.errorShares.indexOf(share), 1);
    this.weighErrors();
  }

  /** A share of its slots is gone; who is in service stays, nobody new comes in until enough have left. */
  loseCapacity(share: number): void {
    this.lostShares.push(share);
    this.weighCapacity();
  }

  regainCapacity(share: number): void {
    this.lostShares.splice(this.lostShares.indexOf(share), 1);
    this.weighCapacity();
    this.drain();
  }

  /** Admits no more than this rate from now on, whatever it is configured to admit; the lowest of all limits counts. */
  limitRate(ratePerSecond: number): void {
    this.limits.push(ratePerSecond);
    this.takeLimit();
  }

  unlimitRate(ratePerSecond: number): void {
    this.limits.splice(this.limits.indexOf(ratePerSecond), 1);
    this.takeLimit();
  }

  /** Cut off from everybody who is not on the same island. */
  isolate(island: number): void {
    this.islands.push(island);
    this.disturbances.count++;
    this.island = island;
  }

  rejoin(island: number): void {
    this.islands.splice(this.islands.lastIndexOf(island), 1);
    this.disturbances.count--;
    this.island = this.islands.at(-1) ?? 0;
  }

  /** A share of the messages to and from here is lost, on top of any other. */
  loseMessages(share: number): void {
    this.messageLosses.push(share);
    this.disturbances.count++;
    this.loss = combined(this.messageLosses);
  }

  stopLosingMessages(share: number): void {
    this.messageLosses.splice(this.messageLosses.indexOf(share), 1);
    this.disturbances.count--;
    this.loss = combined(this.messageLosses);
  }

  /** It is in another zone from now on; what is said to it goes there. */
  moveTo(zone: number): void {
    this.zone = zone;
  }

  private weighErrors(): void {
    this.passing = 1 - combined(this.errorShares);
  }

  /** A limit set by hand lets a second's worth through at once, and one request at least. */
  private takeLimit(): void {
    const lowest = Math.min(...this.limits);
    this.limiter = lowest < this.configuredRate ? new TokenBucket(lowest, Math.max(1, lowest)) : this.configuredLimiter;
    this.limiter?.refill(this.simulator.now);
  }

  protected weighCapacity(): void {
    const left = this.concurrency * (1 - combined(this.lostShares));
    // A share that takes exactly a whole number of slots must not lose one more to rounding.
    this.limit = Math.ceil(left - 1e-9);
    this.processor?.keepCores(1 - combined(this.lostShares));
  }

  protected die(silent: boolean): void {
    const cause = this.causeOfDeath;
    const lost: Attempt[] = [];
    this.meter.upChanged(-1);
    this.guardian?.died();
    for (const watcher of this.watchers) watcher.down();
    for (const ailment of this.ailments ?? []) ailment.stopped();
    for (const attempt of this.residents()) {
      // Evicting one may have stopped another that was working for it further down.
      if (!this.isHere(attempt)) continue;
      this.evict(attempt);
      lost.push(attempt);
    }
    this.membership?.died();
    for (const chain of this.ownEdges) chain.reset();
    for (const attempt of lost) {
      const { chain } = attempt;
      if (silent) chain.vanish(attempt);
      else chain.answer(attempt, cause, cause);
    }
  }

  protected started(): void {
    this.startTicket = NOBODY;
    this.isDown = false;
    this.limiter?.refill(this.simulator.now);
    this.gate?.reset();
    this.meter.upChanged(1);
    this.membership?.started();
    if (this.hangs > 0) this.membership?.hung();
    for (const ailment of this.ailments ?? []) ailment.started();
    this.tellUp();
    this.guardian?.serves();
  }

  private tellUp(): void {
    if (this.probe() !== 'answers') return;
    for (const watcher of this.watchers) watcher.up();
  }

  private unfreeze(attempt: Attempt, stood: number): void {
    // An attempt unfrozen before may have failed its caller, which then stopped this one.
    if (!this.isHere(attempt)) return;
    if (attempt.state === STALLED) this.carryOn(attempt);
    else if (this.isFrozen(attempt)) this.startWork(attempt, attempt.workEndsAt + stood - this.simulator.now);
  }

  private carryOn(attempt: Attempt): void {
    attempt.state = SERVING;
    const hasFailed = !isSuccess(attempt.outcome) && attempt.outcome !== ERROR;
    if (hasFailed) this.fail(attempt);
    else this.proceed(attempt);
  }

  /**
   * Attempts in this process, by arrival and then by key: slots are handed out in an order that unrelated traffic
   * changes.
   */
  private residents(): readonly Attempt[] {
    return this.attempts.all
      .filter(attempt => this.isHere(attempt))
      .sort((a, b) => a.arrivedAt - b.arrivedAt || a.keyLow - b.keyLow || a.keyHigh - b.keyHigh || a.id - b.id);
  }

  private isHere(attempt: Attempt): boolean {
    const { state } = attempt;
    return attempt.callee === this && state !== TRAVELLING && state < ANSWERED;
  }
}

/** What independent losses take together; exactly 0 when there are none. */
function combined(shares: readonly number[]): number {
  return 1 - shares.reduce((left, share) => left * (1 - share), 1);
}
