/**
 * The messages of one queue, all its replicas taken together: how many are there and since when, and what became of the
 * others. A message is there from the moment it is stored until it has been processed, given up or lost.
 */
import type { FigureName } from '../figures.ts';
import type { Recorder } from '../recorder.ts';

/** What became of the messages of one replica, since time 0, for the audit. */
export interface MessageAccount {
  stored: number;
  processed: number;
  dead: number;
  lost: number;
}

/** What the meter reads the state of the queue from. */
export interface MessageStock {
  /** When the oldest message was stored; null when there is none. */
  readonly oldest: number | null;
}

export class MessageMeter {
  private readonly clock: { readonly now: number };
  private readonly stocks: MessageStock[] = [];
  private readonly counted = { redelivered: 0, deadLetters: 0, lostMessages: 0 };
  /** Messages there, and the integral of their number over the measured time. */
  private present = 0;
  private presence = 0;
  private since = 0;
  private measuredFrom = 0;
  /** Time from storing to having been processed, of those processed. */
  private delay = 0;
  private processed = 0;
  private longest = 0;

  constructor(recorder: Recorder, name: string, clock: { readonly now: number }) {
    this.clock = clock;
    const figure = (kind: FigureName, read: () => number | null): void => recorder.figure(name, kind, read);
    figure('backlog', () => this.meanPresence());
    figure('backlogAge', () => Math.max(this.longest, this.age() ?? 0));
    figure('deliveryTime', () => (this.processed === 0 ? null : this.delay / this.processed));
    figure('redelivered', () => this.counted.redelivered);
    figure('deadLetters', () => this.counted.deadLetters);
    figure('lostMessages', () => this.counted.lostMessages);
    recorder.sampled(name, 'backlog', () => this.present);
    recorder.sampled(name, 'backlogAge', () => this.age() ?? 0);
    recorder.whenMeasuring(() => this.startMeasuring());
  }

  watch(stock: MessageStock): void {
    this.stocks.push(stock);
  }

  stored(): void {
    this.changeBy(1);
  }

  wasProcessed(storedAt: number): void {
    const delay = this.clock.now - storedAt;
    this.processed++;
    this.delay += delay;
    this.leaves(storedAt);
  }

  died(storedAt: number): void {
    this.counted.deadLetters++;
    this.leaves(storedAt);
  }

  lost(storedAt: number): void {
    this.counted.lostMessages++;
    this.leaves(storedAt);
  }

  redelivered(): void {
    this.counted.redelivered++;
  }

  private leaves(storedAt: number): void {
    this.longest = Math.max(this.longest, this.clock.now - storedAt);
    this.changeBy(-1);
  }

  private changeBy(delta: number): void {
    const { now } = this.clock;
    this.presence += (now - this.since) * this.present;
    this.since = now;
    this.present += delta;
  }

  private meanPresence(): number | null {
    this.changeBy(0);
    const length = this.clock.now - this.measuredFrom;
    return length > 0 ? this.presence / length : null;
  }

  /** How long the oldest message there has been waiting. */
  private age(): number | null {
    const stored = this.stocks.flatMap(({ oldest }) => (oldest === null ? [] : [oldest]));
    return stored.length === 0 ? null : this.clock.now - Math.min(...stored);
  }

  private startMeasuring(): void {
    this.changeBy(0);
    this.presence = 0;
    this.measuredFrom = this.clock.now;
    this.counted.redelivered = 0;
    this.counted.deadLetters = 0;
    this.counted.lostMessages = 0;
    this.delay = 0;
    this.processed = 0;
    this.longest = 0;
  }
}
