/**
 * Results as JSON for other programs and for committed reports: objects indented by two, lists of plain values on one
 * line, so that a series is one line of a diff. Refuses what JSON cannot say instead of writing `null` in its place.
 */
import type { Result } from '../results/result.ts';

/**
 * One document: an object for one result, an array for a list of them. Ends with a line break.
 * @throws RangeError naming the member when a number is not finite, TypeError when a value is not JSON.
 */
export const renderJson = (results: Result | readonly Result[]): string => `${render(results, '', '$')}\n`;

function render(value: unknown, indent: string, path: string): string {
  if (Array.isArray(value)) return renderList(value, indent, path);
  if (typeof value === 'object' && value !== null) return renderObject(value, indent, path);
  return renderPlain(value, path);
}

function renderPlain(value: unknown, path: string): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${path} is ${value}, which JSON cannot say`);
  if (value !== null && !['number', 'string', 'boolean'].includes(typeof value))
    throw new TypeError(`${path} is ${typeof value}, which JSON cannot say`);
  return JSON.stringify(value);
}

function renderList(values: readonly unknown[], indent: string, path: string): string {
  const deeper = `${indent}  `;
  const parts = values.map((value, index) => render(value, deeper, `${path}[${index}]`));
  if (values.every(value => typeof value !== 'object' || value === null)) return `[${parts.join(', ')}]`;
  return `[\n${parts.map(part => deeper + part).join(',\n')}\n${indent}]`;
}

function renderObject(value: object, indent: string, path: string): string {
  const deeper = `${indent}  `;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${deeper}${JSON.stringify(name)}: ${render(member, deeper, `${path}.${name}`)}`);
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
