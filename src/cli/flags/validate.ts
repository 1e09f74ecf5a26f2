/** The manual of `brownout validate`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIO_FILES } from '../manual.ts';

export const validateManual: Manual = {
  operand: SCENARIO_FILES,
  flags: { json: { group: 'Output', value: null, says: 'problems as a JSON array on stdout' } },
  examples: [
    ['brownout validate scenarios/*.yaml', 'exit code 2 when a file has errors; warnings do not count'],
    ['brownout validate a.yaml --json', 'for editors and other programs'],
  ],
  exits: null,
};
