import { describe, expect, it } from 'vitest';
import { seriesCsv } from '../../src/page/series-csv.ts';
import { pageData } from '../../src/report/html/data.ts';
import { RESULT } from '../report/fixture.ts';

const DATA = pageData(RESULT);
const [HEAD = [], ...ROWS] = seriesCsv(DATA)
  .trimEnd()
  .split('\r\n')
  .map(line => line.split(','));
const cell = (row: readonly string[], head: string): string | undefined => row[HEAD.indexOf(head)];

describe('the series as a table', () => {
  it('has a row for every window of every variant, the baseline first', () => {
    expect(ROWS).toHaveLength(36 * RESULT.variants.length);
    expect(ROWS[12]!.slice(0, 2)).toEqual(['baseline', '120']);
    expect(new Set(ROWS.map(([variant]) => variant)).size).toBe(RESULT.variants.length);
  });

  it('has a column for every line of the charts, with its unit', () => {
    expect(HEAD).toEqual([
      'variant',
      'seconds',
      'offered (per second)',
      'answered (per second)',
      'availability (share)',
      'p50 (ms)',
      'p99 (ms)',
      'failed: timeout (per second)',
      'orders-db queue (count)',
      'orders-db utilisation (share)',
      'orders-db replicas up (count)',
      'orders-db amplification (factor)',
      'orders->orders-db breaker open (share)',
    ]);
    const row = ROWS[12]!;
    expect(cell(row, 'offered (per second)')).toBe('90');
    expect(cell(row, 'availability (share)')).toBe('0.4');
    expect(cell(row, 'failed: timeout (per second)')).toBe('54');
    expect(cell(row, 'p99 (ms)')).toBe('');
  });

  it('leaves empty what a variant does not have', () => {
    const [baseline, ...others] = DATA.variants;
    const services = { ...baseline!.series.services, spare: baseline!.series.services['orders-db']! };
    const other = { ...others[0]!, series: { ...others[0]!.series, services } };
    const lines = seriesCsv({ ...DATA, variants: [baseline!, other] }).split('\r\n');
    const spare = lines[0]!.split(',').indexOf('spare queue (count)');
    expect([lines[1], lines[37]].map(line => line!.split(',')[spare])).toEqual(['', '1.5']);
  });
});
