/** What to write instead of a value of a wrong type: the slips that people make, seen from the type that was wanted. */
import type { z } from 'zod';
import { NAME_PATTERN } from '../quantities/quantity.ts';
import type { Path } from './problem.ts';
import { listsTexts } from './schema-forms.ts';

/** What to write instead of `found`, which is of a wrong type; null where that cannot be guessed. */
export function hintOfType(
  issue: z.core.$ZodIssue,
  found: unknown,
  path: Path,
  schema: z.core.$ZodType,
): string | null {
  if (issue.code !== 'invalid_type' || path.length === 0) return null;
  switch (issue.expected) {
    case 'record':
      return hintOfNames(found) ?? hintOfMap(found, path);
    case 'object':
      return hintOfMap(found, path);
    case 'array':
      return isShort(found) && listsTexts(schema, path) ? `write ["${found}"]` : null;
    case 'number':
    case 'int':
      return hintOfNumber(found);
    case 'string':
      return hintOfText(found);
    case 'boolean':
      return isYes(found) ? 'write true' : isNo(found) ? 'write false' : null;
    default:
      return null;
  }
}

/** `users: p(99) < 1s` is a map to YAML. */
function hintOfText(found: unknown): string | null {
  const [entry, another] = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  if (entry === undefined || another !== undefined || Array.isArray(found)) return null;
  const [key, value] = entry;
  const text = typeof value === 'object' ? null : `${key}: ${String(value)}`;
  return isShort(text) ? `put it in quotes: "${text}"` : null;
}

/** Names alone, where each has a map of its own: `calls: [db]`. */
function hintOfNames(found: unknown): string | null {
  const names = Array.isArray(found) ? found : [found];
  if (
    names.length === 0 ||
    !names.every(name => typeof name === 'string' && NAME_PATTERN.test(name) && !isYes(name) && !isNo(name))
  )
    return null;
  const text = `{ ${names.map(name => `${name}: {}`).join(', ')} }`;
  return isShort(text) ? `write ${text}` : null;
}

function hintOfNumber(found: unknown): string | null {
  if (typeof found !== 'string') return null;
  if (PLAIN_NUMBER.test(found)) return `write ${found}, without quotes`;
  const percent = /^(\d{1,15})%$/.exec(found)?.[1];
  return percent === undefined ? null : `write ${Number(`${percent}e-2`)}`;
}

const isShort = (text: unknown): text is string => typeof text === 'string' && text.length <= LONGEST_HINTED;

const LONGEST_HINTED = 60;
const PLAIN_NUMBER = /^\d{1,15}(\.\d{1,15})?$/;

/** What other formats, and YAML 1.1, take for true and false. A map may be written that cannot be made a text. */
const isYes = (found: unknown): boolean =>
  found === true || (typeof found === 'string' && /^(yes|on|true|enabled?)$/i.test(found));
const isNo = (found: unknown): boolean =>
  found === false || (typeof found === 'string' && /^(no|off|false|disabled?)$/i.test(found));

function hintOfMap(found: unknown, path: Path): string | null {
  const isNeeded = path[0] === 'services' || path[0] === 'traffic';
  if (found === null && path.length === 1)
    return `indent below it what belongs to it${isNeeded ? '' : ', or leave the key out'}`;
  if (found === null || isYes(found)) return `write "${path.at(-1)}: {}" for all defaults`;
  return isNo(found) ? 'leave the key out; in a patch, `null` removes it' : null;
}
