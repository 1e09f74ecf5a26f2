import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { hashName, mix, Random } from '../../src/engine/random.ts';
import { chiSquareExcess, correlationInErrors, errorsFrom, hashOfBits, kolmogorov } from './statistics.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

/** How often each of the 256 values of 8 bits occurs, the lowest bit at `shift`. */
function byteCounts(draws: readonly number[], shift: number): number[] {
  const counts = times(256, () => 0);
  for (const draw of draws) counts[(draw >>> shift) & 255]!++;
  return counts;
}

function firstDraw(lo: number, hi: number, purpose: number): number {
  const random = new Random();
  random.rekey(lo, hi, purpose);
  return random.next32();
}

describe('a named stream', () => {
  test('is sfc32 as published, its state drawn by seedrandom', () => {
    const source = seedrandom('7/0/traffic');
    let [a, b, c, counter] = [source.int32() >>> 0, source.int32() >>> 0, source.int32() >>> 0, 1];
    const random = Random.named('7/0/traffic');
    for (let i = 0; i < 1000; i++) {
      const draw = (a + b + counter++) % 2 ** 32;
      [a, b] = [(b ^ (b >>> 9)) >>> 0, (c + c * 8) % 2 ** 32];
      c = ((((c << 21) | (c >>> 11)) >>> 0) + draw) % 2 ** 32;
      expect(random.next32()).toBe(draw);
    }
  });

  test('depends on its name alone', () => {
    const one = Random.named('a');
    const other = Random.named('b');
    other.next32();
    const again = Random.named('a');
    expect(times(20, () => one.next32())).toEqual(times(20, () => again.next32()));
  });

  test('is unrelated to streams of similar names', () => {
    const streams = times(40, i => {
      const random = Random.named(`7/${i}/traffic/shoppers/arrivals`);
      return times(2000, () => random.uniform());
    });
    const pairs = streams.flatMap((x, i) => streams.slice(i + 1).map(y => Math.abs(correlationInErrors(x, y))));
    expect(Math.max(...pairs)).toBeLessThan(4.5);
  });

  test('gives the same draws in every engine', () => {
    const random = Random.named('golden');
    expect(hashOfBits(times(1000, () => random.uniform()))).toBe('0a33dae9cde19278');
  });
});

describe('a keyed generator', () => {
  // Worked out with whole numbers of any size from the definition of its rounds and of sfc32.
  test.each([
    [0, 0, 0, [1, 2, 12, 18874399]],
    [1, 2, 3, [1414125752, 3326615529, 3501770484, 4262196261]],
    [-1, -2, -3, [490991148, 2513950234, 3679485222, 2582908735]],
  ])('of the key %d, %d, %d draws what its definition says', (lo, hi, purpose, draws) => {
    const random = new Random();
    random.rekey(lo, hi, purpose);
    expect(times(4, () => random.next32())).toEqual(draws);
  });

  test('has the key of zeros before it is given one', () => {
    const random = new Random();
    expect(times(4, () => random.next32())).toEqual([1, 2, 12, 18874399]);
  });

  test('draws what its key says, whatever was drawn before', () => {
    const random = new Random();
    random.rekey(1, 2, 3);
    const first = times(10, () => random.next32());
    random.rekey(9, 9, 9);
    random.uniform();
    random.rekey(1, 2, 3);
    expect(times(10, () => random.next32())).toEqual(first);
  });

  test('takes a key as signed or unsigned numbers alike', () => {
    expect(firstDraw(-1, -2, -3)).toBe(firstDraw(2 ** 32 - 1, 2 ** 32 - 2, 2 ** 32 - 3));
  });

  test('has uniform draws from the first on over a grid of neighbouring keys', () => {
    const random = new Random();
    const draws: number[][] = [[], [], [], []];
    for (let key = 0; key < 2 ** 18; key++) {
      random.rekey(key & 127, (key >> 7) & 127, key >> 14);
      for (const column of draws) column.push(random.next32());
    }
    for (const column of draws) {
      for (const shift of [0, 8, 16, 24])
        expect(Math.abs(chiSquareExcess(byteCounts(column, shift)))).toBeLessThan(4.5);
    }
  });

  test.each([
    ['lo', 1, 0, 0],
    ['hi', 0, 1, 0],
    ['purpose', 0, 0, 1],
  ])('has unrelated first draws for keys one apart in %s', (_, lo, hi, purpose) => {
    const cells = times(256, () => 0);
    const pairs = times(2 ** 16, key => {
      const [x, y, z] = [key & 63, (key >> 6) & 63, key >> 12];
      return [firstDraw(x, y, z), firstDraw(x + lo, y + hi, z + purpose)] as const;
    });
    for (const [draw, next] of pairs) cells[((draw >>> 28) << 4) | (next >>> 28)]!++;
    const [x, y] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])];
    expect(Math.abs(chiSquareExcess(cells))).toBeLessThan(4.5);
    expect(Math.abs(correlationInErrors(x, y))).toBeLessThan(4.5);
  });

  test('changes half of the first draw with any one bit of the key', () => {
    const flips: number[] = [];
    for (let bit = 0; bit < 96; bit++) {
      const flipped = [0, 0, 0];
      flipped[bit >> 5] = 1 << (bit & 31);
      for (let i = 0; i < 200; i++) {
        const [lo, hi, purpose] = [mix(i, 1), mix(i, 2), mix(i, 3)];
        const changed =
          firstDraw(lo, hi, purpose) ^ firstDraw(lo ^ flipped[0]!, hi ^ flipped[1]!, purpose ^ flipped[2]!);
        flips.push(bitCount(changed));
      }
    }
    expect(Math.abs(errorsFrom(16, flips))).toBeLessThan(4.5);
  });

  test('tells a step of the purpose from the shift of lo that the first round takes it for', () => {
    const golden = 0x9e3779b1;
    for (let i = 1; i < 100; i++)
      expect(firstDraw(Math.imul(golden, i), 7, 1)).not.toBe(firstDraw(Math.imul(golden, i - 1), 7, 2));
  });

  test('gives no two keys of a grid the same first two draws', () => {
    const random = new Random();
    const seen = new Set<string>();
    for (let key = 0; key < 2 ** 17; key++) {
      random.rekey(key & 63, (key >> 6) & 63, key >> 12);
      seen.add(`${random.next32()} ${random.next32()}`);
    }
    expect(seen.size).toBe(2 ** 17);
  });
});

describe('draws', () => {
  test('of uniform and uniformOpen are uniform', () => {
    const random = Random.named('uniform');
    expect(
      kolmogorov(
        times(100_000, () => random.uniform()),
        x => x,
      ),
    ).toBeLessThan(2.23);
    expect(
      kolmogorov(
        times(100_000, () => random.uniformOpen()),
        x => x,
      ),
    ).toBeLessThan(2.23);
  });

  test('of uniform reach 0 but not 1, of uniformOpen neither', () => {
    const random = new Random();
    for (const [bits, uniform, open] of [
      [0, 0, 2 ** -53],
      [2 ** 32 - 1, 1 - 2 ** -53, 1 - 2 ** -53],
    ] as const) {
      random.bits = () => bits | 0;
      expect(random.uniform()).toBe(uniform);
      expect(random.uniformOpen()).toBe(open);
    }
  });

  test('of below are equally likely and stay below', () => {
    const random = Random.named('below');
    const counts = times(7, () => 0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
    expect(Math.abs(chiSquareExcess(counts))).toBeLessThan(4.5);
    random.bits = () => -1;
    for (const n of [1, 3, 2 ** 21 + 1, 2 ** 31, 2 ** 32]) expect(random.below(n)).toBe(n - 1);
  });

  test('of chance hit as often as asked, never at 0 and always at 1', () => {
    const random = Random.named('chance');
    const hits = times(100_000, () => (random.chance(0.03) ? 1 : 0));
    expect(Math.abs(errorsFrom(0.03, hits))).toBeLessThan(4.5);
    for (const bits of [0, -1]) {
      random.bits = () => bits;
      expect([random.chance(0), random.chance(1)]).toEqual([false, true]);
    }
  });
});

describe('hashes', () => {
  test('are what their definition says', () => {
    expect([mix(0, 0), mix(1, 2), mix(2, 1), mix(-1, 7)]).toEqual([-1518401922, -122598834, -1709799176, 882586822]);
    expect(['', 'a', 'checkout'].map(hashName)).toEqual([0, 758617280, -1330827301]);
  });

  test('of mixed neighbours are uniform', () => {
    const hashes = times(2 ** 16, i => mix(i & 255, i >> 8));
    for (const shift of [0, 8, 16, 24]) expect(Math.abs(chiSquareExcess(byteCounts(hashes, shift)))).toBeLessThan(4.5);
    expect(new Set(hashes).size).toBeGreaterThan(2 ** 16 - 6);
  });

  test('tell the order of what is mixed, and give signed 32-bit numbers', () => {
    expect(mix(1, 2)).not.toBe(mix(2, 1));
    expect(mix(0, 0)).not.toBe(0);
    for (let i = 0; i < 100; i++) expect(mix(i, i) | 0).toBe(mix(i, i));
  });

  test('of similar names differ, and depend on every character and their order', () => {
    const names = times(20_000, i => `service-${i % 200}/operation-${Math.floor(i / 200)}`);
    expect(new Set(names.map(hashName)).size).toBe(names.length);
    expect(new Set(['', 'a', 'aa', 'ab', 'ba', 'A', '\u0000', 'a\u0000'].map(hashName)).size).toBe(8);
    expect(hashName('checkout')).toBe(hashName('check'.concat('out')));
  });
});

function bitCount(bits: number): number {
  return (bits >>> 0).toString(2).replaceAll('0', '').length;
}
