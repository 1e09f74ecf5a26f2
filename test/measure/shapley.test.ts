import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapleyValues } from '../../src/measure/shapley.ts';

/** The worth of every group, from what its members do. */
const game = (members: number, worth: (has: (member: number) => boolean) => number): number[] =>
  Array.from({ length: 2 ** members }, (_, bits) => worth(member => ((bits >> member) & 1) === 1));

const closeTo = (expected: readonly number[]) => expected.map(value => expect.closeTo(value, 12));

describe('Shapley values', () => {
  it('of members who do not care for each other are what each does alone', () => {
    const additive = game(3, has => (has(0) ? 5 : 0) + (has(1) ? 2 : 0) + (has(2) ? -1 : 0));
    expect(shapleyValues(3, additive)).toEqual(closeTo([5, 2, -1]));
  });

  it('share equally what two do only together', () => {
    const synergy = game(3, has => (has(0) && has(1) ? 10 : 0));
    expect(shapleyValues(3, synergy)).toEqual(closeTo([5, 5, 0]));
  });

  it('share equally what either of two does as well', () => {
    const redundancy = game(2, has => (has(0) || has(1) ? 10 : 0));
    expect(shapleyValues(2, redundancy)).toEqual(closeTo([5, 5]));
  });

  it('of the glove market give the one left glove four times what each right one gets', () => {
    const gloves = game(3, has => (has(0) && (has(1) || has(2)) ? 6 : 0));
    expect(shapleyValues(3, gloves)).toEqual(closeTo([4, 1, 1]));
  });

  it('add up to what everybody does together, in any game', () => {
    const anyGame = fc
      .integer({ min: 1, max: 6 })
      .chain(members =>
        fc.tuple(
          fc.constant(members),
          fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2 ** members, maxLength: 2 ** members }),
        ),
      );
    fc.assert(
      fc.property(anyGame, ([members, worth]) => {
        const sum = shapleyValues(members, worth).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(worth.at(-1)! - worth[0]!, 9);
      }),
      { seed: 1 },
    );
  });
});
