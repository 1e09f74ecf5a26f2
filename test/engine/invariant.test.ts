import { describe, expect, it } from 'vitest';
import { InvariantError, invariant } from '../../src/engine/invariant.ts';

/** What is thrown when `rule` is broken. */
function thrown(...whereabouts: [] | [{ now: number; eventsFired: number }]): unknown {
  try {
    invariant(false, 'nothing is lost', ...whereabouts);
  } catch (error) {
    return error;
  }
  return null;
}

describe('an invariant', () => {
  it('that holds lets everything go on', () => {
    expect(() => invariant(true, 'nothing is lost')).not.toThrow();
  });

  it('that is broken says which rule it was', () => {
    const error = thrown();
    expect(error).toBeInstanceOf(InvariantError);
    expect(error).toMatchObject({
      name: 'InvariantError',
      message: 'broken invariant: nothing is lost',
      at: null,
      event: null,
    });
  });

  it('says when and at which event, where somebody knows', () => {
    expect(thrown({ now: 7, eventsFired: 3 })).toMatchObject({
      message: 'broken invariant: nothing is lost (at 7 ns, event 3)',
      at: 7,
      event: 3,
    });
  });

  it('says so at the very beginning as well', () => {
    expect(thrown({ now: 0, eventsFired: 0 })).toMatchObject({ at: 0, event: 0 });
  });
});
