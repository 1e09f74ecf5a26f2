/**
 * One member of a cluster with a leader: what it knows it has heard from the others. The protocol is Raft's in its
 * outline (Ongaro and Ousterhout, 2014): terms, a vote per term for a candidate whose log is no older, a canvass before
 * the vote (thesis §9.6) so that a member that was cut off does not depose a leader that is well, and a leader that
 * resigns when it has not heard from a majority for an election timeout (§6.2). Without a quorum a member that misses
 * the leader takes over on its own word: active/passive, and split brain.
 *
 * Logs are positions (log.ts), and what is sent is cumulative. Messages for a process that hangs wait until it goes on;
 * those for a dead one are lost.
 */
import { buildDistribution, type Distribution } from '../../engine/distribution.ts';
import { Random } from '../../engine/random.ts';
import { Actor } from '../../engine/simulator.ts';
import type { Place } from '../call/parties.ts';
import { NOBODY } from '../call/slots.ts';
import type { ClusterPlan } from '../plan.ts';
import type { World } from '../world.ts';
import type { Correspondent, Interconnect, Message, MessageKind } from './interconnect.ts';
import type { Ledger } from './ledger.ts';
import { isUpToDate, type Leadership, type Log } from './log.ts';

const SILENCE = 0;
const DECIDED = 1;
const BEAT = 2;
const PROMOTED = 3;
const SHIPPED = 4;
/** Kinds of events of the layer above (participant.ts) begin here. */
export const FIRST_KIND_OF_PARTICIPANT = 5;

export interface MemberParts {
  readonly plan: ClusterPlan;
  readonly service: string;
  readonly name: string;
  /** Its number within the service: member 0 leads at first. */
  readonly number: number;
  readonly size: number;
  readonly place: Place;
  readonly network: Interconnect;
  readonly ledger: Ledger;
  readonly first: Leadership;
}

type Role = 'follower' | 'canvassing' | 'candidate' | 'elected' | 'leader';

/** Who leads, as somebody believes. */
export interface Belief {
  readonly term: number;
  readonly member: number;
}

export abstract class Member extends Actor implements Correspondent {
  readonly place: Place;
  readonly name: string;
  protected readonly number: number;
  protected readonly size: number;
  protected readonly plan: ClusterPlan;
  protected readonly ledger: Ledger;
  protected readonly luck: Random;
  protected role: Role = 'follower';
  /** Its time in office, from its election on; null for all others. */
  protected office: Leadership | null = null;
  protected log: Log;
  protected isDown = false;
  private readonly network: Interconnect;
  private readonly decision: Distribution | null;
  private readonly promotion: Distribution | null;
  private readonly lag: Distribution | null;
  private isHung = false;
  private term: number;
  private votedFor: number | null = null;
  private votes = new Set<number>();
  /** Whom it follows, and when it last heard from them. */
  private following: Leadership | null;
  private heardAt = 0;
  private patience = NOBODY;
  /** Timers of an earlier state are known by its number. */
  protected epoch = 0;
  /** By follower, for a leader: the log it has been sent, and what is still to be sent, in order. */
  private readonly sent: Log[];
  private readonly unsent: { readonly log: Log; readonly at: number }[][];
  /** What came while the process hung, in order. */
  private readonly deferred: (() => void)[] = [];
  /** When each of the others was last heard from, for a leader. */
  private readonly contact: number[];
  private readySince: number | null = null;

  constructor(world: World, parts: MemberParts) {
    super(world.simulator);
    const { plan, first } = parts;
    this.place = parts.place;
    this.name = parts.name;
    this.number = parts.number;
    this.size = parts.size;
    this.plan = plan;
    this.network = parts.network;
    this.ledger = parts.ledger;
    this.luck = Random.named(`${world.seed}/cluster/${parts.service}/${parts.number}`);
    this.decision = plan.decision && buildDistribution(plan.decision);
    this.promotion = plan.promotion && buildDistribution(plan.promotion);
    this.lag = plan.replication?.lag ? buildDistribution(plan.replication.lag) : null;
    this.contact = new Array<number>(parts.size).fill(0);
    this.term = first.term;
    this.following = first;
    this.log = { leadership: first, position: 0, writtenAt: 0 };
    this.sent = new Array<Log>(parts.size).fill(this.log);
    this.unsent = this.sent.map(() => []);
  }

  /** Takes up its first role: member 0 leads, the others follow. */
  start(first: Leadership): void {
    if (first.member !== this.number) {
      this.waitForLeader();
      return;
    }
    this.office = first;
    this.role = 'leader';
    this.enterOffice();
    this.ledger.servingChanged(1);
    this.beat();
  }

  /** Who leads, as far as this member knows; null when it does not know, or does not answer. */
  get belief(): Belief | null {
    if (this.isDown || this.isHung || this.following === null) return null;
    return { term: this.following.term, member: this.following.member };
  }

  override on(kind: number, argument: number): void {
    if (kind !== SILENCE && kind !== SHIPPED && argument !== this.epoch) return;
    if (kind === SILENCE) this.patience = NOBODY;
    if (this.isHung) this.deferred.push(() => this.happen(kind, argument));
    else this.happen(kind, argument);
  }

  receive(message: Message): void {
    if (this.isDown) return;
    if (this.isHung) this.deferred.push(() => this.hear(message));
    else this.hear(message);
  }

  // ---- the life of the process

  died(): void {
    this.leaveService();
    this.isDown = true;
    this.deferred.length = 0;
    this.forgetUnsent();
    this.role = 'follower';
    this.office = null;
    this.following = null;
    this.epoch++;
    this.stopWaiting();
  }

  started(): void {
    this.isDown = false;
    this.isHung = false;
    this.epoch++;
    if (this.plan.failover) this.waitForLeader();
    else if (this.number === 0) this.takeOver();
  }

  hung(): void {
    if (this.isDown || this.isHung) return;
    this.leaveService();
    this.isHung = true;
  }

  thawed(): void {
    if (!this.isHung) return;
    this.isHung = false;
    if (this.role === 'leader') {
      this.ledger.back(this.office!);
      this.ledger.servingChanged(1);
    }
    for (const happen of this.deferred.splice(0)) happen();
  }

  /** Nobody is served by it any more, whether or not it will still believe to lead. */
  private leaveService(): void {
    if (this.role !== 'leader' || this.isHung) return;
    this.ledger.servingChanged(-1);
    this.ledger.gone(this.office!);
  }

  // ---- waiting for the leader

  private waitForLeader(): void {
    this.stopWaiting();
    this.heardAt = this.simulator.now;
    if (!this.plan.failover) return;
    this.patience = this.simulator.schedule(this.drawPatience(), this.id, SILENCE, this.epoch);
  }

  private stopWaiting(): void {
    if (this.patience !== NOBODY) this.simulator.cancel(this.patience);
    this.patience = NOBODY;
  }

  /** Once to twice the timeout, so that members do not stand at once; or exactly it, one heartbeat more for each rank. */
  private drawPatience(): number {
    const { patience, isRandomised, heartbeat } = this.plan;
    if (isRandomised) return Math.round(patience * (1 + this.luck.uniform()));
    const rank = (this.number + this.size - 1) % this.size;
    return patience + rank * heartbeat;
  }

  private happen(kind: number, argument: number): void {
    if (kind === SHIPPED) this.shipped(argument);
    else if (kind === SILENCE) this.missLeader();
    else if (argument !== this.epoch) return;
    else if (kind === DECIDED) this.stand();
    else if (kind === BEAT) this.beat();
    else if (kind === PROMOTED) this.serve();
    else this.alarm(kind);
  }

  protected abstract alarm(kind: number): void;

  private missLeader(): void {
    if (this.role === 'elected' || this.role === 'leader' || this.isDown) return;
    if (this.following !== null) this.ledger.missed(this.following, this.heardAt, this.name);
    if (this.decision === null || this.role !== 'follower') this.stand();
    else this.simulator.schedule(this.decision.duration(this.luck), this.id, DECIDED, this.epoch);
  }

  // ---- elections

  private stand(): void {
    if (this.plan.quorum === 'none' || this.size === 1) {
      this.takeOver();
      return;
    }
    this.role = 'canvassing';
    this.following = null;
    this.votes = new Set([this.number]);
    this.tellAll('canvass', this.term + 1);
    this.waitAgain();
  }

  private campaign(): void {
    this.role = 'candidate';
    this.term++;
    this.votedFor = this.number;
    this.votes = new Set([this.number]);
    this.tellAll('vote', this.term);
    this.waitAgain();
  }

  /** If nothing comes of it, another try. */
  private waitAgain(): void {
    const { heardAt } = this;
    this.epoch++;
    this.waitForLeader();
    this.heardAt = heardAt;
  }

  /** Nobody is asked. Terms of different members differ, so that one of two leaders that meet must yield. */
  private takeOver(): void {
    this.term++;
    while (this.term % this.size !== this.number) this.term++;
    this.win();
  }

  private win(): void {
    this.stopWaiting();
    this.epoch++;
    this.role = 'elected';
    this.office = { term: this.term, member: this.number, origin: this.log };
    this.following = this.office;
    this.log = { ...this.log, leadership: this.office };
    this.sent.fill(this.log);
    this.forgetUnsent();
    this.contact.fill(this.simulator.now);
    this.readySince = null;
    this.beat();
    const delay = this.promotion === null ? 0 : this.promotion.duration(this.luck);
    if (delay === 0) this.serve();
    else this.simulator.schedule(delay, this.id, PROMOTED, this.epoch);
  }

  private serve(): void {
    this.role = 'leader';
    this.enterOffice();
    this.ledger.promoted(this.office!, this.name);
    this.ledger.servingChanged(1);
  }

  /** From here on it takes what only a leader may. */
  protected abstract enterOffice(): void;

  /** From here on it does not, and what waits for its word gets none. */
  protected abstract leaveOffice(): void;

  private resign(): void {
    const office = this.office!;
    const served = this.role === 'leader';
    this.role = 'follower';
    this.office = null;
    this.following = null;
    this.epoch++;
    this.forgetUnsent();
    if (served) {
      this.ledger.servingChanged(-1);
      this.ledger.resigned(office, this.name);
      this.leaveOffice();
    }
    this.waitForLeader();
  }

  private hearTerm(term: number): void {
    if (term <= this.term) return;
    this.term = term;
    this.votedFor = null;
    if (this.office !== null) this.resign();
    this.role = 'follower';
  }

  // ---- leading

  private beat(): void {
    if (this.plan.failover && this.plan.quorum === 'majority' && !this.hasMajority()) {
      this.resign();
      return;
    }
    for (let member = 0; member < this.size; member++) if (member !== this.number) this.append(member);
    this.simulator.schedule(this.plan.heartbeat, this.id, BEAT, this.epoch);
    if (this.role === 'leader' && this.plan.failBack !== null && this.number !== 0) this.considerFailBack();
  }

  private hasMajority(): boolean {
    const horizon = this.simulator.now - this.plan.patience;
    const here = this.contact.filter((at, member) => member === this.number || at >= horizon).length;
    return 2 * here > this.size;
  }

  /** Member 0 has been back for long enough: the leader resigns in its favour. */
  private considerFailBack(): void {
    const { now } = this.simulator;
    const isBack = this.contact[0]! >= now - this.plan.heartbeat * 2;
    if (!isBack) this.readySince = null;
    else if (this.readySince === null) this.readySince = now;
    else if (now - this.readySince >= this.plan.failBack!) {
      this.tell(0, 'hand-over', this.term);
      this.resign();
    }
  }

  protected tellAll(kind: MessageKind, term = this.term, question = 0): void {
    for (let member = 0; member < this.size; member++)
      if (member !== this.number) this.tell(member, kind, term, true, question);
  }

  protected tell(to: number, kind: MessageKind, term = this.term, agrees = true, question = 0): void {
    this.network.send({ kind, from: this.number, to, term, log: this.log, agrees, question });
  }

  // ---- what the others say

  private hear(message: Message): void {
    if (this.isDown) return;
    const { kind, from, term } = message;
    if (kind === 'canvass') {
      this.tell(from, 'would', term, this.wouldVote(message));
      return;
    }
    if (kind !== 'would') this.hearTerm(term);
    this.contact[from] = this.simulator.now;
    if (kind === 'append') this.hearLeader(message);
    else if (kind === 'vote') this.answerCandidate(message);
    else if (kind === 'would') this.count(message, 'canvassing');
    else if (kind === 'voted') this.count(message, 'candidate');
    else if (kind === 'hand-over') this.inherit(message);
    else this.converse(message);
  }

  /** Messages about reads and writes. */
  protected abstract converse(message: Message): void;

  private wouldVote({ term, log }: Message): boolean {
    const hearsLeader = this.office !== null || this.simulator.now - this.heardAt < this.plan.patience;
    return term > this.term && !hearsLeader && isUpToDate(log, this.log);
  }

  private answerCandidate({ from, term, log }: Message): void {
    const isFree = this.votedFor === null || this.votedFor === from;
    const agrees = term === this.term && isFree && this.office === null && isUpToDate(log, this.log);
    if (agrees) {
      this.votedFor = from;
      const { heardAt } = this;
      this.waitForLeader();
      this.heardAt = heardAt;
    }
    this.tell(from, 'voted', this.term, agrees);
  }

  private count({ from, term, agrees }: Message, stage: Role): void {
    const asked = stage === 'canvassing' ? this.term + 1 : this.term;
    if (!agrees || this.role !== stage || term !== asked) return;
    this.votes.add(from);
    if (2 * this.votes.size <= this.size) return;
    if (stage === 'canvassing') this.campaign();
    else this.win();
  }

  private hearLeader({ from, term, log }: Message): void {
    if (term < this.term || this.office !== null) {
      // One that was replaced learns it from the answer.
      this.tell(from, 'have');
      return;
    }
    this.role = 'follower';
    this.following = log.leadership;
    this.epoch++;
    this.waitForLeader();
    this.adopt(log);
    this.tell(from, 'have');
  }

  /** A later leader's log replaces what this member had beyond it; the same leader's only ever grows. */
  private adopt(log: Log): void {
    if (log.leadership === this.log.leadership && log.position <= this.log.position) return;
    if (log.position > this.log.position) this.ledger.lagged(this.simulator.now - log.writtenAt);
    this.log = log;
  }

  /** The leader has resigned in this member's favour, with all it had. */
  private inherit({ term, log }: Message): void {
    // What was said long ago, to a process that hung, does not count any more.
    if (term < this.term || this.office !== null) return;
    this.adopt(log);
    if (this.plan.quorum === 'none') this.takeOver();
    else this.campaign();
  }

  // ---- sending what was written

  /** The leader's log has grown: followers get it after the lag, in order. What is not sent when it dies is lost. */
  protected publish(): void {
    const { lag, log, simulator } = this;
    for (let member = 0; member < this.size; member++) {
      if (member === this.number) continue;
      if (lag === null) {
        this.sent[member] = log;
        this.append(member);
        continue;
      }
      const line = this.unsent[member]!;
      const at = Math.max(simulator.now + lag.duration(this.luck), line.at(-1)?.at ?? 0);
      line.push({ log, at });
      simulator.schedule(at - simulator.now, this.id, SHIPPED, member);
    }
  }

  /** The next of what was to be sent is; unless it was forgotten with the office. */
  private shipped(member: number): void {
    const next = this.unsent[member]![0];
    if (next === undefined || next.at > this.simulator.now) return;
    this.unsent[member]!.shift();
    this.sent[member] = next.log;
    this.append(member);
  }

  private append(to: number): void {
    const { number: from, term } = this;
    this.network.send({ kind: 'append', from, to, term, log: this.sent[to]!, agrees: true, question: 0 });
  }

  private forgetUnsent(): void {
    for (const line of this.unsent) line.length = 0;
  }
}
