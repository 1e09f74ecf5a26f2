/**
 * A scenario with every default filled in, as YAML: what the file says stays as it is, what a preset or the schema fills
 * in says so in a comment, with its source. Keys whose absence means something that no value says (a random balancer, no
 * limit) follow as comments, in the words of the schema - so nothing that will be simulated is left unsaid. So do values
 * that a mitigation replaces by taking another preset or another form: written out, they would stand in its way.
 */
import { Document, isScalar, Pair, Scalar, stringify, YAMLMap, YAMLSeq } from 'yaml';
import type { z } from 'zod';
import { PRESET_BLOCKS, type PresetBlock } from '../preset.ts';
import { findSystem } from '../preset-lookup.ts';
import { scenarioSchema } from '../schema/schema.ts';

type Schema = z.core.$ZodType;
type Plain = Readonly<Record<string, unknown>>;

/** `own` is the document as written, `filled` the same with its presets. Both have been checked. */
export function resolvedYaml(own: unknown, filled: unknown): string {
  const document = new Document();
  const patches = Object.values(mapOf(memberOf(own, 'mitigations'))).map(mitigation => memberOf(mitigation, 'patch'));
  const written = { own, patches, isUnderPreset: false };
  document.contents = nodeFor(scenarioSchema, filled, written) as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}

/** What is written at one place: by the scenario itself, and by the patches of its mitigations. */
interface Written {
  readonly own: unknown;
  readonly patches: readonly unknown[];
  /** Whether a patch takes another preset for something around it. */
  readonly isUnderPreset: boolean;
}

const NOTHING: Written = { own: undefined, patches: [], isUnderPreset: false };

const below = (written: Written, key: string): Written => ({
  own: memberOf(written.own, key),
  patches: written.patches.map(patch => memberOf(patch, key)),
  isUnderPreset: takesPreset(written),
});

const takesPreset = ({ patches, isUnderPreset }: Written): boolean =>
  isUnderPreset || patches.some(patch => memberOf(patch, 'preset') !== undefined);

function nodeFor(schema: Schema, value: unknown, written: Written): unknown {
  const inner = formOf(unwrapped(schema), value);
  if (isMap(value) && isKind(inner, 'object')) return mapFor(inner, value, written);
  if (isMap(value) && isKind(inner, 'record')) return recordFor(inner, value, written);
  if (Array.isArray(value)) return listFor(inner, value, written);
  return isMap(value) ? new Document(value).contents : new Scalar(value);
}

function mapFor(schema: z.core.$ZodObject, value: Plain, written: Written): YAMLMap {
  const map = new YAMLMap();
  const unsaid: string[] = [];
  const { shape } = schema._zod.def;
  for (const key of orderOf(value, shape)) {
    const member = memberOf(shape, key) as Schema | undefined;
    if (member === undefined) continue;
    const isGiven = Object.hasOwn(value, key);
    const filling = isGiven ? value[key] : defaultOf(member);
    if (filling === undefined) unsaid.push(...saidWithout(key, member));
    else if (isReplaced(filling, key, written)) unsaid.push(`${key}: ${inShort(filling)}, or as a mitigation says`);
    else map.add(new Pair(key, isGiven ? given(member, key, filling, below(written, key)) : assumed(member)));
  }
  if (unsaid.length > 0 && map.items.length > 0) map.comment = unsaid.map(line => ` ${line}`).join('\n');
  return map;
}

/** As written first, then as the schema lists them. */
const orderOf = (value: Plain, shape: Plain): string[] => [...new Set([...Object.keys(value), ...Object.keys(shape)])];

/** Whether what is filled in at `key` is in the way of a patch: of another preset around it, or of another form. */
function isReplaced(filling: unknown, key: string, written: Written): boolean {
  const { own, patches } = below(written, key);
  if (own !== undefined) return false;
  return takesPreset(written) || (isMap(filling) && patches.some(isMap));
}

const inShort = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();

/** A member that has a value: the file's own, or a preset's. */
function given(member: Schema, key: string, value: unknown, written: Written): unknown {
  const node = nodeFor(member, value, written);
  const block = isMap(value) && typeof value.preset === 'string' && key in PRESET_BLOCKS ? (key as PresetBlock) : null;
  if (block === null) return node;
  const system = findSystem(String((value as Plain).preset));
  if (system !== null && node instanceof YAMLMap) {
    node.commentBefore = ` what is not written here is as in ${system.title} ${system.version}: ${system.source}`;
    for (const pair of node.items as Pair<unknown, Scalar>[]) {
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      if (memberOf(written.own, name) === undefined && isScalar(pair.value)) pair.value.comment = ` ${system.name}`;
    }
  }
  return node;
}

/** A member that is absent and has a default. */
function assumed(member: Schema): unknown {
  const node = nodeFor(member, defaultOf(member), NOTHING);
  if (isScalar(node) || node instanceof YAMLSeq) node.comment = ' default';
  return node;
}

/** What the schema says of an absent key, if it says what its absence means: its last words, in parentheses or `... without it`. */
function saidWithout(key: string, member: Schema): string[] {
  const meaning = /\(([^()`]+)\)\.?$|; ([^;]+ without it)\.$/.exec(descriptionOf(member) ?? '');
  return meaning === null ? [] : [`${key}: ${meaning[1] ?? meaning[2]}`];
}

function recordFor(schema: z.core.$ZodRecord, value: Plain, written: Written): YAMLMap {
  const map = new YAMLMap();
  const member = schema._zod.def.valueType;
  for (const [key, entry] of Object.entries(value)) map.add(new Pair(key, nodeFor(member, entry, below(written, key))));
  return map;
}

function listFor(schema: Schema, value: readonly unknown[], { own }: Written): YAMLSeq {
  const list = new YAMLSeq();
  const element = isKind(schema, 'array') ? schema._zod.def.element : null;
  for (const [index, item] of value.entries()) {
    // A patch replaces a list as a whole.
    const written = {
      own: Array.isArray(own) ? (own[index] as unknown) : undefined,
      patches: [],
      isUnderPreset: false,
    };
    list.items.push(element === null ? new Document(item).contents : nodeFor(element, item, written));
  }
  list.flow = value.every(item => !isMap(item));
  return list;
}

// ---- zod's schemas as data

interface Kinds {
  readonly object: z.core.$ZodObject;
  readonly record: z.core.$ZodRecord;
  readonly array: z.core.$ZodArray;
  readonly union: z.core.$ZodUnion;
}

const isKind = <K extends keyof Kinds>(schema: Schema, kind: K): schema is Kinds[K] => schema._zod.def.type === kind;

/** Its own, or that of what it wraps. */
function descriptionOf(schema: Schema): string | undefined {
  const own = (schema as z.ZodType).description;
  const { def } = schema._zod as unknown as { def: { innerType?: Schema } };
  return own ?? (def.innerType === undefined ? undefined : descriptionOf(def.innerType));
}

/** Without what says that it may be missing or how it is transformed. */
function unwrapped(schema: Schema): Schema {
  const { def } = schema._zod as unknown as { def: { innerType?: Schema; in?: Schema } };
  if (def.innerType !== undefined) return unwrapped(def.innerType);
  return def.in === undefined ? schema : unwrapped(def.in);
}

/** Of the forms a value may take, the one it has. */
function formOf(schema: Schema, value: unknown): Schema {
  if (!isKind(schema, 'union')) return schema;
  const fitting = schema._zod.def.options.find(option => (option as z.ZodType).safeParse(value).success);
  return fitting === undefined ? schema : formOf(unwrapped(fitting), value);
}

/** As it would be written; undefined where there is none. */
function defaultOf(schema: Schema): unknown {
  const { def } = schema._zod as unknown as { def: { type: string; defaultValue?: unknown; innerType?: Schema } };
  if (def.type === 'default' || def.type === 'prefault') return def.defaultValue;
  return def.type === 'optional' && def.innerType !== undefined ? defaultOf(def.innerType) : undefined;
}

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

const mapOf = (value: unknown): Plain => (isMap(value) ? value : {});

/** Its own and not one of those that JavaScript gives to every object: a service may be called `toString`. */
const memberOf = (value: unknown, key: string): unknown =>
  isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
