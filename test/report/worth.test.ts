import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { NO_PAINT } from '../../src/report/paint.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { widthOf } from '../../src/report/text.ts';
import { worthTable } from '../../src/report/worth.ts';
import { ABLATION, FACTORIAL, RESULT } from './fixture.ts';

const terminal = (result: typeof RESULT, columns: number): string =>
  renderTerminal(result, { columns, paint: NO_PAINT });
const section = (text: string, heading: string): string =>
  (text.split(heading)[1] ?? '').split('\n\n').slice(0, 3).join('\n\n');

describe('what each mitigation is worth', () => {
  test('is told only where the variants tell', () => {
    expect(worthTable(RESULT)).toBeNull();
  });

  test('starts with the one that adds most and ends with what all do together', () => {
    expect(worthTable(FACTORIAL)!.rows).toEqual([
      { name: 'circuit-breaker', cells: ['+20.0 pp (+19.6..+20.4)', '−2.39 s (−2.46..−2.32)', '–'] },
      {
        name: 'retry-budget',
        cells: ['+4.7 pp (+4.3..+5.1)', '−310 ms (−340..−280)', '−12.0 pp (−12.3..−11.7)'],
      },
      { name: 'together', cells: ['+18.8 pp (+17.4..+20.2)', '+10 ms (−20..+40)', '–'] },
    ]);
  });

  test('of an ablation starts with the greatest loss and marks what is measurable', () => {
    const { rows, note } = worthTable(ABLATION)!;
    expect(rows.map(({ name, cells }) => [name, cells[0]])).toEqual([
      ['circuit-breaker', '−20.0 pp (−20.4..−19.6) *'],
      ['retry-budget', '−0.1 pp (−0.5..+0.3)'],
    ]);
    expect(note).toContain('less all of them');
  });

  test('is in both reports', () => {
    expect(section(renderMarkdown(FACTORIAL), '## What each one is worth')).toContain('+20.0 pp (+19.6..+20.4)');
    expect(section(renderMarkdown(ABLATION), '## What leaving one out changes')).toContain(
      '−20.0 pp (−20.4..−19.6) \\*',
    );
    expect(terminal(FACTORIAL, 120)).toContain('+20.0 pp (+19.6..+20.4)');
    expect(terminal(ABLATION, 80)).toContain('What leaving one out changes');
  });

  test.each([60, 80, 120])('fits %d columns', columns => {
    const lines = [FACTORIAL, ABLATION].flatMap(result => terminal(result, columns).split('\n'));
    expect(lines.filter(line => widthOf(line) > columns && !line.includes('brownout validate'))).toEqual([]);
  });
});
