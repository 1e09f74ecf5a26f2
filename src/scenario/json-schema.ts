/** The JSON Schema of the scenario file, for editors: made from the zod schema, so that the two cannot disagree. */
import { z } from 'zod';
import { scenarioSchema } from './schema.ts';

/** Draft 7: what editors' YAML language servers understand best. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  return JSON.parse(JSON.stringify({ ...schema, title: 'brownout scenario' })) as Record<string, unknown>;
}
