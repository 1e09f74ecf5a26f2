import { describe, expect, it } from 'vitest';
import { placedNames } from '../../src/page/band-names.ts';

const band = (name: string, at: number, width = 60) => ({ name, at, width });

describe('the names of faults above a chart', () => {
  it('stand where their faults begin', () => {
    expect(placedNames([band('crash', 50), band('surge', 150)], 40, 300)).toEqual([
      { name: 'crash', start: 50 },
      { name: 'surge', start: 150 },
    ]);
  });

  it('leave out one that would lie on the one before', () => {
    expect(placedNames([band('crash', 50), band('surge', 100), band('flush', 160)], 40, 300)).toEqual([
      { name: 'crash', start: 50 },
      { name: 'flush', start: 160 },
    ]);
  });

  it('stay inside at the end, unless that puts them on the one before', () => {
    expect(placedNames([band('crash', 280)], 40, 300)).toEqual([{ name: 'crash', start: 240 }]);
    expect(placedNames([band('crash', 190), band('surge', 280)], 40, 300)).toEqual([{ name: 'crash', start: 190 }]);
  });

  it('are said once for all episodes', () => {
    expect(placedNames([band('crash', 50), band('', 150), band('', 200)], 40, 300)).toHaveLength(1);
  });
});
