import { describe, expect, it } from 'vitest';
import { Actor, KIND_BITS, Simulator } from '../../src/engine/simulator.ts';

class Witness extends Actor {
  readonly seen: number[] = [];
  react: ((argument: number) => void) | null = null;

  override on(_kind: number, argument: number): void {
    this.seen.push(argument);
    this.react?.(argument);
  }

  get what(): number {
    return this.id << KIND_BITS;
  }
}

function build() {
  const simulator = new Simulator();
  const witness = new Witness(simulator);
  return { simulator, witness };
}

describe('a lane', () => {
  it('is one per delay', () => {
    const { simulator } = build();
    expect(simulator.lane(5)).toBe(simulator.lane(5));
    expect(simulator.lane(5)).not.toBe(simulator.lane(6));
  });

  it('refuses a delay into the past', () => {
    const { simulator } = build();
    expect(() => simulator.lane(-1)).toThrow(/at least 0/);
  });

  it('fires its events in the order they came, each after the same delay', () => {
    const { simulator, witness } = build();
    const times: number[] = [];
    witness.react = () => void times.push(simulator.now);
    for (let i = 0; i < 4; i++) {
      simulator.run(i * 2);
      simulator.lane(10).schedule(witness.what, i);
    }
    simulator.run(100);
    expect(witness.seen).toEqual([0, 1, 2, 3]);
    expect(times).toEqual([10, 12, 14, 16]);
  });

  it('leaves out what was cancelled: first, in the middle, last and all', () => {
    for (const gone of [[0], [1, 2], [4], [0, 4], [0, 1, 2, 3, 4]]) {
      const { simulator, witness } = build();
      const lane = simulator.lane(10);
      const tickets = [0, 1, 2, 3, 4].map(i => lane.schedule(witness.what, i));
      for (const i of gone) lane.cancel(tickets[i]!);
      simulator.run(100);
      expect(witness.seen).toEqual([0, 1, 2, 3, 4].filter(i => !gone.includes(i)));
    }
  });

  it('takes part again after it was empty', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    lane.schedule(witness.what, 1);
    simulator.run(10);
    lane.cancel(lane.schedule(witness.what, 2));
    simulator.run(20);
    lane.schedule(witness.what, 3);
    simulator.run(30);
    expect(witness.seen).toEqual([1, 3]);
  });

  it('takes an event that is scheduled while its last one fires', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    witness.react = argument => void (argument < 3 && lane.schedule(witness.what, argument + 1));
    lane.schedule(witness.what, 1);
    simulator.run(100);
    expect(witness.seen).toEqual([1, 2, 3]);
  });

  it('takes part again when an event from outside schedules its first, and keeps no place of that event', () => {
    const { simulator, witness } = build();
    const bytesOf = (): number =>
      Object.values(simulator).reduce((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);
    const lane = simulator.lane(10);
    const times: number[] = [];
    witness.react = argument => {
      times.push(simulator.now);
      if (argument === 1) lane.schedule(witness.what, 2);
    };
    for (let i = 0; i < 200; i++) simulator.schedule(5 + 100 * i, witness.id, 0, 1);
    const before = bytesOf();
    for (let i = 0; i < 200; i++) simulator.run(99 + 100 * i);
    expect(times).toEqual(Array.from({ length: 200 }, (_, i) => [5 + 100 * i, 15 + 100 * i]).flat());
    expect(witness.seen.slice(0, 4)).toEqual([1, 2, 1, 2]);
    const after = bytesOf();
    for (let i = 0; i < 200; i++) simulator.schedule(i, witness.id, 0, 0);
    simulator.run(simulator.now + 200);
    expect([after, bytesOf()]).toEqual([before, before]);
  });

  it('lets one of its events cancel a later one', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    const tickets = [0, 1, 2, 3].map(i => lane.schedule(witness.what, i));
    witness.react = argument => void (argument === 0 && [1, 2].forEach(i => void lane.cancel(tickets[i]!)));
    simulator.run(100);
    expect(witness.seen).toEqual([0, 3]);
  });

  it('keeps its tickets valid when it grows', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    for (let i = 0; i < 10; i++) lane.schedule(witness.what, -1);
    simulator.run(10);
    const tickets = Array.from({ length: 100 }, (_, i) => lane.schedule(witness.what, i));
    for (let i = 0; i < 100; i += 2) lane.cancel(tickets[i]!);
    simulator.run(20);
    expect(witness.seen.slice(10)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i + 1));
  });

  it('fires on time after cancelled events were passed over to make room', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(1000);
    const early = Array.from({ length: 15 }, () => lane.schedule(witness.what, -1));
    for (const ticket of early) lane.cancel(ticket);
    simulator.run(500);
    const times: number[] = [];
    witness.react = () => void times.push(simulator.now);
    for (let i = 0; i < 5; i++) lane.schedule(witness.what, i);
    simulator.schedule(600, witness.id, 0, 99);
    simulator.run(3000);
    expect(witness.seen).toEqual([99, 0, 1, 2, 3, 4]);
    expect(times).toEqual([1100, 1500, 1500, 1500, 1500, 1500]);
  });

  it('cancelled to its last event fires the next one once, and on time', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    const tickets = Array.from({ length: 16 }, (_, i) => lane.schedule(witness.what, i));
    for (const ticket of tickets) lane.cancel(ticket);
    simulator.run(5);
    const times: number[] = [];
    witness.react = () => void times.push(simulator.now);
    for (let i = 16; i < 40; i++) lane.schedule(witness.what, i);
    simulator.run(100);
    expect(witness.seen).toEqual(Array.from({ length: 24 }, (_, i) => 16 + i));
    expect(new Set(times)).toEqual(new Set([15]));
    expect(simulator.eventsFired).toBe(24);
  });
});

describe('the ring of a lane', () => {
  const bytesOf = (lane: object): number =>
    Object.values(lane).reduce((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);

  it('holds sixteen events, wherever in it they begin, and doubles for the next', () => {
    const { simulator, witness } = build();
    const lane = simulator.lane(10);
    const before = bytesOf(lane);
    for (let i = 0; i < 20; i++) {
      lane.schedule(witness.what, i);
      simulator.run(simulator.now + 10);
    }
    for (let i = 0; i < 16; i++) lane.schedule(witness.what, i);
    expect(bytesOf(lane)).toBe(before);
    lane.schedule(witness.what, 16);
    expect(bytesOf(lane)).toBe(2 * before);
    simulator.run(simulator.now + 10);
    expect(witness.seen.slice(20)).toEqual(Array.from({ length: 17 }, (_, i) => i));
  });

  it('has room again when at least nine of sixteen have been cancelled at its front', () => {
    for (const [cancelled, growth] of [
      [9, 1],
      [8, 2],
    ] as const) {
      const { simulator, witness } = build();
      const lane = simulator.lane(10);
      const before = bytesOf(lane);
      const tickets = Array.from({ length: 16 }, (_, i) => lane.schedule(witness.what, i));
      for (const ticket of tickets.slice(0, cancelled)) lane.cancel(ticket);
      lane.schedule(witness.what, 16);
      expect(bytesOf(lane)).toBe(growth * before);
      simulator.run(10);
      expect(witness.seen).toEqual(Array.from({ length: 17 - cancelled }, (_, i) => cancelled + i));
    }
  });
});
