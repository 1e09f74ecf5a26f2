/** Reports know some figures by name. They may not import the model, so nothing but this keeps the names what they are there. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIGURES } from '../../src/model/figures.ts';

const source = (path: string): string => readFileSync(new URL(`../../src/report/${path}`, import.meta.url), 'utf8');

const quoted = (text: string): string[] => [...text.matchAll(/'(\w+)'/g)].map(([, name]) => name!);

test.each([
  ['losses and reactions', 'figure-gains.ts', /new Set\(\[(.*?)\]\)/gs, quoted],
  ['what is harmless', 'figure-gains.ts', /HARMLESS[^=]*= \{ (\w+):/g, (name: string) => [name]],
  ['figures that pictures follow', 'picture/figure-story.ts', /name: ('\w+')/g, quoted],
  [
    'figures that pictures follow by others',
    'picture/figure-story.ts',
    /^ {2}(\w+): [A-Z]+,$/gm,
    (name: string) => [name],
  ],
])('%s are figures of the model', (_, path, pattern, namesIn) => {
  const names = [...source(path).matchAll(pattern)].flatMap(([, found]) => namesIn(found!));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter(name => !Object.hasOwn(FIGURES, name))).toEqual([]);
});
