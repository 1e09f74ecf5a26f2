/** `brownout schema`: the JSON Schema of scenario files, for editors. */
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { EXIT } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import type { RawFlags } from '../settings.ts';

export function schema(_flags: RawFlags, host: Host): number {
  host.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.ok;
}
