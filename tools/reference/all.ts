/** The reference pages and how each is made. */
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { commandLineReference } from './command-line.ts';
import { figuresReference } from './figures.ts';
import { presetsReference } from './presets.ts';
import { problemPages } from './problems.ts';
import { scenarioReference } from './scenario.ts';
import { scenarioMap } from './scenario-map.ts';

export const REFERENCE: Readonly<Record<string, () => string | Promise<string>>> = {
  ...problemPages(),
  'docs/reference/command-line.md': commandLineReference,
  'docs/reference/figures.md': figuresReference,
  'docs/reference/presets.md': presetsReference,
  'docs/reference/scenario.md': () => scenarioReference(scenarioJsonSchema()),
  'scenarios/README.md': scenarioMap,
};
