/**
 * What a file in presets/ exports: the defaults that one real system ships, with where they were read. `values` are
 * written as a scenario would write them, under the key of the block they fill (`of`); what a user writes beside
 * `preset:` is laid over them, field by field.
 */

/** The blocks of a scenario that take a `preset`, and where they stand: in calls and traffic, or in services. */
export const PRESET_BLOCKS = {
  retry: 'client',
  breaker: 'client',
  bulkhead: 'client',
  healthCheck: 'client',
  outlierDetection: 'client',
  discovery: 'client',
  registry: 'service',
  register: 'service',
  balancer: 'client',
  runtime: 'service',
} as const satisfies Record<string, 'client' | 'service'>;

export type PresetBlock = keyof typeof PRESET_BLOCKS;

export type PresetValue = string | number | boolean | readonly PresetValue[] | { readonly [key: string]: PresetValue };

export interface Preset {
  readonly of: PresetBlock;
  readonly values: { readonly [key: string]: PresetValue };
  /** What the system does otherwise than these values say; null when they say it all. */
  readonly differs: string | null;
}

/** A real system and what it ships. */
export interface PresetSystem {
  /** As `preset:` names it. */
  readonly name: string;
  readonly title: string;
  /** Where the values were read, and in which version. */
  readonly source: string;
  readonly version: string;
  readonly presets: readonly Preset[];
}

export const presetSystem = (definition: PresetSystem): PresetSystem => definition;
