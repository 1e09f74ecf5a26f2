/** Blocks that are filled from real systems. */
import type { PresetBlock } from '../../src/scenario/preset.ts';
import { systemsWith } from '../../src/scenario/preset-lookup.ts';
import type { Dice } from './dice.ts';

/** `own`, or now and then a real system's defaults with `beside` laid over them. */
export const orPreset = (
  dice: Dice,
  block: PresetBlock,
  own: () => Record<string, unknown>,
  beside: () => Record<string, unknown> = () => ({}),
): Record<string, unknown> => (dice.chance(0.3) ? { preset: dice.pick(systemsWith(block)).name, ...beside() } : own());
