import { describe, expect, test } from 'vitest';
import { errorsOf, small, worldOf } from '../compile-text.ts';

const S = 1e9;

describe('crews', () => {
  test('are found by the faults that name them', () => {
    const world = worldOf(
      small(`crews: { night: {}, ops: { size: 2, responds: 5m } }
faults:
  broken: { mtbf: 1h, mttr: 10m, crew: ops, crash: { service: api } }
  planned: { at: 1m, for: 1m, crew: night, crash: { service: api } }
  by-itself: { at: 1m, for: 1m, crash: { service: api } }`),
    );
    expect(world.crews).toEqual([
      { name: 'night', size: 1, responds: null },
      { name: 'ops', size: 2, responds: { kind: 'constant', value: 300 * S } },
    ]);
    expect(world.faults.map(({ crew }) => crew)).toEqual([1, 0, null]);
  });

  test('must exist', () => {
    const text = small(`crews: { ops: {} }
faults: { broken: { at: 1m, for: 1m, crew: opps, crash: { service: api } } }`);
    expect(errorsOf(text)).toEqual(['BR300 faults.broken.crew']);
  });

  test('need to know how long a repair takes', () => {
    const text = small(`crews: { ops: {} }
faults: { broken: { at: 1m, crew: ops, crash: { service: api } } }`);
    expect(errorsOf(text)).toEqual(['BR016 faults.broken']);
  });

  test('can be changed by a mitigation', () => {
    const text = small(`crews: { ops: {} }
faults: { broken: { at: 1m, for: 1m, crew: ops, crash: { service: api } } }
mitigations: { second: { patch: { crews: { ops: { size: 2 } } } } }`);
    expect(errorsOf(text)).toEqual([]);
  });
});
