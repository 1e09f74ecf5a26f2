/**
 * A member of a cluster at work: which requests it takes, and how long their answers wait for the other members. What
 * only a leader may do is refused by everybody else (`no-healthy-replica`), together with a hint at who leads.
 */

import { expm1, ln1p } from '../../engine/arithmetic.ts';
import type { Lane } from '../../engine/lane.ts';
import { KIND_BITS } from '../../engine/simulator.ts';
import type { Attempt } from '../call/attempt.ts';
import { CONNECTION_LOST, NO_HEALTHY_REPLICA, OK, type Outcome } from '../outcome.ts';
import type { ReplicationPlan } from '../plan.ts';
import type { World } from '../world.ts';
import { Commitments } from './commitments.ts';
import type { Message } from './interconnect.ts';
import { commonPosition, isUpToDate, type Log } from './log.ts';
import { type Belief, FIRST_KIND_OF_PARTICIPANT, Member, type MemberParts } from './member.ts';

const GIVE_UP = FIRST_KIND_OF_PARTICIPANT;

/** The process the member lives in. */
export interface Host {
  /** The answer that was held back goes out. */
  letAnswer(attempt: Attempt): void;
  /** It never will: this is what the caller hears instead. */
  deny(attempt: Attempt, outcome: Outcome): void;
}

export interface ParticipantParts extends MemberParts {
  readonly host: Host;
  /** By operation of the service; anything beyond is a probe. */
  readonly accesses: readonly ('read' | 'write')[];
  /** Tells the client at the other end of a chain who leads. */
  readonly hint: (chain: number, belief: Belief) => void;
}

/** A read that asks the others. */
interface Question {
  readonly attempt: Attempt;
  /** What had been acknowledged when it was asked: that is what it must see. */
  readonly due: Log;
  best: Log;
  answers: number;
}

export class Participant extends Member {
  private readonly host: Host;
  private readonly accesses: readonly ('read' | 'write')[];
  private readonly hint: ParticipantParts['hint'];
  private readonly replication: ReplicationPlan | null;
  private readonly giveUpLane: Lane | null;
  private commitments: Commitments | null = null;
  private readonly questions = new Map<number, Question>();
  private asked = 0;

  constructor(world: World, parts: ParticipantParts) {
    super(world, parts);
    this.host = parts.host;
    this.accesses = parts.accesses;
    this.hint = parts.hint;
    this.replication = parts.plan.replication;
    const giveUp = this.replication?.giveUp ?? Infinity;
    this.giveUpLane = giveUp < Infinity ? world.simulator.lane(giveUp) : null;
  }

  refusal(attempt: Attempt): Outcome {
    const access = this.accesses[attempt.operation];
    if (access === undefined || this.role === 'leader') return OK;
    if (access === 'read' && this.replication !== null && this.replication.reads !== 'leader') return OK;
    const { belief } = this;
    if (belief !== null) this.hint(attempt.chain.index, belief);
    return NO_HEALTHY_REPLICA;
  }

  holds(attempt: Attempt): boolean {
    const access = this.accesses[attempt.operation];
    if (access === 'write') return this.write(attempt);
    return access === 'read' && this.replication !== null && this.read(attempt, this.replication);
  }

  forget(attempt: Attempt): void {
    this.commitments?.forget(attempt);
    for (const [number, question] of this.questions) if (question.attempt === attempt) this.questions.delete(number);
  }

  override died(): void {
    super.died();
    this.commitments = null;
    this.questions.clear();
  }

  // ---- writes

  private write(attempt: Attempt): boolean {
    if (this.role !== 'leader') {
      this.host.deny(attempt, CONNECTION_LOST);
      return true;
    }
    const office = this.office!;
    if (this.commitments === null) {
      this.ledger.acknowledge(office, 0);
      return false;
    }
    const { now } = this.simulator;
    const position = this.log.position + 1;
    this.log = { leadership: office, position, writtenAt: now };
    this.commitments.wrote(position);
    const mustWait = this.commitments.isShared;
    if (mustWait) this.hold(attempt, position);
    else this.ledger.acknowledge(office, position);
    this.publish();
    return mustWait;
  }

  private hold(attempt: Attempt, position: number): void {
    this.commitments!.hold(attempt, position, this.simulator.now);
    this.giveUpLane?.schedule((this.id << KIND_BITS) | GIVE_UP, this.epoch);
  }

  /** Semi-synchronous: a write that nobody confirmed for so long is answered, and so is everything after it. */
  protected override alarm(): void {
    const { commitments } = this;
    const oldest = commitments?.oldestSince ?? null;
    if (commitments === null || oldest === null) return;
    if (this.simulator.now - oldest < this.replication!.giveUp) return;
    commitments.isAlone = true;
    this.ledger.alone(this.name);
    this.answerSettled();
  }

  protected override enterOffice(): void {
    const { replication, log } = this;
    this.commitments = replication && new Commitments(replication, this.size, this.number, log.position);
  }

  protected override leaveOffice(): void {
    const waiting = this.commitments?.abandoned() ?? [];
    this.commitments = null;
    for (const { attempt } of waiting) this.host.deny(attempt, CONNECTION_LOST);
  }

  private answerSettled(): void {
    const settled = this.commitments!.settled();
    for (const { attempt, position, since } of settled) {
      this.ledger.acknowledge(this.office!, position);
      this.ledger.waited(this.simulator.now - since);
      this.host.letAnswer(attempt);
      // An answer may bring the next request at once, and that one a crash.
      if (this.commitments === null) return;
    }
  }

  // ---- reads

  /** True when it has to ask the others first. */
  private read(attempt: Attempt, { reads }: ReplicationPlan): boolean {
    if (reads !== 'quorum' || this.size === 1) {
      this.ledger.read(this.isStale(this.log, this.ledger.acknowledged));
      return false;
    }
    const number = this.asked++;
    this.questions.set(number, { attempt, due: this.ledger.acknowledged, best: this.log, answers: 1 });
    this.tellAll('ask', undefined, number);
    return true;
  }

  private hearAnswer({ question: number, log }: Message): void {
    const question = this.questions.get(number);
    if (question === undefined) return;
    question.answers++;
    if (isUpToDate(log, question.best)) question.best = log;
    if (2 * question.answers <= this.size) return;
    this.questions.delete(number);
    this.ledger.read(this.isStale(question.best, question.due));
    this.host.letAnswer(question.attempt);
  }

  /** Whether what a read of one of the keys sees lacks a write to it: writes go to all keys alike. */
  private isStale(log: Log, due: Log): boolean {
    const missing = due.position - commonPosition(log, due);
    if (missing <= 0) return false;
    const { keys } = this.replication!;
    return keys === 1 || this.luck.chance(-expm1(missing * ln1p(-1 / keys)));
  }

  protected override converse(message: Message): void {
    if (message.kind === 'ask') this.tell(message.from, 'tell', undefined, true, message.question);
    else if (message.kind === 'tell') this.hearAnswer(message);
    else if (message.kind === 'have') this.hearProgress(message);
  }

  private hearProgress({ from, log }: Message): void {
    if (this.commitments === null || log.leadership !== this.office) return;
    this.commitments.hasReached(from, log.position);
    this.answerSettled();
  }
}
