/** The manual of `brownout schema`: apart from the command, so that help is there without loading it. */
import type { Manual } from '../manual.ts';

export const schemaManual: Manual = {
  operand: null,
  flags: {},
  examples: [['brownout schema > scenario.schema.json', 'completion and checks in editors']],
  exits: null,
};
