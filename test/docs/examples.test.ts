/** What the documents show is true: scenarios compile, commands run, outputs and numbers are what the program says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { compileScenario } from '../../src/scenario/compile.ts';
import { renderProblem } from '../../src/scenario/problems/problem.ts';
import { type Block, blocksOf, wordOf } from '../../tools/docs/blocks.ts';
import { matches } from '../../tools/docs/commands.ts';
import { withFigures } from '../../tools/docs/figures.ts';
import { pagesOf, renewed } from '../../tools/docs/pages.ts';
import { RESULT } from '../report/fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = pagesOf(root).map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const isScenario = (block: Block): boolean => /^(#[^\n]*\n|\s)*name:/.test(block.text);

/** RFC 7396, on plain data. */
function merged(base: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const under = base !== null && typeof base === 'object' && !Array.isArray(base) ? (base as object) : {};
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Every YAML block of a page as a whole scenario: what has no name is a patch over the last that has. */
function scenariosIn(text: string): { readonly line: number; readonly text: string; readonly invalid: boolean }[] {
  let base: unknown = null;
  return blocksOf(text)
    .filter(({ language }) => language === 'yaml')
    .map(block => {
      const invalid = block.words.includes('invalid');
      if (isScenario(block)) {
        if (!invalid) base = parse(block.text);
        return { line: block.line, text: block.text, invalid };
      }
      expect(base, `line ${block.line}: a fragment needs a whole scenario before it on its page`).not.toBeNull();
      return { line: block.line, text: stringify(merged(base, parse(block.text))), invalid };
    });
}

describe.each(pages)('$path', ({ path, text }) => {
  it('shows scenarios that compile, and wrong ones that do not', () => {
    const files = new Map(blocksOf(text).map(block => [wordOf(block, 'file'), block.text]));
    const read = (file: string): string => {
      const known = files.get(file.split('/').at(-1)!);
      if (known === undefined) throw new Error(`there is no ${file}`);
      return known;
    };
    for (const example of scenariosIn(text)) {
      const { plan, problems } = compileScenario({ path, text: example.text, read, overrides: [] });
      const told = problems.filter(({ severity }) => severity === 'error').map(renderProblem);
      if (example.invalid) expect(told, `line ${example.line} is said to be wrong`).not.toEqual([]);
      else expect({ line: example.line, told, runs: plan !== null }).toMatchObject({ told: [], runs: true });
    }
  });

  it('shows commands that run, and what they print', { timeout: 300_000 }, () => {
    const { page, problems } = renewed(root, path);
    expect(problems).toEqual([]);
    expect(page).toBe(text);
  });
});

test('a session matches its output, also with lines left out, and not otherwise', () => {
  const output = 'one\ntwo\nthree\nfour\n';
  expect(
    ['one\ntwo\nthree\nfour', 'one\n...\nfour', '...\nfour', 'one\n...'].map(shown => matches(shown, output)),
  ).toEqual([true, true, true, true]);
  expect(
    ['one\ntwo', 'two\nthree\nfour', 'one\n...\nfive', 'one\n...\nthree', ''].map(shown => matches(shown, output)),
  ).toEqual([false, false, false, false, false]);
});

test('a number in prose is what the result says, and a wrong name is an error', () => {
  const page = 'It answers <!-- retry-storm baseline metrics.availability share bare -->0 %<!-- / --> of them.';
  expect(withFigures(page, () => RESULT)).toMatch(/-->\d+(\.\d+)? %<!-- \/ -->/);
  expect(() => withFigures(page.replace('availability', 'avail'), () => RESULT)).toThrow('no figure metrics.avail');
});
