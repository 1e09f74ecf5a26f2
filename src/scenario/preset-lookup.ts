/** `preset: envoy` inside a block of a scenario: its name in the schema, and how it fills what the block leaves out. */
import { z } from 'zod';
import { PRESET_BLOCKS, type Preset, type PresetBlock, type PresetSystem } from './preset.ts';
import { presets } from './presets/all.ts';

/** The schema of the key `preset` of a block. */
export function presetOf(block: PresetBlock) {
  const offered = systemsWith(block);
  return z
    .enum(offered.map(({ name }) => name))
    .optional()
    .describe(
      `What is not given here is as in a real system: ${offered.map(({ name }) => name).join(', ')}; \`brownout presets\` shows the values and their source.`,
    );
}

export const systemsWith = (block: PresetBlock): readonly PresetSystem[] =>
  presets.filter(system => system.presets.some(({ of }) => of === block));

export const findSystem = (name: string): PresetSystem | null => presets.find(system => system.name === name) ?? null;

function findPreset(block: PresetBlock, name: string): Preset | null {
  return findSystem(name)?.presets.find(({ of }) => of === block) ?? null;
}

type Plain = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

const BLOCKS = Object.entries(PRESET_BLOCKS) as readonly [PresetBlock, 'client' | 'service'][];

/**
 * The document with every preset filled in, wherever the schema has such a block. What is not a map stays as it is, for
 * the schema to complain of.
 */
export function withPresets(document: unknown): unknown {
  if (!isMap(document)) return document;
  const client = (value: Plain): Plain => filled(value, 'client');
  const operation = (value: Plain): Plain => each(value, 'calls', client);
  const service = (value: Plain): Plain =>
    each(each(filled(value, 'service'), 'calls', client), 'operations', operation);
  return each(each(document, 'services', service), 'traffic', client);
}

/** `value` with every map in the map at `key` changed. */
function each(value: Plain, key: string, change: (entry: Plain) => Plain): Plain {
  const entries = value[key];
  if (!isMap(entries)) return value;
  const changed = Object.entries(entries).map(([name, entry]) => [name, isMap(entry) ? change(entry) : entry]);
  return { ...value, [key]: Object.fromEntries(changed) };
}

/** `value` with its blocks filled. */
function filled(value: Plain, place: 'client' | 'service'): Plain {
  const blocks = BLOCKS.filter(([, where]) => where === place).flatMap(([block]) => {
    // A runtime may be named and no more.
    const own = block === 'runtime' && typeof value[block] === 'string' ? { preset: value[block] } : value[block];
    const preset = isMap(own) && typeof own.preset === 'string' ? findPreset(block, own.preset) : null;
    return preset === null ? [] : [[block, laidOver(preset.values, own)]];
  });
  return blocks.length === 0 ? value : { ...value, ...Object.fromEntries(blocks) };
}

/** Distributions: another form replaces the preset's, whose keys mean nothing beside it. */
const WHOLE = new Set(['startup', 'imagePull']);

/** A merge patch on plain values: maps are merged, but for distributions, anything else replaces, null removes. */
function laidOver(base: unknown, own: unknown): unknown {
  if (!isMap(own)) return own;
  const merged: Record<string, unknown> = isMap(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(own)) {
    if (value === null) delete merged[key];
    else merged[key] = WHOLE.has(key) ? value : laidOver(merged[key], value);
  }
  return merged;
}
