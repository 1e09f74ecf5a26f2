/** What the schema says may stand at a place, over all the forms that the value may take there. */
import type { z } from 'zod';
import type { Path } from './problem.ts';

/** Keys that a map at `path` may have. */
export const keysOf = (schema: z.core.$ZodType, path: Path): string[] => [
  ...new Set(
    formsAt(schema, path).flatMap(({ _zod: { def } }) => (def.type === 'object' ? Object.keys(def.shape) : [])),
  ),
];

/** Whether a list at `path` may be one of texts. */
export const listsTexts = (schema: z.core.$ZodType, path: Path): boolean =>
  formsAt(schema, [...path, '0']).some(({ _zod: { def } }) => def.type === 'string' || def.type === 'enum') &&
  formsAt(schema, path).some(({ _zod: { def } }) => def.type === 'array');

function formsAt(schema: z.core.$ZodType, path: Path): z.core.$ZodTypes[] {
  const [step, ...rest] = path;
  const forms = formsOf(schema as z.core.$ZodTypes);
  if (step === undefined) return forms;
  return forms.flatMap(form => {
    const child = childSchema(form._zod.def, step);
    return child === null ? [] : formsAt(child, rest);
  });
}

function childSchema(def: z.core.$ZodTypes['_zod']['def'], step: string): z.core.$ZodType | null {
  if (def.type === 'object') return def.shape[step] ?? null;
  if (def.type === 'record') return def.valueType;
  if (def.type === 'array') return def.element;
  return null;
}

/** The schema without its wrappers; the options of a union. */
function formsOf(schema: z.core.$ZodTypes): z.core.$ZodTypes[] {
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return formsOf(def.innerType as z.core.$ZodTypes);
    case 'pipe':
      return formsOf(def.in as z.core.$ZodTypes);
    case 'union':
      return def.options.flatMap(option => formsOf(option as z.core.$ZodTypes));
    default:
      return [schema];
  }
}
