import { describe, expect, it } from 'vitest';
import { showProblems } from '../../src/cli/scenarios.ts';
import type { Problem } from '../../src/scenario/problems/problem.ts';
import { recordedHost } from './host.ts';

const problem = (line: number, changes: Partial<Problem> = {}): Problem => ({
  code: 'BR053',
  severity: 'warning',
  file: 'shop.yaml',
  path: `services.s${line}`,
  line,
  column: 1,
  message: `the queue of s${line} is unbounded`,
  expected: null,
  found: null,
  hint: null,
  source: `s${line}:`,
  ...changes,
});

const lines = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

function shown(problems: readonly Problem[]): string {
  const host = recordedHost();
  showProblems(host, problems);
  return host.written.stderr;
}

describe('problems on the terminal', () => {
  it('up to five warnings of one kind are shown whole', () => {
    const text = shown(lines(5).map(line => problem(line)));
    expect(text.match(/is unbounded/g)).toHaveLength(5);
    expect(text).not.toContain('more like');
  });

  it('of more it is told how many there are and in which lines', () => {
    const text = shown(lines(8).map(line => problem(line)));
    expect(text.match(/is unbounded/g)).toHaveLength(5);
    expect(text.endsWith('shop.yaml: warning BR053: 3 more like these, in lines 6, 7, 8\n')).toBe(true);
    expect(shown(lines(6).map(line => problem(line)))).toContain('1 more like these, in line 6\n');
  });

  it('kinds and files are counted apart', () => {
    const some = lines(4).map(line => problem(line));
    const others = lines(4).map(line => problem(line, { code: 'BR054' }));
    const elsewhere = lines(4).map(line => problem(line, { file: 'base.yaml' }));
    expect(shown([...some, ...others, ...elsewhere])).not.toContain('more like');
  });

  it('every error is shown: each has to be mended', () => {
    const text = shown(lines(9).map(line => problem(line, { severity: 'error' })));
    expect(text.match(/is unbounded/g)).toHaveLength(9);
  });
});
