/**
 * Writes the committed files that follow from the sources: the registries of kinds, presets and mitigations, then the JSON
 * Schema and the reference pages. A test makes them again and compares.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindsRegistry, mitigationRegistry, presetRegistry } from './registry.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

write('src/scenario/kinds/all.ts', kindsRegistry(join(root, 'src/scenario/kinds')));
write('src/scenario/presets/all.ts', presetRegistry(join(root, 'src/scenario/presets')));
write('src/model/mitigation/all.ts', mitigationRegistry(join(root, 'src/model/mitigation')));
// Imported only now: the schema is made of the registry that was just written.
const { scenarioJsonSchema } = await import('../src/scenario/json-schema.ts');
write('schema/scenario.schema.json', `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
const { REFERENCE } = await import('./reference/all.ts');
for (const [path, make] of Object.entries(REFERENCE)) write(path, await make());
