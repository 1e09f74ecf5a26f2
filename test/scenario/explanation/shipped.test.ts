/** `explain --resolved` of every shipped scenario is a scenario again, and the same one. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { explainScenario } from '../../../src/scenario/explanation/explanation.ts';

const folder = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
const read = (path: string): string => readFileSync(path, 'utf8');

test.each(readdirSync(folder).filter(name => name.endsWith('.yaml')))('%s with every default written out', name => {
  const input = { path: folder + name, text: read(folder + name), read, overrides: [] };
  const resolved = compileScenario({ ...input, text: explainScenario(input).explanation!.resolved });
  expect(resolved.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(resolved.plan).toEqual(compileScenario(input).plan);
});
