/**
 * How the agenda is laid out, which no result shows: that few events are sorted at a time, and that buckets are laid out seldom
 * and fit what is in them. In which order events come is asked in simulator.test.ts.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Agenda } from '../../src/engine/agenda.ts';
import { Random } from '../../src/engine/random.ts';
import { Actor, Simulator } from '../../src/engine/simulator.ts';

/** Near and far events, as whoever inherits from the agenda can see them. */
class Watched extends Simulator {
  /** Private to the agenda: nobody else needs them. */
  private get inner(): { far: number; lists: Int32Array; buckets: number } {
    return this as unknown as { far: number; lists: Int32Array; buckets: number };
  }

  /** All that are pending. */
  get pending(): number {
    return this.near + this.inner.far;
  }

  /** How many of the places of lists are in use, and how many there are. */
  get bucketCounts(): readonly [used: number, made: number] {
    return [this.inner.buckets, this.inner.lists.length - 1];
  }

  get near(): number {
    return this.to - this.from;
  }

  /** Places that near events may take. */
  get room(): number {
    return this.times.length;
  }
}

/** Schedules another event whenever one comes, `delay` later. */
class Renewal extends Actor {
  delay: () => number;
  private readonly watched: Watched;
  near: number[] = [];

  constructor(watched: Watched, delay: () => number) {
    super(watched);
    this.watched = watched;
    this.delay = delay;
  }

  override on(_kind: number, argument: number): void {
    this.near.push(this.watched.near);
    this.simulator.schedule(this.delay(), this.id, 0, argument);
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Exponential, mean 1 ms times `scale`. */
function exponential(scale: () => number): () => number {
  const luck = Random.named('agenda');
  return () => Math.round(-Math.log(luck.uniformOpen()) * 1e6 * scale());
}

/** A simulator with so many events pending, each of which is followed by another, a millisecond later on average. */
function holding(
  pending: number,
  delay: () => number = exponential(() => 1),
): { simulator: Watched; renewal: Renewal } {
  const simulator = new Watched();
  const renewal = new Renewal(simulator, delay);
  for (let i = 0; i < pending; i++) simulator.schedule(delay(), renewal.id, 0, i);
  return { simulator, renewal };
}

function runEvents(simulator: Watched, count: number): void {
  for (const end = simulator.eventsFired + count; simulator.eventsFired < end; ) simulator.advance(1e15);
}

const layOuts = () => vi.spyOn(Agenda.prototype as unknown as { layOut(): void }, 'layOut');

afterEach(() => void vi.restoreAllMocks());

describe('the agenda', () => {
  it('has all events of a small system in order, and no buckets', () => {
    const laidOut = layOuts();
    const { simulator, renewal } = holding(40);
    runEvents(simulator, 10_000);
    expect(new Set(renewal.near)).toEqual(new Set([39]));
    expect(laidOut).not.toHaveBeenCalled();
  });

  it.each([100, 1000, 20_000])('sorts some sixteen of %d at a time, and lays its buckets out seldom', pending => {
    const laidOut = layOuts();
    const { simulator, renewal } = holding(pending);
    // All buckets were used once: those of the beginning were laid out for what had been scheduled by then.
    runEvents(simulator, 40 * pending);
    renewal.near = [];
    laidOut.mockClear();
    runEvents(simulator, 50_000);
    expect(simulator.pending).toBe(pending);
    expect(simulator.bucketCounts[0]).toBeGreaterThanOrEqual(Math.max(64, pending));
    expect(simulator.bucketCounts[1]).toBeLessThan(2 * Math.max(64, pending));
    expect(Math.max(...renewal.near)).toBeLessThanOrEqual(pending > 4096 ? Math.sqrt(pending) : 64);
    // Of a bucket's sixteen, or as many as a power of two makes of that, half are gone on average; some more come meanwhile.
    expect(mean(renewal.near)).toBeGreaterThan(2);
    expect(mean(renewal.near)).toBeLessThan(24);
    expect(laidOut.mock.calls.length).toBeLessThan(10 + 50_000 / (4 * Math.max(64, pending)));
  });

  it.each([
    ['a thousand times as dense', 0.001],
    ['a thousand times as far apart', 1000],
  ])('finds buckets that fit when events become %s', (_, scale) => {
    let now = 1;
    const { simulator, renewal } = holding(
      2000,
      exponential(() => now),
    );
    runEvents(simulator, 20_000);
    now = scale;
    runEvents(simulator, 60_000);
    // Also while they did not fit.
    expect(Math.max(...renewal.near)).toBeLessThanOrEqual(64);
    expect(simulator.pending).toBe(2000);
    renewal.near = [];
    const laidOut = layOuts();
    runEvents(simulator, 40_000);
    expect(mean(renewal.near)).toBeGreaterThan(2);
    expect(mean(renewal.near)).toBeLessThan(24);
    expect(laidOut.mock.calls.length).toBeLessThan(25);
  });

  it('goes back to one short list when hardly anything is left', () => {
    const { simulator, renewal } = holding(500);
    runEvents(simulator, 5000);
    let left = 10;
    renewal.on = (): void => {
      if (left-- > 0) simulator.schedule(1e9, renewal.id, 0, 0);
    };
    simulator.run(simulator.now + 5e8);
    const laidOut = layOuts();
    const near: number[] = [];
    renewal.on = (): void => {
      near.push(simulator.near);
      simulator.schedule(1e6, renewal.id, 0, 0);
    };
    runEvents(simulator, 8192);
    expect(new Set(near.slice(100))).toEqual(new Set([9]));
    expect(laidOut).not.toHaveBeenCalled();
  });

  it('takes a crowd at one nanosecond as it is, and forgets its size when it is gone', () => {
    const { simulator, renewal } = holding(200);
    runEvents(simulator, 5000);
    const crowd = 5000;
    for (let i = 0; i < crowd; i++) simulator.schedule(2e7, renewal.id, 0, i);
    renewal.near = [];
    simulator.run(simulator.now + 2e7);
    expect(Math.max(...renewal.near)).toBeGreaterThanOrEqual(crowd - 1);
    runEvents(simulator, 100_000);
    renewal.near = [];
    runEvents(simulator, 50_000);
    expect(simulator.pending).toBe(crowd + 200);
    expect(Math.max(...renewal.near)).toBeLessThanOrEqual(Math.sqrt(crowd + 200));
    expect(simulator.room).toBeLessThan(4 * crowd);
  });

  it('drops what was cancelled when it lays out its buckets, or comes by', () => {
    const { simulator } = holding(300);
    for (let round = 0; round < 200; round++) {
      const tickets = Array.from({ length: 50 }, (_, i) => simulator.schedule(1e5 * (i + 1), 0, 0, 0));
      tickets.push(simulator.schedule(1e13, 0, 0, 0));
      for (const ticket of tickets) simulator.cancel(ticket);
      simulator.run(simulator.now + 1e5);
    }
    simulator.run(simulator.now + 1e8);
    expect(simulator.pending).toBe(300);
  });
});
