/** What the terminal shows for every shipped scenario, from its committed result. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NO_PAINT } from '../../src/report/paint.ts';
import { renderTerminal, renderVerdicts } from '../../src/report/terminal.ts';
import { widthOf } from '../../src/report/text.ts';
import type { Result } from '../../src/results/result.ts';

const folder = fileURLToPath(new URL('../../reports/', import.meta.url));
const names = readdirSync(folder).filter(name => name.endsWith('.json'));

describe.each(names)('%s in the terminal', name => {
  const result = JSON.parse(readFileSync(folder + name, 'utf8')) as Result;

  test.each([60, 80, 200])('fits %d columns, shortened and in full, a command to copy aside', columns => {
    for (const verbose of [false, true]) {
      const text = renderTerminal(result, { columns, paint: NO_PAINT, verbose });
      const wide = text.split('\n').filter(line => widthOf(line) > columns && !line.startsWith('  brownout validate '));
      expect(wide).toEqual([]);
      expect(text).not.toMatch(
        /NaN|undefined|Infinity|\bnull\b|(?<![\d.])1 (replications|warnings|variants|times)\b|with without/,
      );
    }
    const verdicts = renderVerdicts(result, { columns, paint: NO_PAINT });
    expect(verdicts.split('\n').filter(line => widthOf(line) > columns)).toEqual([]);
  });

  test('has a line of blocks for every variant, and at most three sentences with a shadow of doubt', () => {
    const text = renderTerminal(result, { columns: 80, paint: NO_PAINT });
    const [, overTime = ''] = text.split('\nAvailability over time\n');
    const lines = overTime.split('\n').filter(line => /[▁▂▃▄▅▆▇█]{5}/.test(line));
    expect(lines.length).toBeGreaterThanOrEqual(result.variants.length);
    expect(text.split('\n').filter(line => /^[+·-] /.test(line)).length).toBeLessThanOrEqual(3);
  });
});
