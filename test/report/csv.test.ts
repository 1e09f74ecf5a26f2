import { describe, expect, test } from 'vitest';
import { comparisonCsv, csvOf, fileNameOf } from '../../src/report/csv.ts';
import { estimate, RESULT } from './fixture.ts';

describe('comma-separated values', () => {
  test('quote what would end a cell or a line, and leave no data empty', () => {
    expect(csvOf([['a,b', 'say "x"', 'two\nlines', 0.5, null, true]])).toBe(
      '"a,b","say ""x""","two\nlines",0.5,,true\r\n',
    );
  });

  test.each(['=1+1', '+1', '-1', '@x', '\t=1'])('are no formula to a spreadsheet: %j', text => {
    expect(csvOf([[text]])).toBe(`'${text}\r\n`);
  });

  test('have numbers as they are, negative ones too', () => {
    expect(csvOf([[-0.25, 1e-7]])).toBe('-0.25,1e-7\r\n');
  });
});

describe('the comparison as a table', () => {
  const rows = comparisonCsv(RESULT)
    .trimEnd()
    .split('\r\n')
    .map(line => line.split(','));
  const row = (variant: string, metric: string): string[] | undefined =>
    rows.find(([one, other]) => one === variant && other === metric);

  test('has every metric of every variant with its interval and its change to the baseline', () => {
    expect(row('circuit-breaker', 'availability')!.join()).toBe(
      'circuit-breaker,availability,share,0.96034,0.95724,0.96344,0.24722,0.24112,0.25332,0.0004',
    );
    expect(rows).toHaveLength(1 + 7 * RESULT.variants.length);
  });

  test('has no change of the baseline, and none that was not measured', () => {
    expect(row('baseline', 'p99')!.slice(6)).toEqual(['', '', '', '']);
    expect(row('circuit-breaker', 'goodput')!.slice(6)).toEqual(['', '', '', '']);
  });

  test('has the figures of components', () => {
    const figureKinds = { hitRatio: { unit: 'share', better: 'more', title: 'hits' } } as const;
    const figures = { cache: { hitRatio: estimate(0.5, 0.1), staleness: null } };
    const text = comparisonCsv({ ...RESULT, figureKinds, variants: [{ ...RESULT.variants[0]!, figures }] });
    expect(text).toContain('\r\nbaseline,cache hitRatio,share,0.5,0.4,0.6,,,,\r\n');
    expect(text).toContain('\r\nbaseline,cache staleness,number,,,,,,,\r\n');
  });
});

test.each([
  ['retry-storm', 'retry-storm'],
  ['../etc/x', 'etc-x'],
  ['  ', 'scenario'],
])('a file is named after its scenario and can be nowhere else: %j', (name, file) => {
  expect(fileNameOf(name).replace(/^-/, '')).toBe(file);
});
