/** docs/reference/scenario.md: every key of a scenario file, made of the JSON Schema, so that the page cannot disagree. */
import { duration, rate, share, size } from '../../src/scenario/quantities/units.ts';

interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** A map with keys of its own, to be given a section. */
interface Section {
  readonly path: string;
  readonly schema: Schema;
}

const INTRODUCTION = `# The scenario file: every key

Generated from the schema (\`npm run generate\`); \`brownout schema\` prints the same as JSON Schema, for editors. Quantities carry their units:
durations \`250ms 2s 5m 1h30m\`, rates \`900/s 60/min\`, shares \`1%\`, sizes \`512MiB\`. Maps are keyed by name, so that a patch reaches anything;
\`null\` removes. What a word means is in [the model](../model.md).
`;

export function scenarioReference(schema: Schema): string {
  const sections = new Sections(schema);
  const pages = [INTRODUCTION.trim()];
  for (let next = sections.next(); next !== undefined; next = sections.next()) pages.push(sectionText(next, sections));
  for (const [name, definition] of Object.entries(schema.definitions ?? {}))
    pages.push(definitionText(name, definition, sections));
  return `${pages.join('\n\n')}\n`;
}

/** Maps met so far: those that are alike have one section, at the first place where they were met. */
class Sections {
  private readonly known = new Map<string, string>();
  private readonly waiting: Section[];

  constructor(schema: Schema) {
    this.waiting = [{ path: '', schema }];
  }

  next(): Section | undefined {
    return this.waiting.shift();
  }

  /** The path of the section about `schema`, which is opened at `path` when there is none. */
  about(path: string, schema: Schema): string {
    const key = JSON.stringify(schema.properties);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    // A value that may be one of several maps has a section for each.
    const forms = [...this.known.values()].filter(other => other === path || other.startsWith(`${path} form `)).length;
    const own = forms === 0 ? path : `${path} form ${forms + 1}`;
    this.known.set(key, own);
    this.waiting.push({ path: own, schema });
    return own;
  }
}

const heading = (path: string): string => (path === '' ? 'The whole file' : path);

const anchor = (path: string): string =>
  heading(path)
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

function sectionText({ path, schema }: Section, sections: Sections): string {
  const keys = Object.entries(schema.properties ?? {});
  const rows = keys.map(([key, value]) => {
    const inner = path === '' ? key : `${path}.${key}`;
    const must = schema.required?.includes(key) === true && value.default === undefined ? ' **required**' : '';
    return `| \`${key}\`${must} | ${formOf(value, inner, sections)} | ${defaultOf(value)} | ${cell(value.description ?? '')} |`;
  });
  const about = schema.description === undefined ? [] : [cell(schema.description), ''];
  return [`## ${heading(path)}`, '', ...about, ...table(rows)].join('\n');
}

/** A union of forms that are told apart by their keys: one section each. */
function definitionText(name: string, definition: Schema, sections: Sections): string {
  const forms = formsOf(definition).map(form => {
    const entries = Object.entries(form.properties ?? {});
    const [first] = entries;
    const path = first === undefined ? name : `${name}: ${first[0]}`;
    const words =
      entries.length === 1 ? `\`${first![0]}\`: ${formOf(first![1], path, sections)}` : formOf(form, path, sections);
    return `- ${words}${form.description === undefined ? '' : `: ${cell(form.description)}`}`;
  });
  const inner: string[] = [];
  for (let next = sections.next(); next !== undefined; next = sections.next()) inner.push(sectionText(next, sections));
  const about = definition.description === undefined ? [] : [cell(definition.description), ''];
  return [`## ${name}`, '', ...about, ...forms, ...inner.flatMap(text => ['', text])].join('\n');
}

const table = (rows: readonly string[]): string[] => [
  '| key | value | without it | meaning |',
  '| --- | --- | --- | --- |',
  ...rows,
];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

function defaultOf({ default: value }: Schema): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? '' : `\`${String(value)}\``;
}

const formsOf = (schema: Schema): readonly Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** What may be written, in a few words, with links to the sections of maps. */
function formOf(schema: Schema, path: string, sections: Sections): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](#${anchor(name)})`;
  }
  const [single] = schema.allOf ?? [];
  if (single !== undefined) return formOf(single, path, sections);
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(form => formOf(form, path, sections)))].join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map(value => `\`${String(value)}\``).join(' ');
  if (schema.properties !== undefined) return `[map](#${anchor(sections.about(path, schema))})`;
  if (typeof schema.additionalProperties === 'object') return namedForm(schema.additionalProperties, path, sections);
  if (schema.items !== undefined) return `list of ${formOf(schema.items, path, sections)}`;
  return plainForm(schema);
}

function namedForm(value: Schema, path: string, sections: Sections): string {
  const form = formOf(value, `${path}.NAME`, sections);
  return form === '' ? 'map' : `by name: ${form}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` `false`',
  array: 'list',
  object: 'map',
};

/** Quantities with units are known by their pattern. */
const QUANTITIES = new Map(
  [duration, rate, share, size].map(({ pattern, name }) => [pattern, name.replace(/^an? /, '')]),
);

function plainForm({ type = '', pattern, minimum, maximum }: Schema): string {
  const quantity = QUANTITIES.get(pattern ?? '');
  if (quantity !== undefined) return quantity;
  const bounded = minimum !== undefined && maximum !== undefined && maximum < 1e12;
  return `${TYPES[type] ?? ''}${bounded ? ` ${minimum}..${maximum}` : ''}`;
}
