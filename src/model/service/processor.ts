/**
 * What the requests at work in one replica share: its cores, and whatever makes each of them slower the more there are.
 * With n at work, each is done at
 *
 *   min(1, cores / n) / (1 + contention (n - 1) + coherency n (n - 1))
 *
 * of full speed: processor sharing over cores, times the Universal Scalability Law (N. Gunther, "A Simple Capacity Model
 * of Massively Parallel Transaction Systems", 1993: throughput n / (1 + σ (n - 1) + κ n (n - 1))).
 *
 * All go at one speed, so the one with the least work left is the next to end, whatever the speed will be. Virtual time is
 * the work that somebody would have got who had been here all along; a request's end is a fixed point of it, and a heap
 * of these points needs no change when the speed does: a request costs O(log n), not O(n).
 */

import type { Simulator } from '../../engine/simulator.ts';
import type { Attempt } from '../call/attempt.ts';
import { NOBODY } from '../call/slots.ts';
import type { CpuPlan } from '../plan.ts';
import { resized } from '../resized.ts';

export interface ProcessorHost {
  readonly id: number;
  /** Kind of the event that the processor asks for, to be handed to `ring`. */
  readonly bell: number;
  /** An attempt's work is done. */
  workDone(attempt: Attempt): void;
}

export class Processor {
  private readonly simulator: Simulator;
  private readonly host: ProcessorHost;
  private readonly plan: CpuPlan;
  private cores: number;
  private isFrozen = false;
  private virtual = 0;
  private since = 0;
  private speed = 0;
  private ticket = NOBODY;
  private isRinging = false;
  private entered = 0;
  /** The heap, by end in virtual time and then by order of entry. */
  private size = 0;
  private ends = new Float64Array(16);
  private orders = new Float64Array(16);
  private readonly attempts: Attempt[] = [];
  /** Where in the heap an attempt is. */
  private places = new Int32Array(16);
  /** Work done since time 0, and core time used for it. */
  private given = 0;
  private coreTime = 0;
  /** By how much the ends of those who left may have been rounded, in all: a nanosecond each for work of months. */
  private rounding = 0;

  constructor(simulator: Simulator, host: ProcessorHost, plan: CpuPlan) {
    this.simulator = simulator;
    this.host = host;
    this.plan = plan;
    this.cores = plan.cores;
  }

  /** Work that takes `length` at full speed begins. */
  start(attempt: Attempt, length: number): void {
    this.catchUp();
    if (this.size === 0) this.virtual = 0;
    if (this.size === this.ends.length) this.grow();
    this.makePlace(attempt);
    const last = this.size++;
    this.put(last, attempt, this.virtual + length, this.entered++);
    this.siftUp(last);
    this.changed();
  }

  /** Whether this attempt is at work here. */
  has(attempt: Attempt): boolean {
    const place = this.places[attempt.id] ?? this.size;
    return place < this.size && this.attempts[place] === attempt;
  }

  /** The work ends before it is done. Returns what is left of it. */
  stop(attempt: Attempt): number {
    this.catchUp();
    const place = this.places[attempt.id]!;
    const left = this.ends[place]! - this.virtual;
    // Somebody who was done a moment ago, and is stopped before the bell rings, was given no more than all of the work.
    if (left < 0) this.given += left;
    this.rounding += Number.EPSILON * this.ends[place]!;
    this.remove(place);
    this.changed();
    return Math.max(0, left);
  }

  /** Nothing moves until `thaw`. */
  freeze(): void {
    this.catchUp();
    this.isFrozen = true;
    this.changed();
  }

  thaw(): void {
    this.catchUp();
    this.isFrozen = false;
    this.changed();
  }

  /** This share of the cores is left. */
  keepCores(share: number): void {
    this.catchUp();
    this.cores = this.plan.cores === Infinity ? Infinity : this.plan.cores * share;
    this.changed();
  }

  /** The event asked for has come: whoever is done leaves. */
  ring(): void {
    this.ticket = NOBODY;
    this.catchUp();
    this.isRinging = true;
    // The first is done by definition; others are when less than half a nanosecond is missing.
    const within = this.virtual + this.speed / 2;
    do this.leave();
    while (this.size > 0 && this.ends[0]! <= within);
    this.isRinging = false;
    this.changed();
  }

  /** Work done so far, that part of it which belongs to requests still at work, and how exactly this is known. */
  audit(): { readonly given: number; readonly unbooked: number; readonly rounding: number } {
    this.catchUp();
    let unbooked = 0;
    let { rounding } = this;
    for (let place = 0; place < this.size; place++) {
      const end = this.ends[place]!;
      unbooked += this.attempts[place]!.work - (end - this.virtual);
      rounding += Number.EPSILON * end;
    }
    return { given: this.given, unbooked, rounding };
  }

  /** Core time used since time 0. */
  usedUntilNow(): number {
    this.catchUp();
    return this.coreTime;
  }

  private leave(): void {
    const attempt = this.attempts[0]!;
    // Ends are rounded to whole nanoseconds of the clock.
    this.given += this.ends[0]! - this.virtual;
    this.rounding += Number.EPSILON * this.ends[0]!;
    this.remove(0);
    this.takeSpeed();
    this.host.workDone(attempt);
  }

  private catchUp(): void {
    const { now } = this.simulator;
    const elapsed = now - this.since;
    if (elapsed === 0) return;
    const progress = elapsed * this.speed;
    this.virtual += progress;
    this.given += progress * this.size;
    if (!this.isFrozen) this.coreTime += elapsed * Math.min(this.size, this.cores);
    this.since = now;
  }

  private takeSpeed(): void {
    const { size, cores } = this;
    const { contention, coherency } = this.plan;
    const penalty = 1 + contention * (size - 1) + coherency * size * (size - 1);
    this.speed = this.isFrozen || size === 0 ? 0 : Math.min(1, cores / size) / penalty;
  }

  /** The number at work or the speed has changed: so has the time of the next end. */
  private changed(): void {
    this.takeSpeed();
    if (this.isRinging) return;
    const { simulator } = this;
    if (this.ticket !== NOBODY) simulator.cancel(this.ticket);
    this.ticket = NOBODY;
    if (this.speed === 0) return;
    const delay = Math.max(0, Math.round((this.ends[0]! - this.virtual) / this.speed));
    this.ticket = simulator.schedule(delay, this.host.id, this.host.bell, 0);
  }

  // ---- the heap

  private put(place: number, attempt: Attempt, end: number, order: number): void {
    this.attempts[place] = attempt;
    this.ends[place] = end;
    this.orders[place] = order;
    this.places[attempt.id] = place;
  }

  private isBefore(place: number, other: number): boolean {
    const difference = this.ends[place]! - this.ends[other]!;
    return difference < 0 || (difference === 0 && this.orders[place]! < this.orders[other]!);
  }

  private swap(place: number, other: number): void {
    const { attempts, ends, orders } = this;
    const attempt = attempts[place]!;
    const end = ends[place]!;
    const order = orders[place]!;
    this.put(place, attempts[other]!, ends[other]!, orders[other]!);
    this.put(other, attempt, end, order);
  }

  private remove(place: number): void {
    const last = --this.size;
    if (place === last) return;
    this.put(place, this.attempts[last]!, this.ends[last]!, this.orders[last]!);
    this.siftUp(place);
    this.siftDown(place);
  }

  private siftUp(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(place, parent)) return;
      this.swap(place, parent);
      place = parent;
    }
  }

  private siftDown(from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) return;
      if (child + 1 < this.size && this.isBefore(child + 1, child)) child++;
      if (!this.isBefore(child, place)) return;
      this.swap(place, child);
      place = child;
    }
  }

  private makePlace({ id }: Attempt): void {
    if (id < this.places.length) return;
    let length = this.places.length;
    while (length <= id) length *= 2;
    this.places = resized(this.places, new Int32Array(length));
  }

  private grow(): void {
    const to = this.ends.length * 2;
    this.ends = resized(this.ends, new Float64Array(to));
    this.orders = resized(this.orders, new Float64Array(to));
  }
}
