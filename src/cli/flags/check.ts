/** The manual of `brownout check`: apart from the command, so that help is there without loading it. */
import { type Manual, SCENARIO_FILES } from '../manual.ts';
import { EXPERIMENT_FLAGS, OUTPUT_FLAGS } from '../settings.ts';

export const checkManual: Manual = {
  operand: SCENARIO_FILES,
  flags: {
    ...EXPERIMENT_FLAGS,
    ...OUTPUT_FLAGS,
    junit: { group: 'Output', value: 'FILE', says: 'verdicts as JUnit XML', isPath: true },
  },
  examples: [
    ['brownout check scenarios/*.yaml', 'exit code 0 when every expectation holds'],
    ['brownout check a.yaml --junit verdicts.xml --out none', 'verdicts for a CI system'],
  ],
  exits: '1 when an expectation fails, 3 when one is undecided and none fails, 130 when interrupted',
};
