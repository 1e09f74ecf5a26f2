/** The manual of `brownout presets`: apart from the command, so that help is there without loading it. */
import type { Manual } from '../manual.ts';

export const presetsManual: Manual = {
  operand: {
    written: '[NAME...]',
    says: 'of systems whose values to show; none for a list of all',
    least: 0,
    most: Number.POSITIVE_INFINITY,
    offers: { words: 'presets' },
  },
  flags: { json: { group: 'Output', value: null, says: 'as a JSON array on stdout' } },
  examples: [
    ['brownout presets', 'the real systems whose defaults a scenario can take'],
    ['brownout presets envoy', 'the values of one, with their source and version'],
  ],
  exits: null,
};
