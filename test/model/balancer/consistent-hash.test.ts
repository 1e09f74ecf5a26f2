import { describe, expect, it } from 'vitest';
import { hashName, mix, Random } from '../../../src/engine/random.ts';
import { EJECTED } from '../../../src/model/balancer/balancer.ts';
import { ConsistentHash } from '../../../src/model/balancer/consistent-hash.ts';
import { Call } from '../../../src/model/call/call.ts';
import { NO_ITEM } from '../../../src/model/items.ts';

const KEYS = 10_000;

function ringOf(replicas: number, bound = Infinity) {
  const call = new Call(0);
  const ring = new ConsistentHash(replicas, 200, bound);
  const pick = (item: number): number => {
    call.item = item;
    return ring.pick(call);
  };
  const picks = (): number[] => Array.from({ length: KEYS }, (_, item) => pick(item));
  return { call, ring, pick, picks };
}

describe('consistent hashing', () => {
  it('sends everything about one key to one replica', () => {
    const { pick } = ringOf(5);
    expect(new Set(Array.from({ length: 10 }, () => pick(42))).size).toBe(1);
  });

  it('gives every replica about its share of the keys', () => {
    const counts = new Array<number>(5).fill(0);
    for (const replica of ringOf(5).picks()) counts[replica]!++;
    for (const count of counts) expect(Math.abs(count / KEYS - 0.2)).toBeLessThan(0.05);
  });

  it('moves only the keys of a replica that is lost, and moves them back', () => {
    const { ring, picks } = ringOf(5);
    const before = picks();
    ring.exclude(3, EJECTED);
    const without = picks();
    expect(without.every((replica, item) => replica === before[item] || before[item] === 3)).toBe(true);
    expect(without.includes(3)).toBe(false);
    // Its keys are spread over the others.
    expect(new Set(without.filter((_, item) => before[item] === 3)).size).toBe(4);
    ring.include(3, EJECTED);
    expect(picks()).toEqual(before);
  });

  it('goes clockwise to the first place of a replica that is left, as one sees who looks through all of them', () => {
    const hash = (about: number, salt: number) => mix(salt, about) >>> 0;
    const salt = hashName('place on the ring');
    const seats = [0, 1, 2].flatMap(replica =>
      Array.from({ length: 4 }, (_, seat) => ({ replica, place: hash(seat, mix(salt, replica)) })),
    );
    const ring = new ConsistentHash(3, 4, Infinity);
    const call = new Call(0);
    const agree = (left: readonly number[]) => {
      for (let item = 0; item < 500; item++) {
        const from = hash(item, salt);
        const way = ({ place }: (typeof seats)[0]): number => (place - from + 2 ** 32) % 2 ** 32;
        const [nearest] = seats.filter(seat => left.includes(seat.replica)).sort((one, other) => way(one) - way(other));
        call.item = item;
        expect(ring.pick(call)).toBe(nearest!.replica);
      }
    };
    agree([0, 1, 2]);
    for (const out of [0, 1, 2]) {
      ring.exclude(out, EJECTED);
      agree([0, 1, 2].filter(replica => replica !== out));
      ring.include(out, EJECTED);
    }
  });

  it('passes over a replica with more than its bound in progress', () => {
    const { ring, pick } = ringOf(4, 1.25);
    const home = pick(7);
    for (let i = 0; i < 40; i++) ring.inProgress[pick(7)]!++;
    expect(pick(7)).not.toBe(home);
    const { ring: unbounded, pick: pickUnbounded } = ringOf(4);
    for (let i = 0; i < 40; i++) unbounded.inProgress[pickUnbounded(7)]!++;
    expect(pickUnbounded(7)).toBe(home);
  });

  it('sends requests about nothing anywhere, by their own luck', () => {
    const { call, pick } = ringOf(4);
    const random = Random.named('keys');
    const picked = Array.from({ length: 100 }, () => {
      call.keyLow = random.bits();
      call.keyHigh = random.bits();
      return pick(NO_ITEM);
    });
    expect(new Set(picked).size).toBe(4);
  });
});
