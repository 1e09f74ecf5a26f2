import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/engine/invariant.ts';
import type { Lane } from '../../src/engine/lane.ts';
import { Actor, KIND_BITS, KIND_LIMIT, Simulator } from '../../src/engine/simulator.ts';

/** Writes down what happens to it, and may do something about it. */
class Witness extends Actor {
  readonly seen: string[] = [];
  react: ((kind: number, argument: number) => void) | null = null;

  override on(kind: number, argument: number): void {
    this.seen.push(`${this.simulator.now}: ${kind}/${argument}`);
    this.react?.(kind, argument);
  }
}

/** The obvious future event list: one sorted array. */
class SortedTwin {
  now = 0;
  readonly seen: string[] = [];
  private sequence = 0;
  private pending: { time: number; sequence: number; name: number }[] = [];

  schedule(delay: number, name: number): void {
    this.pending.push({ time: this.now + delay, sequence: this.sequence++, name });
    this.pending.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  }

  cancel(name: number): void {
    this.pending = this.pending.filter(event => event.name !== name);
  }

  run(until: number): void {
    while (this.pending.length > 0 && this.pending[0]!.time <= until) {
      const { time, name } = this.pending.shift()!;
      this.now = time;
      this.seen.push(`${time}: 1/${name}`);
    }
    this.now = until;
  }
}

const LANE_DELAYS = [0, 3, 3, 17, 400];

/** What a random schedule is made of: events at any delay or in a lane, cancellations, and time going by. */
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('schedule' as const), value: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('lane' as const), value: fc.nat(LANE_DELAYS.length - 1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel' as const), value: fc.nat(1000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run' as const), value: fc.nat(25) }) },
);

type Ticket = { readonly lane: Lane | null; readonly ticket: number };

interface Action {
  readonly do: 'schedule' | 'lane' | 'cancel' | 'run';
  readonly value: number;
}

/** What the event list fires, and what a sorted array would. `delayOf` makes delays of the numbers of a schedule. */
function play(actions: readonly Action[], delayOf = (value: number): number => value): [string[], string[]] {
  const simulator = new Simulator();
  const witness = new Witness(simulator);
  const twin = new SortedTwin();
  const pending = new Map<number, Ticket>();
  witness.react = (_, name) => void pending.delete(name);
  actions.forEach(({ do: what, value }, name) => {
    if (what === 'schedule') {
      const delay = delayOf(value);
      pending.set(name, { lane: null, ticket: simulator.schedule(delay, witness.id, 1, name) });
      twin.schedule(delay, name);
    } else if (what === 'lane') {
      const lane = simulator.lane(LANE_DELAYS[value]!);
      pending.set(name, { lane, ticket: lane.schedule((witness.id << KIND_BITS) | 1, name) });
      twin.schedule(LANE_DELAYS[value]!, name);
    } else if (what === 'cancel' && pending.size > 0) {
      const victim = [...pending.keys()][value % pending.size]!;
      const { lane, ticket } = pending.get(victim)!;
      (lane ?? simulator).cancel(ticket);
      pending.delete(victim);
      twin.cancel(victim);
    } else if (what === 'run') {
      simulator.run(simulator.now + delayOf(value));
      twin.run(twin.now + delayOf(value));
    }
  });
  simulator.run(1e16);
  twin.run(1e16);
  return [witness.seen, twin.seen];
}

describe('the future event list', () => {
  it('fires what a sorted array would, in its order, for any schedule with ties, lanes and cancellations', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), actions => {
        const [seen, expected] = play(actions);
        expect(seen).toEqual(expected);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('keeps that order when thousands of events are pending', () => {
    const actions = fc.sample(fc.array(action, { minLength: 4000, maxLength: 4000 }), { numRuns: 2, seed: 5 });
    for (const some of actions) {
      const [seen, expected] = play(some.filter(({ do: what }, i) => what !== 'run' || i % 50 === 0));
      expect(seen).toEqual(expected);
    }
  });

  it.each([
    [
      'from nothing to a day',
      (value: number) => [0, 1, 40, 3000, 200_000, 9e6, 1e9, 86_400e9][value % 8]! + (value >> 3),
    ],
    ['nearly all of them at one of two nanoseconds', (value: number) => (value < 18 ? 5000 + (value & 1) : value)],
    ['crowded, with one far away', (value: number) => (value === 0 ? 1e12 : 70_000 + value * value)],
    ['ever denser', (value: number) => Math.floor(1e12 / 4 ** value)],
  ])('keeps that order when times lie %s', (_, delayOf) => {
    const some = fc.array(action, { minLength: 300, maxLength: 1200 });
    for (const actions of fc.sample(some, { numRuns: 12, seed: 17 })) {
      const [seen, expected] = play(
        actions.filter(({ do: what }, i) => what !== 'run' || i % 20 === 0),
        delayOf,
      );
      expect(seen).toEqual(expected);
    }
  });

  it('keeps that order in a crowd at one nanosecond that goes on to crowd it', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const lane = simulator.lane(7);
    const crowd = Array.from({ length: 3000 }, (_, i) => i);
    witness.react = (kind, argument) => {
      if (kind !== 0) return;
      simulator.schedule(0, witness.id, 1, argument);
      simulator.schedule(3, witness.id, 2, argument);
      lane.schedule((witness.id << KIND_BITS) | 3, argument);
    };
    for (const i of crowd) simulator.schedule(1e9, witness.id, 0, i);
    for (let i = 1; i <= 500; i++) simulator.schedule(1e7 * i, witness.id, 4, i);
    simulator.run(1e10);
    const at = (time: number, kind: number): string[] => crowd.map(i => `${time}: ${kind}/${i}`);
    const seen = witness.seen.filter(line => !line.includes(': 4/'));
    expect(seen).toEqual([...at(1e9, 0), ...at(1e9, 1), ...at(1e9 + 3, 2), ...at(1e9 + 7, 3)]);
    expect(witness.seen).toHaveLength(seen.length + 500);
  });

  it('puts the next event of a lane into a crowd at its place', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const lane = simulator.lane(1000);
    for (let i = 0; i < 400; i++) {
      if (i % 7 === 0) lane.schedule(witness.id << KIND_BITS, i);
      else simulator.schedule(1000, witness.id, 0, i);
    }
    // Among the crowd as it happens: at once, and after everybody else of that nanosecond.
    witness.react = (kind, argument) => void (kind === 0 && simulator.schedule(0, witness.id, 1, argument));
    simulator.run(1000);
    const order = Array.from({ length: 400 }, (_, i) => i);
    expect(witness.seen).toEqual([...order.map(i => `1000: 0/${i}`), ...order.map(i => `1000: 1/${i}`)]);
  });

  it('lets an event at a time that never comes wait for ever, and those after it come', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    for (let i = 0; i < 200; i++) simulator.schedule(i % 2 === 0 ? Infinity : i, witness.id, 0, i);
    simulator.run(1000);
    expect(witness.seen).toHaveLength(100);
    simulator.schedule(5, witness.id, 0, 0);
    simulator.run(2000);
    expect(witness.seen.at(-1)).toBe('1005: 0/0');
  });

  it('serves ties in the order of scheduling, whether they wait in the agenda or in a lane', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const lane = simulator.lane(10);
    for (let i = 0; i < 6; i++) {
      if (i % 2 === 0) simulator.schedule(10, witness.id, 0, i);
      else lane.schedule(witness.id << KIND_BITS, i);
    }
    simulator.run(10);
    expect(witness.seen).toEqual(['10: 0/0', '10: 0/1', '10: 0/2', '10: 0/3', '10: 0/4', '10: 0/5']);
  });

  it('fires events due exactly at the end of a run and leaves the later ones for the next', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    simulator.schedule(10, witness.id, 0, 1);
    simulator.schedule(11, witness.id, 0, 2);
    simulator.run(10);
    expect(witness.seen).toEqual(['10: 0/1']);
    expect(simulator.now).toBe(10);
    simulator.run(20);
    expect(witness.seen).toEqual(['10: 0/1', '11: 0/2']);
    expect(simulator.now).toBe(20);
  });

  it('fires an event scheduled with no delay at the same time, after those already due then', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    witness.react = (_, argument) => void (argument === 1 && simulator.schedule(0, witness.id, 0, 3));
    simulator.schedule(5, witness.id, 0, 1);
    simulator.schedule(5, witness.id, 0, 2);
    simulator.run(5);
    expect(witness.seen).toEqual(['5: 0/1', '5: 0/2', '5: 0/3']);
  });

  it('stays exact where nanoseconds no longer fit 32 bits', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const day = 86_400e9;
    simulator.schedule(day + 1, witness.id, 0, 2);
    simulator.schedule(day, witness.id, 0, 1);
    simulator.lane(day + 2).schedule(witness.id << KIND_BITS, 3);
    simulator.run(2 * day);
    expect(witness.seen).toEqual([`${day}: 0/1`, `${day + 1}: 0/2`, `${day + 2}: 0/3`]);
  });

  it.each([
    ['before now', -1, 0],
    ['at no time at all', Number.NaN, 0],
    ['of a kind that does not fit', 1, KIND_LIMIT],
  ])('refuses an event %s', (_, delay, kind) => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    expect(() => simulator.schedule(delay, witness.id, kind, 0)).toThrow(InvariantError);
    expect(() => simulator.schedule(delay, witness.id, kind, 0)).toThrow(/at or after now, with a known kind/);
  });

  it('may be gone through in parts, each of which leaves the clock at its last event', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    for (let i = 1; i <= 5000; i++) simulator.schedule(i, witness.id, 0, i);
    expect(simulator.advance(10_000)).toBe(true);
    expect(simulator.eventsFired).toBeLessThan(5000);
    expect(simulator.now).toBe(simulator.eventsFired);
    expect(simulator.advance(10_000)).toBe(false);
    expect([simulator.eventsFired, simulator.now]).toEqual([5000, 10_000]);
  });

  it('refuses to cancel what has fired or has been cancelled', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const fired = simulator.schedule(1, witness.id, 0, 0);
    const cancelled = simulator.schedule(5, witness.id, 0, 0);
    simulator.run(2);
    simulator.cancel(cancelled);
    expect(() => simulator.cancel(fired)).toThrow(/pending/);
    expect(() => simulator.cancel(cancelled)).toThrow(/pending/);
  });

  it('refuses to run without an end', () => {
    expect(() => new Simulator().run(Infinity)).toThrow(/a run has an end/);
  });

  describe('that knows what its events are about', () => {
    const EVENTS = 300;
    const crowd = (broken: Partial<Record<number, object>>, events = EVENTS) => {
      const simulator = new Simulator();
      const witness = new Witness(simulator);
      const sound = { state: 0, outcome: 0 };
      simulator.expectAbout(Array.from({ length: EVENTS }, (_, i) => ({ ...sound, ...broken[i] })));
      for (let i = 0; i < events; i++) simulator.schedule(1 + i, witness.id, 0, i);
      return { simulator, witness };
    };

    it('looks at the next one while it fires one, and refuses what is not there', () => {
      for (const broken of [{ state: -1 }, { outcome: -1 }]) {
        // The first one of a bucket is not looked at beforehand.
        const { simulator, witness } = crowd({ 200: broken, 201: broken });
        expect(() => simulator.run(EVENTS)).toThrow(/the next event is about something that is there/);
        expect([200, 201]).toContain(witness.seen.length);
      }
    });

    it('does not look ahead where few are pending', () => {
      const { simulator, witness } = crowd({ 0: { state: -1 }, 1: { state: -1 } }, 10);
      simulator.run(EVENTS);
      expect(witness.seen).toHaveLength(10);
    });

    it('refuses an event that happens to nobody', () => {
      const { simulator } = crowd({});
      simulator.schedule(200, 1, 0, 0);
      expect(() => simulator.run(EVENTS)).toThrow(/the next event is about something that is there/);
    });

    it('leaves alone what is about none of them, and fires all in their order', () => {
      const { simulator, witness } = crowd({});
      for (const argument of [-1, -(2 ** 31), EVENTS, 2 ** 31 - 1]) simulator.schedule(150, witness.id, 1, argument);
      simulator.run(EVENTS);
      const late = [-1, -(2 ** 31), EVENTS, 2 ** 31 - 1].map(argument => `150: 1/${argument}`);
      const expected = Array.from({ length: EVENTS }, (_, i) => `${1 + i}: 0/${i}`).toSpliced(150, 0, ...late);
      expect(witness.seen).toEqual(expected);
    });
  });

  it('says when and at which event an invariant broke', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    witness.react = () => void simulator.schedule(-1, witness.id, 0, 0);
    simulator.schedule(7, witness.id, 0, 0);
    expect(() => simulator.run(10)).toThrow(/at 7 ns, event 1/);
  });
});

describe('the digest of a run', () => {
  const digestOf = (events: readonly (readonly [delay: number, kind: number, argument: number])[]): string => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    for (const [delay, kind, argument] of events) simulator.schedule(delay, witness.id, kind, argument);
    simulator.run(1e9);
    return simulator.digest;
  };
  const events: [number, number, number][] = Array.from({ length: 40 }, (_, i) => [i * 1000 + (i % 3), i % 5, i]);

  it('is the same for the same events', () => {
    expect(digestOf(events)).toBe(digestOf(events));
    expect(digestOf(events)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has sixteen digits, whatever the events', () => {
    const digests = Array.from({ length: 200 }, (_, i) => digestOf([[i, 0, i]]));
    expect(digests.filter(digest => !/^[0-9a-f]{16}$/.test(digest))).toEqual([]);
  });

  it('differs when any one event has another time, kind or argument, or is missing', () => {
    const changed = events.flatMap((_, i) => [
      events.map(([at, kind, argument], k): [number, number, number] => [at + (k === i ? 1 : 0), kind, argument]),
      events.map(([at, kind, argument], k): [number, number, number] => [at, kind + (k === i ? 1 : 0), argument]),
      events.map(([at, kind, argument], k): [number, number, number] => [at, kind, argument ^ (k === i ? 1 : 0)]),
      events.filter((_, k) => k !== i),
    ]);
    const digests = new Set(changed.map(digestOf));
    expect(digests.size).toBe(changed.length);
    expect(digests.has(digestOf(events))).toBe(false);
  });

  it('differs when two events of one time change places, or actors', () => {
    const simulator = (swap: boolean): string => {
      const own = new Simulator();
      const [one, two] = [new Witness(own), new Witness(own)];
      own.schedule(5, (swap ? two : one).id, 0, 0);
      own.schedule(5, (swap ? one : two).id, 0, 0);
      own.run(10);
      return own.digest;
    };
    expect(simulator(true)).not.toBe(simulator(false));
    expect(
      digestOf([
        [5, 0, 1],
        [5, 0, 2],
      ]),
    ).not.toBe(
      digestOf([
        [5, 0, 2],
        [5, 0, 1],
      ]),
    );
  });

  it('does not see what was cancelled', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    for (const [delay, kind, argument] of events) {
      simulator.schedule(delay, witness.id, kind, argument);
      simulator.cancel(simulator.schedule(delay, witness.id, kind, 999));
    }
    simulator.run(1e9);
    expect(simulator.digest).toBe(digestOf(events));
    expect(simulator.eventsFired).toBe(events.length);
  });
});

describe('the memory of the event list', () => {
  /** Bytes of all typed arrays held by an object. */
  const bytesOf = (holder: object): number =>
    Object.values(holder).reduce((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);

  it('stops growing once it holds the events that are pending at the same time', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    witness.react = kind => void simulator.schedule(1 + ((simulator.eventsFired * 7919) % 100), witness.id, kind, 0);
    for (let i = 0; i < 500; i++) simulator.schedule(i, witness.id, 0, 0);
    simulator.run(1000);
    const before = bytesOf(simulator);
    simulator.run(10_000);
    expect(simulator.eventsFired).toBeGreaterThan(50_000);
    expect(bytesOf(simulator)).toBe(before);
  });

  it('gives a lane the place of an event that has fired', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    for (let i = 0; i < 64; i++) simulator.schedule(i, witness.id, 0, 0);
    const before = bytesOf(simulator);
    simulator.run(100);
    simulator.lane(10).schedule(witness.id << KIND_BITS, 0);
    expect(bytesOf(simulator)).toBe(before);
  });

  it('gives the places of cancelled events back', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    witness.react = () => {
      simulator.cancel(simulator.schedule(50, witness.id, 1, 0));
      simulator.schedule(1, witness.id, 0, 0);
    };
    simulator.schedule(0, witness.id, 0, 0);
    simulator.run(1000);
    const before = bytesOf(simulator);
    simulator.run(10_000);
    expect(bytesOf(simulator)).toBe(before);
  });

  it('does not grow with the length of a timeout that is nearly always cancelled', () => {
    const simulator = new Simulator();
    const witness = new Witness(simulator);
    const timeouts = simulator.lane(3_600e9);
    witness.react = () => {
      timeouts.cancel(timeouts.schedule((witness.id << KIND_BITS) | 1, 0));
      simulator.schedule(1, witness.id, 0, 0);
    };
    simulator.schedule(0, witness.id, 0, 0);
    simulator.run(10_000);
    expect(bytesOf(timeouts)).toBeLessThan(4096);
  });
});
