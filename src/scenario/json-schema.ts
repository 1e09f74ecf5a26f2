/** The JSON Schema of the scenario file, for editors: made from the zod schema, so that the two cannot disagree. */
import { z } from 'zod';
import { scenarioSchema } from './schema/schema.ts';

/** Draft 7: what editors' YAML language servers understand best. A file that extends another may leave keys to it. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { required, ...schema } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  const whole = { ...schema, title: 'brownout scenario', anyOf: [{ required }, { required: ['extends'] }] };
  return JSON.parse(JSON.stringify(whole)) as Record<string, unknown>;
}
