/**
 * The network between a caller and its callee, one object per edge and shared by the caller's replicas. Each direction
 * of a message takes its own draw of the one-way latency and can be lost. A lost message makes no sound.
 */
import type { Distribution } from '../../engine/distribution.ts';
import type { Lane } from '../../engine/lane.ts';
import type { Random } from '../../engine/random.ts';
import type { Simulator } from '../../engine/simulator.ts';
import { Slowdown } from '../slowdown.ts';

/** Whoever sends messages over a link. */
export interface LinkEnd {
  /** Whether messages are neither slow nor lost at present, as far as the link knows. */
  isPlain: boolean;
}

export class Link {
  /** True when there is nothing to wait for: a hop is then a direct call. */
  instant = false;
  /** Share of messages that get through. */
  passing = 1;
  readonly name: string;
  /** One-way latency when it is always the same and not 0: such hops need no sorting. */
  readonly lane: Lane | null;
  private readonly latency: Distribution | null;
  private readonly baseLoss: number;
  private readonly losses: number[] = [];
  private cuts = 0;
  private readonly slowdown = new Slowdown();
  private readonly ends: LinkEnd[] = [];
  /** The way depends on the zones at its ends, so hops differ in length. */
  private readonly isRouted: boolean;

  constructor(simulator: Simulator, name: string, latency: Distribution | null, loss: number, isRouted: boolean) {
    this.name = name;
    this.latency = latency;
    this.baseLoss = loss;
    this.isRouted = isRouted;
    this.instant = latency === null && !isRouted;
    this.lane = latency !== null && latency.scv === 0 && !isRouted ? simulator.lane(Math.round(latency.mean)) : null;
    this.passing = 1 - loss;
  }

  /** From now on `end` is told whether the link is plain: it need not look with every message. */
  attach(end: LinkEnd): void {
    this.ends.push(end);
    this.tell();
  }

  /** True while delays are what they are at rest, so that the lane may be used. */
  get undisturbed(): boolean {
    return this.slowdown.added === 0 && this.slowdown.factor === 1;
  }

  /** One-way delay in whole nanoseconds; `distance` is that of the zones at both ends, null for none. */
  delay(random: Random, distance: Distribution | null): number {
    const own = this.latency === null ? 0 : this.latency.duration(random);
    const base = distance === null ? own : own + distance.duration(random);
    return Math.round(base * this.slowdown.factor + this.slowdown.added);
  }

  cut(): void {
    this.cuts++;
    this.weighLosses();
  }

  mend(): void {
    this.cuts--;
    this.weighLosses();
  }

  /** A further share of messages is lost, on top of any other. */
  lose(share: number): void {
    this.losses.push(share);
    this.weighLosses();
  }

  stopLosing(share: number): void {
    this.losses.splice(this.losses.indexOf(share), 1);
    this.weighLosses();
  }

  slowBy(factor: number, added: number): void {
    this.slowdown.begin(factor, added);
    this.weighDelay();
  }

  recoverSpeed(factor: number, added: number): void {
    this.slowdown.end(factor, added);
    this.weighDelay();
  }

  private weighLosses(): void {
    const left = this.losses.reduce((passing, share) => passing * (1 - share), 1 - this.baseLoss);
    this.passing = this.cuts > 0 ? 0 : left;
    this.tell();
  }

  private weighDelay(): void {
    this.instant = this.latency === null && !this.isRouted && this.slowdown.added === 0;
    this.tell();
  }

  private tell(): void {
    const isPlain = this.instant && this.passing === 1;
    for (const end of this.ends) end.isPlain = isPlain;
  }
}
