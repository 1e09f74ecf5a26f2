/**
 * The books of a cluster: who led when, what was acknowledged under whom, and what of it a later leader does not have.
 * It sees everything and tells the members nothing; what they know they learned from each other.
 *
 * A write is acknowledged when it is answered, and lost when it was acknowledged under one leader and is not in the log
 * the next one begins with, or is acknowledged by a leader who has been replaced and does not know it yet.
 */
import { Tally } from '../../measure/tally.ts';
import type { Recorder } from '../recorder.ts';
import type { World } from '../world.ts';
import { commonPosition, type Leadership, type Log } from './log.ts';

interface Account {
  /** Number of the last write acknowledged, and when that was; null before the first answer. */
  acknowledged: number;
  answeredAt: number | null;
  /** When clients last got an answer from the one before; null when that does not matter any more. */
  waitedSince: number | null;
  /** When another took over; null while nobody has. */
  replacedAt: number | null;
  /** The last write that its successor has: what it acknowledges beyond that after being replaced is lost. */
  kept: number;
  /** When its member died or began to hang; null while it is there. */
  goneAt: number | null;
  isMissed: boolean;
  /** Acknowledged after another had taken over. */
  stray: number;
}

export class Ledger {
  readonly service: string;
  private readonly world: World;
  private readonly recorder: Recorder;
  private readonly accounts = new Map<Leadership, Account>();
  /** The last to take over: whoever led before it leads no more, whether it knows it or not. */
  private current: Leadership;
  private leaders = 0;
  private since = 0;
  private measuredFrom = 0;
  private leaderless = 0;
  private doubled = 0;
  private changes = 0;
  private lost = 0;
  private worstLoss = 0;
  private reads = 0;
  private stale = 0;
  private detection = new Tally();
  private outage = new Tally();
  private wait = new Tally();
  private lag = new Tally();

  constructor(world: World, service: string, first: Leadership, replicates: boolean) {
    this.world = world;
    this.service = service;
    this.recorder = world.recorder;
    this.current = first;
    this.open(first, 0, null);
    this.enterFigures(replicates);
  }

  /** `leadership` begins to serve, with what its origin has; one that was replaced before it could does so in vain. */
  promoted(leadership: Leadership, name: string): void {
    this.recorder.log('leader-elected', this.service, `${name} leads`);
    if (leadership.term < this.current.term) {
      this.open(leadership, 0, null);
      this.replace(leadership, this.current);
      return;
    }
    const before = this.accounts.get(this.current)!;
    const log = leadership.origin!;
    this.replace(this.current, leadership);
    const common = Math.min(before.kept, before.acknowledged);
    if (leadership.member !== this.current.member) this.changes++;
    this.loseWrites(before.acknowledged - common, (before.answeredAt ?? log.writtenAt) - log.writtenAt);
    this.open(leadership, common, before.answeredAt);
    this.current = leadership;
  }

  /** Whatever `earlier` acknowledges from now on is kept as far as both their logs agree. */
  private replace(earlier: Leadership, later: Leadership): void {
    const account = this.accounts.get(earlier)!;
    const all = (leadership: Leadership): Log => ({ leadership, position: Infinity, writtenAt: 0 });
    account.replacedAt = this.world.simulator.now;
    account.kept = commonPosition(all(earlier), all(later));
  }

  /** Writes up to `position` are answered by the member that holds `leadership`. */
  acknowledge(leadership: Leadership, position: number): void {
    const account = this.accounts.get(leadership)!;
    const { now } = this.world.simulator;
    const more = position - Math.max(account.acknowledged, account.kept);
    account.acknowledged = Math.max(account.acknowledged, position);
    account.answeredAt = now;
    if (account.replacedAt !== null && more > 0) {
      account.stray += more;
      this.lost += more;
      this.worstLoss = Math.max(this.worstLoss, now - account.replacedAt);
    }
    if (account.waitedSince === null) return;
    this.outage.record(now - account.waitedSince);
    account.waitedSince = null;
  }

  /** A leader has learned that it is one no more. */
  resigned(leadership: Leadership, name: string): void {
    const { stray } = this.accounts.get(leadership)!;
    const text = stray === 0 ? '' : `; ${stray} writes it acknowledged meanwhile are lost`;
    this.recorder.log('leader-resigned', this.service, `${name} no longer leads${text}`);
  }

  /** Somebody has waited for the leader too long; `heardAt` is when they last heard from it. */
  missed(leadership: Leadership, heardAt: number, name: string): void {
    const account = this.accounts.get(leadership);
    if (account === undefined || account.isMissed) return;
    account.isMissed = true;
    this.detection.record(this.world.simulator.now - (account.goneAt ?? heardAt));
    this.recorder.log('leader-missed', this.service, `${name} misses the leader`);
  }

  gone(leadership: Leadership): void {
    this.accounts.get(leadership)!.goneAt = this.world.simulator.now;
  }

  back(leadership: Leadership): void {
    this.accounts.get(leadership)!.goneAt = null;
  }

  /** One member more or less that takes what only a leader may. */
  servingChanged(delta: number): void {
    this.catchUp();
    this.leaders += delta;
  }

  /** When the last answer of the current leader was given; null before the first. */
  get answeredAt(): number | null {
    return this.accounts.get(this.current)!.answeredAt;
  }

  get hasLeader(): boolean {
    return this.leaders > 0;
  }

  /** All that is acknowledged now. */
  get acknowledged(): Log {
    return { leadership: this.current, position: this.accounts.get(this.current)!.acknowledged, writtenAt: 0 };
  }

  read(isStale: boolean): void {
    this.reads++;
    if (isStale) this.stale++;
  }

  /** A leader no longer waits for anybody to confirm its writes. */
  alone(name: string): void {
    this.recorder.log('replication-alone', this.service, `${name} acknowledges writes that only it has`);
  }

  waited(length: number): void {
    this.wait.record(length);
  }

  /** A follower has a write that is so old. */
  lagged(length: number): void {
    this.lag.record(length);
  }

  private open(leadership: Leadership, acknowledged: number, waitedSince: number | null): void {
    this.accounts.set(leadership, {
      acknowledged,
      answeredAt: null,
      waitedSince,
      replacedAt: null,
      kept: Infinity,
      goneAt: null,
      isMissed: false,
      stray: 0,
    });
  }

  private loseWrites(count: number, span: number): void {
    if (count <= 0) return;
    this.lost += count;
    this.worstLoss = Math.max(this.worstLoss, span);
    const text = `${count} acknowledged writes are lost, up to ${Math.round(span / 1e6)} ms of them`;
    this.recorder.log('writes-lost', this.service, text);
  }

  private enterFigures(replicates: boolean): void {
    const { recorder, service } = this;
    recorder.whenMeasuring(() => this.startMeasuring());
    recorder.figure(service, 'elections', () => this.changes);
    recorder.figure(service, 'leaderDetection', () => this.detection.mean);
    recorder.figure(service, 'rto', () => this.outage.mean);
    recorder.figure(service, 'leaderless', () => this.shareOf(() => this.leaderless));
    recorder.figure(service, 'splitBrain', () => this.shareOf(() => this.doubled));
    recorder.sampled(service, 'leaders', () => this.leaders);
    if (!replicates) return;
    recorder.figure(service, 'lostWrites', () => this.lost);
    recorder.figure(service, 'rpo', () => this.worstLoss);
    recorder.figure(service, 'commitWait', () => this.wait.mean);
    recorder.figure(service, 'replicationLag', () => this.lag.mean);
    recorder.figure(service, 'staleReads', () => (this.reads === 0 ? null : this.stale / this.reads));
  }

  private startMeasuring(): void {
    this.catchUp();
    this.measuredFrom = this.world.simulator.now;
    this.leaderless = 0;
    this.doubled = 0;
    this.changes = 0;
    this.lost = 0;
    this.worstLoss = 0;
    this.reads = 0;
    this.stale = 0;
    this.detection = new Tally();
    this.outage = new Tally();
    this.wait = new Tally();
    this.lag = new Tally();
  }

  private shareOf(time: () => number): number | null {
    this.catchUp();
    const length = this.world.simulator.now - this.measuredFrom;
    return length === 0 ? null : time() / length;
  }

  private catchUp(): void {
    const elapsed = this.world.simulator.now - this.since;
    if (this.leaders === 0) this.leaderless += elapsed;
    if (this.leaders > 1) this.doubled += elapsed;
    this.since = this.world.simulator.now;
  }
}
